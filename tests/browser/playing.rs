//! Labs are played to their end with the keyboard alone.

use harness::{Page, dist};
use lab::shelf;

use crate::steps::{RUN, named, open_lab, play_to_the_end};

/// A test for each lab, so that they run side by side.
macro_rules! played_to_their_end_by_keyboard {
    ($($lab:ident: $id:literal),* $(,)?) => {
        $(
            #[test]
            fn $lab() {
                let page = open_lab($id);
                play_to_the_end(&page, $id);
                assert_eq!(page.console_errors(), Vec::<String>::new());
                assert_eq!(page.foreign_requests(), Vec::<String>::new());
            }
        )*

        #[test]
        fn no_lab_is_forgotten() {
            let labs: Vec<&str> = shelf::labs().iter().map(|lab| lab.id).collect();
            let mut played = vec![$($id),*];
            played.sort_by_key(|id| labs.iter().position(|lab| lab == id));
            assert_eq!(played, labs);
        }
    };
}

played_to_their_end_by_keyboard! {
    first_records: "first-records",
    commit: "commit",
    by_key: "by-key",
    one_four: "one-four",
    standby: "standby",
    kill_two: "kill-two",
    two_groups: "two-groups",
    heartbeat: "heartbeat",
    rebalance: "rebalance",
    static_members: "static",
    acks_0: "acks-0",
    acks_1: "acks-1",
    acks_all: "acks-all",
    min_insync: "min-insync",
    all_or_nothing: "all-or-nothing",
    retry_duplicate: "retry-duplicate",
    reorder: "reorder",
    maybe_written: "maybe-written",
    at_least_once: "at-least-once",
    at_most_once: "at-most-once",
    effectively_once: "effectively-once",
    exactly_once: "exactly-once",
    zombie: "zombie",
    auto_commit: "auto-commit",
    leader: "leader",
    failover: "failover",
    retention_time: "retention-time",
}

#[test]
fn a_lab_is_played_to_its_end_from_a_file_on_disk() {
    let page = Page::without_server();
    page.open_file(&dist().join("logarium.html"));
    page.wait_until("window.logarium", RUN);
    page.eval("location.hash = '#/lab/commit'");
    page.wait_for(&named("lab"), RUN);
    play_to_the_end(&page, "commit");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}
