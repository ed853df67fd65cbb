//! The other configuration of a run, played on the same clock.

use std::rc::Rc;

use lab::{Problems, Twin};
use view::flights::{self, Flight};
use view::scene::Scene;
use web_sys::HtmlCanvasElement;

use super::{BUDGET, Player, SLICE, State, now};
use crate::stage::{Palette, Picture, Surface};

/// A twin, and where what is in flight in it is drawn.
pub(super) struct Beside {
    twin: Twin,
    scene: Rc<Scene>,
    flights: Vec<Flight>,
    surface: Option<Surface>,
    /// Whether it shows the moment that the first run shows.
    caught_up: bool,
}

impl Player {
    /// Plays the run under another configuration too, with these changes as `path=value`.
    pub fn compare(&self, changes: &[String]) -> Result<(), Problems> {
        let twin = Twin::of(&self.0.borrow().session, changes)?;
        let mut state = self.0.borrow_mut();
        let before = state.beside.take();
        // The canvas stays where it is when only the changes are others.
        let surface = before.and_then(|before| before.surface);
        state.beside = Some(Beside {
            twin,
            scene: Rc::default(),
            flights: Vec::new(),
            surface,
            caught_up: false,
        });
        drop(state);
        self.wake();
        Ok(())
    }

    /// Plays the first run alone.
    pub fn stop_comparing(&self) {
        self.0.borrow_mut().beside = None;
        self.wake();
    }

    /// Looks at the twin, and whether it shows what the first run shows, if there is one.
    pub fn look_beside<T>(&self, look: impl FnOnce(&Twin, bool) -> T) -> Option<T> {
        let state = self.0.borrow();
        let beside = state.beside.as_ref()?;
        Some(look(&beside.twin, beside.caught_up))
    }

    /// Draws the twin's messages on this canvas from now on.
    pub fn set_canvas_beside(&self, canvas: HtmlCanvasElement) {
        if let Some(beside) = &mut self.0.borrow_mut().beside {
            beside.surface = Surface::of(canvas);
        }
        self.wake();
    }

    /// Draws them over this scene from now on.
    pub fn set_scene_beside(&self, scene: Rc<Scene>) {
        if let Some(beside) = &mut self.0.borrow_mut().beside {
            beside.scene = scene;
        }
        self.wake();
    }
}

impl State {
    /// Takes the twin to the moment that is shown, as far as a frame's budget allows; `true` when it is there, or when
    /// there is none.
    pub(super) fn catch_up(&mut self) -> bool {
        let Some(beside) = &mut self.beside else {
            return true;
        };
        let start = now();
        loop {
            beside.caught_up = beside.twin.follow(&self.session, SLICE).done;
            if beside.caught_up || now() - start >= BUDGET {
                return beside.caught_up;
            }
        }
    }

    pub(super) fn draw_beside(&mut self) {
        let still = self.is_still();
        let Some(beside) = &mut self.beside else {
            return;
        };
        beside.flights = flights::flights(beside.twin.session().world());
        let Some(mut surface) = beside.surface.take() else {
            return;
        };
        surface.fit(beside.scene.width, beside.scene.height);
        surface.draw(&beside.picture(surface.palette(), still));
        beside.surface = Some(surface);
    }
}

impl Beside {
    /// What its messages are drawn on.
    pub(super) const fn surface(&self) -> Option<&Surface> {
        self.surface.as_ref()
    }

    /// What a frame shows of it.
    pub(super) fn picture<'a>(&'a self, palette: &'a Palette, still: bool) -> Picture<'a> {
        Picture {
            scene: &self.scene,
            flights: &self.flights,
            now: self.twin.session().playhead().0,
            selected: None,
            palette,
            still,
        }
    }
}
