//! The scenarios that somebody made, kept by the browser.

use lab::scenario::Scenario;

use crate::storage;

/// What the names of scenarios begin with in storage.
const PREFIX: &str = "scenario.";

/// A scenario that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its name in addresses.
    pub name: String,
    /// What it is called.
    pub title: String,
}

/// Every scenario that is kept, by title.
pub fn all() -> Vec<Kept> {
    let names = storage::names(PREFIX).into_iter();
    let kept = names.filter_map(|name| {
        let title = title(&open(&name)?);
        Some(Kept {
            title: title.unwrap_or_else(|| name.clone()),
            name,
        })
    });
    let mut kept: Vec<Kept> = kept.collect();
    kept.sort_by(|a, b| (&a.title, &a.name).cmp(&(&b.title, &b.name)));
    kept
}

/// The scenario of a name.
pub fn open(name: &str) -> Option<Scenario> {
    storage::read_as(&format!("{PREFIX}{name}"), |text| {
        Scenario::parse(text).ok()
    })
}

/// Keeps a scenario under a name.
pub fn keep(name: &str, scenario: &Scenario) {
    storage::write(&format!("{PREFIX}{name}"), &scenario.text());
}

/// Keeps a scenario under a name that is free, and answers it.
pub fn keep_new(scenario: &Scenario) -> String {
    let taken = storage::names(PREFIX);
    let names = (1_u32..).map(|number| format!("scenario-{number}"));
    let name: String = names.filter(|name| !taken.contains(name)).take(1).collect();
    keep(&name, &scenario.clone().with_id(&name));
    name
}

/// Forgets a scenario.
pub fn remove(name: &str) {
    storage::remove(&format!("{PREFIX}{name}"));
}

/// What a scenario is called, if it says so.
pub fn title(scenario: &Scenario) -> Option<String> {
    let title = scenario.draft().get("title")?.as_str()?;
    Some(title.to_owned()).filter(|title| !title.is_empty())
}
