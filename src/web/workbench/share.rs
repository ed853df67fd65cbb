//! Links to runs: taken from the page, and arrived at it.

use lab::link::{self, View};
use lab::{Loss, LossKind, Path};
use view::clock;
use view::selection::Selection;
use yew::prelude::*;

use super::{Message, Open, Workbench, journal};
use crate::clipboard;
use crate::command::{Deck, Tab};
use crate::components::notices::Taking;
use crate::handover::Linked;
use crate::route::url_of;

/// More losses are counted, not listed.
const LISTED_MAX: usize = 50;

impl Open {
    /// Puts a link to the run, as it is shown, on the clipboard.
    pub(super) fn copy_link(&self, context: &Context<Workbench>) {
        let view = self.shown();
        let link = url_of(&self.player.look(|session| link::to(session, &view)));
        context.link().send_future(async move {
            let copied = clipboard::put(link.clone()).await;
            Message::Linked(link, copied)
        });
    }

    /// Says that the clipboard has the link, or shows it to be copied by hand.
    pub(super) fn show_link(
        &mut self,
        context: &Context<Workbench>,
        link: String,
        copied: bool,
    ) -> bool {
        let key = if copied { "link-copied" } else { "link-take" };
        let text = context.props().texts.get(key);
        self.give("link", text, Taking { text: link, copied })
    }

    /// Shows a text that somebody may want elsewhere.
    pub(super) fn give(&mut self, id: &'static str, says: String, taking: Taking) -> bool {
        self.notify(id, false, says, Vec::new());
        if let Some(notice) = self.notices.last_mut() {
            notice.taking = Some(taking);
        }
        true
    }

    /// Shows what a link shows, and says what could not be restored and where the run is that was here before.
    pub(super) fn welcome(&mut self, context: &Context<Workbench>, linked: Linked) {
        let texts = &context.props().texts;
        let mut losses = linked.losses;
        losses.extend(self.show(&linked.view));
        if !losses.is_empty() {
            let more = losses.len().saturating_sub(LISTED_MAX);
            let listed = losses.into_iter().take(LISTED_MAX);
            let details = listed.map(|Loss { kind, problem }| {
                let place = match &problem.value {
                    Some(value) => format!("{} = {value}", problem.path),
                    None => problem.path,
                };
                let why = texts.get(&format!("loss-{}", kind.name()));
                (place, format!("{why} ({})", problem.message))
            });
            let rest = (more > 0).then(|| {
                let count = more.to_string();
                let text = texts.with("notice-link-more", &[("count", &count)]);
                (String::new(), text)
            });
            let details = details.chain(rest).collect();
            let text = texts.get("notice-link-losses");
            self.notify("link-losses", true, text, details);
        }
        journal::put_aside();
        let aside = journal::aside().filter(|_| self.embedded.is_none());
        if let Some(text) = aside {
            let act = context
                .link()
                .callback(move |()| Message::GoBack(text.clone()));
            self.offer(
                "aside",
                texts.get("notice-aside"),
                (texts.get("notice-aside-act"), act),
            );
        }
    }

    /// Goes back to the run that was here before, on its own lab's page.
    pub(super) fn go_back(&mut self, context: &Context<Workbench>, text: &str) -> bool {
        self.notices.retain(|notice| notice.id != "aside");
        self.player.look(|session| self.keeper.keep_now(session));
        journal::swap();
        self.open(context, text);
        true
    }

    /// What is shown besides the run.
    pub(super) fn shown(&self) -> View {
        let select = self
            .selection
            .as_ref()
            .and_then(|selection| self.player.look(|session| selection.words(session.lab())));
        let speed = self.player.speed();
        View {
            select,
            speed: clock::speed_words(speed).filter(|_| speed != clock::REAL_TIME),
            tab: (self.tab != Tab::Text && self.embedded.is_none())
                .then(|| self.tab.key().to_owned()),
            deck: self.deck.map(|deck| deck.key().to_owned()),
        }
    }

    /// Shows what the words of a link mean; what means nothing here is told.
    fn show(&mut self, view: &View) -> Vec<Loss> {
        let mut losses = Vec::new();
        let mut lose = |name: &str, words: &String| {
            let path = Path::ROOT.key("view").key(name);
            let loss = Loss::at(LossKind::View, &path, "there is nothing of this name here");
            losses.push(loss.with(&words.as_str().into()));
        };
        if let Some(words) = &view.select {
            let found = self
                .player
                .look(|session| Selection::of_words(words, session.lab()));
            match found {
                Some(selection) => self.select(Some(selection)),
                None => lose("select", words),
            }
        }
        if let Some(words) = &view.speed {
            match clock::stop_of_words(words) {
                Some(stop) => self.player.set_speed(stop),
                None => lose("speed", words),
            }
        }
        if let Some(words) = &view.tab {
            match Tab::of(words) {
                Some(tab) => self.tab = tab,
                None => lose("tab", words),
            }
        }
        if let Some(words) = &view.deck {
            match Deck::of(words) {
                Some(deck) => self.deck = Some(deck),
                None => lose("deck", words),
            }
        }
        losses
    }
}
