//! Members subscribe to different topics: what they had stays, the rest goes to whoever has least, and then partitions move as
//! long as that evens things out (`AbstractStickyAssignor.GeneralAssignmentBuilder`).

use std::collections::{BTreeMap, BTreeSet};

use super::movements::Movements;
use super::previous::Previous;
use super::{Owned, Problem, Solution};
use crate::model::{TopicName, TopicPartition};

pub(super) fn assign(problem: &Problem<'_>, previous: Previous, said: &[Owned]) -> Solution {
    let mut balance = Balance::new(problem, said, previous.max_generation);
    let must_revoke = balance.keep(previous.owned);
    balance.run(must_revoke);
    Solution {
        assigned: balance.assigned,
        transferring: None,
    }
}

/// A balance that is sought.
struct Balance<'a> {
    problem: &'a Problem<'a>,
    /// The members that may have a topic's partitions.
    potential: BTreeMap<&'a TopicName, Vec<usize>>,
    /// The most partitions that each member may have.
    most: Vec<usize>,
    assigned: Vec<Vec<TopicPartition>>,
    owner: BTreeMap<TopicPartition, usize>,
    /// Who had a partition before those who have it now, by an older generation.
    before: BTreeMap<TopicPartition, usize>,
    /// Members by how many partitions they have, then by id; without those whose partitions are settled.
    ranking: BTreeSet<(usize, usize)>,
    /// A member's place among the ids in order, and back.
    rank: Vec<usize>,
    by_rank: Vec<usize>,
    movements: Movements,
}

impl<'a> Balance<'a> {
    fn new(problem: &'a Problem<'a>, said: &[Owned], max_generation: i32) -> Self {
        let members = 0..problem.members.len();
        let subscribed =
            |member: &usize, topic: &TopicName| problem.members[*member].subscribes_to(topic);
        let potential = problem.topics.keys().map(|topic| {
            let members = members.clone().filter(|member| subscribed(member, topic));
            (topic, members.collect())
        });
        let most = members.clone().map(|member| {
            let topics = problem.topics.iter();
            let own = topics.filter(|(topic, _)| subscribed(&member, topic));
            own.map(|(_, partitions)| partitions.len()).sum()
        });
        let mut by_rank: Vec<usize> = members.clone().collect();
        by_rank.sort_by(|a, b| problem.members[*a].id.cmp(&problem.members[*b].id));
        let mut rank = vec![0; by_rank.len()];
        for (place, member) in by_rank.iter().enumerate() {
            rank[*member] = place;
        }
        Self {
            potential: potential.collect(),
            most: most.collect(),
            assigned: vec![Vec::new(); problem.members.len()],
            owner: BTreeMap::new(),
            before: before(said, max_generation),
            ranking: BTreeSet::new(),
            rank,
            by_rank,
            movements: Movements::default(),
            problem,
        }
    }

    /// What members had stays theirs, if they still subscribe to it and are in a rack with it. Answers whether something was
    /// taken from one that had it.
    fn keep(&mut self, owned: Vec<Vec<TopicPartition>>) -> bool {
        let mut must_revoke = false;
        for (member, partitions) in owned.into_iter().enumerate() {
            for partition in partitions {
                let wanted = self.problem.members[member].subscribes_to(&partition.topic);
                if wanted && !self.problem.racks.mismatch(member, &partition) {
                    self.owner.insert(partition.clone(), member);
                    self.assigned[member].push(partition);
                } else {
                    must_revoke = true;
                }
            }
        }
        must_revoke
    }

    fn run(&mut self, must_revoke: bool) {
        let mut topics: Vec<&TopicName> = self.potential.keys().copied().collect();
        topics.sort_by_key(|topic| (self.potential[topic].len(), *topic));
        let mut all = self.problem.partitions(topics);
        let mut unassigned = all.clone();
        unassigned.retain(|partition| !self.owner.contains_key(partition));
        self.ranking = (0..self.assigned.len())
            .map(|member| self.place(member))
            .collect();
        let initializing = self.assigned.iter().all(Vec::is_empty);
        self.distribute(&unassigned);
        let movable = |partition: &TopicPartition| self.may_move(partition);
        all.retain(movable);
        unassigned.retain(movable);
        let settled: Vec<_> = self.ranking.iter().copied().collect();
        let settled = settled
            .into_iter()
            .filter(|(_, rank)| self.is_settled(self.by_rank[*rank]));
        for place in settled.collect::<Vec<_>>() {
            self.ranking.remove(&place);
        }
        let (assigned, owner) = (self.assigned.clone(), self.owner.clone());
        let score = self.score();
        // What is new moves first, so that as little as possible of the rest has to.
        if !must_revoke {
            self.reassign(&unassigned);
        }
        let moved = self.reassign(&all);
        if !initializing && moved && self.score() >= score {
            (self.assigned, self.owner) = (assigned, owner);
        }
    }

    /// Each partition goes to whoever has least of those who may have it, in its rack if there is one.
    fn distribute(&mut self, partitions: &[TopicPartition]) {
        let mut left = Vec::new();
        for partition in partitions {
            let racks = &self.problem.racks;
            if !self.give(partition, |member| !racks.mismatch(member, partition)) {
                left.push(partition);
            }
        }
        for partition in left {
            self.give(partition, |_| true);
        }
    }

