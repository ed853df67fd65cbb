//! `logarium lab` and `logarium schema`, as whoever writes labs uses them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{logarium, refused};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder of its own, with these files.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join("authoring")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    for (file, text) in files {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// The first block of this language after a heading of the guide for authors.
fn block(guide: &str, language: &str, after: &str) -> String {
    let from = guide
        .find(after)
        .unwrap_or_else(|| panic!("{after:?} is in the guide"));
    let open = format!("```{language}\n");
    let begin = guide[from..].find(&open).unwrap() + from + open.len();
    let end = guide[begin..].find("\n```\n").unwrap() + begin + 1;
    guide[begin..end].to_owned()
}

fn checked(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let place = folder.to_str().unwrap();
    let output = logarium(&[&["lab", "check", place], arguments].concat());
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
    )
}

/// The example of the guide, as its reader would type it.
fn example() -> [(String, String); 2] {
    let guide = fs::read_to_string(root().join("docs/authoring.md")).unwrap();
    let json = block(&guide, "json", "`lab.json` has everything");
    let prose = block(&guide, "markdown", "`en.md` has everything");
    [
        ("paused/lab.json".to_owned(), json),
        ("paused/en.md".to_owned(), prose),
    ]
}

fn example_in(name: &str) -> PathBuf {
    let files = example();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (&**name, &**text))
        .collect();
    folder(name, &files)
}

#[test]
fn the_example_of_the_guide_is_a_good_lab_and_comes_to_what_the_guide_says() {
    let guide = fs::read_to_string(root().join("docs/authoring.md")).unwrap();
    let (status, told) = checked(&example_in("example"), &["--steps", "--seeds", "20"]);
    assert_eq!(status, 0, "{told}");
    let shown = block(&guide, "", "And that is a lab:");
    for line in shown.lines().skip(2).filter(|line| *line != "...") {
        assert!(told.contains(line), "{line:?} is not in\n{told}");
    }
}

#[test]
fn everything_that_is_wrong_with_a_lab_is_told_at_once_with_its_place() {
    let [json, prose] = example();
    let json = json
        .1
        .replace("\"predict\"", "\"predikt\"")
        .replace("\"languages\": [\"en\"]", "\"languages\": [\"en\", \"es\"]");
    let prose = prose.1.replace("## who-waits:", "## who-wait:");
    let files = [
        ("lab.json", &*json),
        ("en.md", &*prose),
        ("fr.md", "# Bonjour"),
        ("README.md", "About"),
    ];
    let (status, told) = checked(&folder("wrong", &files), &[]);
    assert_eq!(status, 2);
    for problem in [
        "steps[1].kind = \"predikt\": must be one of",
        "en.md:9: the lab has no step \"who-wait\"; did you mean \"who-waits\"?",
        "en.md: step \"who-waits\" has no section; it needs `## who-waits: Heading`",
        "es.md: is missing, though languages names \"es\"",
        "fr.md: is there, but languages does not name \"fr\"",
    ] {
        assert!(told.contains(problem), "{problem}\nis not in\n{told}");
    }
    assert!(!told.contains("README"), "{told}");
}

#[test]
fn a_lab_that_its_own_steps_do_not_solve_is_told_with_the_step() {
    let [json, prose] = example();
    let json = json
        .1
        .replace("\"value\": 40", "\"value\": 41")
        .replace("{ \"crash\": \"billing\" }", "{ \"pause\": \"billing\" }");
    let files = [("lab.json", &*json), ("en.md", &*prose.1)];
    let (status, told) = checked(&folder("unsolved", &files), &[]);
    assert_eq!(status, 1);
    let problem = "steps[1] = \"who-waits\": the engine says 40, which is none of its choices: stays = 30, grows = 41";
    assert!(told.contains(problem), "{told}");
}

#[test]
fn a_wrong_turn_that_misses_nothing_is_told() {
    let [json, prose] = example();
    let json = json
        .1
        .replace("{ \"crash\": \"billing\" }", "{ \"pause\": \"billing\" }");
    let files = [("lab.json", &*json), ("en.md", &*prose.1)];
    let (status, told) = checked(&folder("turn", &files), &[]);
    assert_eq!(status, 1);
    assert!(
        told.contains("wrong_turns[0] = \"crashes-it\": does step \"pause\", which it should miss"),
        "{told}"
    );
}

#[test]
fn the_labs_of_a_folder_are_checked_together() {
    let [json, prose] = example();
    let other = json
        .1
        .replace("\"needs\": [\"commit\"]", "\"needs\": [\"comit\"]");
    let files = [
        ("one/lab.json", &*json.1),
        ("one/en.md", &*prose.1),
        ("two/lab.json", &*other),
        ("two/en.md", &*prose.1),
    ];
    let (status, told) = checked(&folder("several", &files), &["--seeds", "0"]);
    assert_eq!(status, 2);
    for problem in [
        "id = \"paused\": another lab of this folder has it too",
        "needs[0] = \"comit\": there is no such lab, neither here nor built in; did you mean \"commit\"?",
    ] {
        assert!(told.contains(problem), "{problem}\nis not in\n{told}");
    }
}

#[test]
fn a_folder_without_a_lab_is_refused() {
    let empty = folder("empty", &[("notes.txt", "nothing")]);
    let told = refused(&["lab", "check", empty.to_str().unwrap()]);
    assert!(
        told.contains("holds no lab: neither a lab.json nor folders with one"),
        "{told}"
    );
    assert!(refused(&["lab", "check", "no/such/place"]).contains("no/such/place"));
}

#[test]
fn the_schemas_that_are_printed_are_those_of_the_project() {
    for of in ["lab", "rubric"] {
        let printed = logarium(&["schema", of]).stdout;
        let kept = fs::read(root().join(format!("labs/{of}.schema.json"))).unwrap();
        assert_eq!(printed, kept);
        assert!(serde_json::from_slice::<Value>(&printed).is_ok());
    }
}
