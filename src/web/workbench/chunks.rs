//! What of the workbench comes in chunks: methods that are called once their code is here.

use lab::Session;
use view::embed::Request;
use view::scorecard::Judged;
use view::setup::Setup;
use yew::prelude::*;

use super::beside::Beside;
use super::editing::Editing;
use super::embedded::Embedded;
use super::panels::{Panels, Wanted};
use super::{Message, Open, Workbench};
use crate::chunks::{Code, DECKS, DIALOGS, SANDBOX, SCORES};
use crate::command::{Command, Wish};
use crate::components::fetching::Awaited;
use crate::player::Player;

type Draw = fn(&Open, &Context<Workbench>) -> Html;
type Make = fn(&mut Panels, &Session, &Wanted) -> bool;
type Act = fn(&Open, &Context<Workbench>);

/// The drawer below the stage.
pub struct DeckParts {
    /// What the open one shows.
    pub(super) draw: Draw,
    /// What that is made from.
    pub(super) refresh: Make,
    /// The same of the run beside.
    pub(super) beside: fn(&mut Beside, &Player) -> bool,
    pub(super) explore:
        fn(&mut Open, &Context<Workbench>, &view::explore::Draft) -> Vec<lab::Problem>,
    pub(super) explored: fn(&mut Open, super::Told<super::Exploration>) -> bool,
    pub(super) save_diagram: Act,
    pub(super) copy_diagram: Act,
}

impl DeckParts {
    /// All of it.
    pub const ALL: Self = Self {
        draw: Open::drawer,
        refresh: Panels::refresh_deck,
        beside: Beside::refresh,
        explore: Open::explore,
        explored: Open::explored,
        save_diagram: Open::save_diagram,
        copy_diagram: Open::copy_diagram,
    };
}

/// What opens over the page, and pictures to take along.
pub struct DialogParts {
    pub(super) draw: Draw,
    pub(super) palette: Draw,
    pub(super) why: fn(&mut Open, u64),
    pub(super) save_still: Act,
}

impl DialogParts {
    /// All of it.
    pub const ALL: Self = Self {
        draw: Open::dialog,
        palette: Open::palette,
        why: Open::ask_why,
        save_still: Open::save_still,
    };
}

/// The scorecard, and the judge of histories.
pub struct ScoreParts {
    pub(super) draw: fn(&Open) -> Html,
    pub(super) refresh: Make,
    pub(super) judge: fn(&Session) -> Judged,
    pub(super) save_history: Act,
}

impl ScoreParts {
    /// All of it.
    pub const ALL: Self = Self {
        draw: Open::scorecard,
        refresh: Panels::refresh_card,
        judge: Judged::of,
        save_history: Open::save_history,
    };
}

/// What a page that frames this one asks for and is told.
pub struct FrameParts {
    /// Reads a message.
    pub read: fn(&serde_json::Value) -> Option<Request>,
    pub(super) embedded: fn(&Session, Callback<Request>) -> Option<Embedded>,
    pub(super) asked: fn(&mut Open, &Context<Workbench>, Request) -> bool,
    pub(super) tell: fn(&mut Embedded, &Session, bool, bool),
}

impl FrameParts {
    /// All of it.
    pub const ALL: Self = Self {
        read: Request::read,
        embedded: Embedded::of,
        asked: Open::asked,
        tell: Embedded::tell,
    };
}

/// The forms of a scenario.
pub struct Forms {
    pub(super) draw: fn(&Open, &Editing) -> Html,
    pub(super) made: fn(&Editing) -> Setup,
    pub(super) obey: fn(&mut Editing, Wish) -> bool,
}

impl Forms {
    /// All of it.
    pub const ALL: Self = Self {
        draw: Open::forms,
        made: Editing::made,
        obey: Editing::obey,
    };
}

/// The code without which a command cannot be obeyed.
pub(super) fn needed(command: &Command) -> Option<&'static dyn Code> {
    match command {
        Command::Explore(..) | Command::SaveDiagram | Command::CopyDiagram => Some(&DECKS),
        Command::Why(_) | Command::SaveStill => Some(&DIALOGS),
        Command::Judge | Command::SaveHistory => Some(&SCORES),
        Command::Setup(_) => Some(&SANDBOX),
        _ => None,
    }
}

/// What stands in a place until its code is here.
pub(super) fn awaited(code: &'static dyn Code, context: &Context<Workbench>) -> Html {
    let on_here = context.link().callback(|()| Message::Here);
    html! { <Awaited {code} {on_here} /> }
}
