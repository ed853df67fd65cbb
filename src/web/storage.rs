//! What the browser keeps for the page. It may keep nothing: then the page says so once, and works on with what it
//! remembers itself.

use std::cell::RefCell;
use std::collections::BTreeMap;

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use web_sys::{Storage, window};
use yew::Callback;

use crate::embed;

/// What the names of everything kept by any version begin with.
const FAMILY: &str = "logarium.";
/// The version of what is kept here. A scenario and a run have one of their own in their files, and are migrated as
/// files are.
const VERSION: u32 = 1;
/// What the names of what could not be read begin with, once it is put aside.
const ASIDE: &str = "unreadable.";

/// Why something is not kept, or not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The browser keeps nothing for the page.
    Blocked,
    /// There is no more room.
    Full,
    /// What is kept under this name cannot be read, and was put aside.
    Unreadable(String),
    /// A newer version of the page has kept something, which stays as it is.
    Newer,
}

#[derive(Default)]
struct Memory {
    /// What should be kept and could not be.
    unkept: BTreeMap<String, String>,
    /// What went wrong since the page was opened, each once.
    troubles: Vec<Trouble>,
    on_trouble: Callback<Trouble>,
}

thread_local! {
    static MEMORY: RefCell<Memory> = RefCell::default();
}

/// What is kept under a name.
pub fn read(name: &str) -> Option<String> {
    let unkept = MEMORY.with_borrow(|memory| memory.unkept.get(name).cloned());
    unkept.or_else(|| {
        let read = local()?.get_item(&key(name));
        read.inspect_err(|error| trouble(cause(error))).ok()?
    })
}

/// The same, understood. What nobody understands is put aside, so that nothing takes its place.
pub fn read_as<T>(name: &str, understand: impl FnOnce(&str) -> Option<T>) -> Option<T> {
    let text = read(name)?;
    let understood = understand(&text);
    if understood.is_none() {
        write(&format!("{ASIDE}{name}"), &text);
        remove(name);
        trouble(Trouble::Unreadable(name.to_owned()));
    }
    understood
}

/// Keeps a text under a name; where that cannot be, remembers it as long as the page is open. In a frame nothing is kept:
/// what its reader does elsewhere stays as it is.
pub fn write(name: &str, text: &str) {
    if embed::is_on() {
        return;
    }
    let kept = local().map(|storage| storage.set_item(&key(name), text));
    MEMORY.with_borrow_mut(|memory| match kept {
        Some(Ok(())) => memory.unkept.remove(name),
        _ => memory.unkept.insert(name.to_owned(), text.to_owned()),
    });
    if let Some(Err(error)) = kept {
        trouble(cause(&error));
    }
}

/// Forgets what is kept under a name.
pub fn remove(name: &str) {
    MEMORY.with_borrow_mut(|memory| memory.unkept.remove(name));
    if let Some(storage) = local().filter(|_| !embed::is_on()) {
        // Nothing is lost if it stays.
        let _ = storage.remove_item(&key(name));
    }
}

/// What follows `prefix` in the names under which something is kept.
pub fn names(prefix: &str) -> Vec<String> {
    let kept = keys().into_iter();
    let kept = kept.filter_map(|full| Some(full.strip_prefix(&key(""))?.to_owned()));
    let unkept = MEMORY.with_borrow(|memory| memory.unkept.keys().cloned().collect::<Vec<_>>());
    let names = kept
        .chain(unkept)
        .filter_map(|name| Some(name.strip_prefix(prefix)?.to_owned()));
    let mut names: Vec<String> = names.collect();
    names.sort();
    names.dedup();
    names
}

/// Tells from now on what goes wrong, each trouble once, and answers what has gone wrong so far.
pub fn watch(on_trouble: Callback<Trouble>) -> Vec<Trouble> {
    let version = |key: &String| -> Option<u32> {
        let rest = key.strip_prefix(FAMILY)?;
        rest.split_once('.')?.0.parse().ok()
    };
    if keys()
        .iter()
        .filter_map(version)
        .any(|found| found > VERSION)
    {
        trouble(Trouble::Newer);
    }
    MEMORY.with_borrow_mut(|memory| {
        memory.on_trouble = on_trouble;
        memory.troubles.clone()
    })
}

/// Tells a trouble, unless it has been told.
fn trouble(trouble: Trouble) {
    if embed::is_on() {
        return;
    }
    let told = MEMORY.with_borrow_mut(|memory| {
        let new = !memory.troubles.contains(&trouble);
        if new {
            memory.troubles.push(trouble.clone());
        }
        new.then(|| memory.on_trouble.clone())
    });
    if let Some(on_trouble) = told {
        on_trouble.emit(trouble);
    }
}

/// Why something could not be kept. Browsers have several names for a storage that is full.
fn cause(error: &JsValue) -> Trouble {
    let name = Reflect::get(error, &"name".into()).ok();
    let name = name.and_then(|name| name.as_string()).unwrap_or_default();
    if name.to_lowercase().contains("quota") {
        Trouble::Full
    } else {
        Trouble::Blocked
    }
}

fn keys() -> Vec<String> {
    let Some(storage) = local() else {
        return Vec::new();
    };
    let keys = (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok().flatten());
    keys.collect()
}

fn local() -> Option<Storage> {
    let storage = window().and_then(|window| window.local_storage().ok().flatten());
    if storage.is_none() {
        trouble(Trouble::Blocked);
    }
    storage
}

fn key(name: &str) -> String {
    format!("{FAMILY}{VERSION}.{name}")
}
