//! Somebody who does what the steps of a lab say.

use std::sync::Arc;

use engine::model::{Duration, Instant};

use crate::action::Action;
use crate::lab::{Breaking, Fixing, Lab, Prediction, StepDef, StepKind};
use crate::learner::{Answer, Fixed, Learner};
use crate::path::Path;
use crate::problem::Problem;
use crate::session::Session;
use sim::Condition as _;

/// How long whoever acts waits until it can be done: whoever was asked to close may still be about to.
const PATIENCE: Duration = Duration::from_secs(8);

/// How soon somebody goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// The run goes on a little whenever something is done or has come about.
    Restful,
    /// Whatever comes next is done at the very step at which the run is held.
    Hurried,
}

/// A step that was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Solved {
    /// Its place in the lab.
    pub step: usize,
    /// The moment at which it was done.
    pub at: Instant,
    /// What was measured: the answer to a question, or what was reached; nothing at other steps.
    pub value: Option<i64>,
}

/// Somebody who does what the steps of a lab say.
#[derive(Clone, Debug)]
pub struct Walk {
    session: Session,
    learner: Learner,
    pace: Pace,
    ended: bool,
}

impl Walk {
    /// Somebody at the beginning of a lab.
    #[must_use]
    pub fn new(lab: &Arc<Lab>, pace: Pace) -> Self {
        Self {
            session: Session::new(Arc::clone(lab)),
            learner: Learner::new(lab),
            pace,
            ended: lab.steps().is_empty(),
        }
    }

    /// The run so far.
    #[must_use]
    pub const fn session(&self) -> &Session {
        &self.session
    }

    /// How far they are.
    #[must_use]
    pub const fn learner(&self) -> &Learner {
        &self.learner
    }

    /// The step that is next.
    fn step(&self) -> Option<StepDef> {
        let steps = self.session.lab().steps();
        steps
            .get(self.learner.current())
            .filter(|_| !self.ended)
            .cloned()
    }

    /// Does all steps before one.
    ///
    /// # Errors
    /// The step at which they cannot go on, and why.
    pub(super) fn go_to(&mut self, id: &str) -> Result<(), Problem> {
        while self.step().is_some_and(|step| step.id != id) {
            self.take_step()?;
        }
        Ok(())
    }

    /// Does the next step; `None` after the last.
    ///
    /// # Errors
    /// Why it cannot be done.
    pub fn take_step(&mut self) -> Result<Option<Solved>, Problem> {
        let Some(step) = self.step() else {
            return Ok(None);
        };
        let place = self.learner.current();
        let value = self.do_step(&step.kind).map_err(|why| {
            let path = Path::ROOT.key("steps").index(place);
            Problem::at(&path, why).with(&step.id.as_str().into())
        })?;
        let solved = Solved {
            step: place,
            at: self.session.playhead(),
            value,
        };
        self.ended = !self.learner.next(&self.session);
        Ok(Some(solved))
    }

    fn do_step(&mut self, kind: &StepKind) -> Result<Option<i64>, String> {
        match kind {
            StepKind::Read => Ok(None),
            StepKind::Do(action) => self.obey(action).map(|()| None),
            StepKind::Reach {
                goal,
                within,
                settle,
            } => {
                if self.reaches(*within) {
                    let value = goal.measure.at(&self.session);
                    if self.pace == Pace::Restful {
                        self.run_on(*settle);
                    }
                    return Ok(Some(value));
                }
                let value = goal.measure.at(&self.session);
                Err(format!(
                    "is not reached within {within}: the measure is {value}"
                ))
            }
            StepKind::Predict(question) => self.answer(question).map(Some),
            StepKind::Break(breaking) => self.attack(breaking).map(|()| None),
            StepKind::Fix(fixing) => self.fix(fixing).map(|()| None),
        }
    }