    fn give(&mut self, partition: &TopicPartition, may: impl Fn(usize) -> bool) -> bool {
        let Some(member) = self.least(&partition.topic, may) else {
            return false;
        };
        self.ranking.remove(&self.place(member));
        self.assigned[member].push(partition.clone());
        self.owner.insert(partition.clone(), member);
        self.ranking.insert(self.place(member));
        true
    }

    /// Whoever has least of those who may have a topic's partitions.
    fn least(&self, topic: &TopicName, may: impl Fn(usize) -> bool) -> Option<usize> {
        let members = self.ranking.iter().map(|(_, rank)| self.by_rank[*rank]);
        let mut subscribed = members.filter(|m| self.problem.members[*m].subscribes_to(topic));
        subscribed.find(|member| may(*member))
    }

    /// Moves partitions as long as that evens things out; answers whether any has moved.
    fn reassign(&mut self, partitions: &[TopicPartition]) -> bool {
        let mut moved_at_all = false;
        loop {
            let mut moved = false;
            for partition in partitions {
                if self.is_balanced() {
                    break;
                }
                if let Some(to) = self.better(partition) {
                    self.move_to(partition, to);
                    moved = true;
                }
            }
            if !moved {
                return moved_at_all;
            }
            moved_at_all = true;
        }
    }

    /// Who should have a partition instead: who had it before, or who has least, if its owner has two more than somebody.
    fn better(&self, partition: &TopicPartition) -> Option<usize> {
        let owner = *self.owner.get(partition)?;
        let has_fewer = |other: &usize| {
            let is_free = self.ranking.contains(&self.place(*other));
            is_free && self.assigned[owner].len() > self.assigned[*other].len() + 1
        };
        if let Some(before) = self
            .before
            .get(partition)
            .filter(|before| has_fewer(before))
        {
            return Some(*before);
        }
        let others = self.potential.get(&partition.topic)?;
        others.iter().any(has_fewer).then_some(())?;
        self.least(&partition.topic, |_| true)
    }

    fn move_to(&mut self, partition: &TopicPartition, to: usize) {
        let Some(from) = self.owner.get(partition).copied() else {
            return;
        };
        let partition = self.movements.actual(partition, from, to);
        let Some(from) = self.owner.insert(partition.clone(), to) else {
            return;
        };
        self.ranking.remove(&self.place(from));
        self.ranking.remove(&self.place(to));
        self.movements.moved(&partition, from, to);
        self.assigned[from].retain(|p| *p != partition);
        self.assigned[to].push(partition);
        self.ranking.insert(self.place(to));
        self.ranking.insert(self.place(from));
    }

    /// Nobody can get a partition from somebody who has two more.
    fn is_balanced(&self) -> bool {
        let (Some((least, _)), Some((most, _))) = (self.ranking.first(), self.ranking.last())
        else {
            return true;
        };
        if least + 1 >= *most {
            return true;
        }
        self.ranking.iter().all(|(count, rank)| {
            let member = self.by_rank[*rank];
            let other_has_more = |partition: &TopicPartition| {
                let other = self.owner.get(partition).filter(|other| **other != member);
                // One that is settled has only what nobody else may have.
                other.is_some_and(|other| count + 1 < self.assigned[*other].len())
            };
            let topics = self.problem.topics.keys();
            let own = topics.filter(|topic| self.problem.members[member].subscribes_to(topic));
            *count == self.most[member] || !self.problem.partitions(own).iter().any(other_has_more)
        })
    }

    /// How uneven it is: the differences between every two members.
    fn score(&self) -> usize {
        let counts: Vec<usize> = self.ranking.iter().map(|(count, _)| *count).collect();
        let pairs = (0..counts.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
        pairs.map(|(a, b)| counts[a].abs_diff(counts[b])).sum()
    }

    /// A topic that only one member may have never moves.
    fn may_move(&self, partition: &TopicPartition) -> bool {
        self.potential
            .get(&partition.topic)
            .is_some_and(|members| members.len() > 1)
    }

    /// A member that has all that it may have, and nothing that another may have.
    fn is_settled(&self, member: usize) -> bool {
        let own = &self.assigned[member];
        own.len() >= self.most[member] && !own.iter().any(|partition| self.may_move(partition))
    }

    fn place(&self, member: usize) -> (usize, usize) {
        (self.assigned[member].len(), self.rank[member])
    }
}

/// Who claims a partition by a generation that is not the newest; of several the newest, of those the first
/// (`prepopulateCurrentAssignments`).
fn before(said: &[Owned], max_generation: i32) -> BTreeMap<TopicPartition, usize> {
    let mut before: BTreeMap<TopicPartition, (i32, usize)> = BTreeMap::new();
    for (member, said) in said.iter().enumerate() {
        let generation = said.generation.unwrap_or(-1);
        if generation >= max_generation {
            continue;
        }
        for partition in &said.partitions {
            match before.get(partition) {
                Some((newer, _)) if *newer >= generation => {}
                _ => {
                    before.insert(partition.clone(), (generation, member));
                }
            }
        }
    }
    before
        .into_iter()
        .map(|(partition, (_, member))| (partition, member))
        .collect()
}
