//! All members subscribe to the same topics: each keeps what it had up to its share, the rest is dealt out
//! (`AbstractStickyAssignor.ConstrainedAssignmentBuilder`).

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::previous::Previous;
use super::{Problem, Solution};
use crate::model::TopicPartition;

pub(super) fn assign(problem: &Problem<'_>, previous: Previous) -> Solution {
    let members = problem.members.len();
    let all = problem.partitions(problem.topics.keys());
    let mut deal = Deal {
        problem,
        contested: previous.contested,
        assigned: vec![Vec::new(); members],
        min_quota: all.len() / members,
        max_quota: all.len().div_ceil(members),
        over_expected: all.len() % members,
        over: 0,
        given_up: BTreeMap::new(),
        under: Vec::new(),
        exact: Vec::new(),
        transferring: BTreeMap::new(),
    };
    for (member, owned) in previous.owned.into_iter().enumerate() {
        deal.keep(member, owned);
    }
    let kept: BTreeSet<&TopicPartition> = deal.assigned.iter().flatten().collect();
    let mut unassigned: Vec<_> = all.into_iter().filter(|p| !kept.contains(p)).collect();
    let by_id = |a: &usize, b: &usize| problem.members[*a].id.cmp(&problem.members[*b].id);
    deal.under.sort_by(by_id);
    deal.exact.sort_by(by_id);
    problem.racks.sort(&mut unassigned);
    let left = deal.within_racks(unassigned);
    deal.round_robin(left);
    Solution {
        assigned: deal.assigned,
        transferring: Some(deal.transferring),
    }
}

/// How far the dealing is.
struct Deal<'a> {
    problem: &'a Problem<'a>,
    contested: BTreeSet<TopicPartition>,
    assigned: Vec<Vec<TopicPartition>>,
    /// Everybody gets at least so many.
    min_quota: usize,
    /// Nobody gets more.
    max_quota: usize,
    /// How many members get more than the least; none where the shares are equal.
    over_expected: usize,
    /// How many have.
    over: usize,
    /// What its owner could not keep.
    given_up: BTreeMap<TopicPartition, usize>,
    /// Members that have less than the least.
    under: Vec<usize>,
    /// Members that have the least and may get one more.
    exact: Vec<usize>,
    /// What moves from one member to another.
    transferring: BTreeMap<TopicPartition, usize>,
}

impl Deal<'_> {
    /// A member keeps what it had, up to its share.
    fn keep(&mut self, member: usize, owned: Vec<TopicPartition>) {
        let racks = &self.problem.racks;
        let (far, mut near): (Vec<_>, Vec<_>) = owned
            .into_iter()
            .partition(|partition| racks.mismatch(member, partition));
        self.given_up.extend(far.into_iter().map(|p| (p, member)));
        near.sort_by(|a, b| (a.partition, &a.topic).cmp(&(b.partition, &b.topic)));
        near.retain(|partition| !self.contested.contains(partition));
        let is_under = near.len() < self.min_quota;
        let quota = if near.len() >= self.max_quota && self.over < self.over_expected {
            self.over += 1;
            if self.over == self.over_expected {
                self.exact.clear();
            }
            self.max_quota
        } else {
            if is_under {
                self.under.push(member);
            } else if self.over < self.over_expected {
                self.exact.push(member);
            }
            self.min_quota
        };
        let rest = near.split_off(quota.min(near.len()));
        self.given_up.extend(rest.into_iter().map(|p| (p, member)));
        self.assigned[member] = near;
    }

    /// Gives to members nearby what they may still have; answers what is left.
    fn within_racks(&mut self, partitions: Vec<TopicPartition>) -> Vec<TopicPartition> {
        let racks = &self.problem.racks;
        let mut next = 0;
        let mut left = Vec::new();
        for partition in partitions {
            if let Some(at) = racks.next(&partition, &self.under, next) {
                let member = self.under[at];
                let count = self.assigned[member].len() + 1;
                next = at + 1;
                if count >= self.min_quota {
                    self.under.remove(at);
                    next = at;
                    if self.over < self.over_expected {
                        self.exact.push(member);
                    }
                }
                next = next.checked_rem(self.under.len()).unwrap_or(0);
                self.give(partition, member);
            } else if let Some(at) = racks.next(&partition, &self.exact, 0) {
                let member = self.exact[at];
                if self.assigned[member].len() + 1 == self.max_quota {
                    self.exact.remove(at);
                    self.over += 1;
                    if self.over == self.over_expected {
                        self.exact.clear();
                    }
                }
                self.give(partition, member);
            } else {
                left.push(partition);
            }
        }
        left
    }

    /// One each in turn to those that have too few, then one more to some that have the least.
    fn round_robin(&mut self, partitions: Vec<TopicPartition>) {
        let mut next = 0;
        let mut exact = VecDeque::from(std::mem::take(&mut self.exact));
        for partition in partitions {
            if self.under.is_empty() {
                let Some(member) = exact.pop_front() else {
                    break;
                };
                self.give(partition, member);
                continue;
            }
            let at = if next < self.under.len() { next } else { 0 };
            let member = self.under[at];
            next = at + 1;
            if self.give(partition, member) == self.min_quota {
                self.under.remove(at);
                next = at;
                exact.push_back(member);
            }
        }
    }

    /// How many the member has now.
    fn give(&mut self, partition: TopicPartition, member: usize) -> usize {
        let moved = self
            .given_up
            .get(&partition)
            .is_some_and(|owner| *owner != member);
        if moved || self.contested.contains(&partition) {
            self.transferring.insert(partition.clone(), member);
        }
        self.assigned[member].push(partition);
        self.assigned[member].len()
    }
}
