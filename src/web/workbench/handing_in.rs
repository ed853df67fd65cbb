//! Work that is handed in, and who hands it in.

use std::sync::Arc;

use lab::{Lab, Learner, Session, Submission, shelf};
use yew::prelude::*;

use super::work::Work;
use super::{Message, Open, Workbench, progress};
use crate::components::notices::Taking;
use crate::route::url_of;
use crate::{clipboard, files, identity, opened};

impl Open {
    /// Somebody has said who they are: their own run of the lab takes the place of this one, at the step that they had come to.
    pub(super) fn identify(&mut self, learner: &str) {
        if Some(learner.trim()) == identity::learner().as_deref() {
            return;
        }
        self.keep_work();
        identity::keep(learner);
        let lab = self.player.look(|session| (**session.lab()).clone());
        let known = shelf::open(lab.id())
            .ok()
            .or_else(|| opened::open(lab.id()));
        let lab = identity::own(known.unwrap_or(lab));
        self.work = Work::on(&lab);
        let session = Session::new(Arc::new(lab));
        self.learner = Learner::new(session.lab());
        self.take(session);
        let kept = progress::read(&self.lab_id());
        let Self {
            player, learner, ..
        } = self;
        player.look(|session| {
            *learner = Learner::new(session.lab());
            learner.resume(session, kept.current);
        });
    }

    /// Keeps what was done so far.
    pub(super) fn keep_work(&self) {
        if self.embedded.is_none() && self.editing.is_none() {
            self.player
                .look(|session| self.work.keep(session, &self.learner));
        }
    }

    fn submission(&self) -> Submission {
        self.player
            .look(|session| self.work.with(session, &self.learner))
    }

    fn lab_id(&self) -> String {
        self.player.look(|session| session.lab().id().to_owned())
    }

    pub(super) fn save_work(&self, context: &Context<Workbench>) {
        let work = self.submission();
        let names = [("lab", work.lab_id()), ("learner", &work.learner)];
        let name = context.props().texts.with("work-saved-as", &names);
        files::save(&name, files::JSON, &work.to_json());
    }

    /// Puts a link to the work on the clipboard.
    pub(super) fn copy_work(&self, context: &Context<Workbench>) {
        let link = url_of(&self.submission().to_link());
        context.link().send_future(async move {
            let copied = clipboard::put(link.clone()).await;
            Message::WorkLinked(link, copied)
        });
    }

    /// Says that the clipboard has the link, or shows it to be copied by hand.
    pub(super) fn show_work_link(
        &mut self,
        context: &Context<Workbench>,
        link: String,
        copied: bool,
    ) -> bool {
        let key = if copied {
            "work-link-copied"
        } else {
            "link-take"
        };
        let text = context.props().texts.get(key);
        self.give("work", text, Taking { text: link, copied })
    }

    /// How many steps there are, and how many of them are done.
    pub(super) fn steps_done(&self) -> (usize, usize) {
        let lab = self.player.look(|session| Arc::clone(session.lab()));
        let done = |lab: &Lab| {
            let all = 0..lab.steps().len();
            let is_done = |place: &usize| self.learner.status(*place) == lab::Status::Done;
            all.filter(is_done).count()
        };
        (done(&lab), lab.steps().len())
    }
}
