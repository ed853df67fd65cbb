//! A short cycle to show.

use std::collections::VecDeque;

use indexmap::{IndexMap, IndexSet};

use super::graph::{Dependencies, Graph};
use crate::ids::OpId;

/// How many operations a cycle is looked for from, and how many members of components are looked at for it in all. The
/// shortest cycle of all would take time with the square of their number.
const TRIED_MAX: usize = 16;
const MEMBERS_MAX: usize = 100_000;

/// A short cycle through members of a component, which begins with operations: the operations, with the first one at
/// the end again.
pub(super) fn cycle(graph: &Graph, by: Dependencies, members: &[u32]) -> Vec<OpId> {
    let inside: IndexSet<u32> = members.iter().copied().collect();
    let ops = members.iter().filter(|vertex| graph.is_op(**vertex));
    let cycles = ops
        .take((MEMBERS_MAX / members.len()).clamp(1, TRIED_MAX))
        .filter_map(|op| cycle_of(graph, by, &inside, *op));
    cycles.min_by_key(Vec::len).unwrap_or_default()
}

/// The shortest cycle of an operation. To leave an operation costs 1, to leave a moment nothing.
fn cycle_of(
    graph: &Graph,
    by: Dependencies,
    inside: &IndexSet<u32>,
    begin: OpId,
) -> Option<Vec<OpId>> {
    let mut reached_from: IndexMap<u32, u32> = IndexMap::new();
    let mut here = begin;
    // The nearest first, each with the vertex that leads to it.
    let mut waiting = VecDeque::new();
    loop {
        for successor in graph.successors(by, here) {
            if !inside.contains(&successor) || reached_from.contains_key(&successor) {
                continue;
            }
            if graph.is_op(here) {
                waiting.push_back((successor, here));
            } else {
                waiting.push_front((successor, here));
            }
        }
        let (next, from) = loop {
            let (next, from) = waiting.pop_front()?;
            if !reached_from.contains_key(&next) {
                break (next, from);
            }
        };
        reached_from.insert(next, from);
        if next == begin {
            return Some(walk_back(graph, &reached_from, begin));
        }
        here = next;
    }
}

fn walk_back(graph: &Graph, reached_from: &IndexMap<u32, u32>, begin: OpId) -> Vec<OpId> {
    let mut cycle = vec![begin];
    let mut vertex = reached_from[&begin];
    while vertex != begin {
        if graph.is_op(vertex) {
            cycle.push(vertex);
        }
        vertex = reached_from[&vertex];
    }
    cycle.push(begin);
    cycle.reverse();
    cycle
}
