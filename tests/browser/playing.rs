//! Labs are played to their end with the keyboard alone.

use harness::{Page, dist};
use lab::shelf;

use crate::steps::{RUN, named, open_lab, play_to_the_end};

/// A test for each lab, so that they run side by side. Those of `--long` are ignored otherwise.
macro_rules! played_to_their_end_by_keyboard {
    (always: $($lab:ident: $id:literal),*; long: $($long:ident: $long_id:literal),* $(;)?) => {
        $(
            #[test]
            fn $lab() {
                played($id);
            }
        )*
        $(
            #[test]
            #[ignore = "--long plays all labs"]
            fn $long() {
                played($long_id);
            }
        )*

        #[test]
        fn no_lab_is_forgotten_and_a_third_of_them_is_always_played() {
            let labs: Vec<&str> = shelf::labs().iter().map(|lab| lab.id).collect();
            let always = [$($id),*];
            let mut played: Vec<&str> = always.into_iter().chain([$($long_id),*]).collect();
            played.sort_by_key(|id| labs.iter().position(|lab| lab == id));
            assert_eq!(played, labs);
            assert!(always.len() * 3 >= labs.len());
        }
    };
}

fn played(id: &str) {
    let page = open_lab(id);
    play_to_the_end(&page, id);
    assert_eq!(page.console_errors(), Vec::<String>::new());
    assert_eq!(page.foreign_requests(), Vec::<String>::new());
}

played_to_their_end_by_keyboard! {
    always:
    pull: "pull",
    first_records: "first-records",
    create_topic: "create-topic",
    by_key: "by-key",
    grow: "grow",
    two_groups: "two-groups",
    static_members: "static",
    acks_1: "acks-1",
    all_or_nothing: "all-or-nothing",
    retry_duplicate: "retry-duplicate",
    at_least_once: "at-least-once",
    exactly_once: "exactly-once",
    failover: "failover",
    unclean: "unclean",
    retention_size: "retention-size",
    compaction: "compaction",
    taxi: "taxi",
    levels: "levels";
    long:
    wires: "wires",
    ledger: "ledger",
    batching: "batching",
    one_broker: "one-broker",
    batch_or_stream: "batch-or-stream",
    commit: "commit",
    two_readers: "two-readers",
    poll: "poll",
    cluster_card: "cluster-card",
    order: "order",
    spread: "spread",
    one_four: "one-four",
    standby: "standby",
    kill_two: "kill-two",
    queue_and_topic: "queue-and-topic",
    heartbeat: "heartbeat",
    rebalance: "rebalance",
    acks_0: "acks-0",
    acks_all: "acks-all",
    min_insync: "min-insync",
    reorder: "reorder",
    maybe_written: "maybe-written",
    at_most_once: "at-most-once",
    effectively_once: "effectively-once",
    zombie: "zombie",
    auto_commit: "auto-commit",
    leader: "leader",
    isr: "isr",
    last_standing: "last-standing",
    retention_time: "retention-time",
    keep_consume: "keep-consume",
    disk_to_network: "disk-to-network",
    bytes: "bytes",
    container: "container",
    evolve: "evolve",
    two_topics: "two-topics";
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
