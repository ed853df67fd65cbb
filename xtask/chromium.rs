//! The browser that the tests drive, by the system's package manager where it may.

use std::process::Command;

use anyhow::{Result, bail};

use crate::{run, say, tools};

/// What a chromedriver accepts as its browser.
const BROWSERS: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];

/// A package manager, what it must do first, and what to install.
const MANAGERS: [(&str, &[&[&str]]); 3] = [
    (
        "apt-get",
        &[
            &["update"],
            &[
                "install",
                "-y",
                "--no-install-recommends",
                "chromium",
                "chromium-driver",
            ],
        ],
    ),
    ("dnf", &[&["install", "-y", "chromium", "chromedriver"]]),
    ("pacman", &[&["-Sy", "--noconfirm", "chromium"]]),
];

/// Makes sure of Chromium and chromedriver.
pub fn ensure() -> Result<()> {
    if is_here() {
        return Ok(());
    }
    let manager = MANAGERS.iter().find(|(name, _)| exists(name));
    if let (Some((name, steps)), Some(prefix)) = (manager, privilege()) {
        say::step(
            &format!("installing Chromium and its driver by {name}"),
            "once; 1 to 3 minutes",
        );
        let log = tools::folder().join("chromium.log");
        for step in *steps {
            let line = [prefix, &[name], step].concat();
            let mut command = Command::new(line[0]);
            command
                .args(&line[1..])
                .env("DEBIAN_FRONTEND", "noninteractive");
            if let Err(error) = run::logged("installing Chromium", &mut command, &log) {
                say::line(&format!("{error:#}"));
            }
        }
    }
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
    let browser = named("CHROMIUM") || BROWSERS.iter().any(|name| exists(name));
    let driver = named("CHROMEDRIVER") || exists("chromedriver");
    browser && driver
}

fn exists(program: &str) -> bool {
    tools::program(program).is_ok()
}

/// What goes before a command that changes the system; nothing may be asked of anyone.
fn privilege() -> Option<&'static [&'static str]> {
    let answers = |program: &str, argument: &[&str]| {
        run::answer(Command::new(program).args(argument)).unwrap_or_default()
    };
    if answers("id", &["-u"]) == "0" {
        return Some(&[]);
    }
    let sudo: &[&str] = &["sudo", "-n"];
    (answers("sudo", &["-n", "id", "-u"]) == "0").then_some(sudo)
}
