//! The workspace itself: where it is, what it is made of, and the cargo that builds it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

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

/// The cargo that runs this, in the root folder.
pub fn cargo() -> Command {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(root());
    command
}

/// The version of a package in `Cargo.lock`.
pub fn locked_version(package: &str) -> Result<String> {
    let file = root().join("Cargo.lock");
    let lock = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    version_in(&lock, package)
        .map(String::from)
        .with_context(|| format!("Cargo.lock holds no {package}"))
}

fn version_in<'lock>(lock: &'lock str, package: &str) -> Option<&'lock str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    let version = lines.nth(1)?;
    version.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_that_of_the_very_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"1.0.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";
        assert_eq!(version_in(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(version_in(lock, "wasm"), None);
    }
}
