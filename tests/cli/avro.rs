//! `logarium schema check` and `logarium avro`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use super::{blocks, logarium, refused, report, scratch};

fn schema(name: &str, fields: &str) -> String {
    let text = format!(r#"{{"type":"record","name":"Ride","fields":[{fields}]}}"#);
    scratch(name, &text).display().to_string()
}

/// A place where nothing is yet.
fn fresh(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join("cli")
        .join(name);
    let _ = fs::remove_file(&path);
    path.display().to_string()
}

fn printed(arguments: &[&str]) -> String {
    let output = logarium(arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_schema_that_changes_a_type_is_refused_with_the_place() {
    let old = schema("ride-1.avsc", r#"{"name":"payment_type","type":"int"}"#);
    let new = schema("ride-2.avsc", r#"{"name":"payment_type","type":"string"}"#);
    let report = report(
        &[
            "schema", "check", &new, &old, "--level", "backward", "--json",
        ],
        1,
    );
    assert_eq!(report["level"], "BACKWARD");
    assert_eq!(
        report["conflicts"][0]["reasons"][0]["path"],
        "/fields/0/type"
    );
    assert!(printed(&["schema", "check", &new, &new]).contains("compatible"));
    let errors = refused(&["schema", "check", &new, &old, "--level", "sideward"]);
    assert!(errors.contains("FULL_TRANSITIVE"), "{errors}");
}

#[test]
fn a_broken_schema_is_told_with_every_place() {
    let broken = schema(
        "broken.avsc",
        r#"{"name":"a","type":"integer"},{"name":"a","type":"int","default":"x"}"#,
    );
    let errors = refused(&["schema", "check", &broken, &broken]);
    for place in [
        "/fields/0/type: ",
        "/fields/1/name: ",
        "/fields/1/default: ",
    ] {
        assert!(errors.contains(place), "{errors}");
    }
    let deep = scratch("deep.avsc", &"[".repeat(100_000))
        .display()
        .to_string();
    assert!(refused(&["schema", "check", &deep, &deep]).contains("nested too deep"));
}

#[test]
fn rows_go_from_csv_to_avro_and_back_whole() {
    let rows: String = (0..5_000)
        .map(|id| format!("{id},{}.5,ride {id}\n", id % 90))
        .collect();
    let csv = scratch("rides.csv", &format!("id,distance,note\n{rows}"))
        .display()
        .to_string();
    let (avro, packed) = (fresh("rides.avro"), fresh("rides-snappy.avro"));
    assert!(
        printed(&[
            "avro",
            "from-json",
            &csv,
            "--out",
            &avro,
            "--codec",
            "deflate"
        ])
        .contains("5000 rows")
    );
    printed(&[
        "avro", "recode", &avro, "--out", &packed, "--codec", "snappy",
    ]);
    let lines = printed(&["avro", "cat", &packed]);
    assert_eq!(lines, printed(&["avro", "cat", &csv]));
    assert_eq!(
        lines.lines().nth(7),
        Some(r#"{"id":7,"distance":7.5,"note":"ride 7"}"#)
    );
    assert_eq!(
        printed(&["avro", "cat", &packed, "--skip", "4998", "--rows", "1"])
            .lines()
            .count(),
        1
    );
    assert!(printed(&["avro", "schema", &packed]).contains("\"double\""));
    let blocks = printed(&["avro", "blocks", &avro, "--readers", "2"]);
    assert!(
        blocks.starts_with("codec deflate, sync marker "),
        "{blocks}"
    );
    let errors = refused(&["avro", "recode", &avro, "--out", &packed]);
    assert!(errors.contains("nothing is written over it"), "{errors}");
}

#[test]
fn a_damaged_block_costs_nothing_but_itself() {
    let rows: String = (0..20_000)
        .map(|id| format!("{{\"id\":{id},\"note\":\"ride {id}\"}}\n"))
        .collect();
    let json = scratch("many.jsonl", &rows).display().to_string();
    let avro = fresh("many.avro");
    printed(&["avro", "from-json", &json, "--out", &avro]);
    let mut bytes = fs::read(&avro).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4].fill(0xff);
    fs::write(&avro, bytes).unwrap();
    let told = logarium(&["avro", "cat", &avro]);
    assert_eq!(told.status.code(), Some(2));
    let errors = String::from_utf8(told.stderr).unwrap();
    assert!(
        errors.contains("block 1, byte ") || errors.contains("block 2, byte "),
        "{errors}"
    );
    let output = logarium(&["avro", "cat", &avro, "--skip-damaged"]);
    assert_eq!(output.status.code(), Some(1));
    let left = String::from_utf8(output.stdout).unwrap().lines().count();
    assert!((10_000..20_000).contains(&left), "{left}");
}

#[test]
fn what_is_no_such_file_is_refused_with_what_would_be() {
    let text = scratch("rows.txt", "x").display().to_string();
    assert!(refused(&["avro", "cat", &text]).contains(".avro, .csv, .tsv"));
    let fake = scratch("fake.avro", "PAR1").display().to_string();
    assert!(refused(&["avro", "cat", &fake]).contains("byte 0: this is no Avro file"));
    let csv = scratch("bad.csv", "a,b\n1\n").display().to_string();
    assert!(refused(&["avro", "cat", &csv]).contains("line 2: there are 1 columns"));
    let out = fresh("bad.avro");
    refused(&["avro", "from-json", &csv, "--out", &out]);
    assert!(!PathBuf::from(&out).exists() && !PathBuf::from(out + ".part").exists());
}

#[test]
fn schemas_are_checked_as_documented() {
    let document = include_str!("../../docs/avro.md");
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("documented-avro");
    fs::create_dir_all(&folder).unwrap();
    for (name, text) in ["ride-1.avsc", "ride-2.avsc"]
        .iter()
        .zip(blocks(document, "avsc"))
    {
        fs::write(folder.join(name), text).unwrap();
    }
    let checked = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_logarium"));
        let arguments = [
            "schema",
            "check",
            "ride-2.avsc",
            "ride-1.avsc",
            "--level",
            "BACKWARD",
        ];
        let output = command
            .current_dir(&folder)
            .args(arguments)
            .args(more)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(checked(&[]), blocks(document, "text")[0]);
    let documented: Value = serde_json::from_str(blocks(document, "json")[0]).unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&checked(&["--json"])).unwrap(),
        documented
    );
}

#[test]
fn the_rows_of_a_file_can_be_sent_to_a_topic_by_a_lab() {
    let rows = scratch("to-a-topic.csv", "id,note\n1,a\n2,b\n3,\n");
    let rows = rows.display().to_string();
    let lab = fresh("to-a-topic.json");
    let arguments = [
        "avro", "produce", &rows, "--topic", "notes", "--key", "id", "-o", &lab,
    ];
    assert!(printed(&arguments).ends_with("a lab that sends 3 rows to notes\n"));
    let errors = refused(&arguments);
    assert!(errors.contains("is there already"), "{errors}");
    let report = report(&["run", &lab, "--json"], 0);
    let printed = report["consumers"]["consumer"]["records"]
        .as_array()
        .expect("a list");
    let values: Vec<&Value> = printed.iter().map(|one| &one["value"]).collect();
    assert!(
        values.contains(&&Value::from("{\"id\":1,\"note\":\"a\"}")),
        "{values:?}"
    );
    assert_eq!(values.len(), 3);
    let other = fresh("to-no-topic.json");
    let errors = refused(&[
        "avro", "produce", &rows, "--topic", "no topic", "-o", &other,
    ]);
    assert!(errors.contains("topics"), "{errors}");
    let errors = refused(&[
        "avro", "produce", &rows, "--topic", "notes", "--key", "ids", "-o", &other,
    ]);
    assert!(errors.contains("id, note"), "{errors}");
}
