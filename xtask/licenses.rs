//! What the page is made of and under which licences: every crate in its wasm, and its fonts, as a page of the site.

mod page;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{project, run, tools};

/// The page, in the root of the site.
pub const PAGE: &str = "licenses.html";
/// Its style.
pub const STYLE: &str = "style/licenses.css";
/// How the names of the files begin in which authors put their terms.
const TERMS: [&str; 6] = [
    "license",
    "licence",
    "copying",
    "notice",
    "unlicense",
    "copyright",
];

/// Something that travels to the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    name: String,
    version: String,
    /// An SPDX expression.
    license: String,
    source: String,
    /// What its authors want to travel with it.
    terms: Vec<String>,
}

/// Writes the page; fails if anything in the wasm says nothing of its licence.
pub fn write(site: &Path) -> Result<()> {
    let mut parts = vec![logarium()?, standard_library()?];
    parts.extend(crates()?);
    parts.extend(fonts()?);
    Ok(fs::write(site.join(PAGE), page::of(&parts))?)
}

fn logarium() -> Result<Part> {
    Ok(Part {
        name: "Logarium".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        license: env!("CARGO_PKG_LICENSE").into(),
        source: String::new(),
        terms: terms(&project::root())?,
    })
}

/// It is in every wasm, and no crate that Cargo lists.
fn standard_library() -> Result<Part> {
    let version = run::answer(
        Command::new("rustc")
            .current_dir(project::root())
            .arg("--version"),
    );
    let version = version.context("rustc tells no version")?;
    Ok(Part {
        name: "Rust's standard library".into(),
        version: version.split(' ').nth(1).unwrap_or(&version).into(),
        license: "MIT OR Apache-2.0".into(),
        source: "https://github.com/rust-lang/rust".into(),
        terms: Vec::new(),
    })
}

/// The crates of others whose code ends up in the wasm.
fn crates() -> Result<Vec<Part>> {
    let linked = linked()?;
    let metadata =
        run::answer(project::cargo().args(["metadata", "--format-version=1", "--locked"]))
            .context("cargo tells no metadata")?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"].as_array().context("no packages")?;
    let mut parts = Vec::new();
    for package in packages {
        let id = (text(package, "name"), text(package, "version"));
        if !package["source"].is_null() && linked.contains(&id) {
            let manifest = PathBuf::from(text(package, "manifest_path"));
            let folder = manifest.parent().context("a manifest lies in a folder")?;
            parts.push(part(package, terms(folder)?)?);
        }
    }
    Ok(parts)
}

/// Names and versions of all that is linked: what only runs while building is not.
fn linked() -> Result<BTreeSet<(String, String)>> {
    let mut tree = project::cargo();
    tree.args([
        "tree",
        "--package=web",
        "--locked",
        "--prefix=none",
        "--format={p}",
    ])
    .args(["--edges=normal,no-proc-macro", "--target", tools::WASM]);
    let tree = run::answer(&mut tree).context("cargo tells no tree")?;
    let id = |line: &str| {
        let mut words = line.split(' ').map(String::from);
        Some((words.next()?, words.next()?.trim_start_matches('v').into()))
    };
    Ok(tree.lines().filter_map(id).collect())
}

fn part(package: &Value, terms: Vec<String>) -> Result<Part> {
    let (name, version) = (text(package, "name"), text(package, "version"));
    // How it was written before SPDX expressions.
    let license = text(package, "license")
        .replace(" / ", "/")
        .replace('/', " OR ");
    if license.is_empty() {
        bail!("{name} {version} is in the wasm and names no licence");
    }
    let source = text(package, "repository");
    Ok(Part {
        name,
        version,
        license,
        source,
        terms,
    })
}

fn text(package: &Value, field: &str) -> String {
    package[field].as_str().unwrap_or_default().to_string()
}

/// Each font whose terms lie beside it: its name, and whose it is, are in them.
fn fonts() -> Result<Vec<Part>> {
    let folder = project::root().join("www/fonts");
    let mut found = Vec::new();
    for file in files(&folder)? {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        if let Some(name) = name.strip_suffix(".LICENSE.txt") {
            found.push(Part {
                name: name.replace('-', " "),
                version: String::new(),
                license: "OFL-1.1".into(),
                source: String::new(),
                terms: vec![fs::read_to_string(&file)?],
            });
        }
    }
    Ok(found)
}

/// What lies in a crate's folder under such a name.
fn terms(folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for file in files(folder)? {
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .to_lowercase();
        if TERMS.iter().any(|start| name.starts_with(start)) && file.is_file() {
            found.push(fs::read_to_string(&file).with_context(|| file.display().to_string())?);
        }
    }
    Ok(found)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut found = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_crate_without_a_licence_is_refused_by_name() {
        let bare = json!({ "name": "bare", "version": "1.2.3", "license": null });
        let refused = part(&bare, Vec::new()).unwrap_err().to_string();
        assert!(refused.contains("bare 1.2.3"), "{refused}");
    }

    #[test]
    fn an_old_way_to_write_a_choice_becomes_an_expression() {
        let old = json!({ "name": "old", "version": "1.0.0", "license": "Apache-2.0 / MIT" });
        assert_eq!(part(&old, Vec::new()).unwrap().license, "Apache-2.0 OR MIT");
    }

    #[test]
    fn fonts_and_the_page_itself_come_with_their_terms() {
        for part in fonts().unwrap().into_iter().chain([logarium().unwrap()]) {
            assert!(!part.terms.is_empty(), "{}", part.name);
        }
    }
}
