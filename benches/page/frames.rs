//! Frames with many messages in flight and all panels open.

use harness::Page;

use super::load;
use super::probe::{Frames, page_of};
use crate::row::print;

/// What a screen of 60 Hz leaves for a frame, in ms.
const BUDGET: f64 = 16.7;
/// How long frames are counted, three times: what else the machine does is no figure of the page's.
const SECONDS: u64 = 3;

/// Frame times with few and many messages, and on a slow processor.
pub fn frames() {
    for (messages, slower) in [(100, 1), (1_000, 1), (3_000, 1), (500, 4)] {
        let page = page_of(&load::in_flight(messages));
        page.throttle(slower);
        page.click("[data-test=play]");
        // What is compiled or laid out for the first time is not what a lecture looks at.
        Frames::of(&page, 2);
        let seen = flying(&page);
        let stretches = (0..3).map(|_| Frames::of(&page, SECONDS));
        let best = stretches.min_by(|a, b| a.figures()[1].total_cmp(&b.figures()[1]));
        let frames = best.expect("there are three");
        let seen = [seen, flying(&page)].map(|count| count as i64 - messages as i64);
        let near = messages as i64 / 10 + 20;
        assert!(
            seen.iter().all(|off| off.abs() <= near),
            "{messages} are in flight, but for {seen:?}"
        );
        let [median, most, gap] = frames.figures();
        let on = match slower {
            1 => String::new(),
            times => format!(", processor {times} times slower"),
        };
        print(
            &format!("frame with {messages} in flight{on}: script, layout, paint, p95"),
            &format!("{most:.1} ms"),
            most / BUDGET,
            1.0,
            false,
        );
        println!(
            "    median {median:.1} ms; from frame to frame, p95 {gap:.1} ms; {} frames in {SECONDS} s",
            frames.work.len()
        );
    }
}

/// How many messages the page says are in flight.
fn flying(page: &Page) -> u64 {
    let badge = page.text("[data-test=tab-flights] .count");
    badge.parse().expect("a number")
}
