//! What was seen, each thing once.

use std::collections::BTreeSet;

use engine::model::{StepId, TopicPartition};

use super::{Allowed, Breach, Finding, Loss, Violation};

/// What is told after a step, and what was told before.
#[derive(Clone, Debug, Default)]
pub(super) struct Report {
    /// The step taken last.
    pub(super) step: StepId,
    violations: Vec<Violation>,
    told: BTreeSet<(TopicPartition, Breach)>,
    pub(super) findings: Vec<Finding>,
}

impl Report {
    /// An invariant does not hold. What holds no longer for the same reason is told once.
    pub(super) fn breach(&mut self, partition: &TopicPartition, breach: Breach) {
        if self.told.insert((partition.clone(), breach.clone())) {
            self.violations.push(Violation {
                step: self.step,
                partition: partition.clone(),
                breach,
            });
        }
    }

    /// Something was given up, as is allowed.
    pub(super) fn finding(&mut self, partition: &TopicPartition, loss: Loss, allowed: Allowed) {
        self.findings.push(Finding {
            step: self.step,
            partition: partition.clone(),
            loss,
            allowed,
        });
    }

    /// What is new, in order.
    pub(super) fn take(&mut self) -> Vec<Violation> {
        let mut violations = std::mem::take(&mut self.violations);
        violations.sort();
        violations
    }
}
