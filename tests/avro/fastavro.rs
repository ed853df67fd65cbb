//! Files held against fastavro, in Python: what is written here is read there, and the other way round, and both make the
//! same of a value that another schema reads. Where there is no Python with fastavro, the tests say that they were skipped;
//! `cargo xtask test` installs it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use schema::avro::container::{Codec, FileReader, FileWriter};
use schema::avro::{Schema, Value, encode, resolve, to_json, to_plain};
use serde_json::{Value as Json, json};

use super::kinds::{Kind, Names, dice, reader_of, record};

/// How many schemas are tried.
fn cases() -> u64 {
    if std::env::var_os("LOGARIUM_LONG").is_some() {
        3_000
    } else {
        150
    }
}

/// A Python that has fastavro: the project's own, or the system's.
fn python() -> Option<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/python/bin/python3");
    let found = [own, PathBuf::from("python3")].into_iter().find(|python| {
        let imported = Command::new(python)
            .args(["-c", "import fastavro, cramjam"])
            .output();
        imported.is_ok_and(|output| output.status.success())
    });
    if found.is_none() {
        println!("skipped: there is no Python with fastavro and cramjam");
    }
    found
}

/// Asks the script beside this file to do something in a folder.
fn ask(python: &Path, what: &str, folder: &Path) -> Json {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/avro/fastavro_side.py");
    let output = Command::new(python)
        .arg(script)
        .arg(what)
        .arg(folder)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join("fastavro")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// A record of random types, and some values of it.
fn case(seed: u64) -> (Schema, Vec<Value>) {
    let mut dice = dice(seed);
    let kind = record(&mut dice, &mut Names::distinct(), 3);
    let values = (0..seed % 20).map(|_| kind.value(&mut dice)).collect();
    (kind.schema(), values)
}

/// A record with every type there is, whatever the dice say.
fn every_type() -> (Schema, Vec<Value>) {
    let text = r#"{"type":"record","name":"All","namespace":"a.b","fields":[
        {"name":"n","type":"null"},{"name":"b","type":"boolean"},{"name":"i","type":"int"},{"name":"l","type":"long"},
        {"name":"f","type":"float"},{"name":"d","type":"double"},{"name":"y","type":"bytes"},{"name":"s","type":"string"},
        {"name":"x","type":{"type":"fixed","name":"X","size":3}},
        {"name":"e","type":{"type":"enum","name":"E","symbols":["A","B"]}},
        {"name":"a","type":{"type":"array","items":"X"}},{"name":"m","type":{"type":"map","values":"E"}},
        {"name":"u","type":["null","string","a.b.All"]},
        {"name":"day","type":{"type":"int","logicalType":"date"}},
        {"name":"at","type":{"type":"long","logicalType":"timestamp-micros"}},
        {"name":"local","type":{"type":"long","logicalType":"local-timestamp-millis"}},
        {"name":"money","type":{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}},
        {"name":"id","type":{"type":"string","logicalType":"uuid"}}]}"#;
    let schema = Schema::parse(text).unwrap();
    let value = |next: Json| {
        json!({"n": null, "b": true, "i": -64, "l": 1_i64 << 40, "f": 1.9, "d": 1.9, "y": "\u{0}\u{ff}", "s": "año",
            "x": "abc", "e": "B", "a": ["xyz"], "m": {"k": "A"}, "u": next, "day": "2024-02-29",
            "at": "2024-02-29T12:00:00.000001Z", "local": "2024-02-29T12:00:00.001", "money": "-1234.50",
            "id": "123e4567-e89b-12d3-a456-426614174000"})
    };
    let values = [value(json!("text")), value(value(Json::Null))];
    let values = values.map(|json| schema::avro::from_json(&schema, &json).unwrap());
    (schema, values.into())
}

fn all_cases() -> impl Iterator<Item = (Schema, Vec<Value>)> {
    (0..cases()).map(case).chain([every_type()])
}

#[test]
fn what_is_written_here_is_read_there() {
    let Some(python) = python() else {
        return;
    };
    let folder = folder("read");
    let mut expected = Vec::new();
    for (index, (schema, values)) in all_cases().enumerate() {
        let codec = Codec::ALL[index % 3];
        let mut writer = FileWriter::with_blocks(schema.clone(), codec, 300);
        values
            .iter()
            .for_each(|value| writer.append(value).unwrap());
        fs::write(folder.join(format!("{index}.avro")), writer.finish()).unwrap();
        expected.push(
            values
                .iter()
                .map(|value| to_plain(&schema, value))
                .collect::<Json>(),
        );
    }
    fs::write(folder.join("count"), expected.len().to_string()).unwrap();
    let read = ask(&python, "read", &folder);
    for (index, expected) in expected.iter().enumerate() {
        assert_eq!(&read[index], expected, "{index}.avro");
    }
}

#[test]
fn what_is_written_there_is_read_here() {
    let Some(python) = python() else {
        return;
    };
    let folder = folder("write");
    let cases: Vec<(Schema, Vec<Value>)> = all_cases().collect();
    let jobs = cases.iter().enumerate().map(|(index, (schema, values))| {
        let schema_json: Json = serde_json::from_str(schema.text()).unwrap();
        let values: Json = values.iter().map(|value| to_json(schema, value)).collect();
        json!({"schema": schema_json, "codec": Codec::ALL[index % 3].name(), "values": values})
    });
    fs::write(folder.join("jobs.json"), jobs.collect::<Json>().to_string()).unwrap();
    ask(&python, "write", &folder);
    for (index, (_, values)) in cases.iter().enumerate() {
        let bytes = fs::read(folder.join(format!("{index}.avro"))).unwrap();
        let mut reader = FileReader::new(&bytes[..]).unwrap();
        let mut read = Vec::new();
        while let Some(block) = reader.next_block().unwrap() {
            read.extend(reader.values(&block).unwrap());
        }
        assert_eq!(&read, values, "{index}.avro");
    }
}

#[test]
fn another_schema_reads_the_same_there_and_here() {
    let Some(python) = python() else {
        return;
    };
    let folder = folder("resolve");
    let (mut jobs, mut expected) = (Vec::new(), Vec::new());
    for seed in 0..cases() * 2 {
        let mut dice = dice(seed);
        let mut names = Names::distinct();
        let writer: Kind = record(&mut dice, &mut names, 2);
        let reader = reader_of(&mut dice, &mut names, &writer);
        let (from, to) = (writer.schema(), reader.schema());
        let value = writer.value(&mut dice);
        let bytes: Vec<u32> = encode(&from, &value)
            .unwrap()
            .into_iter()
            .map(u32::from)
            .collect();
        let resolved = resolve(&from, &to, &value).unwrap();
        expected.push(to_plain(&to, &resolved.value));
        let parsed = |schema: &Schema| serde_json::from_str::<Json>(schema.text()).unwrap();
        jobs.push(json!({"writer": parsed(&from), "reader": parsed(&to), "bytes": bytes}));
    }
    fs::write(
        folder.join("jobs.json"),
        Json::from(jobs.clone()).to_string(),
    )
    .unwrap();
    let read = ask(&python, "resolve", &folder);
    for (index, expected) in expected.iter().enumerate() {
        assert_eq!(&read[index], expected, "{}", jobs[index]);
    }
}
