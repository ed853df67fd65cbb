//! The run, kept by the browser: it survives a crash of the page.

use std::cell::Cell;

use lab::{Lab, Session};
use serde_json::Value;

use crate::storage;

/// Where the run is kept. `www/boot.js` offers it from there when the page has stopped.
const JOURNAL: &str = "journal";
/// Where the run is kept that was there before a link was opened.
const BEFORE: &str = "journal-before";
/// The least time between two writings, in ms.
const PAUSE: f64 = 1_000.0;

/// Keeps the run of a page.
#[derive(Default)]
pub struct Keeper {
    /// The actions that were kept.
    deeds: Cell<u64>,
    last: Cell<f64>,
}

impl Keeper {
    /// A keeper for a run that need not be kept as it is.
    pub fn of(session: &Session) -> Self {
        let deeds = Cell::new(session.deeds());
        Self {
            deeds,
            ..Self::default()
        }
    }

    /// Keeps the run if somebody has acted since, though not more often than once a second.
    pub fn keep(&self, session: &Session) {
        let now = js_sys::Date::now();
        if now - self.last.get() >= PAUSE {
            self.keep_now(session);
        }
    }

    /// Keeps the run if somebody has acted since.
    pub fn keep_now(&self, session: &Session) {
        if session.deeds() != self.deeds.get() {
            storage::write(JOURNAL, &session.export());
            self.deeds.set(session.deeds());
            self.last.set(js_sys::Date::now());
        }
    }
}

/// The run of this lab that was kept by an earlier visit.
pub fn kept(lab: &Lab) -> Option<String> {
    let runs = [JOURNAL, BEFORE].into_iter().filter_map(|name| {
        storage::read_as(name, |text| Some((is_run_of(text, lab)?, text.to_owned())))
    });
    let mut runs = runs.filter(|(is_of, _)| *is_of);
    runs.next().map(|(_, text)| text)
}

/// Puts the run that is kept aside, so that acting in the run of a link cannot take its place.
pub fn put_aside() {
    if let Some(text) = storage::read(JOURNAL) {
        storage::write(BEFORE, &text);
        storage::remove(JOURNAL);
    }
}

/// The run that was put aside.
pub fn aside() -> Option<String> {
    storage::read(BEFORE)
}

/// Whether a run is one of a lab, with the seed that its learner has there.
fn is_run_of(text: &str, lab: &Lab) -> Option<bool> {
    let file: Value = serde_json::from_str(text).ok()?;
    let seed = file.get("seed").and_then(Value::as_u64);
    Some(is_of(text, lab.id())? && seed == Some(lab.seed()))
}

fn is_of(text: &str, lab: &str) -> Option<bool> {
    let file: Value = serde_json::from_str(text).ok()?;
    // A built-in lab is kept by its id, any other as it is.
    let reference = file.get("lab")?;
    let id = reference
        .get("id")
        .or_else(|| reference.pointer("/source/id"))
        .and_then(Value::as_str)?;
    Some(id == lab)
}

/// Lets the run that was put aside and the one that is kept change places.
pub fn swap() {
    let (kept, before) = (storage::read(JOURNAL), storage::read(BEFORE));
    for (name, text) in [(JOURNAL, before), (BEFORE, kept)] {
        match text {
            Some(text) => storage::write(name, &text),
            None => storage::remove(name),
        }
    }
}

/// Forgets the runs of a lab.
pub fn forget(lab: &str) {
    for name in [JOURNAL, BEFORE] {
        if storage::read(name).is_some_and(|text| is_of(&text, lab).unwrap_or(false)) {
            storage::remove(name);
        }
    }
}
