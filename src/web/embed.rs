//! The page within a frame of another page (docs/embed.md): what it was asked to be, and how messages come and go.

use std::cell::{Cell, RefCell};

use gloo_events::EventListener;
use js_sys::JSON;
use lab::{Problem, Problems, Session};
use serde_json::Value;
use view::embed::{self as messages, Request, Wish};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Window, window};
use yew::Callback;

use crate::chunks::FRAME;
use crate::fetched;

/// Whoever frames a page that has not been spoken to yet is told no more than that it is there.
const ANYONE: &str = "*";

thread_local! {
    static ON: bool = parameter("embed").as_deref() == Some("1");
    /// The origin that last spoke.
    static ORIGIN: RefCell<Option<String>> = const { RefCell::new(None) };
    /// The run that requests are about.
    static RUN: RefCell<Option<(u32, Callback<Request>)>> = const { RefCell::new(None) };
    static SEATS: Cell<u32> = const { Cell::new(0) };
    /// The request for what is being opened.
    static LOADING: RefCell<Option<Request>> = const { RefCell::new(None) };
}

/// Whether the page is embedded: its address has `?embed=1` before the `#`.
pub fn is_on() -> bool {
    ON.with(|on| *on)
}

/// What the address of an embedded page says of this, such as its language.
pub fn wished(name: &str) -> Option<String> {
    is_on().then(|| parameter(name)).flatten()
}

fn parameter(name: &str) -> Option<String> {
    let query = window()?.location().search().ok()?;
    let mut pairs = query
        .trim_start_matches('?')
        .split('&')
        .map(|pair| pair.split_once('='));
    pairs.find_map(|pair| {
        pair.filter(|(key, _)| *key == name)
            .map(|(_, value)| value.to_owned())
    })
}

/// Hears what the framing page asks for, until dropped; `load` opens an address.
pub fn listen(load: Callback<String>) -> Option<EventListener> {
    let window = window().filter(|_| is_on())?;
    let listener = EventListener::new(&window, "message", move |event| {
        let Some(event) = event
            .dyn_ref::<MessageEvent>()
            .filter(|event| is_from_frame(event))
        else {
            return;
        };
        let (origin, load) = (event.origin(), load.clone());
        let Some(text) = text(&event.data()) else {
            return;
        };
        if fetched::has_needed_for(&text) {
            hear(&text, origin, &load);
        } else {
            wasm_bindgen_futures::spawn_local(async move {
                // Of one that cannot be had, the answer says so.
                let _ = fetched::needed_for(&text).await;
                hear(&text, origin, &load);
            });
        }
    });
    Some(listener)
}

fn hear(text: &str, origin: String, load: &Callback<String>) {
    let message = serde_json::from_str(text).ok();
    let read = FRAME.here().map(|frame| frame.read);
    if let Some(request) = message.zip(read).and_then(|(message, read)| read(&message)) {
        ORIGIN.set(Some(origin));
        obey(request, load);
    }
}

/// Whether the page that frames this one said it; of a page on its own, itself.
fn is_from_frame(event: &MessageEvent) -> bool {
    let source = event.source().map(JsValue::from);
    frame().is_some_and(|frame| source.as_ref() == Some(frame.as_ref()))
}

fn frame() -> Option<Window> {
    window()?.parent().ok()?
}

fn text(data: &JsValue) -> Option<String> {
    // What cannot be written as JSON is no message of ours.
    JSON::stringify(data).ok()?.as_string()
}

fn obey(request: Request, load: &Callback<String>) {
    match &request.wish {
        Err(problems) => refuse(&request, problems),
        Ok(Wish::Load(address)) => {
            let address = address.clone();
            LOADING.set(Some(request));
            load.emit(address);
        }
        Ok(_) => match RUN.with_borrow(|run| run.as_ref().map(|(_, run)| run.clone())) {
            Some(run) => run.emit(request),
            None => {
                let message = "no run is open: load one, or wait for ready";
                refuse(&request, &Problem::of("", message).into());
            }
        },
    }
}

/// Answers that a request cannot be done.
pub fn refuse(request: &Request, problems: &Problems) {
    tell(&messages::error(
        request.id.as_ref(),
        request.kind.as_deref(),
        problems,
    ));
}

/// Sends a message to the framing page once that has spoken.
pub fn tell(message: &Value) {
    if let Some(origin) = ORIGIN.with_borrow(Clone::clone) {
        // A page from a file or in a sandbox has an origin that cannot be named.
        let known = origin.starts_with("http");
        post(message, if known { &origin } else { ANYONE });
    }
}

/// The same; a page that has not spoken yet is told too.
fn announce(message: &Value) {
    if ORIGIN.with_borrow(Option::is_some) {
        tell(message);
    } else {
        post(message, ANYONE);
    }
}

fn post(message: &Value, origin: &str) {
    if let (true, Some(frame), Ok(message)) = (is_on(), frame(), JSON::parse(&message.to_string()))
    {
        // Fails only for an origin that is none.
        let _ = frame.post_message(&message, origin);
    }
}

/// Says that nothing is open yet.
pub fn wait() {
    announce(&messages::waiting());
}

/// Says that what the address names cannot be opened.
pub fn lost(title: &str, details: &[(String, String)]) {
    let mut problems = Problems(vec![Problem::of("", title)]);
    let details = details.iter();
    problems
        .0
        .extend(details.map(|(path, message)| Problem::of(path, message)));
    let asked = LOADING.take();
    let id = asked.as_ref().and_then(|request| request.id.as_ref());
    announce(&messages::error(id, Some("load"), &problems));
}

/// The place of the run that requests are about, until dropped.
pub struct Seat(u32);

impl Seat {
    /// Takes the place for a run that has just been opened, and says so.
    pub fn take(session: &Session, requests: Callback<Request>) -> Option<Self> {
        if !is_on() {
            return None;
        }
        let seat = SEATS.replace(SEATS.get() + 1);
        RUN.set(Some((seat, requests)));
        let asked = LOADING.take();
        let id = asked.as_ref().and_then(|request| request.id.as_ref());
        announce(&messages::ready(id, session));
        Some(Self(seat))
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        RUN.with_borrow_mut(|run| {
            // The next run may sit here already.
            if run.as_ref().is_some_and(|(seat, _)| *seat == self.0) {
                *run = None;
            }
        });
    }
}
