//! `cargo xtask bench`: what DESIGN.md budgets, measured.

use anyhow::Result;

use crate::{chromium, dist, project, run, say};

/// Weighs what is shipped, then runs the benchmarks, in the browser too.
pub fn bench() -> Result<()> {
    chromium::ensure()?;
    dist::build()?;
    say::step("running the benchmarks", "2 to 5 minutes");
    let mut cargo = project::cargo();
    cargo.args(["bench", "--package", "logarium", "--bench", "budgets"]);
    cargo.args(["--features", "browser"]);
    run::seen("running the benchmarks", &mut cargo)
}
