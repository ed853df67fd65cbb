//! A saved run played again on the browser's frames: the page stays alive, says how far it is, and can stop.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_render::{AnimationFrame, request_animation_frame};
use lab::Replay;
use yew::Callback;

use crate::player::now;

/// How long it may take at once without a word, in ms.
const AT_ONCE: f64 = 60.0;
/// How much of a frame it may take, in ms.
const BUDGET: f64 = 12.0;
/// Steps between two looks at the watch.
const SLICE: u32 = 400;

/// How far a replay is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Where it is, in µs of model time.
    pub at: u64,
    /// Where it goes.
    pub to: u64,
}

/// What is told of a replay.
pub enum Told {
    /// It is further.
    Progress,
    /// It is done.
    Done(Box<Replay>),
}

/// A replay that is going on; dropped, it stops.
pub struct Replaying(Rc<RefCell<State>>);

struct State {
    replay: Option<Box<Replay>>,
    frame: Option<AnimationFrame>,
    on_told: Callback<Told>,
}

impl Replaying {
    /// Plays a run. What takes no time is done at once and handed back; of the rest, `on_told` is told.
    pub fn begin(replay: Replay, on_told: Callback<Told>) -> Result<Box<Replay>, Self> {
        let mut replay = Box::new(replay);
        if play(&mut replay, AT_ONCE) {
            return Ok(replay);
        }
        let state = Rc::new(RefCell::new(State {
            replay: Some(replay),
            frame: None,
            on_told,
        }));
        ask(&state);
        Err(Self(state))
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        let state = self.0.borrow();
        let (at, to) = state
            .replay
            .as_deref()
            .map(Replay::progress)
            .unwrap_or_default();
        Progress { at: at.0, to: to.0 }
    }
}

/// Plays for so many ms; `true` when done.
fn play(replay: &mut Replay, budget: f64) -> bool {
    let start = now();
    loop {
        if replay.slice(SLICE) {
            return true;
        }
        if now() - start >= budget {
            return false;
        }
    }
}

fn ask(state: &Rc<RefCell<State>>) {
    // The browser's callback does not keep work alive that its page has dropped.
    let weak = Rc::downgrade(state);
    let frame = request_animation_frame(move |_| {
        if let Some(state) = weak.upgrade() {
            go_on(&state);
        }
    });
    state.borrow_mut().frame = Some(frame);
}

fn go_on(state: &Rc<RefCell<State>>) {
    let mut held = state.borrow_mut();
    let Some(mut replay) = held.replay.take() else {
        return;
    };
    let on_told = held.on_told.clone();
    if play(&mut replay, BUDGET) {
        drop(held);
        on_told.emit(Told::Done(replay));
        return;
    }
    held.replay = Some(replay);
    drop(held);
    ask(state);
    on_told.emit(Told::Progress);
}
