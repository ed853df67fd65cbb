//! What reads the files of kits: Python and shellcheck, by the system's package manager where it may.

use anyhow::{Result, ensure};

use crate::system;

/// What to install for Python, by package manager.
const PYTHON: [(&str, &[&str]); 3] = [
    ("apt-get", &["python3"]),
    ("dnf", &["python3"]),
    ("pacman", &["python"]),
];

/// What to install for shellcheck.
const SHELLCHECK: [(&str, &[&str]); 3] = [
    ("apt-get", &["shellcheck"]),
    ("dnf", &["ShellCheck"]),
    ("pacman", &["shellcheck"]),
];

/// Makes sure of both.
pub fn ensure() -> Result<()> {
    for (tool, packages) in [("python3", PYTHON), ("shellcheck", SHELLCHECK)] {
        if !system::exists(tool) {
            system::install(tool, &packages);
        }
        ensure!(
            system::exists(tool),
            "the tests of what labs would be with real tools need {tool} on PATH; on Debian: apt-get install {tool}"
        );
    }
    Ok(())
}
