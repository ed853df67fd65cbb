//! The site as a folder: the page, what it is drawn with, and its code under names that change with what is in it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::module::{self, Effort, Module};
use crate::{files, project};

/// What the site has as it lies in `www`.
const FOLDERS: [&str; 3] = ["style", "fonts", "icons"];
const FILES: [&str; 2] = ["boot.js", "manifest.webmanifest"];
/// Loads the page again while somebody works on it.
const RELOAD: &str = "reload.js";

/// Where a site has its chunks.
pub const CHUNK: &str = "const chunk = (name) => fetch(new URL(CHUNKS[name], import.meta.url));\n";
/// Their files follow, each after its name.
pub const CHUNKS: &str = "const CHUNKS = {\n";

/// Builds the site into an empty folder.
pub fn build(site: &Path, effort: Effort) -> Result<()> {
    let module = module::build(effort)?;
    fs::create_dir_all(site).with_context(|| site.display().to_string())?;
    let www = project::root().join("www");
    for folder in FOLDERS {
        copy_folder(&www.join(folder), &site.join(folder))?;
    }
    for file in FILES {
        copy(&www.join(file), &site.join(file))?;
    }
    let files = files::write(site)?;
    let mut head = format!("<meta name=\"logarium-files\" content=\"{files}\">");
    head.push_str(&module_elements(&module, site)?);
    if effort == Effort::Soon {
        copy(&www.join(RELOAD), &site.join(RELOAD))?;
        head.push_str(&format!("<script src=\"{RELOAD}\"></script>"));
    }
    let page = project::root().join("index.html");
    let page = fs::read_to_string(&page).with_context(|| page.display().to_string())?;
    let page = page.replacen("</head>", &format!("{head}</head>"), 1);
    Ok(fs::write(site.join("index.html"), page)?)
}

/// Writes the code; what the page's head says of it is the answer.
fn module_elements(module: &Module, site: &Path) -> Result<String> {
    let wasm = named("web", "wasm", &module.wasm);
    fs::write(site.join(&wasm), &module.wasm)?;
    let mut names = Vec::new();
    for (name, content) in &module.chunks {
        let stem = name.trim_end_matches(".wasm").trim_start_matches("split_");
        let file = named(stem, "wasm", content);
        fs::write(site.join(&file), content)?;
        names.push(format!("  \"{name}\": \"{file}\",\n"));
    }
    let glue = format!("{CHUNK}{CHUNKS}{}}};\n{}", names.concat(), module.glue);
    let file = named("web", "js", glue.as_bytes());
    fs::write(site.join(&file), glue)?;
    let glue = file;
    Ok(format!(
        "<link rel=\"modulepreload\" href=\"./{glue}\">\
         <link rel=\"preload\" href=\"./{wasm}\" as=\"fetch\" type=\"application/wasm\" crossorigin>\
         <script type=\"module\">\
         import init, * as bindings from './{glue}';\n\
         await init({{ module_or_path: './{wasm}' }});\n\
         window.wasmBindings = bindings;\n\
         dispatchEvent(new Event('logarium-started'));\
         </script>"
    ))
}

/// A file's name with a hash of what is in it: a browser may keep it for ever.
pub fn named(stem: &str, ending: &str, content: &[u8]) -> String {
    format!("{stem}-{}.{ending}", hash(&[content]))
}

/// A short hash of some texts, one after the other.
pub fn hash(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        // Lengths, so that nothing can move from one to the next unseen.
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let digest = hash.finalize();
    digest[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &to)?;
        } else {
            copy(&entry.path(), &to)?;
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).with_context(|| from.display().to_string())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_changes_with_what_is_in_the_file() {
        let one = named("web", "js", b"one");
        assert!(one.starts_with("web-") && one.ends_with(".js"), "{one}");
        assert_eq!(one, named("web", "js", b"one"));
        assert_ne!(one, named("web", "js", b"two"));
        assert_ne!(hash(&[b"a", b"bc"]), hash(&[b"ab", b"c"]));
    }
}
