//! Runs a case, with every invariant after every event.

use engine::client::ClientCommand;
use engine::model::{Instant, NodeId};
use lab::invariants::{Finding, Invariants, Loss, Violation, reconciled, settled};
use sim::{Action, Fault, Step, World};

use crate::case::{CONTROLLER, Case, Consumer, Mildness};
use crate::claims;

/// What came of a run.
#[derive(Debug, Default)]
pub struct Outcome {
    pub steps: u64,
    pub violations: Vec<Violation>,
    /// What a sweep saw that had not been seen after each step.
    pub overlooked: Vec<Violation>,
    /// What did not come to rest, in words.
    pub restless: Vec<String>,
    /// What was claimed and is not so, in words.
    pub broken: Vec<String>,
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
        self.judge(&mut run);
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
        if self.mildness == Mildness::KeepsEverything {
            let losses = run.outcome.findings.iter().filter(|found| is_loss(found));
            let broken: Vec<String> = losses.map(ToString::to_string).collect();
            run.outcome.broken.extend(broken);
        }
        run.outcome
    }

    /// What clients are to have done by now, and what was claimed.
    fn judge(&self, run: &mut Run) {
        if self.consumers.iter().all(Consumer::keeps_up) && !self.may_confuse_assignors() {
            let restless = settled(&run.world)
                .into_iter()
                .map(|unrest| unrest.to_string());
            run.outcome.restless.extend(restless);
            if run.outcome.restless.is_empty() {
                run.outcome.broken.extend(claims::broken(self, &run.world));
            }
        }
    }

    /// Everything is mended, and every process that does not run starts again.
    fn repair(&self, run: &mut Run) {
        let mut servers = self.brokers();
        servers.push(CONTROLLER);
        let sinks = self.sinks.iter().map(|sink| sink.id);
        let others: Vec<NodeId> = servers.iter().copied().chain(sinks).collect();
        let everybody = others.iter().copied().chain(self.clients());
        let everybody: Vec<NodeId> = everybody.collect();
        for node in everybody.iter().copied() {
            run.mend(Action::Fault(Fault::Resume(node)));
            run.mend(Action::Fault(Fault::DiskFreed(node)));
            run.mend(Action::Fault(Fault::SlowDisk { node, times: 1 }));
            run.mend(Action::Fault(Fault::SkewClock { node, offset_ms: 0 }));
            for other in others.iter().copied() {
                run.mend(Action::Fault(Fault::Repair { a: node, b: other }));
            }
        }
        for node in everybody {
            run.mend(Action::Start(node));
        }
        run.sweep();
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

    fn act(&mut self, action: Action) {
        self.mend(action);
        self.sweep();
    }

    /// What is impossible just now, such as to crash what is down, is left out.
    fn mend(&mut self, action: Action) {
        if let Ok(step) = self.world.apply(action) {
            self.after(&step);
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
        self.violations.is_empty()
            && self.overlooked.is_empty()
            && self.restless.is_empty()
            && self.broken.is_empty()
    }
}

/// Whether something that was committed is gone other than by deletion and compaction.
fn is_loss(finding: &Finding) -> bool {
    !matches!(finding.loss, Loss::Deleted { .. } | Loss::Compacted { .. })
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
        let broken = self.broken.iter().take(8);
        broken
            .clone()
            .try_for_each(|claim| writeln!(f, "  claimed: {claim}"))?;
        let findings = self.findings.iter().take(12);
        findings
            .clone()
            .try_for_each(|found| writeln!(f, "  allowed: {found}"))
    }
}
