//! The worker that keeps a build for when there is no network: told which files, and which build.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::{project, sizes};

/// The worker's file, in the root of the site, whose every file is then within its reach.
const WORKER: &str = "sw.js";
/// How a page names it, for `www/boot.js` to find.
const LINK: &str = "<link rel=\"serviceworker\" href=\"sw.js\">";

/// A page that names the worker.
pub fn named(page: &str) -> String {
    page.replacen("</head>", &format!("{LINK}</head>"), 1)
}

/// Writes the worker for all files of a site; so it must be the last that is written.
pub fn keep(site: &Path) -> Result<()> {
    let mut files = Vec::new();
    for file in sizes::files(site)? {
        let name = sizes::relative(&file, site);
        if name != WORKER {
            let content = fs::read(&file).with_context(|| file.display().to_string())?;
            files.push((name, content));
        }
    }
    let source = project::root().join("www").join(WORKER);
    let source = fs::read_to_string(&source).with_context(|| source.display().to_string())?;
    Ok(fs::write(site.join(WORKER), told(&files, &source))?)
}

/// The worker's code after what it has to know.
fn told(files: &[(String, Vec<u8>)], source: &str) -> String {
    let mut hash = Sha256::new();
    for (name, content) in files {
        // Lengths, so that nothing can move from one file to the next unseen.
        hash.update((name.len() as u64).to_be_bytes());
        hash.update(name);
        hash.update((content.len() as u64).to_be_bytes());
        hash.update(content);
    }
    // A worker that changed is a new version, too.
    hash.update(source);
    let version: String = hash.finalize()[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let list: Vec<String> = files
        .iter()
        .map(|(name, _)| format!("{:?}", address(name)))
        .collect();
    format!(
        "const VERSION = \"{version}\";\nconst FILES = [{}];\n{source}",
        list.join(", ")
    )
}

/// Where a file is asked for: hosts send the first page for the folder.
fn address(name: &str) -> &str {
    match name {
        "index.html" => "./",
        name => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(files: &[(&str, &str)]) -> String {
        let files: Vec<_> = files
            .iter()
            .map(|(name, content)| ((*name).to_string(), content.as_bytes().to_vec()))
            .collect();
        told(&files, "code();\n")
            .lines()
            .next()
            .unwrap()
            .to_string()
    }

    #[test]
    fn the_worker_knows_exactly_the_files_of_its_build() {
        let files = [
            ("index.html".to_string(), Vec::new()),
            ("style/base.css".to_string(), Vec::new()),
        ];
        let worker = told(&files, "code();\n");
        assert!(worker.ends_with("\nconst FILES = [\"./\", \"style/base.css\"];\ncode();\n"));
    }

    #[test]
    fn a_build_is_another_version_as_soon_as_one_byte_differs() {
        let one = version(&[("a", "1"), ("b", "2")]);
        assert_eq!(one, version(&[("a", "1"), ("b", "2")]));
        assert_ne!(one, version(&[("a", "1"), ("b", "3")]));
        assert_ne!(one, version(&[("a", "1"), ("c", "2")]));
        assert_ne!(one, version(&[("a", "1b"), ("", "2")]));
    }
}
