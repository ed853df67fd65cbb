//! Saved runs played again: every action is done or told by its place.

use std::sync::Arc;

use engine::model::{Instant, StepId};
use serde_json::Value;

use super::loss::{Loss, LossKind};
use super::saved::Entry;
use super::{ENGINE, End, Order, STEPS_MAX, Saved, Session};
use crate::action::Action;
use crate::attack;
use crate::lab::Lab;
use crate::link::{Deed, Moment, View};
use crate::path::Path;
use crate::problem::{Problem, Problems};
use crate::work::Work;

/// A saved run on its way to be a session again. It is played in slices, so that whoever waits can look up, or stop.
#[derive(Clone, Debug)]
pub struct Replay {
    saved: Saved,
    session: Session,
    /// Entries, by their place, that are another step than they were, with that step.
    shifted: Vec<(usize, StepId)>,
    losses: Vec<Loss>,
    /// In another lab: the entries as they are done there, where messages have other numbers.
    deeds: Vec<attack::Deed>,
    stage: Stage,
}

/// How far a replay is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// It is on its way to this entry.
    Entry(usize),
    /// It is on its way to the end.
    End,
    /// It looks for the moment that is to be shown.
    Show,
    /// That moment is after all that was played before.
    Beyond,
    /// Everything is done.
    Done,
}

impl Session {
    /// The current branch as a journal file; see [`saved`](Session::saved).
    #[must_use]
    pub fn export(&self) -> String {
        // Without wrapping: what is exported is read by machines first.
        self.saved(&View::default(), false).to_string()
    }

    /// Restores a session from a journal file.
    ///
    /// # Errors
    /// Everything that is wrong with it; a journal that cannot be replayed to its very digest is not restored.
    pub fn import(text: &str) -> Result<Self, Problems> {
        let (session, losses) = Replay::of_file(text)?.finish();
        let told = losses.into_iter().map(|loss| loss.problem);
        Problems(told.collect()).or(session)
    }
}

impl Replay {
    /// A journal file, read but not played.
    ///
    /// # Errors
    /// Everything that is wrong with the file.
    pub fn of_file(text: &str) -> Result<Self, Problems> {
        const TEXT_MAX: usize = 4 * 1024 * 1024;
        if text.len() > TEXT_MAX {
            return Err(
                Problem::of("", format!("the journal is longer than {TEXT_MAX} bytes")).into(),
            );
        }
        let file: Value = serde_json::from_str(text)
            .map_err(|error| Problem::of("", format!("the journal is not JSON: {error}")))?;
        let told = |losses: Vec<Loss>| losses.into_iter().map(|loss| loss.problem);
        let mut losses = Vec::new();
        let saved = Saved::read(&file, true, &mut losses);
        match saved {
            Ok(saved) if losses.is_empty() => Ok(Self::new(saved, losses)),
            Ok(_) => Err(Problems(told(losses).collect())),
            Err(more) => Err(Problems(told(losses).chain(more.0).collect())),
        }
    }

    /// What was done in a session, on its current branch, done at the same times in another lab, which is shown at the same
    /// moment.
    #[must_use]
    pub fn in_lab(session: &Session, lab: Lab) -> Self {
        let at = session.playhead();
        let past = session.journal().iter().enumerate();
        let entry = |(index, entry): (usize, &super::JournalEntry)| Entry {
            path: Path::ROOT.key("journal").index(index),
            text: serde_json::to_value(&entry.action).unwrap_or_default(),
            deed: Deed {
                moment: Moment::at(entry.at),
                action: entry.action.clone(),
            },
        };
        let saved = Saved {
            lab,
            engine: None,
            entries: past.map(entry).collect(),
            playhead: Some(Moment::at(at)),
            end: None,
            orders: session.orders().iter().map(Order::to_json).collect(),
        };
        let deeds = session.journal().iter();
        Self {
            deeds: deeds
                .map(|entry| attack::Deed::of(session, entry))
                .collect(),
            ..Self::new(saved, Vec::new())
        }
    }

