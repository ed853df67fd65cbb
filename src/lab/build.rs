//! Packs the built-in labs: `labs/order.txt` names them in order, a folder holds `lab.json` and the prose, which is
//! `<language>.md` for as many languages as there are.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../labs");
    println!("cargo::rerun-if-changed={}", root.display());
    let order = fs::read_to_string(root.join("order.txt")).expect("labs/order.txt");
    let ids: Vec<&str> = order.lines().collect();
    for folder in entries(&root)
        .iter()
        .filter(|entry| entry.join("lab.json").exists())
    {
        let id = stem(folder);
        assert!(ids.contains(&id.as_str()), "labs/order.txt lacks {id}");
    }
    let labs: String = ids.iter().map(|id| lab(id, &root.join(id))).collect();
    write("labs.rs", &format!("&[{labs}]"));
    write("ids.rs", &format!("&{ids:?}"));
}

/// A lab as an expression.
fn lab(id: &str, folder: &Path) -> String {
    println!("cargo::rerun-if-changed={}", folder.display());
    let json = folder.join("lab.json");
    let mut lab = format!("BuiltIn {{ id: {id:?}, json: include_str!({json:?}), prose: &[");
    let files = entries(folder);
    for file in files
        .iter()
        .filter(|file| file.extension() == Some("md".as_ref()))
    {
        write!(lab, "({:?}, include_str!({file:?})), ", stem(file)).expect("a string");
    }
    lab + "] }, "
}

fn write(file: &str, content: &str) {
    let folder = env::var_os("OUT_DIR").expect("cargo sets it");
    fs::write(Path::new(&folder).join(file), content).expect("cargo's folder can be written to");
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
