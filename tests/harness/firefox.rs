//! Firefox: where it and its driver are, and how it is asked for.

use std::env;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::root;

/// What geckodriver says before the port that it listens on.
pub(crate) const ANNOUNCEMENT: &str = "Listening on 127.0.0.1:";

/// The names of its program; Debian's is the first.
const PROGRAMS: [&str; 2] = ["firefox-esr", "firefox"];

/// What of it is not on this machine.
pub(crate) fn missing() -> Option<&'static str> {
    if binary().is_none() {
        return Some("Firefox");
    }
    (!driver().is_file()).then_some("geckodriver")
}

/// Its driver: named, installed by `cargo xtask test`, or of the system.
pub(crate) fn driver() -> PathBuf {
    let installed = root().join("target/tools/bin/geckodriver");
    let named = env::var_os("GECKODRIVER").map(PathBuf::from);
    named
        .or_else(|| installed.is_file().then_some(installed))
        .or_else(|| found("geckodriver"))
        .unwrap_or_default()
}

/// Firefox without a screen.
pub(crate) fn capabilities() -> Value {
    json!({ "moz:firefoxOptions": {
        "args": ["-headless", "--width=1280", "--height=800"],
        "binary": binary(),
    } })
}

fn binary() -> Option<PathBuf> {
    let named = env::var_os("FIREFOX").map(PathBuf::from);
    named.or_else(|| PROGRAMS.iter().find_map(|program| found(program)))
}

fn found(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}