    fn obey(&mut self, action: &Action) -> Result<(), String> {
        if self.learner.observe(&self.session) {
            return Err("is done before anybody does it".to_owned());
        }
        self.act(action)?;
        if !self.learner.observe(&self.session) {
            return Err("is not done by doing what it says".to_owned());
        }
        // A reader's eye rests here: what was done takes its effect.
        if self.pace == Pace::Restful {
            self.run_on(PATIENCE);
        }
        Ok(())
    }

    /// Acts as soon as it can be done.
    pub(super) fn act(&mut self, action: &Action) -> Result<(), String> {
        let until = self.session.playhead() + PATIENCE;
        while let Err(refused) = self.session.act(action.clone()) {
            if self.session.playhead() >= until {
                return Err(format!("cannot be done: {refused}"));
            }
            self.session.step();
        }
        Ok(())
    }

    /// Gives each wrong answer and then the right one.
    fn answer(&mut self, question: &Prediction) -> Result<i64, String> {
        let outcome = question.outcome(&self.session);
        let value = outcome.map_err(|refused| format!("cannot be asked: {refused}"))?;
        let Some(right) = question.choice_of(value) else {
            let known = question.choices.iter();
            let known: Vec<String> = known.map(|c| format!("{} = {}", c.id, c.value)).collect();
            return Err(format!(
                "the engine says {value}, which is none of its choices: {}",
                known.join(", ")
            ));
        };
        for choice in &question.choices {
            if choice != right && self.learner.answer(&self.session, &choice.id) != Answer::Wrong {
                return Err(format!("choice {} is not wrong", choice.id));
            }
        }
        match self.learner.answer(&self.session, &right.id) {
            Answer::Right => Ok(value),
            other => Err(format!("the right choice is answered by {other:?}")),
        }
    }

    fn attack(&mut self, breaking: &Breaking) -> Result<(), String> {
        let begun = self.session.playhead();
        let until = begun + breaking.within;
        for entry in &breaking.attack {
            let from = begun + entry.at.since(Instant::ZERO);
            self.session.advance(from.max(self.session.playhead()));
            let is_so = |session: &Session| {
                let when = entry.when.as_ref();
                when.is_none_or(|when| when.holds(session.world()))
            };
            while !is_so(&self.session) && self.session.playhead() < until {
                self.session.step();
            }
            if self.learner.observe(&self.session) {
                return Err("is broken before its attack is over".to_owned());
            }
            let done = self.session.act(entry.action.clone());
            done.map_err(|refused| format!("its attack cannot be done: {refused}"))?;
        }
        if self.reaches(breaking.within) {
            Ok(())
        } else {
            Err(format!(
                "its attack does not break {} within {}",
                breaking.claim, breaking.within
            ))
        }
    }

    /// As it is, the attack breaks the promise again; with the solution it does not.
    fn fix(&mut self, fixing: &Fixing) -> Result<(), String> {
        if !matches!(self.learner.fix(&self.session, &[]), Fixed::Broken(_)) {
            return Err("the attack breaks nothing when it is done again".to_owned());
        }
        match self.learner.fix(&self.session, &fixing.solution) {
            Fixed::Holds(_) => Ok(()),
            Fixed::Broken(_) => Err("its solution does not keep the promise".to_owned()),
            Fixed::Missed(_, goal) => Err(format!("its solution misses goals[{goal}]")),
            Fixed::Wrong(problems) => Err(format!("its solution cannot be set: {problems}")),
            Fixed::NotHere => Err("there is no attack to be tried".to_owned()),
        }
    }

    fn run_on(&mut self, time: Duration) {
        self.session.advance(self.session.playhead() + time);
    }

    /// Whether the current step is reached, looking now and then, or at every step.
    pub(super) fn reaches(&mut self, within: Duration) -> bool {
        const GLANCE: Duration = Duration::from_millis(50);
        let until = self.session.playhead() + within;
        while self.session.playhead() < until {
            if self.learner.observe(&self.session) {
                return true;
            }
            match self.pace {
                Pace::Restful => self.run_on(GLANCE),
                Pace::Hurried => drop(self.session.step()),
            }
        }
        self.learner.observe(&self.session)
    }
}
