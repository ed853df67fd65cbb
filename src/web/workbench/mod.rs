//! The page of one lab: its text, the stage, the inspector, time.

mod acts;
mod beside;
mod calls;
mod chunks;
mod draw;
mod editing;
mod embedded;
mod exploring;
mod handing_in;
mod journal;
mod keys;
mod narrator;
mod offers;
mod panels;
mod peeking;
pub mod progress;
mod runs;
mod share;
mod spacetime;
mod still;
mod track;
mod work;

use std::rc::Rc;
use std::sync::Arc;

use engine::model::{Instant, StepId};
use gloo_events::EventListener;
use lab::explore::Exploration;
use lab::{Learner, Problem, Replay, Session, Trial, shelf};
use view::ask::Ask;
use view::compare::{Setting, settings};
use view::embed::Request;
use view::lesson::Reply;
use view::scorecard::{Judged, Opened};
use view::selection::Selection;
use view::why::Why;
use yew::prelude::*;

use self::beside::Beside;
use self::calls::Calls;
pub use self::chunks::{DeckParts, DialogParts, Forms, FrameParts, ScoreParts};
use self::editing::Editing;
use self::embedded::Embedded;
use self::exploring::Exploring;
use self::journal::Keeper;
use self::narrator::Narrator;
use self::panels::{Panels, Wanted};
use self::track::track_key;
pub use self::track::track_name;
use self::work::Work;
use crate::chunks::{DECKS, FRAME};
use crate::command::{Command, Deck, Tab};
use crate::components::menu;
use crate::components::notices::Notice;
use crate::handover::{self, Linked};
use crate::i18n::Texts;
use crate::identity;
use crate::opened;
use crate::player::{Part, Player};
use crate::scenarios;
use crate::settings::Theme;
use crate::stage::Point;
use crate::working::{Told, Working};

/// Properties of [`Workbench`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The lab's id, as the address has it.
    pub id: String,
    /// The name of the scenario that is edited, if it is one that is kept.
    #[prop_or_default]
    pub scenario: Option<String>,
    /// The theme, whose colours the canvas has.
    pub theme: Theme,
    /// The language.
    pub texts: Texts,
}

/// A dialog over the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// The keys and signs.
    Help,
    /// Kafka's terms.
    Glossary,
    /// Why something happened.
    Why,
    /// What can be handed in.
    HandIn,
    /// What is to be asked of the cluster.
    Ask,
}

/// What happens to the page.
pub enum Message {
    /// There is something new to show here.
    Panels(Part),
    /// The stage has this size.
    Size((f64, f64)),
    /// The second stage has this size.
    SizeBeside((f64, f64)),
    /// Somebody clicked here on the stage.
    Point(Point),
    /// Somebody wants something.
    Command(Command),
    /// Somebody pressed a key.
    Key(keys::Key),
    /// The page that frames this one wants something.
    Asked(Request),
    /// Code that was missing is here.
    Here,
    /// It cannot be had.
    NotHere(Problem),
    /// Close the list of everything that can be done.
    ClosePalette,
    /// Close the menu.
    CloseMenu,
    /// Open a dialog, or close the one that is open.
    Dialog(Option<Dialog>),
    /// Close a notice.
    Close(&'static str),
    /// Go on with the run that was kept.
    Restore(String),
    /// Go back to the run that was there before a link was opened.
    GoBack(String),
    /// A run that is opened is further, or there.
    Replayed(Told<Replay>),
    /// Stop opening it.
    StopReplaying,
    /// A configuration that is tried is further, or the attack on it is over.
    Tried(Told<Trial>),
    /// Stop trying it.
    StopTrying,
    /// A search is further, or over.
    Explored(Told<Exploration>),
    /// The link to the run, and whether the clipboard has it.
    Linked(String, bool),
    /// The link to what was done here, and whether the clipboard has it.
    WorkLinked(String, bool),
    /// The browser has made no picture of the stage.
    StillFailed,
    /// The diagram as Mermaid text, and whether the clipboard has it.
    Mermaid(String, bool),
}

/// The page of a lab; of an address without one, it says so.
pub struct Workbench(Result<Open, Missing>);

/// What a run is played again for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    /// It was saved, and is opened.
    Import,
    /// The setup of its scenario has changed.
    Setup,
}

/// There is no such lab; the one that may have been meant.
struct Missing(Option<String>);

