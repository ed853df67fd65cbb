//! Lists the languages of `www/i18n`: a folder is a language. Its texts are fetched when they are wanted.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    // What the page is cut into chunks by: `cargo xtask` reads which function and which datum needs which.
    println!("cargo::rustc-link-arg-bins=--emit-relocs");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/i18n");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut list = String::from("&[");
    for folder in entries(&root) {
        println!("cargo::rerun-if-changed={}", folder.display());
        let (code, texts) = (stem(&folder), entries(&folder));
        let name = texts.iter().find_map(|file| name(file));
        let name = name.unwrap_or_else(|| panic!("{code} has no language-name"));
        write!(list, "Source {{ code: {code:?}, name: {name:?} }}, ").expect("a string");
    }
    list.push(']');
    fs::write(out("languages.rs"), list).expect("cargo's folder can be written to");
}

fn out(file: &str) -> PathBuf {
    let folder = env::var_os("OUT_DIR").expect("cargo sets it");
    Path::new(&folder).join(file)
}

/// What a folder holds, by name.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let found = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut found: Vec<PathBuf> = found
        .map(|entry| entry.expect("it can be listed").path())
        .collect();
    found.sort();
    found
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// What a language calls itself, if this file says so.
fn name(file: &Path) -> Option<String> {
    let text = fs::read_to_string(file).expect("a text");
    let mut named = text
        .lines()
        .filter_map(|line| line.strip_prefix("language-name = "));
    named.next().map(ToOwned::to_owned)
}
