//! What comes from the system's package manager, where it may be asked.

use std::process::Command;

use crate::{run, say, tools};

/// A package manager, and its words for bringing its lists up to date and for installing without a question.
const MANAGERS: [(&str, &[&str], &[&str]); 3] = [
    (
        "apt-get",
        &["update"],
        &["install", "-y", "--no-install-recommends"],
    ),
    ("dnf", &[], &["install", "-y"]),
    ("pacman", &[], &["-Sy", "--noconfirm"]),
];

/// Tries to install something by the packages that a manager has it in; whether it is there now is for the caller to see.
pub fn install(what: &str, packages: &[(&str, &[&str])]) {
    let manager = MANAGERS.iter().find(|(name, ..)| exists(name));
    let (Some((manager, update, words)), Some(prefix)) = (manager, privilege()) else {
        return;
    };
    let Some((_, packages)) = packages.iter().find(|(name, _)| name == manager) else {
        return;
    };
    let doing = format!("installing {what} by {manager}");
    say::step(&doing, "once; 1 to 3 minutes");
    let log = tools::folder().join(format!("{}.log", packages[0]));
    for step in [update.to_vec(), [words, *packages].concat()] {
        if step.is_empty() {
            continue;
        }
        let line = [prefix, &[*manager], &step].concat();
        let mut command = Command::new(line[0]);
        command
            .args(&line[1..])
            .env("DEBIAN_FRONTEND", "noninteractive");
        if let Err(error) = run::logged(&doing, &mut command, &log) {
            say::line(&format!("{error:#}"));
        }
    }
}

/// Whether a program is there.
pub fn exists(program: &str) -> bool {
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
