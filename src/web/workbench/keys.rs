//! The keyboard, wherever no field or control wants the key for itself.

use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, window};
use yew::Callback;

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Play, or pause.
    Play,
    /// One event on.
    Step,
    /// One event back.
    StepBack,
    /// To the beginning.
    Start,
    /// To the next mark.
    NextEvent,
    /// Faster.
    Faster,
    /// Slower.
    Slower,
    /// Select nothing.
    Escape,
    /// A link to the run.
    Link,
    /// The keys and signs.
    Help,
    /// The glossary.
    Glossary,
    /// Everything that can be done.
    Palette,
    /// The stage alone.
    Present,
    /// The setup as it was before its last change.
    Undo,
    /// That change again.
    Redo,
}

/// Listens until dropped.
pub fn listen(on_key: Callback<Key>) -> Option<EventListener> {
    let options = EventListenerOptions::enable_prevent_default();
    let window = window()?;
    Some(EventListener::new_with_options(
        &window,
        "keydown",
        options,
        move |event| {
            let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
                return;
            };
            if let Some(key) = meaning(event).filter(|key| !is_taken(event, *key)) {
                event.prevent_default();
                on_key.emit(key);
            }
        },
    ))
}

fn meaning(event: &KeyboardEvent) -> Option<Key> {
    if event.ctrl_key() || event.meta_key() {
        return match (event.key().as_str(), event.shift_key(), event.alt_key()) {
            ("z" | "Z", false, false) => Some(Key::Undo),
            ("z" | "Z", true, false) => Some(Key::Redo),
            _ => None,
        };
    }
    if event.alt_key() {
        return None;
    }
    Some(match event.key().as_str() {
        " " => Key::Play,
        "ArrowRight" if event.shift_key() => Key::NextEvent,
        "ArrowRight" => Key::Step,
        "ArrowLeft" => Key::StepBack,
        "Home" => Key::Start,
        "+" | "=" => Key::Faster,
        "-" => Key::Slower,
        "Escape" => Key::Escape,
        "l" | "L" => Key::Link,
        "?" => Key::Help,
        "g" | "G" => Key::Glossary,
        "/" => Key::Palette,
        "p" | "P" => Key::Present,
        _ => return None,
    })
}

/// Whether what has the focus wants the key for itself.
fn is_taken(event: &KeyboardEvent, key: Key) -> bool {
    let Some(focused) = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
    else {
        return false;
    };
    let within = |selector: &str| focused.closest(selector).ok().flatten().is_some();
    if within("dialog") {
        return true;
    }
    match key {
        Key::Escape => false,
        // A list has nothing of its own to undo.
        Key::Undo | Key::Redo => {
            within("textarea, input:not([type=range], [type=radio], [type=checkbox])")
        }
        _ if within("textarea, select, input:not([type=range], [type=radio])") => true,
        Key::Play => within("button, a, summary, input, [role=button], [role=tab]"),
        Key::Step | Key::StepBack | Key::Start | Key::NextEvent => within("input, [role=tab]"),
        Key::Faster
        | Key::Slower
        | Key::Link
        | Key::Help
        | Key::Glossary
        | Key::Palette
        | Key::Present => false,
    }
}
