//! What an embedded run is asked by the page that frames it, and what it tells by itself.

use lab::{Problem, Session};
use serde_json::Value;
use view::embed::{self as messages, Request, Wish};
use yew::prelude::*;

use super::{Open, Workbench};
use crate::chunks::FRAME;
use crate::command::Command;
use crate::embed::{self, Seat};
use crate::player;
use crate::route::url_of;

/// The least time between two moments that are told while time runs, in ms.
const PAUSE: f64 = 250.0;

/// What was told so far.
pub(super) struct Embedded {
    _seat: Seat,
    moment: Option<Value>,
    told: f64,
    goals: Vec<bool>,
    /// Requests for moments that time is still on its way to.
    seeking: Vec<Request>,
}

impl Embedded {
    /// Takes requests about a run, if the page is embedded.
    pub fn of(session: &Session, requests: Callback<Request>) -> Option<Self> {
        let seat = Seat::take(session, requests)?;
        let goals = messages::goals(session);
        Some(Self {
            _seat: seat,
            moment: None,
            told: 0.0,
            goals: goals.iter().map(|goal| goal.holds).collect(),
            seeking: Vec::new(),
        })
    }

    /// Tells what is new of a run.
    pub fn tell(&mut self, session: &Session, playing: bool, travelling: bool) {
        let moment = messages::moment(session, playing);
        let due = !playing || player::now() - self.told >= PAUSE;
        if due && self.moment.as_ref() != Some(&moment) {
            embed::tell(&moment);
            self.moment = Some(moment);
            self.told = player::now();
        }
        for (place, report) in messages::goals(session).iter().enumerate() {
            let known = self.goals.get_mut(place);
            if let Some(known) = known.filter(|known| **known != report.holds) {
                *known = report.holds;
                embed::tell(&messages::goal(place, report));
            }
        }
        if !travelling {
            for request in self.seeking.drain(..) {
                embed::tell(&messages::done(request.id.as_ref(), "seek", session));
            }
        }
    }
}

impl Open {
    /// Does what the framing page asks for, and answers.
    pub(super) fn asked(&mut self, context: &Context<Workbench>, request: Request) -> bool {
        let Ok(wish) = request.wish.clone() else {
            return false;
        };
        match wish {
            // Whoever opens another run is not this one.
            Wish::Load(_) => return false,
            Wish::Play | Wish::Pause => {
                if self.player.is_playing() != (wish == Wish::Play) {
                    self.obey(context, Command::TogglePlay);
                }
            }
            Wish::Seek(to) => {
                self.obey(context, Command::Seek(to.0));
                if let Some(embedded) = &mut self.embedded {
                    embedded.seeking.push(request);
                }
                return true;
            }
            Wish::Do(action) => {
                if let Err(reason) = self.act(context, *action) {
                    embed::refuse(&request, &Problem::of("action", reason).into());
                    return true;
                }
            }
            Wish::Get => {
                let (view, playing) = (self.shown(), self.player.is_playing());
                self.player.look(|session| {
                    let link = url_of(&lab::link::to(session, &view));
                    embed::tell(&messages::state(
                        request.id.as_ref(),
                        session,
                        playing,
                        &link,
                    ));
                });
                return false;
            }
        }
        let kind = request.kind.unwrap_or_default();
        self.player.look(|session| {
            embed::tell(&messages::done(request.id.as_ref(), &kind, session));
        });
        true
    }

    /// Tells the framing page what is new.
    pub(super) fn tell_frame(&mut self) {
        let Self {
            embedded, player, ..
        } = self;
        if let (Some(embedded), Some(frame)) = (embedded, FRAME.here()) {
            let (playing, travelling) = (player.is_playing(), player.destination().is_some());
            player.look(|session| (frame.tell)(embedded, session, playing, travelling));
        }
    }

    /// The way out: the same run on a page of its own.
    pub(super) fn way_out(&self, context: &Context<Workbench>) -> Html {
        if self.embedded.is_none() {
            return Html::default();
        }
        let (player, view) = (self.player.clone(), self.shown());
        let onclick = Callback::from(move |event: MouseEvent| {
            let link = url_of(&player.look(|session| lab::link::to(session, &view)));
            event
                .target_unchecked_into::<web_sys::HtmlAnchorElement>()
                .set_href(&link);
        });
        let href = url_of(&crate::route::lab_address(&context.props().id));
        html! { <a class="way-out" data-test="way-out" {href} target="_blank" rel="noopener" {onclick}>{ context.props().texts.get("embed-out") }</a> }
    }
}
