//! Plays a session on the browser's frames, and draws what is in flight.

mod part;
mod twin;

use std::cell::RefCell;
use std::rc::Rc;

use engine::model::{Duration, Instant, StepId};
use gloo_render::{AnimationFrame, request_animation_frame};
use lab::{Goal, Session};
use view::flights::{self, Flight};
use view::scene::Scene;
use view::{clock, pace};
use web_sys::{HtmlCanvasElement, MediaQueryList};
use yew::Callback;

pub use self::part::Part;
use self::twin::Beside;
use crate::settings::media;
use crate::stage::{Picture, Sprites, Surface, blank, hit};

/// How much of a frame the simulation may take, in ms.
const BUDGET: f64 = 9.0;
/// Steps between two looks at the watch.
const SLICE: u32 = 400;
/// The least time between two calls for new panels, in ms.
pub const PANELS: f64 = 100.0;
/// The least frames from one round of panels to the next: where frames take long, every second one is free of panels.
const PANEL_FRAMES: u32 = 6;
/// The longest frame that counts, in ms: a tab that was hidden does not leap.
const FRAME_MOST: f64 = 100.0;
/// How long a way through time may take without a word, in ms.
const PATIENCE: f64 = 250.0;
/// How far the next mark is looked for, in µs of model time.
const MARK_WITHIN: u64 = 60_000_000;

/// Where time is going without being played.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Destination {
    /// To a moment.
    At(Instant),
    /// To the first mark at or after this step, no later than a moment.
    Mark(StepId, Instant),
}

struct State {
    session: Session,
    playing: bool,
    /// Whether somebody wants nothing to glide; asked at every frame.
    reduced_motion: Option<MediaQueryList>,
    /// What ends playing when it is reached, and how much later.
    goal: Option<(Goal, Duration)>,
    /// Where playing ends, for it was reached.
    held: Option<Instant>,
    speed: usize,
    slow_motion: bool,
    destination: Option<Destination>,
    /// When it set out, by the browser's clock.
    departed: f64,
    /// Model time that a frame was too short for, in µs.
    rest: f64,
    last: f64,
    panels_last: f64,
    /// Frames since then.
    panel_frames: u32,
    scene: Rc<Scene>,
    flights: Vec<Flight>,
    selected: Option<u64>,
    surface: Option<Surface>,
    /// The run under another configuration, while two are compared.
    beside: Option<Beside>,
    frame: Option<AnimationFrame>,
    /// The part of the panels whose frame comes next.
    part: Option<Part>,
    on_panels: Callback<Part>,
}

/// A session being played. Cheap to clone; clones are the same player.
#[derive(Clone)]
pub struct Player(Rc<RefCell<State>>);

impl Player {
    /// A player at rest. `on_panels` is called when there is something new to show, about ten times a second at most, part
    /// after part.
    pub fn new(session: Session, on_panels: Callback<Part>) -> Self {
        Self(Rc::new(RefCell::new(State {
            session,
            playing: false,
            reduced_motion: media("(prefers-reduced-motion: reduce)"),
            goal: None,
            held: None,
            speed: clock::REAL_TIME,
            slow_motion: true,
            destination: None,
            departed: 0.0,
            rest: 0.0,
            last: now(),
            panels_last: 0.0,
            panel_frames: 0,
            scene: Rc::default(),
            flights: Vec::new(),
            selected: None,
            surface: None,
            beside: None,
            frame: None,
            part: None,
            on_panels,
        })))
    }

    /// Looks at the session.
    pub fn look<T>(&self, look: impl FnOnce(&Session) -> T) -> T {
        look(&self.0.borrow().session)
    }

    /// Changes the session, and shows what came of it.
    pub fn change<T>(&self, change: impl FnOnce(&mut Session) -> T) -> T {
        let mut state = self.0.borrow_mut();
        state.destination = None;
        state.held = None;
        state.rest = 0.0;
        let changed = change(&mut state.session);
        drop(state);
        self.wake();
        changed
    }

    /// Puts another session in its place, and compares it with nothing.
    pub fn replace(&self, session: Session) {
        self.set_playing(false);
        self.stop_comparing();
        self.change(|old| *old = session);
    }

    /// Whether it plays.
    pub fn is_playing(&self) -> bool {
        self.0.borrow().playing
    }