    pub(crate) fn new(saved: Saved, losses: Vec<Loss>) -> Self {
        Self {
            session: Session::new(Arc::new(saved.lab.clone())),
            saved,
            shifted: Vec::new(),
            losses,
            deeds: Vec::new(),
            stage: Stage::Entry(0),
        }
    }

    /// The lab that is played.
    #[must_use]
    pub fn lab(&self) -> &Arc<Lab> {
        self.session.lab()
    }

    /// The version of the engine that played it first, if it says so.
    pub(crate) fn engine(&self) -> Option<&str> {
        self.saved.engine.as_deref()
    }

    /// How far the run went when it was saved.
    pub(crate) const fn end(&self) -> Option<&End> {
        self.saved.end.as_ref()
    }

    /// Plays the rest: the session, and what of it is not as it was.
    #[must_use]
    pub fn finish(mut self) -> (Session, Vec<Loss>) {
        while !self.slice(u32::MAX) {}
        (self.session, self.losses)
    }

    /// Plays to an entry and does what it says. `None`: there is more to play.
    fn entry(&mut self, place: usize, steps: &mut u32) -> Option<Stage> {
        let Some(entry) = self.saved.entries.get(place) else {
            self.losses.extend(told_shifts(&self.saved, &self.shifted));
            return Some(Stage::End);
        };
        let end = self.saved.end.as_ref().map(|end| end.moment.at);
        let action = |session: &Session| match self.deeds.get(place) {
            Some(deed) => deed.action_in(session),
            None => entry.deed.action.clone(),
        };
        match self.session.redo(entry, end, action, steps)? {
            Ok(None) => {}
            Ok(Some(step)) => self.shifted.push((place, step)),
            Err((kind, why)) => {
                let loss = Loss::at(kind, &entry.path, why);
                self.losses.push(loss.with(&entry.text));
            }
        }
        Some(Stage::Entry(place + 1))
    }

    fn end_of_run(&mut self, steps: &mut u32) -> Option<Stage> {
        if let Some(end) = &self.saved.end {
            let path = Path::ROOT.key("frontier");
            let stopped = self.session.reach(end.moment, &path, steps)?;
            self.losses.extend(stopped);
            let engine = self.saved.engine.as_deref();
            self.session.compare_end(end, engine, &mut self.losses);
        }
        self.order_again();
        Some(Stage::Show)
    }

    /// Gives the orders that stood.
    fn order_again(&mut self) {
        for (place, entry) in self.saved.orders.iter().enumerate() {
            let path = Path::ROOT.key("orders").index(place);
            if let Err(problems) = self.session.order(entry) {
                let loss = Loss::at(LossKind::Unreadable, &path, problems.to_string());
                self.losses.push(loss.with(entry));
            }
        }
    }

    /// Shows the moment that is to be shown, though none after the end if there is one.
    fn show(&mut self) -> Stage {
        let Some(moment) = self.saved.playhead else {
            return Stage::Done;
        };
        let session = &mut self.session;
        let at = shown_at(&self.saved, session, moment);
        if moment.at > at {
            let path = Path::ROOT.key("playhead_us");
            let message = format!("{} is after the end of the run at {at}", moment.at);
            self.losses
                .push(Loss::at(LossKind::Playhead, &path, message));
        }
        if let Some(step) = moment.step {
            session.seek_step(step);
            if session.position() == step && session.world().now() == at {
                return Stage::Done;
            }
        }
        if at > session.frontier() {
            session.seek(session.frontier());
            return Stage::Beyond;
        }
        session.seek(at);
        self.shown(moment)
    }

    fn beyond(&mut self, steps: &mut u32) -> Option<Stage> {
        let Some(moment) = self.saved.playhead else {
            return Some(Stage::Done);
        };
        let to = Moment::at(moment.at);
        let path = Path::ROOT.key("playhead_us");
        let stopped = self.session.reach(to, &path, steps)?;
        self.losses.extend(stopped);
        Some(self.shown(moment))
    }

