//! Labs are played to their end with the keyboard alone.

use crate::steps::{open_lab, play_to_the_end};

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
