//! How fast model time goes: slower while messages are on their way, so that one can follow them.

use crate::flights::{Flight, Kind};

/// How long a message should take on the screen, in µs of real time.
const SEEN: u64 = 700_000;

/// The speed, in thousandths of real time, when the dial is at `dial` and `flights` are on their way at `now`.
///
/// With `slow_motion`, a dial at no more than twice real time gives way to the quickest of the messages that matter:
/// heartbeats and handshakes don't.
#[must_use]
pub fn pace(dial: u32, slow_motion: bool, flights: &[Flight], now: u64) -> f64 {
    let whole = f64::from(dial);
    if !slow_motion || dial > 2_000 {
        return whole;
    }
    let moving = flights
        .iter()
        .filter(|flight| flight.kind != Kind::Control && flight.sent <= now);
    let quickest = moving
        .filter_map(|flight| Some(flight.arrives?.saturating_sub(flight.sent)))
        .min();
    quickest.map_or(whole, |duration| {
        (duration.max(1) as f64 * 1_000.0 / SEEN as f64).min(whole)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flights::Way;

    const FETCH: Flight = Flight {
        id: 1,
        from: 1,
        to: 2,
        sent: 0,
        arrives: Some(20_000),
        kind: Kind::Fetch,
        way: Way::Request,
        name: "Fetch",
    };

    #[test]
    fn a_message_slows_time_down_until_it_can_be_followed() {
        assert!(pace(1_000, true, &[FETCH], 0) < 30.0);
        assert_eq!(pace(1_000, true, &[], 0), 1_000.0);
    }

    #[test]
    fn a_slower_dial_stays() {
        assert_eq!(pace(10, true, &[FETCH], 0), 10.0);
    }

    #[test]
    fn heartbeats_and_fast_dials_do_not_slow_down() {
        let heartbeat = Flight {
            kind: Kind::Control,
            ..FETCH
        };
        assert_eq!(pace(1_000, true, &[heartbeat], 0), 1_000.0);
        assert_eq!(pace(5_000, true, &[FETCH], 0), 5_000.0);
        assert_eq!(pace(1_000, false, &[FETCH], 0), 1_000.0);
    }
}
