//! A learner's way through the steps of a lab.

mod log;

use std::sync::Arc;

use engine::model::Duration;

use crate::attack::{Attack, Trial};
use crate::goal::Goal;
use crate::lab::{Choice, Lab, Prediction, StepKind};
use crate::measure::Measure;
use crate::problem::Problems;
use crate::redoing::Replayed;
use crate::session::{Refused, Session};
use log::Log;
pub(crate) use log::{Noted, What};

/// How far a learner is.
#[derive(Clone, Debug, PartialEq)]
pub struct Learner {
    done: Vec<bool>,
    current: usize,
    /// The session's deeds when the current step began: what was done before does not count.
    begun: u64,
    /// The choices that were tried, by step.
    tried: Vec<Vec<String>>,
    /// What broke a promise, by step.
    attacks: Vec<Option<Attack>>,
    log: Log,
}

/// How a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It is done.
    Done,
    /// It is being done.
    Current,
    /// It comes later.
    Ahead,
}

/// What came of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is what the engine computed. The step is done.
    Right,
    /// It is not; the hint is in the prose of the choice.
    Wrong,
    /// In this run the answer is this, which is no choice: the learner has left the path and should rewind.
    OffPath(i64),
    /// In this run the question makes no sense: what it begins with cannot be done now.
    NotNow(Refused),
    /// There is no such choice here.
    NoSuchChoice,
}

/// What came of a configuration.
#[derive(Clone, Debug)]
pub enum Fixed {
    /// The promise holds under the same attack, and all else that must be so is. The step is done.
    Holds(Box<Replayed>),
    /// The attack breaks it again.
    Broken(Box<Replayed>),
    /// It holds, but this goal, by its place, is missed.
    Missed(Box<Replayed>, usize),
    /// It cannot be configured so.
    Wrong(Problems),
    /// The current step asks for no configuration, or there was no attack.
    NotHere,
}

impl Learner {
    /// A learner at the first step.
    #[must_use]
    pub fn new(lab: &Lab) -> Self {
        let steps = lab.steps().len();
        let mut learner = Self {
            done: vec![false; steps],
            current: 0,
            begun: 0,
            tried: vec![Vec::new(); steps],
            attacks: vec![None; steps],
            log: Log::default(),
        };
        learner.read(lab);
        learner
    }

    /// The place of the current step.
    #[must_use]
    pub const fn current(&self) -> usize {
        self.current
    }

    /// How the step at a place stands.
    #[must_use]
    pub fn status(&self, step: usize) -> Status {
        match self.done.get(step) {
            Some(true) => Status::Done,
            _ if step == self.current => Status::Current,
            _ => Status::Ahead,
        }
    }

    /// Whether the current step is done, so that the learner may go on.
    #[must_use]
    pub fn may_go_on(&self) -> bool {
        self.done.get(self.current).copied().unwrap_or(false)
    }

    /// Whether every step is done.
    #[must_use]
    pub fn finished(&self) -> bool {
        self.done.iter().all(|done| *done)
    }

    /// The choices that were tried at a step, in order.
    #[must_use]
    pub fn tried(&self, step: usize) -> &[String] {
        self.tried.get(step).map_or(&[], Vec::as_slice)
    }

    /// The configuration that was tried last at a step, as `path=value`.
    #[must_use]
    pub fn last_fix(&self, step: usize) -> &[String] {
        let mut back = self.log().iter().rev().filter(|noted| noted.step == step);
        let last = back.find_map(|noted| match &noted.what {
            What::Fix(changes) => Some(&changes[..]),
            _ => None,
        });
        last.unwrap_or_default()
    }

