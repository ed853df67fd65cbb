//! `uniform`, where all members subscribe to the same topics (`UniformHomogeneousAssignmentBuilder`).

use std::collections::VecDeque;
use std::sync::Arc;

use super::{GroupAssignment, GroupSpec, Place, places};

pub(super) fn assign(group: &GroupSpec) -> GroupAssignment {
    let Some(first) = group.members.values().next() else {
        return GroupAssignment::new();
    };
    let topics = &first.topics;
    if topics.is_empty() {
        return group
            .members
            .keys()
            .map(|id| (Arc::clone(id), super::Places::new()))
            .collect();
    }
    let is_assigned = |place: &Place| {
        let mut members = group.members.values();
        members.any(|member| member.assigned.contains(place))
    };
    let all = topics
        .iter()
        .flat_map(|topic| places(*topic, group.topics[topic]));
    let total = all.clone().count();
    let mut unassigned: VecDeque<Place> = all.filter(|place| !is_assigned(place)).collect();
    let (quota, mut with_one_more) = (total / group.members.len(), total % group.members.len());
    let mut assignment = GroupAssignment::new();
    let mut unfilled: Vec<(&Arc<str>, usize)> = Vec::new();
    for (id, member) in &group.members {
        let mut room = quota;
        if with_one_more > 0 {
            room += 1;
            with_one_more -= 1;
        }
        // What a member has in order, as far as there is room; the rest is given to others.
        let had = member.assigned.iter().copied();
        let mut kept: Vec<Place> = had.filter(|(topic, _)| topics.contains(topic)).collect();
        unassigned.extend(kept.split_off(room.min(kept.len())));
        if room > kept.len() {
            unfilled.push((id, room - kept.len()));
        }
        assignment.insert(Arc::clone(id), kept.into_iter().collect());
    }
    for (id, room) in unfilled {
        let given = unassigned.drain(..room.min(unassigned.len()));
        if let Some(places) = assignment.get_mut(id) {
            places.extend(given);
        }
    }
    assignment
}
