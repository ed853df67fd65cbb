//! A search for runs that break the claim, on the browser's frames.

use std::rc::Rc;

use lab::explore::Exploration;
use lab::{Lab, Problem, Problems};
use view::explore::{Draft, ExploreForm, Sought};
use yew::prelude::*;

use super::panels::renew_some;
use super::{Message, Open, Workbench};
use crate::working::{Told, Working};

/// What can be looked for in a lab, and what came of it.
pub struct Exploring {
    /// What can be asked for.
    pub form: Rc<ExploreForm>,
    /// What has been found so far.
    pub sought: Option<Rc<Sought>>,
    /// Why the search could not go on.
    pub wrong: Option<Rc<Problem>>,
    going: Option<Working<Exploration>>,
}

impl Exploring {
    /// Nothing has been looked for yet.
    pub fn of(lab: &Lab) -> Self {
        Self {
            form: Rc::new(ExploreForm::of(lab)),
            sought: None,
            wrong: None,
            going: None,
        }
    }

    /// Whether it goes on.
    pub const fn is_going(&self) -> bool {
        self.going.is_some()
    }

    /// Shows what there is so far.
    fn show(&mut self, exploration: &Exploration) {
        renew_some(&mut self.sought, Some(Sought::of(exploration)));
    }
}

impl Open {
    /// Looks for runs of this lab that break a claim, in place of any other search; what is wrong with that, if anything is.
    pub(super) fn explore(&mut self, context: &Context<Workbench>, draft: &Draft) -> Vec<Problem> {
        let exploration = draft.options().and_then(|options| {
            self.player
                .look(|session| Exploration::new(Lab::clone(session.lab()), &options))
        });
        match exploration {
            Err(Problems(problems)) => problems,
            Ok(exploration) => {
                self.exploring.wrong = None;
                self.exploring.show(&exploration);
                let on_told = context.link().callback(Message::Explored);
                match Working::begin(exploration, on_told) {
                    Ok(exploration) => self.end_exploring(*exploration),
                    Err(going) => self.exploring.going = Some(going),
                }
                Vec::new()
            }
        }
    }

    /// Stops where it is: what was found stays.
    pub(super) fn stop_exploring(&mut self) {
        self.exploring.going = None;
    }

    /// The search is further, or over.
    pub(super) fn explored(&mut self, told: Told<Exploration>) -> bool {
        match told {
            Told::Done(exploration) => self.end_exploring(*exploration),
            Told::Progress => {
                let going = self.exploring.going.as_ref();
                if let Some(sought) = going.and_then(|going| going.look(Sought::of)) {
                    return renew_some(&mut self.exploring.sought, Some(sought));
                }
            }
        }
        true
    }

    fn end_exploring(&mut self, exploration: Exploration) {
        self.exploring.going = None;
        self.exploring.show(&exploration);
        self.exploring.wrong = exploration.finish().err().map(Rc::new);
    }
}
