//! The setup of a scenario on its page: edited, kept, and put in place of the cluster that runs.

use std::rc::Rc;
use std::sync::Arc;

use lab::scenario::Scenario;
use lab::{Loss, Path, Problem, Replay, Session};
use view::setup::Setup;
use yew::prelude::*;

use super::{Open, Purpose, Workbench};
use crate::chunks::SANDBOX;
use crate::command::Wish;
use crate::{files, route, scenarios};

/// A scenario that is being edited.
pub(super) struct Editing {
    scenario: Scenario,
    /// Where it is kept; nowhere yet if it came by a link.
    name: Option<String>,
    open: Option<Path>,
    /// What could not be changed.
    pub refused: Option<Problem>,
    /// What there is to show.
    pub setup: Option<Rc<Setup>>,
}

impl Editing {
    /// A scenario that is kept under this name.
    pub fn kept(scenario: Scenario, name: &str) -> Self {
        Self::of(scenario, Some(name.to_owned()))
    }

    /// The scenario of a session that came by a link or a file.
    pub fn guest(session: &Session) -> Self {
        let lab = session.lab();
        Self::of(Scenario::of_lab(lab, lab.title()), None)
    }

    fn of(scenario: Scenario, name: Option<String>) -> Self {
        let mut editing = Self {
            setup: None,
            scenario,
            name,
            open: None,
            refused: None,
        };
        editing.show();
        editing
    }

    /// Makes the forms anew, if their code is here.
    pub(super) fn show(&mut self) {
        if let Some(parts) = SANDBOX.here() {
            self.setup = Some(Rc::new((parts.forms.made)(self)));
        }
    }

    /// What the forms show.
    pub(super) fn made(&self) -> Setup {
        Setup::of(&self.scenario, self.open.as_ref())
    }

    /// The session that a scenario begins with; as long as it is not valid, an empty cluster.
    pub fn session(scenario: &Scenario) -> Session {
        let blank = Scenario::blank();
        let lab = scenario.lab().or_else(|_| blank.lab());
        Session::new(Arc::new(lab.expect("the blank scenario is valid").clone()))
    }

    /// Does what is wanted of the scenario; `true` if it is another one now.
    pub(super) fn obey(&mut self, wish: Wish) -> bool {
        self.refused = None;
        let changed = match wish {
            Wish::Edit(edit) => {
                let before = self.scenario.draft().clone();
                self.refused = self.scenario.edit(&edit).err();
                *self.scenario.draft() != before
            }
            Wish::Undo => self.scenario.undo(),
            Wish::Redo => self.scenario.redo(),
            Wish::Open(path) => {
                self.open = path;
                false
            }
            Wish::Export => {
                files::save("logarium-scenario.json", files::JSON, &self.scenario.text());
                false
            }
        };
        if changed {
            match &self.name {
                Some(name) => scenarios::keep(name, &self.scenario),
                None => self.name = Some(scenarios::keep_new(&self.scenario)),
            }
        }
        self.show();
        changed
    }
}

impl Open {
    /// Changes the scenario, and as soon as it is valid, the cluster that runs.
    pub(super) fn set_up(&mut self, context: &Context<Workbench>, wish: Wish) {
        let Some(editing) = &mut self.editing else {
            return;
        };
        if !(SANDBOX.get().forms.obey)(editing, wish) {
            return;
        }
        let Ok(lab) = editing.scenario.lab() else {
            return;
        };
        let lab = lab.clone();
        let replay = self
            .player
            .look(|session| (**session.lab() != lab).then(|| Replay::in_lab(session, lab)));
        match replay {
            Some(replay) => self.replay(context, replay, Purpose::Setup),
            // Undone before it was there.
            None => self.replaying = None,
        }
    }

    /// The new cluster has come as far as the old one was.
    pub(super) fn changed_setup(
        &mut self,
        context: &Context<Workbench>,
        session: Session,
        losses: Vec<Loss>,
    ) {
        self.adopt(session.lab());
        self.player.replace(session);
        self.notices.retain(|notice| notice.id != "setup-losses");
        if !losses.is_empty() {
            let problems = losses.into_iter().map(|loss| loss.problem);
            let details = problems.map(|problem| (problem.path, problem.message));
            let text = context.props().texts.get("setup-losses");
            self.notify("setup-losses", true, text, details.collect());
        }
    }

    /// Takes the cluster of a lab into the sandbox.
    pub(super) fn to_sandbox(&self, context: &Context<Workbench>) {
        let language = context.props().texts.language.code();
        let scenario = self.player.look(|session| {
            let lab = session.lab();
            Scenario::of_lab(lab, &lab.prose(language).title)
        });
        route::go(&route::scenario_address(&scenarios::keep_new(&scenario)));
    }
}
