//! Runs that come and go: saved as files, opened from them, restored after a crash, begun again.

use std::sync::Arc;

use engine::model::Instant;
use lab::{Learner, Problems, Session};
use web_sys::window;
use yew::prelude::*;

use super::narrator::Narrator;
use super::{LabPage, Message, Open, journal, progress};
use crate::components::notices::Notice;
use crate::handover::{self, Linked};
use crate::route::lab_address;
use crate::{files, storage};

impl Open {
    /// Says what there is to say at the beginning.
    pub(super) fn greet(&mut self, context: &Context<LabPage>, linked: Option<Linked>) {
        if storage::has_failed() {
            let text = context.props().texts.get("notice-storage");
            self.notify("storage", false, text, Vec::new());
        }
        match linked {
            Some(linked) => self.welcome(context, linked),
            None => self.offer_kept(context),
        }
    }

    fn offer_kept(&mut self, context: &Context<LabPage>) {
        let texts = &context.props().texts;
        if let Some(text) = self
            .player
            .look(|session| journal::kept(session.lab().id()))
        {
            let act = context
                .link()
                .callback(move |()| Message::Restore(text.clone()));
            self.offer(
                "restore",
                texts.get("notice-restore"),
                (texts.get("notice-restore-act"), act),
            );
        }
    }

    /// Shows a notice with something to do about it.
    pub(super) fn offer(&mut self, id: &'static str, text: String, action: (String, Callback<()>)) {
        self.notify(id, false, text, Vec::new());
        if let Some(notice) = self.notices.last_mut() {
            notice.action = Some(action);
        }
    }

    /// Shows a notice, in place of any of the same name.
    pub(super) fn notify(
        &mut self,
        id: &'static str,
        bad: bool,
        text: String,
        details: Vec<(String, String)>,
    ) {
        self.notices.retain(|notice| notice.id != id);
        self.notices.push(Notice {
            id,
            bad,
            text,
            details,
            taking: None,
            action: None,
        });
    }

    pub(super) fn save(&mut self, context: &Context<LabPage>) {
        let (id, text) = self
            .player
            .look(|session| (session.lab().id().to_owned(), session.export()));
        files::save(
            &context.props().texts.with("run-saved-as", &[("lab", &id)]),
            &text,
        );
    }

    /// Opens a run from a file's text; one of another lab on that lab's page.
    pub(super) fn open(&mut self, context: &Context<LabPage>, text: &str) {
        match Session::import(text) {
            Ok(session) if session.lab().id() == context.props().id => self.take(session),
            Ok(session) => {
                let address = lab_address(session.lab().id());
                handover::leave(session, None);
                if let Some(window) = window() {
                    // Fails only for addresses that are none.
                    let _ = window.location().set_hash(&address);
                }
            }
            Err(problems) => self.refuse(context, &problems),
        }
    }

    pub(super) fn restore(&mut self, context: &Context<LabPage>, text: &str) -> bool {
        self.notices.retain(|notice| notice.id != "restore");
        if journal::aside().as_deref() == Some(text) {
            journal::swap();
        }
        match Session::import(text) {
            Ok(session) => self.take(session),
            Err(problems) => self.refuse(context, &problems),
        }
        true
    }

    fn refuse(&mut self, context: &Context<LabPage>, problems: &Problems) {
        let details = problems
            .iter()
            .map(|problem| (problem.path.clone(), problem.message.clone()))
            .collect();
        self.notify(
            "open-failed",
            true,
            context.props().texts.get("notice-open-failed"),
            details,
        );
    }

    fn take(&mut self, session: Session) {
        self.notices.retain(|notice| notice.id != "open-failed");
        let current = self.learner.current();
        self.learner = Learner::new(session.lab());
        self.learner.resume(&session, current);
        self.reply = None;
        self.selection = None;
        self.narrator = Narrator::default();
        self.player.replace(session);
    }

    /// Begins the lab again: its run and its steps.
    pub(super) fn start_over(&mut self, context: &Context<LabPage>) {
        let mut session = self
            .player
            .look(|session| Session::new(Arc::clone(session.lab())));
        session.seek(Instant::ZERO);
        journal::forget(&context.props().id);
        self.notices.retain(|notice| notice.id != "restore");
        self.take(session);
        self.player.look(|session| {
            self.learner = Learner::new(session.lab());
            progress::keep(session.lab(), &self.learner);
        });
        context.link().send_message(Message::Panels);
    }
}
