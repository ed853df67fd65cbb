//! Another run shown in place of the learner's own, which waits: what decides an answer, or what a configuration came to.

use lab::{Answer, Fixed, Learner, Session};
use view::lesson::{Evidence, Reply};
use yew::prelude::*;

use super::{Message, Open, Workbench};
use crate::command::Command;

/// The name of the message that leads back; closed, it does too.
pub(super) const NOTICE: &str = "peek";

/// What comes of a learner's choice; where that is said, what of the run contradicts the choice, or bears it out, with the
/// run that shows it.
pub(super) fn answer(
    session: &Session,
    learner: &mut Learner,
    choice: &str,
) -> (Answer, Option<(Evidence, Session)>) {
    let Some((question, chosen)) = learner.asked(session.lab(), choice) else {
        return (Answer::NoSuchChoice, None);
    };
    let found = question.evidence(session, chosen);
    let outcome = found.as_ref().map(|found| found.value);
    let answer = learner.answered(session, choice, outcome.map_err(Clone::clone));
    let is_told = matches!(answer, Answer::Right | Answer::Wrong);
    let told = found.ok().filter(|_| is_told);
    let told = told.map(|found| (Evidence::of(question, chosen, &found), found.session));
    (answer, told)
}

/// The run that a configuration came to, where the attack on it begins.
pub(super) fn played(fixed: Fixed) -> Option<Session> {
    let mut session = match fixed {
        Fixed::Holds(replayed) | Fixed::Broken(replayed) | Fixed::Missed(replayed, _) => {
            replayed.session
        }
        Fixed::Wrong(_) | Fixed::NotHere => return None,
    };
    if let Some(first) = session.journal().first().map(|entry| entry.at) {
        session.seek(first);
    }
    Some(session)
}

impl Open {
    /// Shows the run that decided the last answer, at the event and with whom it happens to, or the one that a configuration
    /// came to.
    pub(super) fn peek(&mut self, context: &Context<Workbench>) {
        let Some(session) = self.aside.clone().filter(|_| self.own.is_none()) else {
            return;
        };
        self.player.set_playing(false);
        self.player.stop_comparing();
        self.own = Some(self.player.change(|own| std::mem::replace(own, session)));
        if let Some(Reply::Answered(answered)) = &self.reply {
            let evidence = answered.evidence.as_ref();
            let turning = evidence.and_then(|found| found.turning.as_ref());
            let selection = turning.and_then(|turning| turning.selection.clone());
            // What is said stays in sight; whom it happens to is marked.
            let tab = self.tab;
            self.select(selection);
            self.tab = tab;
        }
        let texts = &context.props().texts;
        let back = context
            .link()
            .callback(|()| Message::Command(Command::EndPeek));
        self.offer(
            NOTICE,
            texts.get("peek-shown"),
            (texts.get("peek-back"), back),
        );
    }

    /// Goes back to the learner's own run, where it was.
    pub(super) fn end_peek(&mut self) {
        if let Some(own) = self.own.take() {
            self.player.set_playing(false);
            self.player.change(|shown| *shown = own);
            self.notices.retain(|notice| notice.id != NOTICE);
            self.select(None);
        }
    }
}
