//! Runs a case, with every invariant after every event.

use engine::client::ClientCommand;
use engine::model::{Instant, NodeId};
use lab::invariants::{Finding, Invariants, Violation, reconciled};
use sim::{Action, Fault, Step, World};

use crate::case::{CONTROLLER, Case};

/// What came of a run.
#[derive(Debug, Default)]
pub struct Outcome {
    pub steps: u64,
    pub violations: Vec<Violation>,
    /// What a sweep saw that had not been seen after each step.
    pub overlooked: Vec<Violation>,
    /// What did not come to rest, in words.
    pub restless: Vec<String>,
    pub findings: Vec<Finding>,
}

/// A run under way.
struct Run {
    world: World,
    invariants: Invariants,
    outcome: Outcome,
    here: Instant,
    /// How many steps were taken without time moving on.
    standing: u32,
}

const SWEEP_EVERY: u64 = 1_000;
const STANDING_MAX: u32 = 5_000;

impl Case {
    /// Runs it: the deeds, then everything is repaired, and after a while all clients stop and the cluster comes to rest.
    pub fn run(&self) -> Outcome {
        let mut run = Run {
            world: self.world(),
            invariants: Invariants::new(),
            outcome: Outcome::default(),
            here: Instant::ZERO,
            standing: 0,
        };
        let mut at = 1_000;
        for (wait, action) in &self.deeds {
            at += wait;
            run.until(at);
            run.act(action.clone());
        }
        self.repair(&mut run);
        run.until(at + 60_000);
        // What was ill disposed of when everything was repaired, such as a disk that was still full, may have ended since.
        self.repair(&mut run);
        run.until(at + 90_000);
        for node in self.clients() {
            run.act(Action::Command {
                node,
                command: ClientCommand::Close,
            });
        }
        run.until(at + 125_000);
        run.sweep();
        let disagreements = reconciled(&run.world);
        run.outcome
            .restless
            .extend(disagreements.iter().map(ToString::to_string));
        run.outcome.steps = run.world.steps().0;
        run.outcome.findings = run.invariants.findings().to_vec();
        run.outcome
    }

    fn repair(&self, run: &mut Run) {
        let mut nodes = self.brokers();
        nodes.push(CONTROLLER);
        for node in nodes.iter().copied() {
            run.act(Action::Fault(Fault::Resume(node)));
            run.act(Action::Fault(Fault::DiskFreed(node)));
            run.act(Action::Fault(Fault::SlowDisk { node, times: 1 }));
            run.act(Action::Fault(Fault::SkewClock { node, offset_ms: 0 }));
            for other in nodes.iter().copied().chain([NodeId(2000)]) {
                run.act(Action::Fault(Fault::Repair { a: node, b: other }));
            }
        }
        for node in nodes {
            run.act(Action::Start(node));
        }
    }
}

impl Run {
    fn until(&mut self, at_ms: u64) {
        let until = Instant(at_ms * 1_000);
        while self.world.next_at().is_some_and(|next| next <= until) && self.standing < STANDING_MAX
        {
            let Some(step) = self.world.step() else { break };
            self.standing = if self.world.now() == self.here {
                self.standing + 1
            } else {
                0
            };
            self.here = self.world.now();
            self.after(&step);
        }
        if self.standing == STANDING_MAX {
            self.standing += 1;
            self.outcome
                .restless
                .push(format!("time stands still at {}", self.here));
        }
        let _ = self.world.advance_clock(until);
    }

    /// What is impossible just now, such as to crash what is down, is left out.
    fn act(&mut self, action: Action) {
        if let Ok(step) = self.world.apply(action) {
            self.after(&step);
            self.sweep();
        }
    }

    fn after(&mut self, step: &Step) {
        let violations = self.invariants.after(&self.world, step);
        self.outcome.violations.extend(violations);
        if step.id.0.is_multiple_of(SWEEP_EVERY) {
            self.sweep();
        }
    }

    fn sweep(&mut self) {
        self.outcome
            .overlooked
            .extend(self.invariants.sweep(&self.world));
    }
}

impl Outcome {
    pub fn is_fine(&self) -> bool {
        self.violations.is_empty() && self.overlooked.is_empty() && self.restless.is_empty()
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let violations = self.violations.iter().take(8);
        violations.clone().try_for_each(|v| writeln!(f, "  {v}"))?;
        let overlooked = self.overlooked.iter().take(4);
        overlooked
            .clone()
            .try_for_each(|v| writeln!(f, "  overlooked: {v}"))?;
        let restless = self.restless.iter().take(8);
        restless
            .clone()
            .try_for_each(|d| writeln!(f, "  at rest: {d}"))?;
        let findings = self.findings.iter().take(12);
        findings
            .clone()
            .try_for_each(|found| writeln!(f, "  allowed: {found}"))
    }
}
