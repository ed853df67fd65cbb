//! `cargo xtask shots`: pictures of the built page in `target/shots/`, and those of the README in `docs/pictures/`.

use anyhow::Result;

use crate::{chromium, dist, project, run, say};

/// Builds the site, then has the browser harness take the pictures.
pub fn shots() -> Result<()> {
    chromium::ensure()?;
    dist::build()?;
    say::step("taking pictures", "1 minute");
    let mut cargo = project::cargo();
    cargo.args(["run", "--quiet", "--package", "harness", "--bin", "shots"]);
    run::seen("taking pictures", &mut cargo)
}
