//! What a link shows besides the run, in words that the page knows and this room does not.

use serde_json::{Map, Value};

use crate::nearest::suggestion;
use crate::path::Path;
use crate::session::{Loss, LossKind};

/// What is shown besides the run; what is not said is as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// What is selected.
    pub select: Option<String>,
    /// How fast time goes when it is played.
    pub speed: Option<String>,
    /// Which tab is shown.
    pub tab: Option<String>,
    /// Which drawer is open.
    pub deck: Option<String>,
}

impl View {
    /// The names of its fields.
    pub(super) const FIELDS: [&str; 4] = ["select", "speed", "tab", "deck"];

    /// The same as JSON; null if it says nothing.
    pub(crate) fn to_json(&self) -> Value {
        let fields =
            Self::FIELDS
                .into_iter()
                .zip([&self.select, &self.speed, &self.tab, &self.deck]);
        let said =
            fields.filter_map(|(name, value)| Some((name.to_owned(), value.clone()?.into())));
        let said: Map<String, Value> = said.collect();
        if said.is_empty() {
            Value::Null
        } else {
            said.into()
        }
    }

    /// Reads it, and tells what of it is not known.
    pub(super) fn read(view: Option<&Value>, losses: &mut Vec<Loss>) -> Self {
        let path = Path::ROOT.key("view");
        let mut read = Self::default();
        let fields = match view {
            None => return read,
            Some(Value::Object(fields)) => fields,
            Some(other) => {
                losses.push(Loss::at(LossKind::View, &path, "must be an object").with(other));
                return read;
            }
        };
        for (name, value) in fields {
            let path = path.key(name);
            let slot = match name.as_str() {
                "select" => &mut read.select,
                "speed" => &mut read.speed,
                "tab" => &mut read.tab,
                "deck" => &mut read.deck,
                _ => {
                    let hint = suggestion(name, Self::FIELDS);
                    let message = format!("there is no field {name:?} here{hint}");
                    losses.push(Loss::at(LossKind::View, &path, message).with(value));
                    continue;
                }
            };
            match value.as_str() {
                Some(text) => *slot = Some(text.to_owned()),
                None => losses.push(Loss::at(LossKind::View, &path, "must be text").with(value)),
            }
        }
        read
    }
}