    /// Plays, or stops.
    pub fn set_playing(&self, playing: bool) {
        let mut state = self.0.borrow_mut();
        state.playing = playing;
        state.last = now();
        drop(state);
        self.wake();
    }

    /// Stops playing so long after the very step that reaches this.
    pub fn hold_at(&self, goal: Option<(Goal, Duration)>) {
        self.0.borrow_mut().goal = goal;
    }

    /// The stop that the speed dial is at.
    pub fn speed(&self) -> usize {
        self.0.borrow().speed
    }

    /// Turns the speed dial.
    pub fn set_speed(&self, speed: usize) {
        self.0.borrow_mut().speed = speed.min(clock::SPEEDS.len() - 1);
    }

    /// Whether time slows down for messages.
    pub fn slow_motion(&self) -> bool {
        self.0.borrow().slow_motion
    }

    /// Lets time slow down for messages, or not.
    pub fn set_slow_motion(&self, slow_motion: bool) {
        self.0.borrow_mut().slow_motion = slow_motion;
    }

    /// Goes somewhere else in time, in slices.
    pub fn go(&self, destination: Option<Destination>) {
        let mut state = self.0.borrow_mut();
        if state.destination.is_none() {
            state.departed = now();
        }
        state.destination = destination;
        drop(state);
        self.wake();
    }

    /// Goes to the next mark.
    pub fn go_to_next_mark(&self) {
        let (position, playhead) = self.look(|session| (session.position(), session.playhead()));
        self.go(Some(Destination::Mark(
            position,
            Instant(playhead.0.saturating_add(MARK_WITHIN)),
        )));
    }

    /// Where time is going without being played.
    pub fn destination(&self) -> Option<Destination> {
        self.0.borrow().destination
    }

    /// The same once it takes long enough to be worth telling.
    pub fn long_way(&self) -> Option<Destination> {
        let long = now() - self.0.borrow().departed > PATIENCE;
        self.destination().filter(|_| long)
    }

    /// Draws on this canvas from now on.
    pub fn set_canvas(&self, canvas: HtmlCanvasElement) {
        self.0.borrow_mut().surface = Surface::of(canvas);
        self.wake();
    }

    /// Draws over this scene from now on.
    pub fn set_scene(&self, scene: Rc<Scene>) {
        self.0.borrow_mut().scene = scene;
        self.wake();
    }

    /// What flies over the first stage, or over the one beside it, drawn on a canvas of its own; `ratio` pixels to one of
    /// the page.
    pub fn picture_of(&self, stage: u32, ratio: f64) -> Option<HtmlCanvasElement> {
        let state = self.0.borrow();
        let surface = match stage {
            0 => state.surface.as_ref(),
            _ => state.beside.as_ref()?.surface(),
        };
        let palette = surface?.palette_now();
        let picture = match stage {
            0 => state.picture(&palette),
            _ => state.beside.as_ref()?.picture(&palette, state.is_still()),
        };
        let (width, height) = (picture.scene.width * ratio, picture.scene.height * ratio);
        let (canvas, context) = blank(width, height).ok()?;
        let sprites = Sprites::of(&palette, ratio)?;
        picture.draw(&context, &sprites, ratio);
        Some(canvas)
    }

    /// Marks this message.
    pub fn set_selected(&self, selected: Option<u64>) {
        self.0.borrow_mut().selected = selected;
        self.wake();
    }

    /// The colours have changed.
    pub fn repaint(&self) {
        self.wake();
    }

    /// The message at a place on the stage.
    pub fn flight_at(&self, x: f64, y: f64) -> Option<u64> {
        let state = self.0.borrow();
        let palette = state.surface.as_ref().map(Surface::palette)?;
        hit(&state.picture(palette), x, y)
    }

    /// Asks for a frame unless one is asked for.
    fn wake(&self) {
        let mut state = self.0.borrow_mut();
        if state.frame.is_none() {
            // The browser's callback does not keep a player alive that its page has dropped.
            let weak = Rc::downgrade(&self.0);
            state.frame = Some(request_animation_frame(move |at| {
                if let Some(state) = weak.upgrade() {
                    Self(state).frame(at);
                }
            }));
        }
    }

