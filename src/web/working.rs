//! Long work on the browser's frames, such as a saved run that is played again: the page stays alive, says how far it is,
//! and can stop.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_render::{AnimationFrame, request_animation_frame};
use lab::Work;
use yew::Callback;

use crate::player::{PANELS, now};

/// How long it may take at once without a word, in ms.
const AT_ONCE: f64 = 60.0;
/// How much of a frame it may take, in ms.
const BUDGET: f64 = 12.0;
/// Steps between two looks at the watch.
const SLICE: u32 = 400;

/// How far the work is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Where it is, in µs of model time.
    pub at: u64,
    /// Where it goes.
    pub to: u64,
}

/// What is told of it.
pub enum Told<W> {
    /// It is further.
    Progress,
    /// It is done.
    Done(Box<W>),
}

/// Work that is going on; dropped, it stops.
pub struct Working<W>(Rc<RefCell<State<W>>>);

struct State<W> {
    work: Option<Box<W>>,
    frame: Option<AnimationFrame>,
    /// When it was told last how far it is.
    told: f64,
    on_told: Callback<Told<W>>,
}

impl<W: Work + 'static> Working<W> {
    /// Does it. What takes no time is done at once and handed back; of the rest, `on_told` is told.
    pub fn begin(work: W, on_told: Callback<Told<W>>) -> Result<Box<W>, Self> {
        let mut work = Box::new(work);
        if play(&mut *work, AT_ONCE) {
            return Ok(work);
        }
        let state = Rc::new(RefCell::new(State {
            work: Some(work),
            frame: None,
            told: now(),
            on_told,
        }));
        ask(&state);
        Err(Self(state))
    }

    /// Looks at the work, unless it is over.
    pub fn look<T>(&self, look: impl FnOnce(&W) -> T) -> Option<T> {
        self.0.borrow().work.as_deref().map(look)
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        let (at, to) = self.look(Work::progress).unwrap_or_default();
        Progress { at: at.0, to: to.0 }
    }
}

/// Works for so many ms; `true` when done.
fn play(work: &mut impl Work, budget: f64) -> bool {
    let start = now();
    loop {
        if work.slice(SLICE) {
            return true;
        }
        if now() - start >= budget {
            return false;
        }
    }
}

fn ask<W: Work + 'static>(state: &Rc<RefCell<State<W>>>) {
    // The browser's callback does not keep work alive that its page has dropped.
    let weak = Rc::downgrade(state);
    let frame = request_animation_frame(move |_| {
        if let Some(state) = weak.upgrade() {
            go_on(&state);
        }
    });
    state.borrow_mut().frame = Some(frame);
}

fn go_on<W: Work + 'static>(state: &Rc<RefCell<State<W>>>) {
    let mut held = state.borrow_mut();
    let Some(mut work) = held.work.take() else {
        return;
    };
    let on_told = held.on_told.clone();
    if play(&mut *work, BUDGET) {
        drop(held);
        on_told.emit(Told::Done(work));
        return;
    }
    held.work = Some(work);
    let is_due = now() - held.told >= PANELS;
    if is_due {
        held.told = now();
    }
    drop(held);
    ask(state);
    if is_due {
        on_told.emit(Told::Progress);
    }
}
