//! `logarium real`.

use std::fs;
use std::path::PathBuf;

use super::{logarium, refused, report};

const FILES: [&str; 7] = [
    "compose.yaml",
    "topics.sh",
    "clients.py",
    "Clients.java",
    "faults.sh",
    "kcat.sh",
    "console.sh",
];

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join("cli-real")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    folder
}

#[test]
fn a_kit_is_printed_with_what_is_not_reproducible_in_the_end() {
    let output = logarium(&["real", "leader"]);
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    for file in FILES {
        assert!(text.contains(&format!("==> {file} <==\n")), "{file}");
    }
    let end = text.split("NOT REPRODUCIBLE").nth(1).unwrap();
    assert!(end.contains("seed"), "{end}");
}

#[test]
fn a_kit_is_written_and_nothing_of_somebody_s_own_is_written_over() {
    let folder = folder("written");
    let into = folder.to_str().unwrap();
    assert!(
        logarium(&["real", "leader", "--into", into])
            .status
            .success()
    );
    for file in FILES {
        assert!(folder.join(file).is_file(), "{file}");
    }
    // What is there already and says the same is in nobody's way.
    assert!(
        logarium(&["real", "leader", "--into", into])
            .status
            .success()
    );
    fs::write(folder.join("clients.py"), "mine").unwrap();
    fs::remove_file(folder.join("topics.sh")).unwrap();
    let told = refused(&["real", "leader", "--into", into]);
    assert!(
        told.contains("clients.py") && told.contains("--force"),
        "{told}"
    );
    assert!(!folder.join("topics.sh").exists(), "all or none");
    assert!(
        logarium(&["real", "leader", "--into", into, "--force"])
            .status
            .success()
    );
    assert_ne!(
        fs::read_to_string(folder.join("clients.py")).unwrap(),
        "mine"
    );
}

#[test]
fn a_kit_is_json_for_scripts_and_follows_changes_of_the_lab() {
    let kit = report(&["real", "leader", "--json"], 0);
    let names: Vec<&str> = kit["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, FILES);
    let missing = &kit["missing"][0];
    assert_eq!(
        (&missing["path"], &missing["why"]),
        (&"seed".into(), &"chance".into())
    );
    let changed = report(
        &[
            "real",
            "leader",
            "--json",
            "--set",
            "clients.producer-1.config.acks=0",
        ],
        0,
    );
    assert!(
        changed["files"][2]["text"]
            .as_str()
            .unwrap()
            .contains("acks=0,")
    );
}