    fn frame(&self, at: f64) {
        let mut state = self.0.borrow_mut();
        state.frame = None;
        let together = state.advance(at);
        state.draw();
        state.draw_beside();
        let busy = state.playing || state.destination.is_some() || !together;
        let part = state.part_of(at, busy);
        let on_panels = state.on_panels.clone();
        drop(state);
        if let Some(part) = part {
            on_panels.emit(part);
        }
        if busy {
            self.wake();
        }
    }
}

impl State {
    /// What of the panels is made anew in this frame.
    fn part_of(&mut self, at: f64, busy: bool) -> Option<Part> {
        self.panel_frames += 1;
        let part = if busy {
            let due = at - self.panels_last >= PANELS && self.panel_frames >= PANEL_FRAMES;
            self.part.or(due.then_some(Part::Stage))
        } else {
            Some(Part::All)
        };
        if part.is_some_and(|part| part.has(Part::Stage)) {
            self.panels_last = at;
            self.panel_frames = 0;
        }
        self.part = part.and_then(Part::next);
        part
    }

    /// Lets time go on; `true` when both runs show the same moment, or when there is but one.
    fn advance(&mut self, at: f64) -> bool {
        let passed = (at - self.last).clamp(0.0, FRAME_MOST);
        self.last = at;
        // There is one clock: it waits for whoever is behind.
        if !self.catch_up() {
            return false;
        }
        if let Some(destination) = self.destination {
            self.travel(destination);
        } else if self.playing {
            let now = self.session.playhead().0;
            let speed = pace::pace(
                clock::SPEEDS[self.speed],
                self.slow_motion,
                &self.flights,
                now,
            );
            let micros = passed * speed + self.rest;
            self.rest = micros.fract();
            self.play(Instant(now + micros as u64));
        }
        self.catch_up()
    }

    /// Plays up to a moment, or as far as the frame's budget allows: then time is slower than the dial says.
    fn play(&mut self, to: Instant) {
        let start = now();
        let to = self.held.map_or(to, |held| held.min(to));
        let goal = self.goal.as_ref();
        loop {
            let reached =
                |session: &Session| goal.is_some_and(|(goal, _)| goal.is_reached(session));
            let progress = self.session.seek_slice_until(to, SLICE, reached);
            if let Some((_, settle)) = goal.filter(|_| progress.held) {
                self.held = Some(self.session.playhead() + *settle);
            }
            if self
                .held
                .is_some_and(|held| self.session.playhead() >= held)
            {
                self.held = None;
                self.playing = false;
            }
            if progress.done || now() - start >= BUDGET {
                return;
            }
        }
    }

    fn travel(&mut self, destination: Destination) {
        let start = now();
        while self.destination.is_some() && now() - start < BUDGET {
            let arrived = match destination {
                Destination::At(to) => self.session.seek_slice(to, SLICE).done,
                Destination::Mark(from, until) => self.seek_mark(from, until),
            };
            if arrived {
                self.destination = None;
            }
        }
    }

    /// Takes a few steps towards the next mark; `true` when there, or when there is none.
    fn seek_mark(&mut self, from: StepId, until: Instant) -> bool {
        let next = |session: &Session| {
            session
                .marks()
                .iter()
                .find(|mark| mark.step >= from)
                .map(|mark| mark.step)
        };
        for _ in 0..SLICE {
            if let Some(step) = next(&self.session) {
                self.session.seek_step(step.next());
                return true;
            }
            if self.session.step().is_none() || self.session.playhead() >= until {
                return true;
            }
        }
        false
    }

    /// Whether messages jump instead of gliding.
    fn is_still(&self) -> bool {
        let wish = self.reduced_motion.as_ref();
        wish.is_some_and(MediaQueryList::matches)
    }

    fn picture<'a>(&'a self, palette: &'a crate::stage::Palette) -> Picture<'a> {
        Picture {
            scene: &self.scene,
            flights: &self.flights,
            now: self.session.playhead().0,
            selected: self.selected,
            palette,
            still: self.is_still(),
        }
    }

    fn draw(&mut self) {
        self.flights = flights::flights(self.session.world());
        let Some(mut surface) = self.surface.take() else {
            return;
        };
        surface.fit(self.scene.width, self.scene.height);
        surface.draw(&self.picture(surface.palette()));
        self.surface = Some(surface);
    }
}

/// The browser's clock, in ms: what frames are timed by.
pub fn now() -> f64 {
    web_sys::window()
        .and_then(|window| window.performance())
        .map_or(0.0, |performance| performance.now())
}
