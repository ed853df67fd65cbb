//! The page of one lab: its text, the stage, the inspector, time.

mod acts;
mod draw;
mod journal;
mod keys;
mod narrator;
mod panels;
pub mod progress;
mod runs;
mod share;

use std::sync::Arc;

use engine::model::{Instant, StepId};
use gloo_events::EventListener;
use lab::{Lab, Learner, Problem, Session, shelf};
use view::lesson::Reply;
use view::scorecard::Opened;
use view::selection::Selection;
use yew::prelude::*;

use self::journal::Keeper;
use self::narrator::Narrator;
use self::panels::{Panels, Wanted};
use crate::command::{Command, Tab};
use crate::components::notices::Notice;
use crate::handover::{self, Linked};
use crate::i18n::Texts;
use crate::player::Player;
use crate::settings::Theme;

/// Properties of [`LabPage`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The lab's id, as the address has it.
    pub id: String,
    /// The theme, whose colours the canvas has.
    pub theme: Theme,
    /// The language.
    pub texts: Texts,
}

/// What happens to the page.
pub enum Message {
    /// There is something new to show.
    Panels,
    /// The stage has this size.
    Size((f64, f64)),
    /// Somebody clicked here on the stage.
    Point((f64, f64)),
    /// Somebody wants something.
    Command(Command),
    /// Somebody pressed a key.
    Key(keys::Key),
    /// Open or close the keys and signs.
    Help(bool),
    /// Close a notice.
    Close(&'static str),
    /// Go on with the run that was kept.
    Restore(String),
    /// Go back to the run that was there before a link was opened.
    GoBack(String),
    /// The link to the run, and whether the clipboard has it.
    Linked(String, bool),
}

/// The page of a lab; of an address without one, it says so.
pub struct LabPage(Result<Open, Missing>);

/// There is no such lab; the one that may have been meant.
struct Missing(Option<String>);

/// A lab that is open.
struct Open {
    player: Player,
    learner: Learner,
    reply: Option<Reply>,
    selection: Option<Selection>,
    tab: Tab,
    /// The number of the scorecard whose records are shown.
    opened: Option<Opened>,
    size: (f64, f64),
    panels: Panels,
    notices: Vec<Notice>,
    help: bool,
    keeper: Keeper,
    narrator: Narrator,
    _keys: Option<EventListener>,
}

impl Component for LabPage {
    type Message = Message;
    type Properties = Props;

    fn create(context: &Context<Self>) -> Self {
        let id = &context.props().id;
        let session = match handover::take(id) {
            Some(guest) => Ok(guest),
            None => shelf::open(id).map(|lab| (Session::new(Arc::new(lab)), None)),
        };
        Self(
            session
                .map(|(session, linked)| Open::new(context, session, linked))
                .map_err(|problem| Missing(nearest(&problem))),
        )
    }

    fn update(&mut self, context: &Context<Self>, message: Message) -> bool {
        let Ok(open) = &mut self.0 else { return false };
        let changed = match message {
            Message::Panels => false,
            Message::Size(size) => {
                open.size = size;
                true
            }
            Message::Point((x, y)) => open.point(x, y),
            Message::Command(command) => open.obey(context, command),
            Message::Key(key) => open.press(context, key),
            Message::Help(help) => {
                open.help = help;
                true
            }
            Message::Close(id) => {
                open.notices.retain(|notice| notice.id != id);
                true
            }
            Message::Restore(text) => open.restore(context, &text),
            Message::GoBack(text) => open.go_back(context, &text),
            Message::Linked(link, copied) => open.show_link(context, link, copied),
        };
        open.refresh(context) || changed
    }

    fn changed(&mut self, context: &Context<Self>, old: &Props) -> bool {
        if let Ok(open) = &mut self.0 {
            if old.theme != context.props().theme {
                open.player.repaint();
            }
            open.refresh(context);
        }
        true
    }

    fn destroy(&mut self, _: &Context<Self>) {
        if let Ok(open) = &self.0 {
            open.player.look(|session| open.keeper.keep_now(session));
        }
    }

    fn view(&self, context: &Context<Self>) -> Html {
        match &self.0 {
            Ok(open) => open.draw(context),
            Err(missing) => draw::missing(missing, context.props()),
        }
    }
}

impl Open {
    fn new(context: &Context<LabPage>, mut session: Session, linked: Option<Linked>) -> Self {
        // What starts at the very beginning has started when the page is first seen.
        if session.position() == StepId(0) {
            session.seek(Instant::ZERO);
        }
        let link = context.link();
        let mut learner = Learner::new(session.lab());
        let kept = progress::read(session.lab().id());
        learner.resume(&session, kept.current);
        let keeper = match linked {
            // As long as nobody acts, the link is what keeps the run.
            Some(_) => Keeper::of(&session),
            None => Keeper::default(),
        };
        let mut open = Self {
            player: Player::new(session, link.callback(|()| Message::Panels)),
            learner,
            reply: None,
            selection: None,
            tab: Tab::Text,
            opened: None,
            size: (640.0, 560.0),
            panels: Panels::default(),
            notices: Vec::new(),
            help: false,
            keeper,
            narrator: Narrator::default(),
            _keys: keys::listen(link.callback(Message::Key)),
        };
        open.greet(context, linked);
        open.refresh(context);
        open
    }

    /// Makes the panels anew; `true` if any differs.
    fn refresh(&mut self, context: &Context<LabPage>) -> bool {
        let Self {
            player,
            learner,
            panels,
            narrator,
            keeper,
            ..
        } = self;
        let moving = player.is_playing() || player.destination().is_some();
        let wanted = |learner| Wanted {
            learner,
            reply: self.reply.as_ref(),
            language: context.props().texts.language.code(),
            selection: self.selection.as_ref(),
            size: self.size,
            rows: self.tab == Tab::Flights,
            card: self.tab == Tab::Score,
            opened: self.opened.as_ref(),
            moving,
        };
        let scene = panels.scene.clone();
        let (changed, learned, goal) = player.look(|session| {
            let learned = learner.observe(session);
            if learned {
                progress::keep(session.lab(), learner);
            }
            keeper.keep(session);
            let changed = panels.refresh(session, &wanted(learner));
            (
                narrator.tell(&panels.timeline, session.position().0) | changed,
                learned,
                learner.goal(session.lab()).cloned(),
            )
        });
        player.hold_at(goal);
        if scene != panels.scene {
            player.set_scene(panels.scene.clone());
        }
        changed || learned
    }
}

/// The id of the lab that a problem names as the one that was meant.
fn nearest(problem: &Problem) -> Option<String> {
    let ids = shelf::labs().iter().map(|lab| lab.id);
    let mut named = ids.filter(|id| problem.message.contains(&format!("{id:?}")));
    named.next().map(ToOwned::to_owned)
}

/// The name of a track in texts.
pub fn track_key(lab: &Lab) -> String {
    let name = serde_json::to_value(lab.track()).ok();
    format!(
        "track-{}",
        name.as_ref()
            .and_then(serde_json::Value::as_str)
            .unwrap_or_default()
    )
}
