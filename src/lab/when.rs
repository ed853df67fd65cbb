//! What has to be so before a script acts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sim::{Condition, Step, World};

use crate::goal::Goal;

/// Something that holds at a moment or does not: a measure within bounds, or several such things together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, deny_unknown_fields)]
pub enum When {
    /// All of these hold.
    All {
        /// These.
        #[schemars(length(min = 1, max = 20))]
        all: Vec<When>,
    },
    /// At least one of these holds.
    Any {
        /// These.
        #[schemars(length(min = 1, max = 20))]
        any: Vec<When>,
    },
    /// This does not hold.
    Not {
        /// This.
        not: Box<When>,
    },
    /// A measure is within bounds.
    Measured(Goal),
}

impl When {
    /// The measures that it is about.
    pub(crate) fn goals(&self) -> Vec<&Goal> {
        match self {
            Self::All { all: list } | Self::Any { any: list } => {
                list.iter().flat_map(Self::goals).collect()
            }
            Self::Not { not } => not.goals(),
            Self::Measured(goal) => vec![goal],
        }
    }

    fn is_so(&self, world: &World) -> bool {
        match self {
            Self::All { all } => all.iter().all(|one| one.is_so(world)),
            Self::Any { any } => any.iter().any(|one| one.is_so(world)),
            Self::Not { not } => !not.is_so(world),
            Self::Measured(goal) => goal.holds(world),
        }
    }
}

impl Condition for When {
    fn concerns(&self, step: &Step, world: &World) -> bool {
        let mut goals = self.goals().into_iter();
        goals.any(|goal| goal.measure.may_change(step, world))
    }

    fn holds(&self, world: &World) -> bool {
        self.is_so(world)
    }
}
