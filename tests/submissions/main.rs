//! What learners hand in: it is done again by the engine, and what it claims is what the engine finds.

mod graded;
mod handed_in;
mod tampered;

use std::sync::Arc;

use engine::model::{Duration, Instant};
use lab::{Answer, Lab, Learner, Marked, Marking, Session, StepKind, Submission, shelf};

/// A student at a lab.
struct Student {
    name: &'static str,
    session: Session,
    learner: Learner,
    work: Submission,
}

impl Student {
    fn new(name: &'static str, lab: &str) -> Self {
        let lab = shelf::open(lab).unwrap().of_learner(name);
        Self {
            name,
            work: Submission::new(&lab, name),
            learner: Learner::new(&lab),
            session: Session::new(Arc::new(lab)),
        }
    }

    /// Comes back another day: to the step that they had come to, with a new run.
    fn comes_back(&mut self) {
        self.work = self.hands_in();
        let step = self.learner.current();
        self.session = Session::new(Arc::clone(self.session.lab()));
        self.learner = Learner::new(self.session.lab());
        self.learner.resume(&self.session, step);
    }

    fn hands_in(&self) -> Submission {
        self.work.clone().with(&self.session, &self.learner)
    }

    fn step(&self) -> StepKind {
        self.session.lab().steps()[self.learner.current()]
            .kind
            .clone()
    }

    fn waits(&mut self, seconds: f64) {
        let time = Duration((seconds * 1e6) as u64);
        self.session.advance(self.session.playhead() + time);
    }

    fn rewinds_to(&mut self, at: Instant) {
        self.session.seek(at);
    }

    /// Does what the current step says, wrong answers first, and goes on; `false` at the end.
    fn does_a_step(&mut self) -> bool {
        match self.step() {
            StepKind::Read => {}
            StepKind::Do(action) => {
                self.session.act(action).unwrap();
                assert!(self.learner.observe(&self.session));
            }
            StepKind::Reach { .. } => self.plays_on(),
            StepKind::Predict(question) => {
                let answers = question.choices.iter().map(|choice| &*choice.id);
                let right = answers
                    .into_iter()
                    .any(|choice| self.learner.answer(&self.session, choice) == Answer::Right);
                assert!(right);
            }
            StepKind::Break(breaking) => {
                for entry in &breaking.attack {
                    self.session.act(entry.action.clone()).unwrap();
                }
                self.plays_on();
            }
            StepKind::Fix(fixing) => {
                self.learner.fix(&self.session, &[]);
                self.learner.fix(&self.session, &fixing.solution);
            }
        }
        self.learner.next(&self.session)
    }

    /// Until the current step is done.
    fn plays_on(&mut self) {
        while !self.learner.may_go_on() {
            self.waits(0.05);
            self.learner.observe(&self.session);
            assert!(self.session.playhead() < Instant(300_000_000));
        }
    }

    fn does_the_rest(&mut self) {
        while self.does_a_step() {}
    }
}

fn marked(submission: &Submission) -> Marked {
    let lab = submission.lab_of(&[]).unwrap();
    Marking::new(&lab, submission.clone()).finish()
}

/// The steps that count and are done, and those that are not.
fn done_of(marked: &Marked) -> (usize, usize) {
    let counts = marked.steps.iter().filter(|step| step.counts);
    let (done, open): (Vec<_>, Vec<_>) = counts.partition(|step| step.done);
    (done.len(), open.len())
}

fn told(marked: &Marked) -> String {
    let told: Vec<String> = marked.problems.iter().map(ToString::to_string).collect();
    told.join("\n")
}

fn steps_of(lab: &Lab) -> usize {
    let counts = |kind: &StepKind| *kind != StepKind::Read;
    lab.steps().iter().filter(|step| counts(&step.kind)).count()
}
