//! The lesson, read from a lab and its learner.

use lab::{Answer, Claim, Goal, Learner, Section, Session, Status, StepDef, StepKind};

use super::attempt::{Attempted, setting};
use super::measure::{Kind, figure, measure};
use super::{Choice, Evidence, Lesson, Step, Task, Verdict};
use crate::deed;
use crate::saying::Saying;

/// A learner's last answer, and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    /// The step it belongs to.
    pub step: usize,
    /// The choice.
    pub choice: String,
    /// What came of it.
    pub answer: Answer,
    /// What of the run contradicts it, or bears it out.
    pub evidence: Option<Evidence>,
}

/// What the engine said last, at some step.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// To an answer.
    Answered(Box<Answered>),
    /// To a configuration.
    Attempted(Attempted),
}

impl Reply {
    const fn step(&self) -> usize {
        match self {
            Self::Answered(answered) => answered.step,
            Self::Attempted(attempted) => attempted.step,
        }
    }
}

impl Lesson {
    /// The lab of `session` in `language`, as far as `learner` is.
    #[must_use]
    pub fn of(session: &Session, learner: &Learner, language: &str, reply: Option<&Reply>) -> Self {
        let lab = session.lab();
        let prose = lab.prose(language);
        let step = |(i, def): (usize, &StepDef)| {
            let section = prose.section(&def.id);
            let reply = reply.filter(|reply| reply.step() == i);
            Step {
                id: def.id.clone(),
                heading: section.heading.clone(),
                body: section.body.clone(),
                done: learner.status(i) == Status::Done,
                task: task(def, section, session, learner, i, reply),
            }
        };
        Self {
            id: lab.id().to_owned(),
            title: prose.title.clone(),
            summary: prose.summary.clone(),
            steps: lab.steps().iter().enumerate().map(step).collect(),
            current: learner.current(),
            finished: learner.finished(),
        }
    }
}

fn task(
    def: &StepDef,
    section: &Section,
    session: &Session,
    learner: &Learner,
    place: usize,
    reply: Option<&Reply>,
) -> Task {
    let tried = learner.tried(place);
    let done = learner.status(place) == Status::Done;
    match &def.kind {
        StepKind::Read => Task::Read,
        StepKind::Do(action) => Task::Do {
            what: deed::wanted(action),
        },
        StepKind::Reach { goal, .. } => reach(goal, session, done),
        StepKind::Predict(question) => {
            let right = tried.last().filter(|_| done);
            let choice = |choice: &lab::Choice| Choice {
                id: choice.id.clone(),
                text: section.choice(&choice.id).text.clone(),
                wrong: tried.contains(&choice.id) && right != Some(&choice.id),
                right: right == Some(&choice.id),
            };
            Task::Predict {
                choices: question.in_order().into_iter().map(choice).collect(),
                verdict: match reply {
                    Some(Reply::Answered(answered)) => verdict(answered, section),
                    _ => None,
                },
            }
        }
        StepKind::Break(breaking) => Task::Break {
            claim: promise(breaking.claim),
        },
        StepKind::Fix(fixing) => {
            let attempted = match reply {
                Some(Reply::Attempted(attempted)) => Some(attempted),
                _ => None,
            };
            let last = learner.last_fix(place);
            Task::Fix {
                claim: promise(fixing.claim),
                settings: fixing
                    .settings
                    .iter()
                    .map(|of| setting(of, session.lab(), last))
                    .collect(),
                attempt: attempted.map(|attempted| attempted.attempt.clone()),
            }
        }
    }
}

fn promise(claim: Claim) -> Saying {
    Saying::new("promise").with("claim", claim)
}

fn verdict(answered: &Answered, section: &Section) -> Option<Verdict> {
    let said = section
        .choice(&answered.choice)
        .hint
        .clone()
        .unwrap_or_default();
    let evidence = answered.evidence.clone().map(Box::new);
    match &answered.answer {
        Answer::Right => Some(Verdict::Right {
            because: said,
            evidence,
        }),
        Answer::Wrong => Some(Verdict::Wrong {
            hint: said,
            evidence,
        }),
        Answer::OffPath(value) => Some(Verdict::OffPath { value: *value }),
        Answer::NotNow(refused) => Some(Verdict::NotNow {
            reason: refused.to_string(),
        }),
        Answer::NoSuchChoice => None,
    }
}

fn reach(goal: &Goal, session: &Session, done: bool) -> Task {
    let now = goal.measure.at(session);
    // Once reached it stays reached, also where the run is rewound.
    let now = match goal.at_least.or(goal.at_most) {
        Some(wanted) if done && !goal.admits(now) => wanted,
        _ => now,
    };
    let figure = |value| figure(&goal.measure, session.lab(), value);
    let is_amount = Kind::of(&goal.measure) == Kind::Amount;
    let wanted = match (goal.at_least, goal.at_most) {
        (Some(least), None) if is_amount => {
            Saying::new("goal-at-least").part("value", figure(least))
        }
        (None, Some(most)) if is_amount => Saying::new("goal-at-most").part("value", figure(most)),
        (Some(least), Some(most)) if least != most => Saying::new("goal-between")
            .part("least", figure(least))
            .part("most", figure(most)),
        // Brokers are numbered from 0 or 1.
        (Some(least), None) if least <= 1 && Kind::of(&goal.measure) == Kind::Broker => {
            Saying::new("goal-somebody")
        }
        (least, most) => figure(least.or(most).unwrap_or_default()),
    };
    let adds_up = goal
        .at_least
        .filter(|_| is_amount && goal.at_most.is_none());
    Task::Reach {
        measure: measure(&goal.measure),
        now: figure(now),
        wanted,
        progress: adds_up.filter(|want| *want > 0).map(|want| (now, want)),
    }
}
