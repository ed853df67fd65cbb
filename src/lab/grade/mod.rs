//! Grades: what was handed in, as the engine finds it, by a teacher's rubric.

mod rubric;
mod sheet;

use serde::Serialize;

use crate::lab::Lab;
use crate::submission::{Marked, Submission};
pub use rubric::{LabRubric, Rubric};
pub use sheet::{Begun, Row, Sheet, Total, points};

/// What a submission is worth.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Grade {
    /// Who handed it in.
    pub learner: String,
    /// The lab's id.
    pub lab: String,
    /// What it is worth.
    pub points: f64,
    /// What it could be worth.
    pub of: f64,
    /// The steps at which there is something to do, in order.
    pub steps: Vec<StepGrade>,
    /// Where it does not come to what it claims.
    pub problems: Vec<String>,
    /// Links to its runs, from their `#` on, one for each sitting that counts.
    pub runs: Vec<String>,
    /// What nobody but the learner's own browser says.
    pub self_reported: SelfReported,
}

/// What a step is worth.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StepGrade {
    /// Its id.
    pub id: String,
    /// What it is worth here.
    pub points: f64,
    /// What it could be worth.
    pub of: f64,
    /// Whether it is done.
    pub done: bool,
    /// The choices that were wrong, in order.
    pub wrong: Vec<String>,
    /// How many configurations were tried that did not keep the promise.
    pub misfits: usize,
}

/// What a learner could have changed in what they hand in without the engine finding it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SelfReported {
    /// How long they took, in seconds.
    pub seconds: Option<u64>,
    /// How many answers and configurations they tried that were wrong.
    pub wrong: usize,
    /// How often they sat down to it.
    pub sittings: usize,
}

impl Grade {
    /// What a submission that was done again is worth.
    #[must_use]
    pub fn of(rubric: &Rubric, lab: &Lab, submission: &Submission, marked: &Marked) -> Self {
        let shares = rubric.shares(lab);
        let steps = marked.steps.iter().zip(shares);
        let steps = steps.filter(|(step, share)| step.counts || *share > 0.0);
        let steps = steps.map(|(step, of)| StepGrade {
            id: step.id.clone(),
            points: if step.done {
                of * rubric.left(step.wrong.len(), step.misfits)
            } else {
                0.0
            },
            of,
            done: step.done,
            wrong: step.wrong.clone(),
            misfits: step.misfits,
        });
        let steps: Vec<StepGrade> = steps.collect();
        let tried = steps.iter().map(|step| step.wrong.len() + step.misfits);
        Self {
            learner: submission.learner.clone(),
            lab: lab.id().to_owned(),
            points: steps.iter().map(|step| step.points).sum(),
            of: steps.iter().map(|step| step.of).sum(),
            problems: marked.problems.iter().map(ToString::to_string).collect(),
            runs: marked.runs.clone(),
            self_reported: SelfReported {
                seconds: submission.seconds,
                wrong: tried.sum(),
                sittings: submission.sittings.len(),
            },
            steps,
        }
    }

    /// The steps that were not reached.
    pub fn not_reached(&self) -> impl Iterator<Item = &str> {
        let open = self.steps.iter().filter(|step| !step.done);
        open.map(|step| step.id.as_str())
    }

    /// How many steps were reached.
    #[must_use]
    pub fn reached(&self) -> usize {
        self.steps.iter().filter(|step| step.done).count()
    }
}
