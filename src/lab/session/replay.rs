//! Saved runs played again: every action is done or told by its place.

use std::sync::Arc;

use engine::model::{Instant, StepId};
use serde_json::Value;

use super::loss::{Loss, LossKind};
use super::saved::Entry;
use super::{ENGINE, End, STEPS_MAX, Saved, Session};
use crate::link::{Moment, View};
use crate::path::Path;
use crate::problem::{Problem, Problems};

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
        let saved = match saved {
            Ok(saved) if losses.is_empty() => saved,
            Ok(_) => return Err(Problems(told(losses).collect())),
            Err(more) => return Err(Problems(told(losses).chain(more.0).collect())),
        };
        let session = Self::restore(&saved, &mut losses);
        Problems(told(losses).collect()).or(session)
    }

    /// Plays a saved run again as far as that can be done, and tells the rest.
    pub(crate) fn restore(saved: &Saved, losses: &mut Vec<Loss>) -> Self {
        let mut session = Self::new(Arc::new(saved.lab.clone()));
        let mut shifted = Vec::new();
        let end = saved.end.as_ref().map(|end| end.moment.at);
        for entry in &saved.entries {
            match session.redo(entry, end) {
                Ok(None) => {}
                Ok(Some(step)) => shifted.push((entry, step)),
                Err((kind, why)) => {
                    losses.push(Loss::at(kind, &entry.path, why).with(&entry.text));
                }
            }
        }
        losses.extend(told_shifts(&shifted));
        if let Some(end) = &saved.end {
            session.go_to_end(end, saved.engine.as_deref(), losses);
        }
        if let Some(playhead) = saved.playhead {
            session.show(playhead, end, losses);
        }
        session
    }

    /// Plays to an entry and does what it says. `Some`: as this step, which is not the one that it was.
    fn redo(
        &mut self,
        entry: &Entry,
        end: Option<Instant>,
    ) -> Result<Option<StepId>, (LossKind, String)> {
        let Moment { at, step } = entry.deed.moment;
        if let Some(end) = end.filter(|end| at > *end) {
            let why = format!("is said to be at {at}, after the end of the run at {end}");
            return Err((LossKind::AfterEnd, why));
        }
        if at < self.playhead {
            let before = self.playhead;
            let why = format!("must come after the entry before it, which is at {before}");
            return Err((LossKind::OutOfOrder, why));
        }
        let exact = self.play_to(entry.deed.moment);
        let here = self.position();
        if here.0 >= STEPS_MAX {
            let why = format!("is not done: the run has taken {STEPS_MAX} steps by then");
            return Err((LossKind::TooLong, why));
        }
        self.arrive(at);
        self.act(entry.deed.action.clone())
            .map_err(|refused| (LossKind::Refused, refused.to_string()))?;
        Ok((step.is_some() && !exact).then_some(here))
    }

    /// Plays to a moment: to its very step if the run comes by it, otherwise everything up to its time. `true`: the run
    /// came by its step.
    fn play_to(&mut self, moment: Moment) -> bool {
        let last = moment.step.map_or(0, |step| step.0).min(STEPS_MAX);
        while self.position().0 < last && self.play(moment.at).is_some() {}
        let there = moment.step == Some(self.position())
            && self.world.next_at().is_none_or(|next| next >= moment.at);
        if !there {
            while self.position().0 < STEPS_MAX && self.play(moment.at).is_some() {}
        }
        there
    }

    fn go_to_end(&mut self, end: &End, engine: Option<&str>, losses: &mut Vec<Loss>) {
        let path = Path::ROOT.key("frontier");
        self.reach(end.moment, &path, losses);
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

    /// Plays to a moment and shows it, or as far as a run is ever replayed.
    fn reach(&mut self, moment: Moment, path: &Path, losses: &mut Vec<Loss>) {
        if self.play_to(moment) || self.position().0 < STEPS_MAX {
            self.arrive(moment.at);
            return;
        }
        let at = self.world.now();
        self.arrive(at);
        let message = format!("the run has taken {STEPS_MAX} steps by {at} and is not played on");
        losses.push(Loss::at(LossKind::TooLong, path, message));
    }

    /// Shows a moment, though none after the end if there is one.
    fn show(&mut self, moment: Moment, end: Option<Instant>, losses: &mut Vec<Loss>) {
        let path = Path::ROOT.key("playhead_us");
        let last = end.map_or(moment.at, |_| self.frontier());
        let at = moment.at.min(last);
        if moment.at > last {
            let message = format!("{} is after the end of the run at {last}", moment.at);
            losses.push(Loss::at(LossKind::Playhead, &path, message));
        }
        if let Some(step) = moment.step {
            self.seek_step(step);
            if self.position() == step && self.world.now() == at {
                return;
            }
        }
        if at <= self.frontier() {
            self.seek(at);
        } else {
            self.seek(self.frontier());
            self.reach(Moment { at, step: None }, &path, losses);
        }
        let here = self.position();
        if let Some(step) = moment.step.filter(|step| *step != here) {
            let message = format!("{at} is shown after {here} steps, not after {step}");
            losses.push(Loss::at(LossKind::Playhead, &path, message));
        }
    }
}

/// One loss for all entries that have another step than they had: they are done nevertheless.
fn told_shifts(shifted: &[(&Entry, StepId)]) -> Option<Loss> {
    let (first, step) = shifted.first()?;
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
