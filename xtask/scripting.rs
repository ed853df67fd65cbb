//! What reads the files of kits: Python and shellcheck, by the system's package manager where it may.

use anyhow::{Result, bail};

use crate::system;

/// Each with what to install, by package manager.
const TOOLS: [(&str, [(&str, &[&str]); 3]); 2] = [
    (
        "python3",
        [
            ("apt-get", &["python3"]),
            ("dnf", &["python3"]),
            ("pacman", &["python"]),
        ],
    ),
    (
        "shellcheck",
        [
            ("apt-get", &["shellcheck"]),
            ("dnf", &["ShellCheck"]),
            ("pacman", &["shellcheck"]),
        ],
    ),
];

/// Makes sure of both.
pub fn ensure() -> Result<()> {
    for (tool, packages) in TOOLS {
        if !system::exists(tool) {
            system::install(tool, &packages);
        }
        if !system::exists(tool) {
            bail!(
                "the tests of what labs would be with real tools need {tool} on PATH; on Debian: apt-get install {tool}"
            );
        }
    }
    Ok(())
}
