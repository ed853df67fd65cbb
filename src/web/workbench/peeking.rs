//! What contradicts an answer, shown in place of the learner's own run, which waits.

use lab::{Session, StepKind};
use view::lesson::{Contradicted, Reply};
use yew::prelude::*;

use super::{Message, Open, Workbench};
use crate::command::Command;

/// The name of the message that leads back; closed, it does too.
pub(super) const NOTICE: &str = "peek";

/// What contradicts a choice at a step, with the run that shows it.
pub(super) fn look(
    session: &Session,
    step: usize,
    choice: &str,
) -> Option<(Contradicted, Session)> {
    let StepKind::Predict(question) = &session.lab().steps().get(step)?.kind else {
        return None;
    };
    let choice = question.choices.iter().find(|known| known.id == choice)?;
    let found = question.contradiction(session, choice).ok().flatten()?;
    let told = Contradicted::of(&question.measure, &found);
    Some((told, found.session))
}

impl Open {
    /// Shows the event that contradicts the last answer, and whom it happens to.
    pub(super) fn peek(&mut self, context: &Context<Workbench>) {
        let Some(session) = self.contradiction.clone().filter(|_| self.own.is_none()) else {
            return;
        };
        self.player.set_playing(false);
        self.player.stop_comparing();
        self.own = Some(self.player.change(|own| std::mem::replace(own, session)));
        if let Some(Reply::Answered(answered)) = &self.reply {
            let turning = answered
                .contradicted
                .as_ref()
                .and_then(|found| found.turning.as_ref());
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
