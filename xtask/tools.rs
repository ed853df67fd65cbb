//! The tools that cargo does not bring: installed once, in the very version, below `target/tools`.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::{project, run, say};

/// What the page is compiled to.
pub const WASM: &str = "wasm32-unknown-unknown";

/// A program published as a crate.
struct Tool {
    package: &'static str,
    program: &'static str,
    version: &'static str,
    usually: &'static str,
}

/// Makes sure of what turns the page into wasm.
pub fn for_wasm() -> Result<()> {
    let libraries = run::answer(Command::new("rustc").current_dir(project::root()).args([
        "--print",
        "target-libdir",
        "--target",
        WASM,
    ]));
    if libraries.is_some_and(|folder| PathBuf::from(folder).is_dir()) {
        return Ok(());
    }
    say::step(
        &format!("adding the target {WASM} to the toolchain"),
        "once; seconds",
    );
    rustup(&["target", "add", WASM])
}

/// Makes sure of what drives Firefox: Debian has no package of it.
pub fn geckodriver() -> Result<()> {
    Tool {
        package: "geckodriver",
        program: "geckodriver",
        version: "0.37.1",
        usually: "once; 2 to 5 minutes",
    }
    .ensure()
}

/// Makes sure of a component of the toolchain, such as `rustfmt` with its program `cargo-fmt`.
pub fn component(name: &str, subcommand: &str) -> Result<()> {
    if run::answer(project::cargo().args([subcommand, "--version"])).is_some() {
        return Ok(());
    }
    say::step(&format!("adding {name} to the toolchain"), "once; seconds");
    rustup(&["component", "add", name])
}

/// The folder of all tools.
pub fn folder() -> PathBuf {
    project::root().join("target/tools")
}

/// A search path on which the tools come first.
pub fn path() -> Result<OsString> {
    let mut folders = vec![folder().join("bin"), folder().join("node_modules/.bin")];
    folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    Ok(env::join_paths(folders)?)
}

/// A program found on [`path`], so that the installed tools win.
pub fn program(name: &str) -> Result<Command> {
    let path = path()?;
    let file = env::split_paths(&path)
        .map(|folder| folder.join(name).with_extension(env::consts::EXE_EXTENSION))
        .find(|file| file.is_file())
        .with_context(|| format!("{name} is not installed"))?;
    let mut command = Command::new(file);
    command.current_dir(project::root()).env("PATH", path);
    Ok(command)
}

impl Tool {
    fn ensure(&self) -> Result<()> {
        let found = program(self.program)
            .ok()
            .and_then(|mut program| run::answer(program.arg("--version")));
        if found.is_some_and(|text| text.split_whitespace().nth(1) == Some(self.version)) {
            return Ok(());
        }
        let doing = format!("building {} {}", self.package, self.version);
        say::step(&doing, self.usually);
        let folder = folder();
        // Apart from the workspace's own builds, which it would otherwise block and be blocked by.
        let workshop = folder.join("build");
        let mut install = project::cargo();
        install
            .args(["install", self.package, "--debug", "--force", "--locked"])
            .args(["--version", &format!("={}", self.version), "--root"])
            .arg(&folder)
            .env("CARGO_TARGET_DIR", &workshop);
        let log = folder.join(self.package).with_extension("log");
        run::logged(&doing, &mut install, &log)?;
        // Half a gigabyte that nothing needs again.
        fs::remove_dir_all(&workshop).with_context(|| workshop.display().to_string())
    }
}

fn rustup(arguments: &[&str]) -> Result<()> {
    let mut rustup = Command::new("rustup");
    rustup.current_dir(project::root()).args(arguments);
    run::seen(&format!("rustup {}", arguments.join(" ")), &mut rustup)
}
