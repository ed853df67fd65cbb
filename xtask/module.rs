//! The page's code: compiled to wasm, cut into chunks, bound to JavaScript, made small.
//!
//! What `#[wasm_split]` marks in `src/web/chunks.rs` becomes a chunk, with everything that nothing else needs. The page's
//! JavaScript asks its function `chunk` for them by name; whoever writes the page says what that is.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::{optimise, project, run, tools};

/// The module that loads chunks, as the wasm imports it.
const LOADER: &str = "__wasm_split.js";

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
    /// The JavaScript that starts it: a module that imports nothing and lacks the function `chunk`.
    pub glue: String,
    /// What the page cannot do without.
    pub wasm: Vec<u8>,
    /// The rest, by the names that the JavaScript has for it.
    pub chunks: Vec<(String, Vec<u8>)>,
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
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
    }
    bind(split(&compiled, &folder)?, &folder)?;
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

/// Writes the chunks and their loader; what is left of the wasm is the answer.
fn split(compiled: &Path, folder: &Path) -> Result<Vec<u8>> {
    let wasm = fs::read(compiled).with_context(|| compiled.display().to_string())?;
    let rest = folder.join("rest");
    let mut options = wasm_split_cli_support::Options::new(&wasm);
    let link_name = format!("./{LOADER}");
    options.output_dir = folder;
    options.main_out_path = &rest;
    options.link_name = &link_name;
    options.main_module = "./web.js";
    fs::create_dir_all(folder)?;
    wasm_split_cli_support::transform(options).map_err(|error| anyhow!("{error:#}"))?;
    let left = fs::read(&rest)?;
    fs::remove_file(&rest)?;
    Ok(left)
}

/// Writes `web.js` and `web_bg.wasm`.
fn bind(wasm: Vec<u8>, folder: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    // The chunks import the memory, the table and the stack of the rest by the names that the linker gave them.
    bindgen
        .input_bytes("web", wasm)
        .keep_lld_exports(true)
        .typescript(false);
    bindgen.web(true)?;
    bindgen.generate(folder)
}

fn read(folder: &Path) -> Result<Module> {
    let text = |name: &str| {
        let file = folder.join(name);
        fs::read_to_string(&file).with_context(|| file.display().to_string())
    };
    let (mut wasm, mut chunks) = (None, Vec::new());
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".wasm") {
            let content = fs::read(folder.join(&name))?;
            match &*name {
                "web_bg.wasm" => wasm = Some(content),
                _ => chunks.push((name, content)),
            }
        }
    }
    chunks.sort();
    Ok(Module {
        glue: joined(&text("web.js")?, &text(LOADER)?)?,
        wasm: wasm.context("nothing is left of the wasm")?,
        chunks,
    })
}

/// The module and its loader, which import each other, as one.
fn joined(glue: &str, loader: &str) -> Result<String> {
    let mut joined = String::new();
    for line in glue.lines() {
        // `import * as import1 from "./__wasm_split.js"`, once for each function of it.
        let imported = line
            .strip_prefix("import * as ")
            .filter(|rest| rest.contains(LOADER));
        match imported.and_then(|rest| rest.split(' ').next()) {
            Some(name) => joined.push_str(&format!("const {name} = loader;\n")),
            None => joined.push_str(&format!("{line}\n")),
        }
    }
    ensure!(
        !joined.contains("\nimport "),
        "the page's JavaScript imports another file"
    );
    let mut body = String::new();
    let mut loads = Vec::new();
    for line in loader.lines().filter(|line| !line.starts_with("import ")) {
        let line = match line.strip_prefix("export const ") {
            Some(rest) => {
                loads.extend(rest.split(' ').next());
                format!("const {rest}")
            }
            None => line.to_owned(),
        };
        body.push_str(&asked(&line));
        body.push('\n');
    }
    let loads = loads.join(", ");
    // Before what uses it; what it uses itself is declared as functions.
    Ok(format!(
        "const loader = (() => {{\n{body}return {{ {loads} }};\n}})();\n{joined}"
    ))
}

/// `fetch(new URL("./x.wasm", import.meta.url))` as `chunk("x.wasm")`.
fn asked(line: &str) -> String {
    let fetched = line.split_once("fetch(new URL(\"./");
    let name = fetched
        .and_then(|(before, rest)| Some((before, rest.split_once("\", import.meta.url))")?)));
    match name {
        Some((before, (name, after))) => format!("{before}chunk(\"{name}\"){after}"),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_and_its_loader_become_one_that_asks_for_chunks_by_name() {
        let glue = "import * as import1 from \"./__wasm_split.js\"\n\nexport function run() {\n}\n";
        let loader = "import { initSync } from \"./web.js\";\n\nexport const __wasm_split_load_a = wrap(() => {\n    \
                      const src = fetch(new URL(\"./split_a.wasm\", import.meta.url));\n});\n";
        let joined = joined(glue, loader).unwrap();
        assert_eq!(
            joined,
            "const loader = (() => {\n\nconst __wasm_split_load_a = wrap(() => {\n    \
             const src = chunk(\"split_a.wasm\");\n});\nreturn { __wasm_split_load_a };\n})();\n\
             const import1 = loader;\n\nexport function run() {\n}\n"
        );
        assert!(super::joined("\nimport x from 'y';", "").is_err());
    }
}
