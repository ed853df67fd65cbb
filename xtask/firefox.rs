//! The other browser in which the page is tried, where it can be had.

use std::env;

use anyhow::{Result, ensure};

use crate::{system, tools};

/// Its programs; Debian's is the first.
const BROWSERS: [&str; 2] = ["firefox-esr", "firefox"];

/// What to install, by package manager.
const PACKAGES: [(&str, &[&str]); 3] = [
    ("apt-get", &["firefox-esr"]),
    ("dnf", &["firefox"]),
    ("pacman", &["firefox"]),
];

/// Makes sure of Firefox and geckodriver.
pub fn ensure() -> Result<()> {
    if !is_here() {
        system::install("Firefox", &PACKAGES);
    }
    ensure!(
        is_here(),
        "there is no Firefox; on Debian: apt-get install firefox-esr"
    );
    tools::geckodriver()
}

fn is_here() -> bool {
    // It may lie elsewhere and be named by its variable, as the harness reads it.
    env::var_os("FIREFOX").is_some() || BROWSERS.iter().any(|name| system::exists(name))
}
