//! `cargo xtask bench`: what DESIGN.md budgets, measured.

use anyhow::Result;

use crate::{chromium, dist, project, run, say};

/// Weighs what is shipped, then runs the benchmarks, in the browser too, or those that are named.
pub fn bench(named: &[String]) -> Result<()> {
    chromium::ensure()?;
    dist::build()?;
    say::step("running the benchmarks", "5 to 15 minutes");
    let mut cargo = project::cargo();
    cargo.args(["bench", "--package", "logarium", "--bench", "budgets"]);
    cargo.args(["--features", "browser", "--"]).args(named);
    run::seen("running the benchmarks", &mut cargo)
}