    /// Tells if what is shown is not after the step that it was.
    fn shown(&mut self, moment: Moment) -> Stage {
        let here = self.session.position();
        if let Some(step) = moment.step.filter(|step| *step != here) {
            let at = shown_at(&self.saved, &self.session, moment);
            let message = format!("{at} is shown after {here} steps, not after {step}");
            let path = Path::ROOT.key("playhead_us");
            self.losses
                .push(Loss::at(LossKind::Playhead, &path, message));
        }
        Stage::Done
    }
}

impl Work for Replay {
    fn progress(&self) -> (Instant, Instant) {
        let saved = &self.saved;
        let deeds = saved.entries.iter().map(|entry| entry.deed.moment.at);
        let end = saved.end.iter().map(|end| end.moment.at);
        let shown = saved.playhead.iter().map(|shown| shown.at);
        let to = deeds.chain(end).chain(shown).max();
        (self.session.playhead(), to.unwrap_or_default())
    }

    fn slice(&mut self, mut steps: u32) -> bool {
        while self.stage != Stage::Done {
            let next = match self.stage {
                Stage::Entry(place) => self.entry(place, &mut steps),
                Stage::End => self.end_of_run(&mut steps),
                Stage::Show => Some(self.show()),
                Stage::Beyond => self.beyond(&mut steps),
                Stage::Done => break,
            };
            match next {
                Some(stage) => self.stage = stage,
                None => return false,
            }
        }
        true
    }
}

/// Where the moment to be shown is: no later than the end of a run that has one.
fn shown_at(saved: &Saved, session: &Session, moment: Moment) -> Instant {
    match saved.end {
        Some(_) => moment.at.min(session.frontier()),
        None => moment.at,
    }
}

/// What came of an action that is to be done again: `Some` as this step, which is not the one that it was.
type Redone = Result<Option<StepId>, (LossKind, String)>;

impl Session {
    /// Plays to an entry and does what it says; `None` if it is not there yet.
    fn redo(
        &mut self,
        entry: &Entry,
        end: Option<Instant>,
        action: impl Fn(&Self) -> Action,
        steps: &mut u32,
    ) -> Option<Redone> {
        let Moment { at, step } = entry.deed.moment;
        if let Some(end) = end.filter(|end| at > *end) {
            let why = format!("is said to be at {at}, after the end of the run at {end}");
            return Some(Err((LossKind::AfterEnd, why)));
        }
        if at < self.playhead {
            let before = self.playhead;
            let why = format!("must come after the entry before it, which is at {before}");
            return Some(Err((LossKind::OutOfOrder, why)));
        }
        let exact = self.play_to(entry.deed.moment, steps)?;
        let here = self.position();
        if here.0 >= STEPS_MAX {
            let why = format!("is not done: the run has taken {STEPS_MAX} steps by then");
            return Some(Err((LossKind::TooLong, why)));
        }
        self.arrive(at);
        let action = action(self);
        let done = self.act(action);
        let shifted = (step.is_some() && !exact).then_some(here);
        Some(
            done.map(|()| shifted)
                .map_err(|refused| (LossKind::Refused, refused.to_string())),
        )
    }

    /// Shows a moment of the current branch, be it behind the playhead or before it. `true`: it is after the step that it
    /// says; `None`: `steps` are over before it is there, and to be called again.
    pub(crate) fn go_to(&mut self, moment: Moment, steps: &mut u32) -> Option<bool> {
        let is_behind = self.playhead > moment.at;
        if let Some(step) = moment
            .step
            .filter(|step| is_behind || self.position() > *step)
        {
            self.seek_step(step);
        }
        let exact = self.play_to(moment, steps)?;
        self.arrive(moment.at);
        Some(exact)
    }

    /// Makes sure that whatever is done here forks: that something comes after it on this branch.
    pub(crate) fn look_ahead(&mut self) {
        let (here, at) = (self.position(), self.playhead);
        if self.branch().frontier.step == here && self.play(Instant(u64::MAX)).is_some() {
            self.seek_step(here);
            self.arrive(at);
        }
    }

