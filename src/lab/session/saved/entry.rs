//! The actions of a saved run: as objects, which files have, or as words, which links have.

use engine::model::{Instant, StepId};
use serde::Deserialize;
use serde_json::Value;

use super::{Entry, LATEST};
use crate::action::Action;
use crate::link::{Deed, Moment};
use crate::path::Path;
use crate::session::loss::{Loss, LossKind};

/// More are never restored.
const ENTRIES_MAX: usize = 10_000;

/// Reads all entries that can be read, and tells the others. `whole`: there must be a list.
pub(super) fn read_all(list: Option<&Value>, whole: bool, losses: &mut Vec<Loss>) -> Vec<Entry> {
    let path = Path::ROOT.key("journal");
    let Some(list) = list.and_then(Value::as_array) else {
        if whole || list.is_some() {
            let loss = Loss::at(LossKind::Unreadable, &path, "must be a list");
            losses.push(loss.with(list.unwrap_or(&Value::Null)));
        }
        return Vec::new();
    };
    let mut entries = Vec::new();
    for (index, text) in list.iter().take(ENTRIES_MAX).enumerate() {
        let path = path.index(index);
        match read(text) {
            Ok(deed) => entries.push(Entry {
                path,
                text: text.clone(),
                deed,
            }),
            Err(why) => losses.push(Loss::at(LossKind::Unreadable, &path, why).with(text)),
        }
    }
    if let Some(more) = list.len().checked_sub(ENTRIES_MAX).filter(|more| *more > 0) {
        let message = format!("the {more} actions from here on are too many and not restored");
        let loss = Loss::at(LossKind::TooLong, &path.index(ENTRIES_MAX), message);
        losses.push(loss);
    }
    entries
}

/// An entry as it is written into files.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryFile {
    step: Option<u64>,
    at_us: u64,
    #[serde(rename = "do")]
    action: Action,
}

fn read(entry: &Value) -> Result<Deed, String> {
    let deed = match entry {
        Value::String(words) => Deed::parse(words)?,
        _ => {
            let file = serde_json::from_value::<EntryFile>(entry.clone())
                .map_err(|error| error.to_string())?;
            Deed {
                moment: Moment {
                    at: Instant(file.at_us),
                    step: file.step.map(StepId),
                },
                action: file.action,
            }
        }
    };
    if deed.moment.at > LATEST {
        return Err(format!("is later than any run goes, which is {LATEST}"));
    }
    Ok(deed)
}
