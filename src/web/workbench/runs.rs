//! Runs that come and go: saved as files, opened from them, restored after a crash, begun again.

use std::rc::Rc;
use std::sync::Arc;

use engine::model::Instant;
use lab::{Lab, Learner, Problems, Replay, Session};
use view::compare::settings;
use yew::prelude::*;

use super::exploring::Exploring;
use super::narrator::Narrator;
use super::{Message, Open, Purpose, Workbench, journal};
use crate::command::Command;
use crate::components::notices::Notice;
use crate::handover::{self, Linked};
use crate::player::Part;
use crate::route::{self, lab_address};
use crate::working::{Told, Working};
use crate::{fetched, files};

impl Open {
    /// Says what there is to say at the beginning.
    pub(super) fn greet(&mut self, context: &Context<Workbench>, linked: Option<Linked>) {
        match linked {
            Some(linked) => self.welcome(context, linked),
            None if self.embedded.is_some() => {}
            None => self.offer_kept(context),
        }
    }

    fn offer_kept(&mut self, context: &Context<Workbench>) {
        let texts = &context.props().texts;
        if let Some(text) = self.player.look(|session| journal::kept(session.lab())) {
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

    pub(super) fn save(&mut self, context: &Context<Workbench>) {
        let (id, text) = self
            .player
            .look(|session| (session.lab().id().to_owned(), session.export()));
        files::save(
            &context.props().texts.with("run-saved-as", &[("lab", &id)]),
            files::JSON,
            &text,
        );
    }

    /// Saves what clients saw so far, for the judge of the command line or any other.
    pub(super) fn save_history(&self, context: &Context<Workbench>) {
        let mut text = Vec::new();
        let id = self.player.look(|session| {
            // A vector takes all that is written.
            let _ = judge::write(&lab::operations(session.world()), &mut text);
            session.lab().id().to_owned()
        });
        files::save(
            &context
                .props()
                .texts
                .with("judged-saved-as", &[("lab", &id)]),
            files::JSON_LINES,
            &String::from_utf8_lossy(&text),
        );
    }

    /// Opens a run from a file's text; one of another lab on that lab's page.
    pub(super) fn open(&mut self, context: &Context<Workbench>, text: &str) {
        if !fetched::has_needed_for(text) {
            let text = text.to_owned();
            context.link().send_future(async move {
                let fetched = fetched::needed_for(&text).await;
                Message::Command(Command::Open(fetched.map(|()| text)))
            });
            return;
        }
        match Replay::of_file(text) {
            Ok(replay) => self.replay(context, replay, Purpose::Import),
            Err(problems) => self.refuse(context, &problems),
        }
    }

    /// Plays a run again, in place of any other that is on its way.
    pub(super) fn replay(
        &mut self,
        context: &Context<Workbench>,
        replay: Replay,
        purpose: Purpose,
    ) {
        self.replaying = None;
        match Working::begin(replay, context.link().callback(Message::Replayed)) {
            Ok(replay) => self.arrived(context, *replay, purpose),
            Err(going_on) => self.replaying = Some((going_on, purpose)),
        }
    }

    /// A run on its way is further, or there.
    pub(super) fn replayed(&mut self, context: &Context<Workbench>, told: Told<Replay>) -> bool {
        if let Told::Done(replay) = told
            && let Some((_, purpose)) = self.replaying.take()
        {
            self.arrived(context, *replay, purpose);
        }
        true
    }

    fn arrived(&mut self, context: &Context<Workbench>, replay: Replay, purpose: Purpose) {
        match purpose {
            Purpose::Import => self.opened(context, replay),
            Purpose::Setup => {
                let (session, losses) = replay.finish();
                self.changed_setup(context, session, losses);
            }
        }
    }

    /// A run has been played again: it is the one that was saved, or it is refused.
    fn opened(&mut self, context: &Context<Workbench>, replay: Replay) {
        let (session, losses) = replay.finish();
        if !losses.is_empty() {
            let problems = losses.into_iter().map(|loss| loss.problem);
            self.refuse(context, &Problems(problems.collect()));
        } else if session.lab().id() == context.props().id {
            self.take(session);
        } else {
            let address = lab_address(session.lab().id());
            handover::leave(session, None);
            route::go(&address);
        }
    }

    pub(super) fn restore(&mut self, context: &Context<Workbench>, text: &str) -> bool {
        self.notices.retain(|notice| notice.id != "restore");
        if journal::aside().as_deref() == Some(text) {
            journal::swap();
        }
        self.open(context, text);
        true
    }

    pub(super) fn refuse(&mut self, context: &Context<Workbench>, problems: &Problems) {
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

    /// Offers what can be done with another lab; what came of the one before is gone.
    pub(super) fn adopt(&mut self, lab: &Lab) {
        self.settings = Rc::new(settings(lab));
        self.beside = None;
        self.judged = None;
        self.exploring = Exploring::of(lab);
    }

    pub(super) fn take(&mut self, session: Session) {
        self.notices.retain(|notice| notice.id != "open-failed");
        self.trying = None;
        let Self {
            player,
            learner,
            work,
            ..
        } = self;
        player.look(|session| work.close(session, learner));
        let current = self.learner.current();
        self.learner = Learner::new(session.lab());
        self.learner.resume(&session, current);
        self.reply = None;
        self.selection = None;
        self.narrator = Narrator::default();
        self.adopt(session.lab());
        self.player.replace(session);
    }

    /// Begins the lab again: its run and its steps.
    pub(super) fn start_over(&mut self, context: &Context<Workbench>) {
        let mut session = self
            .player
            .look(|session| Session::new(Arc::clone(session.lab())));
        session.seek(Instant::ZERO);
        journal::forget(&context.props().id);
        self.notices.retain(|notice| notice.id != "restore");
        self.take(session);
        self.player.look(|session| {
            self.learner = Learner::new(session.lab());
            self.work.keep(session, &self.learner);
        });
        context.link().send_message(Message::Panels(Part::All));
    }
}
