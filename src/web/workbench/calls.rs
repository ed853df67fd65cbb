//! Whom the parts of the page tell: made once, for a part that is told to call somebody else is drawn anew.

use view::selection::Selection;
use web_sys::HtmlCanvasElement;
use yew::html::Scope;
use yew::prelude::*;

use super::{Message, Workbench};
use crate::command::Command;
use crate::player::Player;
use crate::stage::Point;

/// The calls of one page.
pub struct Calls {
    /// Somebody wants something.
    pub command: Callback<Command>,
    /// Somebody closes a notice.
    pub close: Callback<&'static str>,
    /// Somebody points at something on the stage.
    pub select: Callback<Selection>,
    /// Somebody wants to know what can be done to it, beside a place in the window.
    pub menu: Callback<(Selection, (f64, f64))>,
    /// Somebody clicked on the stage, where a message may be.
    pub point: Callback<Point>,
    /// The stage has this size.
    pub size: Callback<(f64, f64)>,
    /// The second stage has this size.
    pub size_beside: Callback<(f64, f64)>,
    /// The stage has this canvas.
    pub canvas: Callback<HtmlCanvasElement>,
    /// The second stage has this canvas.
    pub canvas_beside: Callback<HtmlCanvasElement>,
}

impl Calls {
    /// The calls of a page and of its player.
    pub fn of(link: &Scope<Workbench>, player: &Player) -> Self {
        let (first, second) = (player.clone(), player.clone());
        Self {
            command: link.callback(Message::Command),
            close: link.callback(Message::Close),
            select: link.callback(|thing| Message::Command(Command::Select(thing))),
            menu: link.callback(|(thing, at)| Message::Command(Command::Menu(thing, at))),
            point: link.callback(Message::Point),
            size: link.callback(Message::Size),
            size_beside: link.callback(Message::SizeBeside),
            canvas: Callback::from(move |canvas| first.set_canvas(canvas)),
            canvas_beside: Callback::from(move |canvas| second.set_canvas_beside(canvas)),
        }
    }
}
