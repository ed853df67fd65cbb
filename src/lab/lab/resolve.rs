//! Actions at the moment when they happen.

use sim::{Action as Deed, World};

use super::role::{Scope, role};
use super::{ADMIN, Lab};
use crate::action::Action;
use crate::lab::StepKind;
use crate::path::Path;
use crate::session::Refused;

impl Lab {
    /// What an action means now, in a world of this lab: every role gives way to the node that has it, in the lab's
    /// words and in the world's.
    ///
    /// # Errors
    /// When it names what the lab does not have, or when nobody has a role.
    pub fn resolve(&self, action: Action, world: &World) -> Result<(Action, Deed), Refused> {
        let metadata = world.metadata();
        let wanted = Scope {
            lab: self,
            metadata,
        }
        .translate(&action, &Path::ROOT)
        .map_err(Refused::Wrong)?;
        let deed = world
            .resolve(&wanted)
            .map_err(|refusal| Refused::by_world(self, refusal))?;
        let holder = |name: &str| self.name(world.holder(&role(name)?)?);
        let names = action.nodes().into_iter();
        let names: Vec<String> = names
            .map(|name| holder(name).unwrap_or(name).to_owned())
            .collect();
        Ok((action.about(names), deed))
    }

    /// What has to be done before an action: whoever administers starts the tool first.
    pub(crate) fn prepares(&self, action: &Action, world: &World) -> Option<Action> {
        let runs = |slot: &sim::Slot| slot.life().is_running();
        let is_there = world.slot(self.admin()).is_some_and(runs);
        (action.is_administration() && !is_there).then(|| Action::Start(ADMIN.to_owned()))
    }

    /// The steps of the lab, by their places, that are done by doing this now.
    pub(crate) fn steps_done_by(&self, action: &Action, world: &World) -> Vec<usize> {
        let steps = self.steps.iter().enumerate();
        let done = steps.filter(|(_, step)| match &step.kind {
            StepKind::Do(asked) => self
                .resolve(asked.clone(), world)
                .is_ok_and(|(asked, _)| action.fulfils(&asked)),
            _ => false,
        });
        done.map(|(place, _)| place).collect()
    }
}
