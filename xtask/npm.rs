//! What has no crate and comes by npm.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

use crate::{run, say, tools};

/// Installs one package in one version into a folder; npm throws out of it what else lies there.
pub fn install(package: &str, version: &str, folder: &Path) -> Result<()> {
    ensure!(
        run::answer(Command::new("npm").arg("--version")).is_some(),
        "there is no npm to install {package} with; on Debian: apt-get install npm"
    );
    let doing = format!("installing {package} {version} by npm");
    say::step(&doing, "once; up to 1 minute");
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-save", "--no-audit", "--no-fund"])
        .arg("--prefix")
        .arg(folder)
        .arg(format!("{package}@{version}"));
    let log = tools::folder().join(package).with_extension("log");
    run::logged(&doing, &mut npm, &log)
}
