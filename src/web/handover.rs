//! A session on its way from one page to another: a run opened from a file or a link belongs to its own lab's page.

use std::cell::RefCell;

use lab::link::View;
use lab::{Loss, Session};

/// What a link brings along, besides the run.
#[derive(Clone, Debug, PartialEq)]
pub struct Linked {
    /// What else it shows.
    pub view: View,
    /// What was not restored as it was.
    pub losses: Vec<Loss>,
}

thread_local! {
    static WAITING: RefCell<Option<(Session, Option<Linked>)>> = const { RefCell::new(None) };
}

/// Leaves a session for the page of its lab, with what its link brought along if it came by one.
pub fn leave(session: Session, linked: Option<Linked>) {
    WAITING.set(Some((session, linked)));
}

/// Takes the session that was left for the page of this lab.
pub fn take(lab: &str) -> Option<(Session, Option<Linked>)> {
    let here = WAITING.with_borrow(|waiting| {
        waiting
            .as_ref()
            .is_some_and(|(session, _)| session.lab().id() == lab)
    });
    if here { WAITING.take() } else { None }
}
