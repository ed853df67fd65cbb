//! The page's code: compiled to wasm, bound to JavaScript, made small.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::{optimise, project, run, tools};

/// How much effort goes into it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// It is to be there soon.
    Soon,
    /// It is to be as small and as fast as it can be.
    Small,
}

/// What a browser gets.
pub struct Module {
    /// The JavaScript that starts it.
    pub glue: String,
    /// What the page cannot do without.
    pub wasm: Vec<u8>,
}

/// Builds it.
pub fn build(effort: Effort) -> Result<Module> {
    let profile = match effort {
        Effort::Soon => "dev",
        Effort::Small => "page",
    };
    let mut cargo = project::cargo();
    cargo.args(["build", "--package=web", "--target", tools::WASM]);
    cargo.args(["--profile", profile]);
    run::seen("compiling the page", &mut cargo)?;
    let compiled = compiled(profile)?;
    let folder = project::target()?.join("module");
    bind(&compiled, &folder)?;
    if effort == Effort::Small {
        optimise::optimise(&folder)?;
    }
    read(&folder)
}

/// Where cargo puts what it makes of a profile.
fn compiled(profile: &str) -> Result<PathBuf> {
    let folder = match profile {
        "dev" => "debug",
        other => other,
    };
    Ok(project::target()?
        .join(tools::WASM)
        .join(folder)
        .join("web.wasm"))
}

/// Writes `web.js` and `web_bg.wasm` into a new folder.
fn bind(compiled: &Path, folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(compiled)
        .out_name("web")
        .typescript(false);
    bindgen.web(true)?;
    bindgen.generate(folder)
}

fn read(folder: &Path) -> Result<Module> {
    let file = |name: &str| {
        let file = folder.join(name);
        fs::read(&file).with_context(|| file.display().to_string())
    };
    Ok(Module {
        glue: String::from_utf8(file("web.js")?)?,
        wasm: file("web_bg.wasm")?,
    })
}
