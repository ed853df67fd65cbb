//! The run, kept by the browser: it survives a crash of the page.

use std::cell::Cell;

use lab::Session;
use serde_json::Value;

use crate::storage;

/// Where the run is kept. `www/boot.js` offers it from there when the page has stopped.
const JOURNAL: &str = "journal";
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
    /// Keeps the run if somebody has acted since, though not more often than once a second.
    pub fn keep(&self, session: &Session) {
        let now = js_sys::Date::now();
        if session.deeds() != self.deeds.get() && now - self.last.get() >= PAUSE {
            storage::write(JOURNAL, &session.export());
            self.deeds.set(session.deeds());
            self.last.set(now);
        }
    }
}

/// The run of this lab that was kept by an earlier visit.
pub fn kept(lab: &str) -> Option<String> {
    let text = storage::read(JOURNAL)?;
    let file: Value = serde_json::from_str(&text).ok()?;
    // A built-in lab is kept by its id, any other as it is.
    let reference = file.get("lab")?;
    let id = reference
        .get("id")
        .or_else(|| reference.pointer("/source/id"))
        .and_then(Value::as_str)?;
    (id == lab).then_some(text)
}

/// Forgets it.
pub fn forget() {
    storage::remove(JOURNAL);
}
