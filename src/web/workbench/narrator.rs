//! Tells screen readers what happens, at a rate that one can listen to.

use view::saying::Saying;
use view::timeline::Timeline;

/// The least time between two sayings, in ms.
const PAUSE: f64 = 1_500.0;

/// What was told so far.
#[derive(Default)]
pub struct Narrator {
    /// The first step that was not told.
    next: u64,
    last: f64,
    /// What is being said.
    pub saying: Option<Saying>,
}

impl Narrator {
    /// The run is elsewhere: what lies before this step is not told.
    pub fn move_to(&mut self, step: u64) {
        self.next = step;
    }

    /// Tells the newest mark before `position`, if there is one that was not told; `true` if so. Of several, the
    /// newest: the others are in the list of events.
    pub fn tell(&mut self, timeline: &Timeline, position: u64) -> bool {
        let now = js_sys::Date::now();
        if now - self.last < PAUSE {
            return false;
        }
        let newest = timeline
            .marks
            .iter()
            .rev()
            .find(|mark| mark.step < position);
        let Some(mark) = newest.filter(|mark| mark.step >= self.next) else {
            return false;
        };
        self.next = mark.step + 1;
        self.last = now;
        self.saying = Some(mark.text.clone());
        true
    }
}