/// A lab that is open.
struct Open {
    player: Player,
    calls: Calls,
    learner: Learner,
    reply: Option<Reply>,
    selection: Option<Selection>,
    tab: Tab,
    /// The drawer that is open.
    deck: Option<Deck>,
    /// The offset before which a partition is shown large; its end otherwise.
    before: Option<i64>,
    /// The first byte that is shown, of what has many.
    bytes_from: usize,
    /// What of the run is drawn as a diagram.
    diagram: view::spacetime::Options,
    /// The number of the scorecard whose records are shown.
    opened: Option<Opened>,
    /// What the judge said of the history.
    judged: Option<Rc<Judged>>,
    /// What can be changed to compare.
    settings: Rc<Vec<Setting>>,
    /// The run under another configuration, while two are compared.
    beside: Option<Beside>,
    /// What is looked for in other runs of the lab.
    exploring: Exploring,
    /// The way back from a step that somebody asked about.
    why: Option<Rc<Why>>,
    /// How many orders that could not be carried out were told.
    orders_told: usize,
    size: (f64, f64),
    panels: Panels,
    notices: Vec<Notice>,
    dialog: Option<Dialog>,
    /// What is to be asked of the cluster, once it is filled in.
    ask: Option<Ask>,
    /// Whether everything that can be done is listed.
    palette: bool,
    /// Whether the stage is shown alone.
    present: bool,
    /// What can be done to a thing, beside it.
    menu: Option<menu::Opened>,
    /// A run that is being played again, and what for.
    replaying: Option<(Working<Replay>, Purpose)>,
    /// The run that decided the last answer, or that the last configuration came to.
    aside: Option<Session>,
    /// The learner's own run, while that one is shown.
    own: Option<Session>,
    /// A configuration that is tried against an attack.
    trying: Option<Working<Trial>>,
    /// The scenario that is edited here, in place of a lab's text.
    editing: Option<Editing>,
    /// What the page that frames this one asks for and is told, if one does.
    embedded: Option<Embedded>,
    keeper: Keeper,
    work: Work,
    narrator: Narrator,
    _keys: Option<EventListener>,
}

impl Component for Workbench {
    type Message = Message;
    type Properties = Props;

    fn create(context: &Context<Self>) -> Self {
        let id = &context.props().id;
        let kept = context.props().scenario.as_ref();
        let kept = kept.and_then(|name| Some((name, scenarios::open(name)?)));
        let opened = match (handover::take(id), kept) {
            (Some((session, linked)), kept) => {
                let editing = match kept {
                    Some((name, scenario)) => Some(Editing::kept(scenario, name)),
                    None if session.lab().steps().is_empty() => Some(Editing::guest(&session)),
                    None => None,
                };
                Ok((session, linked, editing))
            }
            (None, Some((name, scenario))) => {
                let session = Editing::session(&scenario);
                Ok((session, None, Some(Editing::kept(scenario, name))))
            }
            (None, None) => {
                let begun = |lab| (Session::new(Arc::new(identity::own(lab))), None, None);
                let own = opened::open(id).map(Ok);
                own.unwrap_or_else(|| shelf::open(id)).map(begun)
            }
        };
        Self(
            opened
                .map(|(session, linked, editing)| Open::new(context, session, linked, editing))
                .map_err(|problem| Missing(nearest(&problem))),
        )
    }

    fn update(&mut self, context: &Context<Self>, message: Message) -> bool {
        let Ok(open) = &mut self.0 else { return false };
        let part = match message {
            Message::Panels(part) => part,
            _ => Part::All,
        };
        let changed = match message {
            Message::Panels(_) => false,
            Message::Here => {
                if let Some(editing) = &mut open.editing {
                    editing.show();
                }
                true
            }
            Message::NotHere(problem) => open.not_here(context, problem),
            Message::Size(size) => {
                open.size = size;
                true
            }
            Message::SizeBeside(size) => {
                if let Some(beside) = &mut open.beside {
                    beside.size = size;
                }
                true
            }
            Message::Point(point) => open.point(point),
            Message::ClosePalette => {
                open.palette = false;
                true
            }
            Message::CloseMenu => open.menu.take().is_some(),
            Message::Command(command) => open.obey(context, command),
            Message::Key(key) => open.press(context, key),
            Message::Asked(request) => (FRAME.get().asked)(open, context, request),
            Message::Dialog(dialog) => {
                open.dialog = dialog;
                true
            }
            Message::Close(id) => {
                if id == peeking::NOTICE {
                    open.end_peek();
                }
                open.notices.retain(|notice| notice.id != id);
                true
            }
            Message::Restore(text) => open.restore(context, &text),
            Message::GoBack(text) => open.go_back(context, &text),
            Message::Replayed(told) => open.replayed(context, told),
            Message::StopReplaying => {
                open.replaying = None;
                true
            }
            Message::Tried(told) => open.tried(told),
            Message::StopTrying => {
                open.trying = None;
                true
            }
            Message::Explored(told) => DECKS
                .here()
                .is_some_and(|decks| (decks.explored)(open, told)),
            Message::StillFailed => open.no_still(context),
            Message::Linked(link, copied) => open.show_link(context, link, copied),
            Message::WorkLinked(link, copied) => open.show_work_link(context, link, copied),
            Message::Mermaid(text, copied) => open.show_mermaid(context, text, copied),
        };
        let changed = open.refresh(context, part) || changed;
        open.tell_frame();
        changed
    }