    /// What is to be reached now, and for how long the run goes on then: where it should be held, so that everybody reads on at
    /// the same moment.
    #[must_use]
    pub fn goal<'lab>(&self, lab: &'lab Lab) -> Option<(&'lab Goal, Duration)> {
        match &lab.steps().get(self.current)?.kind {
            _ if self.may_go_on() => None,
            StepKind::Reach { goal, settle, .. } => Some((goal, *settle)),
            StepKind::Break(breaking) => Some((&breaking.broken, Duration::ZERO)),
            _ => None,
        }
    }

    /// Looks whether the current step has been done, or what it wants has become so. `true`: it has, just now.
    pub fn observe(&mut self, session: &Session) -> bool {
        let Some(step) = session.lab().steps().get(self.current) else {
            return false;
        };
        if self.may_go_on() {
            return false;
        }
        let done = match &step.kind {
            StepKind::Read => true,
            StepKind::Predict(_) | StepKind::Fix(_) => false,
            StepKind::Do(_) => session
                .journal()
                .iter()
                .any(|entry| entry.deed >= self.begun && entry.steps_done.contains(&self.current)),
            StepKind::Reach { goal, .. } => goal.is_reached(session),
            StepKind::Break(breaking) => {
                // Looked at often, so what costs something comes last.
                let attack = breaking
                    .broken
                    .is_reached(session)
                    .then(|| Attack::of(session))
                    .filter(|attack| !attack.is_empty());
                let broken = attack.is_some();
                if let Some(kept) = self.attacks.get_mut(self.current).filter(|_| broken) {
                    *kept = attack;
                }
                broken
            }
        };
        if done {
            self.finish();
            self.note(session, What::Done);
        }
        done
    }

    /// The question of the current step, and the choice of this name, if it has one.
    #[must_use]
    pub fn asked<'lab>(
        &self,
        lab: &'lab Lab,
        choice: &str,
    ) -> Option<(&'lab Prediction, &'lab Choice)> {
        let StepKind::Predict(question) = &lab.steps().get(self.current)?.kind else {
            return None;
        };
        let chosen = question.choices.iter().find(|known| known.id == choice)?;
        Some((question, chosen))
    }

    /// Answers the question of the current step.
    pub fn answer(&mut self, session: &Session, choice: &str) -> Answer {
        match self.asked(session.lab(), choice) {
            Some((question, _)) => self.answered(session, choice, question.outcome(session)),
            None => Answer::NoSuchChoice,
        }
    }

    /// The same by whoever has put the question to the engine already: what it said.
    pub fn answered(
        &mut self,
        session: &Session,
        choice: &str,
        outcome: Result<i64, Refused>,
    ) -> Answer {
        let Some((question, chosen)) = self.asked(session.lab(), choice) else {
            return Answer::NoSuchChoice;
        };
        self.note(session, What::Answer(choice.to_owned()));
        if let Some(tried) = self.tried.get_mut(self.current) {
            tried.push(choice.to_owned());
        }
        match outcome {
            Err(refused) => Answer::NotNow(refused),
            Ok(value) if value == chosen.value => {
                self.finish();
                Answer::Right
            }
            Ok(value) if question.choices.iter().any(|known| known.value == value) => Answer::Wrong,
            Ok(value) => Answer::OffPath(value),
        }
    }

    /// Tries another configuration, as `path=value`, against the attack that broke the promise, and judges it.
    pub fn fix(&mut self, session: &Session, changes: &[String]) -> Fixed {
        match self.attempt(session, changes) {
            Ok(trial) => self.judge(trial),
            Err(fixed) => *fixed,
        }
    }

    /// The attack that broke the promise on another configuration, as `path=value`, yet to be played. Of an earlier visit the
    /// attack is what the session's journal holds.
    ///
    /// # Errors
    /// What there is to say without playing anything.
    pub fn attempt(&mut self, session: &Session, changes: &[String]) -> Result<Trial, Box<Fixed>> {
        let lab = session.lab();
        let Some(StepKind::Fix(fixing)) = lab.steps().get(self.current).map(|step| &step.kind)
        else {
            return Err(Box::new(Fixed::NotHere));
        };
        let attack = self.attacks.get(fixing.of).cloned().flatten();
        let attack = attack.unwrap_or_else(|| Attack::of(session));
        if attack.is_empty() {
            return Err(Box::new(Fixed::NotHere));
        }
        self.note(session, What::Fix(changes.to_vec()));
        let mut other = (**lab).clone();
        match fixing.allows(changes).and_then(|()| other.set_all(changes)) {
            Ok(()) => Ok(attack.on(Arc::new(other), fixing.run, self.current)),
            Err(problems) => Err(Box::new(Fixed::Wrong(problems))),
        }
    }

    /// Plays what is left of a trial and says what came of it.
    pub fn judge(&mut self, trial: Trial) -> Fixed {
        let step = trial.step;
        let replayed = Box::new(trial.finish());
        let session = &replayed.session;
        let kind = session.lab().steps().get(step).map(|step| &step.kind);
        let Some(StepKind::Fix(fixing)) = kind.filter(|_| step == self.current) else {
            return Fixed::NotHere;
        };
        if Measure::Keeps(fixing.claim).at(session) == 0 {
            return Fixed::Broken(replayed);
        }
        if let Some(missed) = fixing
            .goals
            .iter()
            .position(|goal| !goal.is_reached(session))
        {
            return Fixed::Missed(replayed, missed);
        }
        self.finish();
        Fixed::Holds(replayed)
    }

    /// Goes to the next step if the current one is done.
    pub fn next(&mut self, session: &Session) -> bool {
        let may = self.may_go_on() && self.current + 1 < self.done.len();
        if may {
            self.note(session, What::Next);
            self.current += 1;
            self.begun = session.deeds();
            self.read(session.lab());
        }
        may
    }

    /// Takes up the progress of an earlier visit: the steps before `current` count as done.
    pub fn resume(&mut self, session: &Session, current: usize) {
        self.current = current.min(self.done.len().saturating_sub(1));
        self.begun = session.deeds();
        for done in self.done.iter_mut().take(self.current) {
            *done = true;
        }
        self.note(session, What::Begin);
        self.read(session.lab());
    }

    /// What was done, answered and tried, in order.
    pub(crate) fn log(&self) -> &[Noted] {
        self.log.entries()
    }

    fn note(&mut self, session: &Session, what: What) {
        self.log.note(session, self.current, what);
    }

    /// What is to be read is done as soon as it is there.
    fn read(&mut self, lab: &Lab) {
        if lab
            .steps()
            .get(self.current)
            .is_some_and(|step| step.kind == StepKind::Read)
        {
            self.finish();
        }
    }

    fn finish(&mut self) {
        if let Some(done) = self.done.get_mut(self.current) {
            *done = true;
        }
    }
}
