//! Labs are played to their end with the keyboard alone.

use harness::{Page, dist};

use crate::steps::{RUN, named, open_lab, play_to_the_end};

#[test]
fn first_records_is_played_to_its_end_by_keyboard() {
    let page = open_lab("first-records");
    play_to_the_end(&page, "first-records");
    assert_eq!(page.console_errors(), Vec::<String>::new());
    assert_eq!(page.foreign_requests(), Vec::<String>::new());
}

#[test]
fn commit_is_played_to_its_end_by_keyboard() {
    let page = open_lab("commit");
    play_to_the_end(&page, "commit");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn by_key_is_played_to_its_end_by_keyboard() {
    let page = open_lab("by-key");
    play_to_the_end(&page, "by-key");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn one_four_is_played_to_its_end_by_keyboard() {
    let page = open_lab("one-four");
    play_to_the_end(&page, "one-four");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn two_groups_is_played_to_its_end_by_keyboard() {
    let page = open_lab("two-groups");
    play_to_the_end(&page, "two-groups");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn leader_is_played_to_its_end_by_keyboard() {
    let page = open_lab("leader");
    play_to_the_end(&page, "leader");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn failover_is_played_to_its_end_by_keyboard() {
    let page = open_lab("failover");
    play_to_the_end(&page, "failover");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn retention_time_is_played_to_its_end_by_keyboard() {
    let page = open_lab("retention-time");
    play_to_the_end(&page, "retention-time");
    assert_eq!(page.console_errors(), Vec::<String>::new());
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
