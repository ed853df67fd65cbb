//! A submission done again: what it claims is what the engine finds, or it is told that it is not.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::model::Instant;

use super::sitting::{Entry, Said};
use super::{Sitting, Submission, seed_of};
use crate::lab::{Lab, StepKind};
use crate::learner::{Answer, Fixed, Learner, Status};
use crate::link::{self, View};
use crate::path::Path;
use crate::problem::Problem;
use crate::session::{BranchId, ENGINE, REPLAY_STEPS_MAX, Session};
use crate::work::Work;

/// What came of a submission.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marked {
    /// The steps of the lab, in order.
    pub steps: Vec<MarkedStep>,
    /// Where it does not come to what it claims.
    pub problems: Vec<Problem>,
    /// Links to its runs, one for each sitting that counts, shown at their ends.
    pub runs: Vec<String>,
}

/// A step of a lab, as the engine finds it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MarkedStep {
    /// Its id.
    pub id: String,
    /// Whether it is done.
    pub done: bool,
    /// Whether there is anything to do at it but to read.
    pub counts: bool,
    /// The answers that were given before the right one, or all if that was not given.
    pub wrong: Vec<String>,
    /// How many configurations were tried that did not keep the promise.
    pub misfits: usize,
}

/// A submission on its way to be marked.
#[derive(Clone, Debug)]
pub struct Marking {
    lab: Lab,
    submission: Submission,
    /// The sitting and its entry that are next.
    sitting: usize,
    entry: usize,
    again: Option<Again>,
    marked: Marked,
}

/// A sitting that is done again.
#[derive(Clone, Debug)]
struct Again {
    session: Session,
    learner: Learner,
    /// The branches of the submission as they are here.
    branches: BTreeMap<usize, BranchId>,
}

/// Why a sitting cannot go on.
type Stuck = String;

impl Again {
    fn new(lab: &Lab, seed: u64) -> Self {
        let lab = Arc::new(lab.clone().with_seed(seed));
        Self {
            learner: Learner::new(&lab),
            session: Session::new(lab),
            branches: BTreeMap::from([(0, BranchId(0))]),
        }
    }

    /// Goes to where an entry was; `None` if `steps` are over before that.
    fn go_to(&mut self, entry: &Entry, steps: &mut u32) -> Option<Result<(), Stuck>> {
        let branch = entry.leaves.unwrap_or(entry.branch);
        let Some(known) = self.branches.get(&branch) else {
            return Some(Err(format!("there is no branch {branch} before it")));
        };
        if *known != self.session.current_branch() {
            self.session.switch(*known);
        }
        if entry.step > REPLAY_STEPS_MAX {
            let why = format!("is said to be after more than {REPLAY_STEPS_MAX} steps");
            return Some(Err(why));
        }
        if !self.session.go_to(entry.moment(), steps)? {
            let (here, said) = (self.session.position(), entry.step);
            let why = format!("the run comes to this moment as step {here}, not {said}");
            return Some(Err(why));
        }
        Some(Ok(()))
    }

    /// Does or says what an entry has; `true`: it was a try that failed.
    fn carry_out(&mut self, entry: &Entry, come_to: usize) -> Result<bool, Stuck> {
        let Said::Do(action) = &entry.what else {
            return self.say(entry, come_to);
        };
        if entry.leaves.is_some() {
            self.session.look_ahead();
        }
        let done = self.session.act(action.clone());
        done.map_err(|refused| refused.to_string())?;
        let branch = self.session.current_branch();
        self.branches.entry(entry.branch).or_insert(branch);
        Ok(false)
    }

    /// Says it again; `true`: it was a try that failed.
    fn say(&mut self, entry: &Entry, come_to: usize) -> Result<bool, Stuck> {
        let digest = self.session.world().digest().to_string();
        if entry.digest.as_ref() != Some(&digest) {
            return Err(format!("the run comes to digest {digest} here"));
        }
        let place = entry.place(self.session.lab());
        let place = place.ok_or_else(|| "the lab has no such step".to_owned())?;
        let (session, learner) = (&self.session, &mut self.learner);
        if entry.what == Said::Begin {
            if place > come_to {
                return Err("nothing that was handed in comes to this step".to_owned());
            }
            learner.resume(session, place);
            return Ok(false);
        }
        if place != learner.current() {
            return Err("the learner is at another step here".to_owned());
        }
        match &entry.what {
            Said::Done if !learner.observe(session) => Err("it is not done here".to_owned()),
            Said::Next if !learner.next(session) => Err("there is no going on here".to_owned()),
            Said::Answer(choice) => match learner.answer(session, choice) {
                Answer::NoSuchChoice => Err("there is no such choice".to_owned()),
                answer => Ok(answer != Answer::Right),
            },
            Said::Fix(changes) => match learner.fix(session, changes) {
                Fixed::NotHere => Err("there is nothing to configure here".to_owned()),
                fixed => Ok(!matches!(fixed, Fixed::Holds(_))),
            },
            Said::Done | Said::Next | Said::Do(_) | Said::Begin => Ok(false),
        }
    }
}

