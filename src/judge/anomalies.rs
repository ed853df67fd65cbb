//! The anomalies that are no cycles, one file each or each family.

mod aborted_read;
mod between_ops;
mod duplicate;
mod inconsistent_offsets;
mod lost_write;
mod precommitted_read;
mod unseen;
mod within_op;

use crate::anomaly::Anomaly;
use crate::check::Case;
use crate::evidence::{Evidence, Joint, LISTED_MAX};
use crate::history::Op;
use crate::ids::ItemId;
use crate::report::Found;
pub use unseen::unseen_after_each_ok;

/// Finds them all.
pub(crate) fn find(case: &Case, found: &mut Found) {
    lost_write::find(case, found);
    aborted_read::find(case, found);
    inconsistent_offsets::find(case, found);
    duplicate::find(case, found);
    precommitted_read::find(case, found);
    unseen::find(case, found);
    within_op::find(case, found);
    between_ops::find(case, found);
}

/// What a joint of two records is called, if it is not right.
#[derive(Clone, Copy)]
struct Names {
    /// If records stand in between.
    skip: Option<Anomaly>,
    /// If the second does not stand behind the first.
    nonmonotonic: Anomaly,
}

/// Holds two records that follow each other against their log.
fn join(case: &Case, found: &mut Found, names: Names, [from, to]: [ItemId; 2], ops: &[&Op]) {
    let delta = case.order.delta(from, to);
    let name = match delta {
        ..1 => Some(names.nonmonotonic),
        1 => None,
        2.. => names.skip,
    };
    let Some(name) = name else { return };
    found.add(name, || {
        let history = case.history;
        let skipped = case.order.between(from, to).take(LISTED_MAX);
        let skipped = skipped.map(|item| history.value(item).clone());
        Evidence::Joint(Joint {
            key: history.key(history.key_of(from)).clone(),
            values: [from, to].map(|item| history.value(item).clone()),
            delta,
            skipped: (delta > 1).then(|| skipped.collect()),
            ops: ops.iter().map(|op| op.index).collect(),
        })
    });
}
