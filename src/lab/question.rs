//! Questions answered by the engine: it runs on from where the learner is, and says what came of it.

use std::sync::Arc;

use engine::model::{Instant, StepId};
use sim::{Step, World};

use crate::action::Action;
use crate::lab::{Choice, Lab, Prediction};
use crate::link::Moment;
use crate::measure::Measure;
use crate::scorecard::Scorecard;
use crate::session::{Refused, Session};

/// A question runs for at most ten minutes of model time, but not for ever.
const STEPS_MAX: u64 = 5_000_000;

/// What the run says to an answer.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The run as it goes on, shown right after the event; at its end if there is none.
    pub session: Session,
    /// What is measured in the end.
    pub value: i64,
    /// The event; none if nothing changes what is measured.
    pub event: Option<Turning>,
    /// When what is asked for is measured.
    pub until: Instant,
}

/// The event at which what is measured stops being what was answered; if it never is that, or is in the end, the one that
/// makes it what it is in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turning {
    /// The step of the world.
    pub step: StepId,
    /// When.
    pub at: Instant,
    /// What was measured before it.
    pub from: i64,
    /// And after it.
    pub to: i64,
}

impl Prediction {
    /// The choice that has a value.
    #[must_use]
    pub fn choice_of(&self, value: i64) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.value == value)
    }

    /// The choices in the order of what they say will be measured: the order in a file would give the right one away.
    #[must_use]
    pub fn in_order(&self) -> Vec<&Choice> {
        let mut choices: Vec<&Choice> = self.choices.iter().collect();
        choices.sort_by_key(|choice| choice.value);
        choices
    }

    /// The answer, computed by running on from the playhead. The session stays as it is.
    ///
    /// # Errors
    /// When what the question begins with cannot be done now.
    pub fn outcome(&self, session: &Session) -> Result<i64, Refused> {
        let mut run = Run::of(session);
        self.run_on(&mut run, |_, _| {})?;
        Ok(run.measure(&self.measure) - self.measure.before(session))
    }

    /// What contradicts a choice, or bears it out, found by running on in the same way.
    ///
    /// # Errors
    /// When what the question begins with cannot be done now.
    pub fn evidence(&self, session: &Session, choice: &Choice) -> Result<Evidence, Refused> {
        let before = self.measure.before(session);
        let mut turnings: Vec<Turning> = Vec::new();
        let mut run = Run::of(session);
        let mut from = run.measure(&self.measure) - before;
        self.run_on(&mut run, |run, step| {
            if !self.measure.may_change(step, &run.world) {
                return;
            }
            let to = run.measure(&self.measure) - before;
            if to != from {
                let (step, at) = (step.id, step.at);
                turnings.push(Turning { step, at, from, to });
                from = to;
            }
        })?;
        let value = run.measure(&self.measure) - before;
        let mut back = turnings.iter().rev();
        let leaves = back.find(|turning| turning.from == choice.value && value != choice.value);
        let event = leaves.or(turnings.last()).copied();
        let until = run.until;
        let shown = event.map_or(Moment::at(until), |event| Moment {
            at: event.at,
            step: Some(event.step.next()),
        });
        Ok(Evidence {
            session: run.again(session, shown)?,
            value,
            event,
            until,
        })
    }

    /// Runs on; `each` is told every step.
    fn run_on(&self, run: &mut Run, mut each: impl FnMut(&Run, &Step)) -> Result<(), Refused> {
        for action in &self.after {
            if let Some(first) = run.lab.prepares(action, &run.world) {
                let step = run.act(&first)?;
                each(run, &step);
            }
            // Whoever has just been asked to close is still about to: the question waits until it has.
            let patience = run.world.now() + self.run;
            while run.possible(action).is_err() {
                match run.step(patience) {
                    Some(step) => each(run, &step),
                    None => break,
                }
            }
            let step = run.act(action)?;
            each(run, &step);
        }
        run.until = run.world.now() + self.run;
        for _ in 0..STEPS_MAX {
            match run.step(run.until) {
                Some(step) => each(run, &step),
                None => break,
            }
        }
        Ok(())
    }
}

/// A run that goes on from a session without being kept: nothing of it but what is measured.
struct Run {
    lab: Arc<Lab>,
    world: World,
    scorecard: Scorecard,
    /// What was done to it, and when.
    done: Vec<(Moment, Action)>,
    until: Instant,
}

impl Run {
    fn of(session: &Session) -> Self {
        let mut world = session.world().clone();
        // A session shows no moment that its world has not come to.
        let _ = world.advance_clock(session.playhead());
        Self {
            lab: Arc::clone(session.lab()),
            world,
            scorecard: session.scorecard().clone(),
            done: Vec::new(),
            until: session.playhead(),
        }
    }

    fn measure(&self, measure: &Measure) -> i64 {
        measure.with(&self.world, &self.scorecard)
    }

    fn step(&mut self, until: Instant) -> Option<Step> {
        self.world.next_at().filter(|next| *next <= until)?;
        let step = self.world.step()?;
        self.scorecard.follow(&self.world);
        Some(step)
    }

    /// The action on whoever it is about now, if it can be done.
    fn possible(&self, action: &Action) -> Result<(Action, sim::Action), Refused> {
        let (settled, deed) = self.lab.resolve(action.clone(), &self.world)?;
        let checked = self.world.check(&deed);
        checked.map_err(|refusal| Refused::by_world(&self.lab, refusal))?;
        Ok((settled, deed))
    }

    fn act(&mut self, action: &Action) -> Result<Step, Refused> {
        let (settled, deed) = self.possible(action)?;
        let moment = Moment {
            at: self.world.now(),
            step: Some(self.world.steps()),
        };
        let taken = self.world.apply(deed);
        let step = taken.map_err(|refusal| Refused::by_world(&self.lab, refusal))?;
        self.scorecard.follow(&self.world);
        self.done.push((moment, settled));
        Ok(step)
    }

    /// The same as a session, shown at a moment.
    fn again(&self, session: &Session, shown: Moment) -> Result<Session, Refused> {
        let mut steps = u32::MAX;
        let mut again = session.up_to_here();
        for (moment, action) in &self.done {
            again.go_to(*moment, &mut steps);
            again.act(action.clone())?;
        }
        again.go_to(shown, &mut steps);
        Ok(again)
    }
}
