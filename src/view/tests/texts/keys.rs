//! The page's texts: every language has the same ones, and whatever is asked for is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use view::glossary::TERMS;

use crate::docs::is_doc;
use crate::languages::{files, languages, messages, root};

fn sources(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in files(folder) {
        if entry.is_dir() {
            sources(&entry, found);
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&entry).expect("a source");
            found.push((entry, text));
        }
    }
}

/// Every string literal of the page's two rooms.
fn literals() -> BTreeSet<String> {
    let mut files = Vec::new();
    for room in ["src/view", "src/web"] {
        sources(&root().join(room), &mut files);
    }
    files
        .iter()
        .flat_map(|(_, text)| text.split('"').map(ToOwned::to_owned))
        .collect()
}

/// What is asked for through a key made at run time.
const MADE: [(&str, &[&str]); 16] = [
    (
        "notice-storage-",
        &["blocked", "full", "unreadable", "newer"],
    ),
    (
        "deed-",
        &[
            "init-transactions",
            "begin-transaction",
            "commit-transaction",
            "abort-transaction",
            "start",
            "close",
            "crash",
            "power-cut",
            "restart",
            "pause",
            "resume",
            "drop",
            "elect-leaders",
            "delete-topic",
        ],
    ),
    (
        "fault-",
        &[
            "verb-label",
            "to-label",
            "api-label",
            "is-label",
            "when-label",
            "side-label",
            "partition",
            "slow",
            "flaky",
            "drop-next",
            "hold",
            "release",
            "heal",
            "repair",
            "pause",
            "crash",
            "power-cut",
            "slow-disk",
            "disk-full",
            "disk-freed",
            "wipe",
            "skew-clock",
            "extra-ms",
            "lost",
            "messages",
            "times",
            "offset-ms",
        ],
    ),
    ("tab-", &["text", "inspect", "flights", "events", "score"]),
    (
        "deck-",
        &[
            "close-up", "bytes", "diagram", "charts", "compare", "explore",
        ],
    ),
    ("explore-", &["runs", "first-seed"]),
    ("diagram-tip-", &["head", "bar", "cross", "bars", "ring"]),
    (
        "traffic-",
        &[
            "produce",
            "fetch",
            "replication",
            "group",
            "outside",
            "control",
            "polling",
            "heartbeat",
            "connection",
        ],
    ),
    (
        "setup-",
        &[
            "run",
            "cluster",
            "brokers",
            "topics",
            "clients",
            "add-broker",
            "add-topic",
            "add-producer",
            "add-consumer",
            "add-group",
            "add-sink",
            "add-sender",
            "add-receiver",
            "add-pusher",
            "add-registry",
        ],
    ),
    (
        "template-",
        &[
            "one-broker",
            "three-brokers",
            "racks",
            "applications",
            "without-kafka",
        ],
    ),
    (
        "reading-",
        &[
            "paused",
            "initializing",
            "await-reset",
            "await-validation",
            "fetching",
        ],
    ),
    (
        "kind-",
        &["produce", "fetch", "group", "replication", "control"],
    ),
    (
        "loss-",
        &[
            "after-end",
            "damaged",
            "digest",
            "engine",
            "format",
            "lab",
            "out-of-order",
            "playhead",
            "refused",
            "shifted",
            "too-long",
            "unreadable",
            "view",
        ],
    ),
    (
        "tools-",
        &[
            "compose-yaml",
            "topics-sh",
            "clients-py",
            "clients-java",
            "faults-sh",
            "kcat-sh",
            "console-sh",
            "why-chance",
            "why-one-message",
            "why-held-message",
            "why-one-way",
            "why-power-cut",
            "why-shared-clock",
            "why-disk-speed",
            "why-disk-size",
            "why-page-cache",
            "why-link-speed",
            "why-outside",
            "why-sink-is-a-file",
            "why-by-hand",
            "why-no-such-config",
            "why-no-such-value",
            "why-no-application",
            "why-one-line",
            "why-no-schemas",
        ],
    ),
    (
        "transport-",
        &["to-start", "step-back", "step", "next-event"],
    ),
    (
        "track-",
        &[
            "why-a-log",
            "records",
            "partitions",
            "groups",
            "writes",
            "reads",
            "replication",
            "log",
            "schemas",
            "streams",
            "design",
            "break-it",
            "sandbox",
        ],
    ),
];

