//! How soon something moves.

use std::time::Duration;

use super::percentile;
use super::probe::page;
use crate::row::say;

/// How often the page is opened, each time with an empty cache.
const TIMES: usize = 5;
/// How long a start may take at all.
const START: Duration = Duration::from_secs(60);

/// From navigation to the first frame in which a message is elsewhere than in the frame before.
pub fn starting() {
    for (path, what) in [("/", "the first page")] {
        let mut times = Vec::new();
        for _ in 0..TIMES {
            let page = page();
            page.open(path);
            page.wait_until("probe.moved !== null", START);
            times.extend(page.eval("probe.moved").as_f64());
        }
        let (median, worst) = (percentile(&times, 0.5), percentile(&times, 1.0));
        say(
            &format!("from navigation to the first moving frame, {what}"),
            &format!("{median:.0} ms"),
        );
        println!("    worst of {TIMES}: {worst:.0} ms");
    }
}