    fn changed(&mut self, context: &Context<Self>, old: &Props) -> bool {
        if let Ok(open) = &mut self.0 {
            if old.theme != context.props().theme {
                open.player.repaint();
            }
            open.refresh(context, Part::All);
        }
        true
    }

    fn destroy(&mut self, _: &Context<Self>) {
        if let Ok(open) = &mut self.0 {
            open.end_peek();
            open.player.look(|session| open.keeper.keep_now(session));
            open.keep_work();
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
    fn new(
        context: &Context<Workbench>,
        mut session: Session,
        linked: Option<Linked>,
        editing: Option<Editing>,
    ) -> Self {
        // What starts at the very beginning has started when the page is first seen.
        if session.position() == StepId(0) {
            session.seek(Instant::ZERO);
        }
        let link = context.link();
        let mut learner = Learner::new(session.lab());
        // In a frame, the page begins when this is here.
        let frame = FRAME.here();
        let embedded =
            frame.and_then(|frame| (frame.embedded)(&session, link.callback(Message::Asked)));
        if embedded.is_none() {
            let kept = progress::read(session.lab().id());
            learner.resume(&session, kept.current);
        }
        let keeper = match linked {
            // As long as nobody acts, the link is what keeps the run.
            Some(_) => Keeper::of(&session),
            None => Keeper::default(),
        };
        let work = Work::on(session.lab());
        let settings = Rc::new(settings(session.lab()));
        let exploring = Exploring::of(session.lab());
        let player = Player::new(session, link.callback(Message::Panels));
        let mut open = Self {
            calls: Calls::of(link, &player),
            player,
            learner,
            reply: None,
            selection: None,
            tab: if embedded.is_some() {
                Tab::Inspect
            } else {
                Tab::Text
            },
            deck: None,
            before: None,
            bytes_from: 0,
            why: None,
            orders_told: 0,
            diagram: view::spacetime::Options::default(),
            opened: None,
            judged: None,
            settings,
            beside: None,
            exploring,
            size: (640.0, 560.0),
            panels: Panels::default(),
            notices: Vec::new(),
            dialog: None,
            ask: None,
            palette: false,
            present: false,
            menu: None,
            replaying: None,
            aside: None,
            own: None,
            trying: None,
            editing,
            embedded,
            keeper,
            work,
            narrator: Narrator::default(),
            _keys: keys::listen(link.callback(Message::Key)),
        };
        open.greet(context, linked);
        open.refresh(context, Part::All);
        open
    }

    /// Makes a part of the panels anew; `true` if anything differs.
    fn refresh(&mut self, context: &Context<Workbench>, part: Part) -> bool {
        let Self {
            player,
            learner,
            panels,
            narrator,
            keeper,
            work,
            ..
        } = self;
        work.tick();
        let moving = player.is_playing() || player.destination().is_some();
        let wanted = |learner| Wanted {
            part,
            learner,
            reply: self.reply.as_ref(),
            language: context.props().texts.language.code(),
            selection: self.selection.as_ref(),
            size: self.size,
            rows: self.tab == Tab::Flights,
            card: self.tab == Tab::Score,
            deck: self.deck,
            before: self.before,
            bytes_from: self.bytes_from,
            diagram: (self.deck == Some(Deck::Diagram)).then_some(&self.diagram),
            opened: self.opened.as_ref(),
            moving,
        };
        let scene = panels.scene.clone();
        let is_own = self.own.is_none();
        let (changed, learned, goal) = player.look(|session| {
            let learned = is_own && part.has(Part::Side) && learner.observe(session);
            if learned {
                work.keep(session, learner);
            }
            if is_own {
                keeper.keep(session);
            }
            let changed = panels.refresh(session, &wanted(learner));
            (
                narrator.tell(&panels.timeline, session.position().0) | changed,
                learned,
                learner
                    .goal(session.lab())
                    .map(|(goal, settle)| (goal.clone(), settle)),
            )
        });
        // Without its text, a lab asks for nothing.
        player.hold_at(goal.filter(|_| is_own && self.embedded.is_none()));
        self.tell_orders(context);
        let Self { player, panels, .. } = self;
        let beside = self.beside.as_mut();
        let beside = beside.filter(|_| part.has(Part::Stage));
        let refreshed = beside
            .zip(DECKS.here())
            .is_some_and(|(beside, decks)| (decks.beside)(beside, player));
        let changed = refreshed || changed;
        if scene != panels.scene {
            player.set_scene(panels.scene.clone());
        }
        changed || learned
    }
}

/// The id of the lab that a problem names as the one that was meant.
fn nearest(problem: &Problem) -> Option<String> {
    let ids = shelf::ids().iter().copied();
    let mut named = ids.filter(|id| problem.message.contains(&format!("{id:?}")));
    named.next().map(ToOwned::to_owned)
}
