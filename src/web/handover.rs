//! A session on its way from one page to another: a run opened from a file belongs to its own lab's page.

use std::cell::RefCell;

use lab::Session;

thread_local! {
    static WAITING: RefCell<Option<Session>> = const { RefCell::new(None) };
}

/// Leaves a session for the page of its lab.
pub fn leave(session: Session) {
    WAITING.set(Some(session));
}

/// Takes the session that was left for the page of this lab.
pub fn take(lab: &str) -> Option<Session> {
    let here = WAITING.with_borrow(|waiting| {
        waiting
            .as_ref()
            .is_some_and(|session| session.lab().id() == lab)
    });
    if here { WAITING.take() } else { None }
}
