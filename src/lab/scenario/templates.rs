//! What a scenario can begin with.

use super::Scenario;

/// A scenario to begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its id, which names its texts.
    pub id: &'static str,
    json: &'static str,
}

macro_rules! templates {
    ($($id:literal),* $(,)?) => {
        &[$(Template {
            id: $id,
            json: include_str!(concat!("../../../labs/templates/", $id, ".json")),
        }),*]
    };
}

/// The templates, from the small to the large.
#[must_use]
pub const fn templates() -> &'static [Template] {
    templates![
        "one-broker",
        "three-brokers",
        "racks",
        "applications",
        "without-kafka"
    ]
}

impl Template {
    /// The scenario.
    ///
    /// # Panics
    /// Never: templates are valid, which their test checks.
    #[must_use]
    pub fn open(&self) -> Scenario {
        Scenario::parse(self.json).unwrap_or_else(|problem| panic!("{}: {problem}", self.id))
    }
}
