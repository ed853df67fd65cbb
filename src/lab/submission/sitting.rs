//! One sitting: everything that a learner did and said in one session, in order.

use std::collections::BTreeMap;

use engine::model::{Instant, StepId};
use serde::{Deserialize, Serialize};

use crate::action::Action;
use crate::lab::Lab;
use crate::learner::{Learner, What};
use crate::link::Moment;
use crate::session::{BranchId, JournalEntry, Session};

/// What a learner did and said from opening a lab to closing it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sitting {
    /// What chance followed from.
    pub seed: u64,
    /// Everything in order.
    pub log: Vec<Entry>,
}

/// Something that a learner did or said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The branch of the run, from 0 in the order in which they were made.
    #[serde(default, skip_serializing_if = "is_first")]
    pub(super) branch: usize,
    /// The branch that this leaves, where it is the first action of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) leaves: Option<usize>,
    /// After how many steps of the world.
    pub(super) step: u64,
    /// When, in µs of model time.
    pub(super) at_us: u64,
    /// What those steps come to; not told of actions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) digest: Option<String>,
    /// The step of the lab; not told of actions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) of: Option<String>,
    /// What.
    pub(super) what: Said,
}

/// What a learner did or said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Said {
    /// They did something to the run.
    Do(Action),
    /// They began at a step that they had come to in an earlier sitting.
    Begin,
    /// The step was found done.
    Done,
    /// They chose this answer.
    Answer(String),
    /// They tried this configuration.
    Fix(Vec<String>),
    /// They went to the next step.
    Next,
}

impl Sitting {
    /// The sitting that a learner's session is.
    #[must_use]
    pub fn of(session: &Session, learner: &Learner) -> Self {
        let mut log = Vec::new();
        let mut actions = actions(session).into_iter().peekable();
        for noted in learner.log() {
            while let Some((_, entry)) = actions.next_if(|(deed, _)| *deed < noted.deeds) {
                log.push(entry);
            }
            let lab_step = session.lab().steps().get(noted.step);
            log.push(Entry {
                branch: noted.branch.0,
                leaves: None,
                step: noted.position.0,
                at_us: noted.at.0,
                digest: Some(noted.digest.to_string()),
                of: lab_step.map(|step| step.id.clone()),
                what: Said::of(&noted.what),
            });
        }
        log.extend(actions.map(|(_, entry)| entry));
        Self {
            seed: session.lab().seed(),
            log,
        }
    }

    /// Whether all that was done and said is the same, at the same moments.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let same = |(one, other): (&Entry, &Entry)| {
            (one.at_us, one.step, &one.what) == (other.at_us, other.step, &other.what)
        };
        self.log.len() == other.log.len() && self.log.iter().zip(&other.log).all(same)
    }

    /// How much was done and said.
    #[must_use]
    pub fn len(&self) -> usize {
        self.log.len()
    }

    /// Whether nothing was done or said but that it began.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.log.iter().all(|entry| entry.what == Said::Begin)
    }
}

impl Entry {
    pub(super) const fn moment(&self) -> Moment {
        Moment {
            at: Instant(self.at_us),
            step: Some(StepId(self.step)),
        }
    }

    /// The place of the step of a lab that it names.
    pub(super) fn place(&self, lab: &Lab) -> Option<usize> {
        let of = self.of.as_ref()?;
        lab.steps().iter().position(|step| step.id == *of)
    }
}

impl Said {
    fn of(what: &What) -> Self {
        match what {
            What::Begin => Self::Begin,
            What::Done => Self::Done,
            What::Answer(choice) => Self::Answer(choice.clone()),
            What::Fix(changes) => Self::Fix(changes.clone()),
            What::Next => Self::Next,
        }
    }
}

/// All actions of a session, over all branches, by their order. An action that several branches share is of the first.
fn actions(session: &Session) -> BTreeMap<u64, Entry> {
    let mut all = BTreeMap::new();
    for (branch, journal) in session.journals() {
        let parent = session.parent(branch);
        let mut leaves = parent.map(|parent| parent.0);
        for entry in journal {
            all.entry(entry.deed)
                .or_insert_with(|| action(entry, branch, leaves.take()));
        }
    }
    all
}

fn action(entry: &JournalEntry, branch: BranchId, leaves: Option<usize>) -> Entry {
    Entry {
        branch: branch.0,
        leaves,
        step: entry.step.0,
        at_us: entry.at.0,
        digest: None,
        of: None,
        what: Said::Do(entry.action.clone()),
    }
}

// Serde hands over references.
#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_first(branch: &usize) -> bool {
    *branch == 0
}
