//! The workspace itself: where it is, what it is made of, and the cargo that builds it.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::run;

/// The workspace's root folder.
pub fn root() -> PathBuf {
    let own = env::var_os("CARGO_MANIFEST_DIR").expect("`cargo xtask` starts this");
    let root = Path::new(&own).parent();
    root.expect("xtask lives in the root folder").to_path_buf()
}

/// The built site.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Where cargo puts what it makes.
pub fn target() -> Result<PathBuf> {
    let metadata = run::answer(cargo().args(["metadata", "--no-deps", "--format-version=1"]))
        .context("cargo tells no metadata")?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let folder = metadata["target_directory"].as_str();
    Ok(folder.context("cargo has no target directory")?.into())
}

/// The cargo that runs this, in the root folder.
pub fn cargo() -> Command {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(root());
    command
}
