//! `group.consumer.assignors`: the assignors that a coordinator offers.

use super::definition::{Bounds, ConfigType};
use super::value::ConfigValue;
use crate::coordinator::group::ServerAssignor;

/// The assignors of a coordinator, the default first; never empty. Kafka takes any class; these are its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ServerAssignors(Vec<ServerAssignor>);

impl ServerAssignors {
    /// The assignor of a group whose members prefer none.
    #[must_use]
    pub fn preferred(&self) -> ServerAssignor {
        self.0.first().copied().unwrap_or(ServerAssignor::Uniform)
    }

    /// Whether members may prefer it.
    #[must_use]
    pub fn offers(&self, assignor: ServerAssignor) -> bool {
        self.0.contains(&assignor)
    }
}

impl ConfigValue for ServerAssignors {
    const TYPE: ConfigType = ConfigType::List;
    const WORDS: &'static [&'static str] = &["uniform", "range"];

    fn parse(text: &str, _: Bounds) -> Option<Self> {
        let mut assignors = Vec::new();
        for name in text.split(',').map(str::trim) {
            let assignor = ServerAssignor::named(name)?;
            if !assignors.contains(&assignor) {
                assignors.push(assignor);
            }
        }
        Some(Self(assignors))
    }

    fn show(&self) -> String {
        let names: Vec<_> = self.0.iter().map(|assignor| assignor.name()).collect();
        names.join(",")
    }
}