    /// Plays to a moment: to its very step if the run comes by it, otherwise everything up to its time. `true`: the run
    /// came by its step; `None`: `steps` are over before it is there, and to be called again.
    fn play_to(&mut self, moment: Moment, steps: &mut u32) -> Option<bool> {
        let last = moment.step.map_or(0, |step| step.0).min(STEPS_MAX);
        self.play_while(moment.at, steps, |position| position < last)?;
        let there = moment.step == Some(self.position())
            && self.world.next_at().is_none_or(|next| next >= moment.at);
        if !there {
            self.play_while(moment.at, steps, |position| position < STEPS_MAX)?;
        }
        Some(there)
    }

    /// Plays what happens up to a moment as long as the position is a wanted one; `None` if there is more of it.
    fn play_while(
        &mut self,
        at: Instant,
        steps: &mut u32,
        wanted: impl Fn(u64) -> bool,
    ) -> Option<()> {
        while wanted(self.position().0) {
            *steps = steps.checked_sub(1)?;
            if self.play(at).is_none() {
                break;
            }
        }
        Some(())
    }

    /// Plays to a moment and shows it, or as far as a run is ever replayed, which is told. `None`: there is more to play.
    fn reach(&mut self, moment: Moment, path: &Path, steps: &mut u32) -> Option<Option<Loss>> {
        if self.play_to(moment, steps)? || self.position().0 < STEPS_MAX {
            self.arrive(moment.at);
            return Some(None);
        }
        let at = self.world.now();
        self.arrive(at);
        let message = format!("the run has taken {STEPS_MAX} steps by {at} and is not played on");
        Some(Some(Loss::at(LossKind::TooLong, path, message)))
    }

    /// Tells if the run has not come to the end that it had.
    fn compare_end(&self, end: &End, engine: Option<&str>, losses: &mut Vec<Loss>) {
        let path = Path::ROOT.key("frontier");
        let Some(digest) = &end.digest else { return };
        let (step, reached) = (self.position(), self.world.digest().to_string());
        let said = end.moment.step;
        if said.is_none_or(|said| said == step) && reached == *digest {
            return;
        }
        if let Some(engine) = engine.filter(|engine| *engine != ENGINE) {
            let message = format!(
                "{} engine than this one, which is {ENGINE}: it may have played otherwise",
                age(engine)
            );
            let loss = Loss::at(LossKind::Engine, &Path::ROOT.key("engine"), message);
            losses.push(loss.with(&engine.into()));
        }
        let said = said.map_or_else(String::new, |said| format!("step {said} with "));
        let message = format!(
            "this run comes to step {step} with digest {reached}, not to {said}digest {digest}: something was lost or \
             changed, or it is of another engine"
        );
        losses.push(Loss::at(LossKind::Digest, &path, message));
    }
}

/// One loss for all entries that have another step than they had: they are done nevertheless.
fn told_shifts(saved: &Saved, shifted: &[(usize, StepId)]) -> Option<Loss> {
    let (first, step) = shifted.first()?;
    let first = saved.entries.get(*first)?;
    let more = match shifted.len() - 1 {
        0 => String::new(),
        1 => "; so is one more after it".to_owned(),
        more => format!("; so are {more} more after it"),
    };
    let message = format!("is done at its time, but as step {step}, which it was not{more}");
    Some(Loss::at(LossKind::Shifted, &first.path, message).with(&first.text))
}

/// Whether a version of the engine is older or newer than this one.
fn age(engine: &str) -> &'static str {
    let numbers = |version: &str| -> Option<Vec<u32>> {
        version.split('.').map(|part| part.parse().ok()).collect()
    };
    match (numbers(engine), numbers(ENGINE)) {
        (Some(theirs), Some(ours)) if theirs < ours => "is an older",
        (Some(theirs), Some(ours)) if theirs > ours => "is a newer",
        _ => "is another",
    }
}
