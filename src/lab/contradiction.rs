//! Why an answer is wrong: the very event of the run that contradicts it.

use engine::model::{Instant, StepId};

use crate::lab::{Choice, Prediction};
use crate::session::{Refused, Session};

/// What contradicts an answer.
#[derive(Clone, Debug)]
pub struct Contradiction {
    /// The run as it would go on, shown right after that event; at its end if there is none.
    pub session: Session,
    /// What is measured in the end.
    pub value: i64,
    /// The event; none if nothing changes what is measured.
    pub event: Option<Turning>,
    /// When what is asked for is measured.
    pub until: Instant,
}

/// An event at which the measure leaves what was answered for good; if it never was that, the one that makes it what it is
/// in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turning {
    /// The step of the world.
    pub step: StepId,
    /// What was measured before it.
    pub from: i64,
    /// And after it.
    pub to: i64,
}

impl Prediction {
    /// Runs on as the question does, and finds what contradicts a choice that is wrong; `None`: it is right.
    ///
    /// # Errors
    /// When what the question begins with cannot be done now.
    pub fn contradiction(
        &self,
        session: &Session,
        choice: &Choice,
    ) -> Result<Option<Contradiction>, Refused> {
        let mut run = session.up_to_here();
        let before = session.world();
        let measured = |run: &Session| self.measure.since(before, run);
        let mut turnings = vec![];
        let mut last = measured(&run);
        self.play(&mut run, |run, step| {
            let value = measured(run);
            if value != last {
                turnings.push(Turning { step, from: last, to: value });
                last = value;
            }
        })?;
        if last == choice.value {
            return Ok(None);
        }
        let leaves = turnings.iter().rev().find(|turning| turning.from == choice.value);
        let event = leaves.or(turnings.last()).copied();
        let until = run.playhead();
        if let Some(event) = event {
            run.seek_step(event.step.next());
        }
        Ok(Some(Contradiction { session: run, value: last, event, until }))
    }
}
