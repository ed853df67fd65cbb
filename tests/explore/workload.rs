//! The labs of these tests: clusters at work, and what may break.

use lab::Lab;

/// One of them, by the name of its file.
pub fn workload(name: &str) -> Lab {
    let path = format!("{}/tests/explore/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let json = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    Lab::parse(&json, &[]).unwrap_or_else(|problems| panic!("{path}: {problems}"))
}
