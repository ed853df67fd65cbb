//! What depends on what.
//!
//! Real time would need an edge from every operation to all that began after its end. Instead, each operation that
//! happened has a **moment**, a vertex of its own: from the operation to its moment, from each moment to the next one,
//! and from a moment to what began between it and the next.

use super::edges::Edges;
use crate::check::Case;
use crate::history::Op;
use crate::ids::{ItemId, OpId, next};

/// All dependencies. Vertices are the operations by their numbers, and behind them the moments.
pub(super) struct Graph {
    ww: Edges,
    wr: Edges,
    realtime: Edges,
    ops: u32,
    vertices: u32,
}

/// Which dependencies are looked at.
#[derive(Clone, Copy)]
pub(super) struct Dependencies {
    /// b wrote right behind what a had written.
    pub(super) ww: bool,
    /// b read what a had written.
    pub(super) wr: bool,
    /// a had ended when b began.
    pub(super) realtime: bool,
}

impl Dependencies {
    /// The dependencies of both.
    pub(super) const fn and(self, other: Self) -> Self {
        Self {
            ww: self.ww || other.ww,
            wr: self.wr || other.wr,
            realtime: self.realtime || other.realtime,
        }
    }

    /// These and the order of real time.
    pub(super) const fn and_realtime(self) -> Self {
        Self {
            realtime: true,
            ..self
        }
    }
}

impl Graph {
    /// The graph of a history.
    pub(super) fn of(case: &Case) -> Self {
        let ops = next(case.history.len());
        let happened = case.history.ops().filter_map(|(_, op)| op.happened);
        let vertices = ops + happened.max().unwrap_or(0);
        Self {
            ww: Edges::new(vertices, || writes(case)),
            wr: Edges::new(vertices, || reads(case)),
            realtime: Edges::new(vertices, || moments(case, ops, vertices)),
            ops,
            vertices,
        }
    }

    /// How many vertices there are.
    pub(super) fn vertices(&self) -> u32 {
        self.vertices
    }

    /// Whether a vertex is an operation.
    pub(super) fn is_op(&self, vertex: u32) -> bool {
        vertex < self.ops
    }

    /// What depends on a vertex, by its place in the list; none behind the end.
    pub(super) fn successor(&self, by: Dependencies, vertex: u32, mut place: usize) -> Option<u32> {
        for (edges, wanted) in [
            (&self.ww, by.ww),
            (&self.wr, by.wr),
            (&self.realtime, by.realtime),
        ] {
            let list = edges.from(vertex);
            match list.get(place) {
                _ if !wanted => {}
                Some(successor) => return Some(*successor),
                None => place -= list.len(),
            }
        }
        None
    }

    /// All that depends on a vertex.
    pub(super) fn successors(
        &self,
        by: Dependencies,
        vertex: u32,
    ) -> impl Iterator<Item = u32> + '_ {
        (0..).map_while(move |place| self.successor(by, vertex, place))
    }
}

/// Who wrote what a value stands right behind, if that was somebody else.
pub(super) fn wrote_before(case: &Case, item: ItemId, op: OpId) -> Option<(ItemId, OpId)> {
    let before = case.order.before(case.history, item)?;
    let writer = case.facts.item(before).writer?;
    (writer != op).then_some((before, writer))
}

fn writes<'a>(case: &'a Case) -> impl Iterator<Item = (u32, u32)> + 'a {
    (0..next(case.history.items())).filter_map(|item| {
        let writer = case.facts.item(item).writer?;
        let (_, before) = wrote_before(case, item, writer)?;
        Some((before, writer))
    })
}

fn reads<'a>(case: &'a Case) -> impl Iterator<Item = (u32, u32)> + 'a {
    case.history.ops().flat_map(move |(reader, op)| {
        case.history.polled(op).filter_map(move |record| {
            let writer = case.facts.item(record.item).writer?;
            (writer != reader).then_some((writer, reader))
        })
    })
}

fn moments<'a>(case: &'a Case, ops: u32, vertices: u32) -> impl Iterator<Item = (u32, u32)> + 'a {
    // Moments count from 1.
    let moment = move |number: u32| ops + number - 1;
    let ended = move |(id, op): (OpId, &Op)| {
        let began = op.began.filter(|began| began.after > 0);
        let begins = began.map(|began| (moment(began.after), id));
        let ends = op.happened.map(|number| (id, moment(number)));
        begins.into_iter().chain(ends)
    };
    let chain = (ops..vertices).zip(ops + 1..vertices);
    case.history.ops().flat_map(ended).chain(chain)
}
