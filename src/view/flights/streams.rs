//! Very many messages at once: those of one way are one stream, with their count.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Flight;

/// With more messages than this, those of one way are drawn as a stream.
const SINGLE_MOST: usize = 3_000;

/// The messages that fly from one node to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Stream {
    /// Who sent them.
    pub from: u32,
    /// Where they go.
    pub to: u32,
    /// How many there are.
    pub count: usize,
}

/// The streams that so many messages make, by their ends; `None` as long as each can be drawn by itself.
#[must_use]
pub fn streams(flights: &[Flight]) -> Option<Vec<Stream>> {
    if flights.len() <= SINGLE_MOST {
        return None;
    }
    let mut counts: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for flight in flights {
        *counts.entry((flight.from, flight.to)).or_default() += 1;
    }
    let stream = |((from, to), count)| Stream { from, to, count };
    Some(counts.into_iter().map(stream).collect())
}

#[cfg(test)]
mod tests {
    use super::super::{Kind, Way};
    use super::*;

    fn flights(ways: &[(u32, u32, usize)]) -> Vec<Flight> {
        let all = ways.iter().flat_map(|&(from, to, count)| {
            (0..count).map(move |id| Flight {
                id: id as u64,
                from,
                to,
                sent: 0,
                arrives: Some(1_000),
                kind: Kind::Produce,
                way: Way::Request,
                name: "Produce",
            })
        });
        all.collect()
    }

    #[test]
    fn three_thousand_messages_are_drawn_one_by_one() {
        assert_eq!(streams(&flights(&[(1, 2, 2_000), (2, 1, 1_000)])), None);
    }

    #[test]
    fn one_more_and_those_of_one_way_are_a_stream_with_their_count() {
        let way = |from, to, count| Stream { from, to, count };
        assert_eq!(
            streams(&flights(&[(2, 1, 1_001), (1, 2, 1_990), (1, 3, 10)])),
            Some(vec![way(1, 2, 1_990), way(1, 3, 10), way(2, 1, 1_001)])
        );
    }
}
