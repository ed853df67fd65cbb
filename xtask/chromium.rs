//! The browser that the tests drive, by the system's package manager where it may.

use anyhow::{Result, bail};

use crate::system;

/// What a chromedriver accepts as its browser.
const BROWSERS: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];

/// What to install, by package manager.
const PACKAGES: [(&str, &[&str]); 3] = [
    ("apt-get", &["chromium", "chromium-driver"]),
    ("dnf", &["chromium", "chromedriver"]),
    ("pacman", &["chromium"]),
];

/// Makes sure of Chromium and chromedriver.
pub fn ensure() -> Result<()> {
    if is_here() {
        return Ok(());
    }
    system::install("Chromium and its driver", &PACKAGES);
    if is_here() {
        return Ok(());
    }
    bail!(
        "the browser tests need Chromium (or Chrome) and the chromedriver of the same version on \
         PATH; on Debian: apt-get install chromium chromium-driver"
    )
}

fn is_here() -> bool {
    // Either may lie elsewhere and be named by its variable, as the harness reads it.
    let named = |variable: &str| std::env::var_os(variable).is_some();
    let browser = named("CHROMIUM") || BROWSERS.iter().any(|name| system::exists(name));
    let driver = named("CHROMEDRIVER") || system::exists("chromedriver");
    browser && driver
}
