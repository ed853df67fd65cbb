//! axe-core, the judge of what a page is to those who do not see it: injected by the browser tests, and in nothing shipped.

use std::fs;

use anyhow::Result;

use crate::{npm, tools};

/// The release of npm's `axe-core` that is installed.
const AXE: &str = "4.14.1";

/// Makes sure of it, where `tests/harness` looks.
pub fn ensure() -> Result<()> {
    let folder = tools::folder().join("axe-core");
    let manifest = folder.join("node_modules/axe-core/package.json");
    let here = fs::read_to_string(manifest).unwrap_or_default();
    if here.contains(&format!("\"version\": \"{AXE}\"")) {
        return Ok(());
    }
    npm::install("axe-core", AXE, &folder)
}
