//! The languages of the page as their folders have them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A message of a language.
#[derive(Default)]
pub struct Message {
    /// What it says, as it is written; without its attributes.
    pub text: String,
    /// Its attributes, such as `what`.
    pub attributes: BTreeMap<String, String>,
}

impl Message {
    /// The names of its arguments.
    pub fn arguments(&self) -> BTreeSet<String> {
        let name = |rest: &str| {
            let is_name = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
            rest.chars().take_while(is_name).collect()
        };
        self.text.split('$').skip(1).map(name).collect()
    }
}

/// The workspace's folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("src/view lies in the workspace")
        .to_path_buf()
}

/// The languages there is a folder for.
pub fn languages() -> Vec<String> {
    let folders = files(&root().join("www/i18n"));
    let name = |folder: &PathBuf| {
        let name = folder.file_name()?;
        Some(name.to_string_lossy().into_owned())
    };
    folders.iter().filter_map(name).collect()
}

/// What a folder holds.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let found = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut found: Vec<PathBuf> = found.map(|entry| entry.expect("an entry").path()).collect();
    found.sort();
    found
}

/// The messages of a language.
pub fn messages(language: &str) -> BTreeMap<String, Message> {
    let mut found: BTreeMap<String, Message> = BTreeMap::new();
    for file in files(&root().join("www/i18n").join(language)) {
        let text = fs::read_to_string(&file).expect("a text");
        for (key, message) in read(&text) {
            let before = found.insert(key.clone(), message);
            assert!(before.is_none(), "{language}: {key} is there twice");
        }
    }
    found
}

/// The messages of a file, in its order.
fn read(text: &str) -> Vec<(String, Message)> {
    let mut found: Vec<(String, Message)> = Vec::new();
    let mut attribute: Option<String> = None;
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let begins = line.starts_with(|c: char| c.is_ascii_lowercase());
        if let Some((key, said)) = line.split_once(" = ").filter(|_| begins) {
            let message = Message {
                text: said.to_owned(),
                ..Message::default()
            };
            found.push((key.to_owned(), message));
            attribute = None;
            continue;
        }
        let Some((_, message)) = found.last_mut() else {
            continue;
        };
        let line = line.trim();
        if let Some((name, said)) = line.strip_prefix('.').and_then(|at| at.split_once(" = ")) {
            message.attributes.insert(name.to_owned(), said.to_owned());
            attribute = Some(name.to_owned());
            continue;
        }
        let place = match attribute.as_ref() {
            Some(name) => message.attributes.get_mut(name),
            None => Some(&mut message.text),
        };
        if let Some(place) = place.filter(|_| !line.is_empty()) {
            place.push('\n');
            place.push_str(line);
        }
    }
    found
}
