//! What the browser keeps for the page. It may keep nothing: then the page says so once, and works on.

use std::cell::Cell;

use web_sys::{Storage, window};

/// The name and version of everything kept here.
const PREFIX: &str = "logarium.1.";

thread_local! {
    static FAILED: Cell<bool> = const { Cell::new(false) };
}

/// What is kept under a name.
pub fn read(name: &str) -> Option<String> {
    local()?.get_item(&key(name)).ok()?
}

/// Keeps a text under a name.
pub fn write(name: &str, text: &str) {
    let kept = local().is_some_and(|storage| storage.set_item(&key(name), text).is_ok());
    if !kept {
        FAILED.set(true);
    }
}

/// Forgets what is kept under a name.
pub fn remove(name: &str) {
    if let Some(storage) = local() {
        // Nothing is lost if it stays.
        let _ = storage.remove_item(&key(name));
    }
}

/// What follows `prefix` in the names under which something is kept.
pub fn names(prefix: &str) -> Vec<String> {
    let Some(storage) = local() else {
        return Vec::new();
    };
    let prefix = key(prefix);
    let keys = (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok().flatten());
    let names = keys.filter_map(|key| Some(key.strip_prefix(&prefix)?.to_owned()));
    names.collect()
}

/// Whether something could not be kept.
pub fn has_failed() -> bool {
    FAILED.get() || local().is_none()
}

fn local() -> Option<Storage> {
    window()?.local_storage().ok()?
}

fn key(name: &str) -> String {
    format!("{PREFIX}{name}")
}
