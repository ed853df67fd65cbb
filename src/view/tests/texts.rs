//! The page's texts: every language has the same ones, and whatever is asked for is there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("src/view lies in the workspace")
        .to_path_buf()
}

/// The messages of a language, each with the names of its arguments.
fn messages(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let path = root().join(format!("www/i18n/{language}.ftl"));
    let text =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = None;
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some((key, _)) = line
            .split_once(" = ")
            .filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase()))
        {
            assert!(
                found.insert(key.to_owned(), BTreeSet::new()).is_none(),
                "{language}: {key} is there twice"
            );
            current = Some(key.to_owned());
        }
        let Some(arguments) = current.as_ref().and_then(|key| found.get_mut(key)) else {
            continue;
        };
        arguments.extend(line.split('$').skip(1).map(|rest| {
            rest.chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
                .collect::<String>()
        }));
    }
    found
}

fn sources(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder)
        .expect("a folder of sources")
        .map(|entry| entry.expect("an entry").path())
    {
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
const MADE: [(&str, &[&str]); 7] = [
    (
        "deed-",
        &[
            "start",
            "close",
            "crash",
            "power-cut",
            "restart",
            "pause",
            "resume",
            "drop",
        ],
    ),
    (
        "fault-",
        &[
            "verb-label",
            "to-label",
            "api-label",
            "is-label",
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
        ],
    ),
];

fn made() -> BTreeSet<String> {
    MADE.iter()
        .flat_map(|(prefix, ends)| ends.iter().map(move |end| format!("{prefix}{end}")))
        .collect()
}

#[test]
fn every_language_has_the_same_texts_with_the_same_arguments() {
    assert_eq!(messages("en"), messages("es"));
}

#[test]
fn every_text_is_used() {
    let (literals, made, asked) = (literals(), made(), asked());
    let used = |key: &str| {
        let stem = key.strip_suffix("-what").unwrap_or(key);
        literals.contains(key) || asked.contains(key) || made.contains(key) || made.contains(stem)
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
        .filter(|(path, _)| !path.ends_with("tests/texts.rs"))
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
