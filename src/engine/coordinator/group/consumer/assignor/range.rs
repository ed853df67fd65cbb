//! `range` (`RangeAssignor`): of each topic every member gets neighbours, and of topics with as many partitions the same ones.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{GroupAssignment, GroupSpec, Places};
use crate::model::TopicId;

/// What is left of a topic while members get their parts of it.
struct Remainder {
    partitions: i32,
    quota: i32,
    with_one_more: i32,
    next: i32,
}

pub(super) fn assign(group: &GroupSpec) -> GroupAssignment {
    let mut topics: BTreeMap<TopicId, Remainder> = BTreeMap::new();
    for (topic, partitions) in &group.topics {
        let readers = group.members.values();
        let readers = readers
            .filter(|member| member.topics.contains(topic))
            .count() as i32;
        if readers > 0 {
            let remainder = Remainder {
                partitions: *partitions,
                quota: partitions / readers,
                with_one_more: partitions % readers,
                next: 0,
            };
            topics.insert(*topic, remainder);
        }
    }
    let mut assignment = GroupAssignment::new();
    for id in in_order(group) {
        let mut places = Places::new();
        for topic in &group.members[&id].topics {
            if let Some(remainder) = topics.get_mut(topic) {
                let part = remainder.take();
                places.extend(part.map(|partition| (*topic, partition)));
            }
        }
        assignment.insert(id, places);
    }
    assignment
}

impl Remainder {
    fn take(&mut self) -> std::ops::Range<i32> {
        let mut quota = self.quota;
        if self.with_one_more > 0 {
            quota += 1;
            self.with_one_more -= 1;
        }
        let from = self.next;
        self.next = (from + quota).min(self.partitions);
        from..self.next
    }
}

/// Static members come first, by the names that they chose: so they get the same after a restart.
fn in_order(group: &GroupSpec) -> Vec<Arc<str>> {
    let mut ids: Vec<&Arc<str>> = group.members.keys().collect();
    ids.sort_by_key(|id| {
        let instance = &group.members[*id].instance_id;
        (instance.is_none(), instance.clone(), Arc::clone(id))
    });
    ids.into_iter().cloned().collect()
}