impl Marking {
    /// A submission to be held against the lab that was set.
    #[must_use]
    pub fn new(lab: &Lab, submission: Submission) -> Self {
        let steps = lab.steps().iter().map(|step| MarkedStep {
            id: step.id.clone(),
            counts: step.kind != StepKind::Read,
            ..MarkedStep::default()
        });
        let mut marking = Self {
            again: None,
            marked: Marked {
                steps: steps.collect(),
                ..Marked::default()
            },
            lab: lab.clone(),
            submission,
            sitting: 0,
            entry: 0,
        };
        let engine = &marking.submission.engine;
        if engine != ENGINE {
            let message = format!("this engine is {ENGINE}, which may play otherwise");
            let problem = Problem::of("engine", message).with(&engine.as_str().into());
            marking.marked.problems.push(problem);
        }
        marking
    }

    /// What came of it, once it is played to its end.
    #[must_use]
    pub fn finish(mut self) -> Marked {
        while !self.slice(u32::MAX) {}
        self.marked
    }

    /// Goes on with the current sitting; `None`: `steps` are over.
    fn go_on(&mut self, sitting: &Sitting, steps: &mut u32) -> Option<()> {
        let path = Path::ROOT.key("sittings").index(self.sitting);
        let own = seed_of(&self.submission.learner, self.lab.id());
        if sitting.seed != own {
            let message =
                format!("is not this learner's seed, which is {own}; nothing of it counts");
            let problem = Problem::at(&path.key("seed"), message);
            self.marked
                .problems
                .push(problem.with(&sitting.seed.into()));
            return Some(());
        }
        if self.again.is_none() {
            self.again = Some(Again::new(&self.lab, own));
        }
        while let Some(entry) = sitting.log.get(self.entry) {
            if let Err(why) = self.do_again(entry, steps)? {
                let path = path.key("log").index(self.entry);
                let message = format!("{why}; nothing after it counts");
                self.marked.problems.push(Problem::at(&path, message));
                break;
            }
            self.entry += 1;
        }
        Some(())
    }

    /// Does an entry again, and takes down what the engine says to it; `None`: `steps` are over before that.
    fn do_again(&mut self, entry: &Entry, steps: &mut u32) -> Option<Result<(), Stuck>> {
        let come_to = self
            .marked
            .steps
            .iter()
            .take_while(|step| step.done)
            .count();
        let again = self.again.as_mut()?;
        if let Err(why) = again.go_to(entry, steps)? {
            return Some(Err(why));
        }
        let place = again.learner.current();
        let failed = match again.carry_out(entry, come_to) {
            Ok(failed) => failed,
            Err(why) => return Some(Err(why)),
        };
        if let Some(step) = self
            .marked
            .steps
            .get_mut(place)
            .filter(|step| failed && !step.done)
        {
            match &entry.what {
                Said::Answer(choice) => step.wrong.push(choice.clone()),
                _ => step.misfits += 1,
            }
        }
        // What is to be read is done where it begins.
        let here = [place, again.learner.current()];
        for place in here
            .into_iter()
            .filter(|place| again.learner.status(*place) == Status::Done)
        {
            if let Some(step) = self.marked.steps.get_mut(place) {
                step.done = true;
            }
        }
        Some(Ok(()))
    }

    /// Tells what is claimed and not found.
    fn compare(&mut self) {
        for (index, claimed) in self.submission.done.iter().enumerate() {
            let found = self.marked.steps.iter().find(|step| step.id == *claimed);
            if !found.is_some_and(|step| step.done) {
                let path = Path::ROOT.key("done").index(index);
                let problem = Problem::at(&path, "is said to be done, which the run does not show");
                self.marked
                    .problems
                    .push(problem.with(&claimed.as_str().into()));
            }
        }
    }
}

impl Work for Marking {
    fn slice(&mut self, mut steps: u32) -> bool {
        while let Some(sitting) = self.submission.sittings.get(self.sitting).cloned() {
            if self.go_on(&sitting, &mut steps).is_none() {
                return false;
            }
            if let Some(again) = self.again.take() {
                self.marked
                    .runs
                    .push(link::to(&again.session, &View::default()));
            }
            self.sitting += 1;
            self.entry = 0;
            if self.sitting == self.submission.sittings.len() {
                self.compare();
            }
        }
        true
    }

    fn progress(&self) -> (Instant, Instant) {
        let sitting = self.submission.sittings.get(self.sitting);
        let last = sitting.and_then(|sitting| sitting.log.last());
        let at = self.again.as_ref().map(|again| again.session.playhead());
        let to = last.map_or(Instant::ZERO, |entry| Instant(entry.at_us));
        (at.unwrap_or_default(), to)
    }
}
