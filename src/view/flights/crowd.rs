//! Messages that follow one another so closely that they would cover each other.

use std::collections::BTreeMap;

use super::{Flight, Kind, Way};

/// How far two of a kind must be apart for both to be told apart, in pixels: half of a shape.
const APART: f64 = 6.5;

/// Picks the messages that are worth drawing: of those of one kind that are closer to each other on their way, one.
///
/// Which one it is follows from when they left, so it stays the same as long as it flies.
#[derive(Debug, Default)]
pub struct Crowd {
    /// By way and kind, the last part of the way that has one.
    last: BTreeMap<(u32, u32, Kind, Way), u64>,
}

impl Crowd {
    /// Whether a message is drawn, on a way of this length in pixels. Ask in the order of arrival.
    pub fn shows(&mut self, flight: &Flight, length: f64) -> bool {
        let part = part(flight, length);
        let key = (flight.from, flight.to, flight.kind, flight.way);
        let last = self.last.insert(key, part);
        last != Some(part)
    }
}

/// Which part of the way a message is in, counted by when it left; those that are held stand in one place.
fn part(flight: &Flight, length: f64) -> u64 {
    let Some(arrives) = flight.arrives else {
        return u64::MAX;
    };
    let lasts = arrives.saturating_sub(flight.sent).max(1);
    let parts = (length / APART).max(1.0);
    let part = (lasts as f64 / parts).max(1.0) as u64;
    flight.sent / part
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flight(sent: u64) -> Flight {
        Flight {
            id: sent,
            from: 1,
            to: 2,
            sent,
            arrives: Some(sent + 100_000),
            kind: Kind::Produce,
            way: Way::Request,
            name: "Produce",
        }
    }

    fn shown(flights: &[Flight]) -> Vec<u64> {
        let mut crowd = Crowd::default();
        let flights = flights.iter();
        flights
            .filter(|flight| crowd.shows(flight, 650.0))
            .map(|flight| flight.id)
            .collect()
    }

    #[test]
    fn a_message_that_another_covers_is_not_drawn() {
        // A shape's half is a thousandth of a second here.
        let close: Vec<Flight> = (0..10).map(|n| flight(n * 250)).collect();
        assert_eq!(shown(&close), [0, 1_000, 2_000]);
        let apart: Vec<Flight> = (0..10).map(|n| flight(n * 1_000)).collect();
        assert_eq!(shown(&apart).len(), 10);
    }

    #[test]
    fn another_kind_or_way_is_drawn_beside_it() {
        let back = Flight {
            from: 2,
            to: 1,
            way: Way::Response,
            ..flight(1)
        };
        let other = Flight {
            kind: Kind::Control,
            ..flight(2)
        };
        assert_eq!(shown(&[flight(0), back, other]), [0, 1, 2]);
    }

    #[test]
    fn of_those_that_are_held_on_a_way_one_is_drawn() {
        let held = |sent| Flight {
            arrives: None,
            ..flight(sent)
        };
        assert_eq!(shown(&[held(0), held(50_000)]), [0]);
    }
}
