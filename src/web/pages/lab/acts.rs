//! What the page does when somebody wants something.

use engine::model::{Instant, StepId};
use lab::{Action, BranchId, Session, StepKind};
use serde_json::Value;
use view::clock;
use view::lesson::{Answered, Attempted, Reply};
use view::selection::Selection;
use yew::prelude::*;

use super::keys::Key;
use super::{LabPage, Open, progress};
use crate::command::{Command, Draft, Tab};
use crate::player::Destination;

impl Open {
    /// Does what is wanted; `true` when something besides the panels may look different.
    pub(super) fn obey(&mut self, context: &Context<LabPage>, command: Command) -> bool {
        match command {
            Command::TogglePlay => self.player.set_playing(!self.player.is_playing()),
            Command::ToggleSlowMotion => self.player.set_slow_motion(!self.player.slow_motion()),
            Command::Speed(speed) => self.player.set_speed(speed),
            Command::StepForward => self.at_rest(|session| {
                session.step();
            }),
            Command::StepBack => self.at_rest(|session| {
                session.step_back();
            }),
            Command::ToStart => self.seek(Instant::ZERO),
            Command::NextEvent => {
                self.player.set_playing(false);
                self.player.go_to_next_mark();
            }
            Command::Seek(to) => self.seek(Instant(to)),
            Command::SeekStep(step) => {
                self.at_rest(|session| session.seek_step(StepId(step).next()));
            }
            Command::CancelSeek => self.player.go(None),
            Command::Switch(branch) => {
                self.at_rest(|session| session.switch(BranchId(branch as usize)));
            }
            Command::Do(action) => drop(self.act(context, action)),
            Command::Send(draft, told) => told.emit(self.send(context, &draft)),
            Command::Break(draft, told) => told.emit(self.break_it(context, &draft)),
            Command::Select(selection) => self.select(Some(selection)),
            Command::Deselect => self.select(None),
            Command::Show(tab) => self.tab = tab,
            Command::OpenNumber(number) => self.opened = number,
            Command::Continue => self.go_on(),
            Command::Answer(choice) => self.answer(choice),
            Command::Fix(changes) => self.fix(&changes),
            Command::DoStep => self.do_step(context),
            Command::StartOver => self.start_over(context),
            Command::Save => self.save(context),
            Command::CopyLink => self.copy_link(context),
            Command::Open(text) => self.open(context, &text),
        }
        true
    }

    pub(super) fn press(&mut self, context: &Context<LabPage>, key: Key) -> bool {
        let speed = self.player.speed();
        let command = match key {
            Key::Play => Command::TogglePlay,
            Key::Step => Command::StepForward,
            Key::StepBack => Command::StepBack,
            Key::Start => Command::ToStart,
            Key::NextEvent => Command::NextEvent,
            Key::Faster => Command::Speed((speed + 1).min(clock::SPEEDS.len() - 1)),
            Key::Slower => Command::Speed(speed.saturating_sub(1)),
            Key::Link => Command::CopyLink,
            Key::Escape => Command::Deselect,
            Key::Help => {
                self.help = !self.help;
                return true;
            }
        };
        self.obey(context, command)
    }

    /// Somebody clicked on the stage: a message there is what was meant.
    pub(super) fn point(&mut self, x: f64, y: f64) -> bool {
        if let Some(id) = self.player.flight_at(x, y) {
            self.select(Some(Selection::Flight { id }));
        }
        true
    }

    /// Acts on the run; what cannot be done is said.
    pub(super) fn act(&mut self, context: &Context<LabPage>, action: Action) -> Result<(), String> {
        let acted = self
            .player
            .change(|session| session.act(action))
            .map_err(|refused| refused.to_string());
        if let Err(reason) = &acted {
            let text = context
                .props()
                .texts
                .with("notice-refused", &[("reason", reason)]);
            self.notify("refused", true, text, Vec::new());
        } else {
            self.notices.retain(|notice| notice.id != "refused");
        }
        acted
    }

    fn send(&mut self, context: &Context<LabPage>, draft: &Draft) -> Option<String> {
        let read = self
            .player
            .look(|session| session.lab().read_value(&draft.client, &draft.value));
        let value = match read {
            Ok(value) => value,
            Err(problem) => return Some(problem.message),
        };
        let key = if draft.key.is_empty() {
            Value::Null
        } else {
            typed(&draft.key)
        };
        let send = lab::Send {
            client: draft.client.clone(),
            topic: draft.topic.clone(),
            partition: None,
            key,
            value,
        };
        self.act(context, Action::Send(send)).err()
    }

    fn break_it(
        &mut self,
        context: &Context<LabPage>,
        draft: &view::fault::Draft,
    ) -> Option<String> {
        let action = match draft.action() {
            Ok(action) => action,
            Err(problems) => return Some(problems.to_string()),
        };
        self.act(context, action).err()
    }

    fn at_rest(&mut self, change: impl FnOnce(&mut Session)) {
        self.player.set_playing(false);
        let position = self.player.change(|session| {
            change(session);
            session.position()
        });
        self.narrator.move_to(position.0.saturating_sub(1));
    }

    fn seek(&mut self, to: Instant) {
        let position = self.player.look(Session::position);
        self.narrator.move_to(position.0);
        self.player.go(Some(Destination::At(to)));
    }

    pub(super) fn select(&mut self, selection: Option<Selection>) {
        self.player.set_selected(match selection {
            Some(Selection::Flight { id }) => Some(id),
            _ => None,
        });
        if selection.is_some() {
            self.tab = Tab::Inspect;
        }
        self.selection = selection;
    }

    fn go_on(&mut self) {
        let Self {
            player, learner, ..
        } = self;
        player.look(|session| {
            learner.next(session);
            progress::keep(session.lab(), learner);
        });
        self.reply = None;
    }

    fn answer(&mut self, choice: String) {
        let Self {
            player, learner, ..
        } = self;
        let step = learner.current();
        let answer = player.look(|session| {
            let answer = learner.answer(session, &choice);
            progress::keep(session.lab(), learner);
            answer
        });
        self.reply = Some(Reply::Answered(Answered {
            step,
            choice,
            answer,
        }));
    }

    fn fix(&mut self, changes: &[String]) {
        let Self {
            player, learner, ..
        } = self;
        let step = learner.current();
        let attempted = player.look(|session| {
            let fixed = learner.fix(session, changes);
            progress::keep(session.lab(), learner);
            Attempted::of(session.lab(), step, &fixed)
        });
        self.reply = Some(Reply::Attempted(attempted));
    }

    fn do_step(&mut self, context: &Context<LabPage>) {
        let wanted = self.player.look(|session| {
            match session.lab().steps().get(self.learner.current())?.kind {
                StepKind::Do(ref action) => Some(action.clone()),
                _ => None,
            }
        });
        if let Some(action) = wanted {
            // What cannot be done is said by `act`.
            let _ = self.act(context, action);
        }
    }
}

/// A key as somebody typed it: JSON if it can be read as such, otherwise text.
fn typed(key: &str) -> Value {
    serde_json::from_str(key).unwrap_or_else(|_| Value::from(key))
}
