//! Everything that can be done here and now, for the palette.

use engine::model::NodeId;
use view::menu::Menu;
use view::selection::Selection;
use view::stage::transactional_ids;
use yew::prelude::*;

use super::{Open, Workbench};
use crate::command::{Command, Deck, Tab, Wish};
use crate::components::ask::opening;
use crate::components::palette::Offer;
use crate::route::lab_address;

impl Open {
    /// The offers: what concerns time and the page, then the things on the stage and what can be done to each, then where
    /// else one can go.
    pub(super) fn offers(&self, context: &Context<Workbench>) -> Vec<Offer> {
        let texts = &context.props().texts;
        let offer = |label: String, key, command| Offer {
            label,
            key,
            command,
        };
        let said = |text: &str, key, command| offer(texts.get(text), key, command);
        let play = if self.player.is_playing() {
            "transport-pause"
        } else {
            "transport-play"
        };
        let mut offers = vec![
            said(play, Some("Space"), Command::TogglePlay),
            said("transport-step", Some("→"), Command::StepForward),
            said("transport-step-back", Some("←"), Command::StepBack),
            said("transport-next-event", Some("Shift →"), Command::NextEvent),
            said("transport-to-start", Some("Home"), Command::ToStart),
            said("transport-slow-motion", None, Command::ToggleSlowMotion),
            said("present", Some("P"), Command::Present),
            said("run-link", Some("L"), Command::CopyLink),
            said("run-save", None, Command::Save),
            said("still-save", None, Command::SaveStill),
            said("glossary-open", Some("G"), Command::Glossary),
            said("help-open", Some("?"), Command::Help),
        ];
        if self.editing.is_some() {
            offers.push(said(
                "setup-undo",
                Some("Ctrl Z"),
                Command::Setup(Wish::Undo),
            ));
            offers.push(said(
                "setup-redo",
                Some("Ctrl Shift Z"),
                Command::Setup(Wish::Redo),
            ));
        }
        if self.editing.is_none() && self.embedded.is_none() {
            offers.push(said("lesson-again", None, Command::StartOver));
            offers.push(said("work-open", None, Command::HandIn));
            offers.push(said("sandbox-open", None, Command::ToSandbox));
        }
        let embedded = self.embedded.is_some();
        for tab in Tab::ALL
            .into_iter()
            .filter(|tab| !embedded || *tab != Tab::Text)
        {
            let label = texts.get(&format!("tab-{}", tab.key()));
            let label = texts.with("palette-show", &[("what", &label)]);
            offers.push(offer(label, None, Command::Show(tab)));
        }
        for deck in Deck::ALL {
            let label = texts.get(&format!("deck-{}", deck.key()));
            let label = texts.with("palette-show", &[("what", &label)]);
            offers.push(offer(label, None, Command::OpenDeck(deck)));
        }
        offers.extend(self.things(context));
        if self.embedded.is_some() {
            return offers;
        }
        let go = |label: String, address: String| {
            let label = texts.with("palette-go", &[("where", &label)]);
            offer(label, None, Command::Go(address))
        };
        offers.push(go(texts.get("home-labs"), "#/".to_owned()));
        offers.push(go(texts.get("track-sandbox"), "#/sandbox".to_owned()));
        let labs = texts.labs().iter();
        offers.extend(labs.map(|lab| go(lab.title.clone(), lab_address(&lab.id))));
        offers
    }

    /// The nodes, groups and transactional ids, and what can be done to each now.
    fn things(&self, context: &Context<Workbench>) -> Vec<Offer> {
        let texts = &context.props().texts;
        let groups = self.panels.scene.groups.iter().map(|group| {
            let selection = Selection::Group {
                group: group.name.clone(),
            };
            (group.name.clone(), selection)
        });
        let of_node = |id: NodeId, name: &str| (name.to_owned(), Selection::Node { node: id.0 });
        self.player.look(|session| {
            let slots = session.world().slots();
            let nodes = slots.map(|slot| of_node(slot.id(), slot.name()));
            let ids = transactional_ids(session.world()).into_iter();
            let transactions = ids.map(|id| (id.clone(), Selection::Transaction { id }));
            let things: Vec<(String, Selection)> =
                nodes.chain(groups).chain(transactions).collect();
            let select = things.iter().map(|(name, selection)| Offer {
                label: texts.with("palette-select", &[("what", name)]),
                key: None,
                command: Command::Select(selection.clone()),
            });
            let menus = things
                .iter()
                .filter_map(|(_, thing)| Menu::of(session, thing));
            let menus = menus.chain(Menu::of_topics(session));
            let mut offers: Vec<Offer> = select.collect();
            // What concerns several things stands in the menu of each.
            let mut add = |label: String, command: Command| {
                if offers.iter().all(|offer| offer.command != command) {
                    offers.push(Offer {
                        label,
                        key: None,
                        command,
                    });
                }
            };
            for menu in menus {
                for ask in menu.asks {
                    add(opening(&ask, texts), Command::Ask(ask));
                }
                for item in menu.items {
                    add(texts.say(&item.text), Command::Do(item.action));
                }
            }
            offers
        })
    }
}