fn made() -> BTreeSet<String> {
    MADE.iter()
        .flat_map(|(prefix, ends)| ends.iter().map(move |end| format!("{prefix}{end}")))
        .chain(TERMS.iter().map(|term| format!("term-{term}")))
        .collect()
}

#[test]
fn every_language_has_the_same_texts_with_the_same_arguments() {
    let keys = |language: &str| -> Vec<(String, BTreeSet<String>)> {
        messages(language)
            .into_iter()
            .filter(|(key, _)| !is_doc(key))
            .map(|(key, message)| (key, message.arguments()))
            .collect()
    };
    for language in languages() {
        assert_eq!(keys("en"), keys(&language), "{language}");
    }
}

#[test]
fn a_language_is_its_folder_and_its_files_in_labs_and_no_source_names_it() {
    let mut files = Vec::new();
    for room in ["src/lab", "src/view", "src/web"] {
        sources(&root().join(room), &mut files);
    }
    for language in languages().iter().filter(|language| *language != "en") {
        let named = format!("{language:?}");
        let naming: Vec<&PathBuf> = files
            .iter()
            .filter(|(path, text)| {
                text.contains(&named) && !path.components().any(|part| part.as_os_str() == "tests")
            })
            .map(|(path, _)| path)
            .collect();
        assert_eq!(naming, Vec::<&PathBuf>::new(), "{language}");
    }
}

#[test]
fn every_text_is_used() {
    let (literals, made, asked) = (literals(), made(), asked());
    let used = |key: &str| {
        let stem = key.strip_suffix("-what").unwrap_or(key);
        key == "language-name"
            || literals.contains(key)
            || asked.contains(key)
            || made.contains(key)
            || made.contains(stem)
    };
    let unused: Vec<String> = messages("en")
        .into_keys()
        .filter(|key| !used(key))
        .collect();
    assert_eq!(unused, Vec::<String>::new());
}

#[test]
fn every_text_that_is_asked_for_is_there() {
    let known = messages("en");
    let missing: Vec<String> = asked()
        .into_iter()
        .chain(made())
        .filter(|key| !known.contains_key(key))
        .collect();
    assert_eq!(missing, Vec::<String>::new());
}

/// The keys in calls that ask for a text by a literal.
fn asked() -> BTreeSet<String> {
    const CALLS: [&str; 6] = [
        "texts.get(\"",
        "texts.with(\"",
        "Saying::new(\"",
        "fact(\"",
        "of(\"did-",
        "of(\"do-",
    ];
    let mut files = Vec::new();
    for room in ["src/view", "src/web"] {
        sources(&root().join(room), &mut files);
    }
    let mut found = BTreeSet::new();
    for (_, text) in files
        .iter()
        .filter(|(path, _)| !path.ends_with("tests/texts/keys.rs"))
    {
        for call in CALLS {
            let head = call.rsplit('"').next().unwrap_or_default();
            let keys = text
                .split(call)
                .skip(1)
                .filter_map(|rest| rest.split('"').next());
            found.extend(keys.map(|key| format!("{head}{key}")));
        }
        // A deed is spoken of as done and as to be done.
        let verbs = text.split("key!(voice, \"").skip(1);
        let verbs = verbs.filter_map(|rest| rest.split('"').next());
        found.extend(verbs.flat_map(|verb| [format!("did-{verb}"), format!("do-{verb}")]));
    }
    found
}
