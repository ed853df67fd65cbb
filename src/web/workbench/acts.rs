//! What the page does when somebody wants something.

use std::rc::Rc;

use engine::model::{Instant, StepId};
use lab::{Action, BranchId, Fixed, Learner, Problem, Problems, Session, StepKind, Trial};
use serde_json::Value;
use view::clock;
use view::fault::ordered;
use view::lesson::{Answered, Attempted, Reply};
use view::menu::Menu;
use view::selection::Selection;
use view::why::Why;
use yew::prelude::*;

use super::beside::Beside;
use super::chunks::needed;
use super::keys::Key;
use super::peeking;
use super::{Dialog, Message, Open, Workbench};
use crate::chunks::{DECKS, DIALOGS, SCORES};
use crate::command::{Command, Draft, Tab, Wish};
use crate::components::menu::Opened;
use crate::player::Destination;
use crate::route;
use crate::stage::Point;
use crate::working::{Told, Working};

impl Open {
    /// Does what is wanted; `true` when something besides the panels may look different.
    pub(super) fn obey(&mut self, context: &Context<Workbench>, command: Command) -> bool {
        if let Some(code) = needed(&command).filter(|code| !code.is_here()) {
            context.link().send_future(async move {
                match code.fetch().await {
                    Ok(()) => Message::Command(command),
                    Err(problem) => Message::NotHere(problem),
                }
            });
            return false;
        }
        if command.is_about_the_learners_run() {
            self.end_peek();
        }
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
            Command::Why(step) => {
                (DIALOGS.get().why)(self, step);
            }
            Command::Alter(wanted, told) => told.emit(self.act_as(context, wanted.action())),
            Command::Ask(ask) => {
                // Whoever fills in a form is not to be overtaken by the run.
                self.player.set_playing(false);
                self.ask = Some(ask);
                self.dialog = Some(Dialog::Ask);
            }
            Command::Administer(draft, told) => told.emit(self.administer(&draft)),
            Command::Withdraw(place) => self.player.change(|session| session.withdraw(place)),
            Command::Help => self.dialog = Some(Dialog::Help),
            Command::Glossary => self.dialog = Some(Dialog::Glossary),
            Command::Palette => self.palette = !self.palette,
            Command::Present => self.present = !self.present,
            Command::Go(address) => route::go(&address),
            Command::Select(selection) => self.select(Some(selection)),
            Command::Deselect => self.select(None),
            Command::Show(tab) => self.tab = tab,
            Command::OpenDeck(deck) => self.deck = Some(deck),
            Command::Menu(selection, at) => self.open_menu(selection, at),
            Command::Draw(deck) => self.deck = (self.deck != Some(deck)).then_some(deck),
            Command::Setup(wish) => self.set_up(context, wish),
            Command::ToSandbox => self.to_sandbox(context),
            Command::Window(before) => {
                self.before = before;
                self.bytes_from = 0;
            }
            Command::BytesFrom(from) => self.bytes_from = from,
            Command::Diagram(options) => self.diagram = options,
            Command::SaveDiagram => (DECKS.get().save_diagram)(self, context),
            Command::CopyDiagram => (DECKS.get().copy_diagram)(self, context),
            Command::OpenNumber(number) => self.opened = number,
            Command::Judge => {
                self.judged = Some(Rc::new(self.player.look(SCORES.get().judge)));
            }
            Command::SaveHistory => (SCORES.get().save_history)(self, context),
            Command::Continue => self.go_on(),
            Command::Answer(choice) => self.answer(choice),
            Command::Peek => self.peek(context),
            Command::EndPeek => self.end_peek(),
            Command::Fix(changes) => self.fix(context, &changes),
            Command::Compare(changes, told) => told.emit(self.compare(changes)),
            Command::StopComparing => {
                self.player.stop_comparing();
                self.beside = None;
            }
            Command::Explore(draft, told) => {
                told.emit((DECKS.get().explore)(self, context, &draft));
            }
            Command::StopExploring => self.stop_exploring(),
            Command::DoStep => self.do_step(context),
            Command::StartOver => self.start_over(context),
            Command::HandIn => {
                self.keep_work();
                self.dialog = Some(Dialog::HandIn);
            }
            Command::Identify(learner) => self.identify(&learner),
            Command::SaveWork => self.save_work(context),
            Command::CopyWork => self.copy_work(context),
            Command::Save => self.save(context),
            Command::CopyLink => self.copy_link(context),
            Command::SaveStill => (DIALOGS.get().save_still)(self, context),
            Command::Open(Ok(text)) => self.open(context, &text),
            Command::Open(Err(problem)) => self.refuse(context, &problem.into()),
        }
        true
    }

    /// Says that code cannot be had that was wanted.
    pub(super) fn not_here(&mut self, context: &Context<Workbench>, problem: Problem) -> bool {
        let text = context.props().texts.get("not-fetched");
        let details = vec![(problem.path, problem.message)];
        self.notify("not-fetched", true, text, details);
        true
    }

    /// Shows why something happened.
    pub(super) fn ask_why(&mut self, step: u64) {
        self.why = Some(Rc::new(self.player.look(|session| Why::of(session, step))));
        self.dialog = Some(Dialog::Why);
    }

    pub(super) fn press(&mut self, context: &Context<Workbench>, key: Key) -> bool {
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
            Key::Escape if self.present => Command::Present,
            Key::Escape => Command::Deselect,
            Key::Help => Command::Help,
            Key::Glossary => Command::Glossary,
            Key::Palette => Command::Palette,
            Key::Present => Command::Present,
            Key::Undo => Command::Setup(Wish::Undo),
            Key::Redo => Command::Setup(Wish::Redo),
        };
        self.obey(context, command)
    }

    /// Somebody clicked on the stage, where a message may be.
    pub(super) fn point(&mut self, point: Point) -> bool {
        if let Some(id) = self.player.flight_at(point.x, point.y) {
            let selection = Selection::Flight { id };
            match point.menu_at {
                Some(at) => self.open_menu(selection, at),
                None => self.select(Some(selection)),
            }
        }
        true
    }

    /// Shows what can be done to a thing now. Time rests meanwhile: what flies would be gone.
    fn open_menu(&mut self, selection: Selection, at: (f64, f64)) {
        self.player.set_playing(false);
        let menu = self.player.look(|session| Menu::of(session, &selection));
        self.menu = menu.map(|menu| Opened {
            selection,
            menu,
            at,
        });
    }

    /// Acts on the run; what cannot be done is said.
    pub(super) fn act(
        &mut self,
        context: &Context<Workbench>,
        action: Action,
    ) -> Result<(), String> {
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

    /// Does what somebody has filled in; what is wrong with it, if anything is.
    fn act_as(
        &mut self,
        context: &Context<Workbench>,
        action: Result<Action, Problems>,
    ) -> Option<String> {
        match action {
            Ok(action) => self.act(context, action).err(),
            Err(problems) => Some(problems.to_string()),
        }
    }

    /// Asks the cluster what somebody has filled in; what is wrong with it, if anything is.
    fn administer(&mut self, draft: &view::ask::Draft) -> Vec<Problem> {
        match self.player.change(|session| draft.ask(session)) {
            Ok(()) => {
                self.dialog = None;
                Vec::new()
            }
            Err(problems) => problems.0,
        }
    }

    fn send(&mut self, context: &Context<Workbench>, draft: &Draft) -> Option<String> {
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
        context: &Context<Workbench>,
        draft: &view::fault::Draft,
    ) -> Option<String> {
        let ordered = match draft.order() {
            Ok(Some(entry)) => self.player.change(|session| session.order(&entry)),
            Ok(None) => return self.act_as(context, draft.action()),
            Err(problems) => Err(problems),
        };
        ordered.err().map(|problems| problems.to_string())
    }

    /// Tells the orders that could not be carried out, once each.
    pub(super) fn tell_orders(&mut self, context: &Context<Workbench>) {
        let texts = &context.props().texts;
        let told = self.orders_told;
        let (count, details) = self.player.look(|session| {
            let refused = session.refused_orders();
            let new = refused.iter().skip(told);
            let said = new.map(|(order, why)| (texts.say(&ordered(order)), why.to_string()));
            (refused.len(), said.collect::<Vec<_>>())
        });
        self.orders_told = count;
        if !details.is_empty() {
            self.notify("order-refused", true, texts.get("order-refused"), details);
        }
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
        if selection != self.selection {
            self.before = None;
            self.bytes_from = 0;
        }
        self.selection = selection;
    }

    fn go_on(&mut self) {
        let Self {
            player,
            learner,
            work,
            ..
        } = self;
        player.look(|session| {
            learner.next(session);
            work.keep(session, learner);
        });
        self.reply = None;
    }

    fn answer(&mut self, choice: String) {
        let Self {
            player,
            learner,
            work,
            ..
        } = self;
        let step = learner.current();
        let (answer, found) = player.look(|session| {
            let said = peeking::answer(session, learner, &choice);
            work.keep(session, learner);
            said
        });
        let (evidence, aside) = found.unzip();
        self.aside = aside;
        self.reply = Some(Reply::Answered(Box::new(Answered {
            step,
            choice,
            answer,
            evidence,
        })));
    }

    /// Tries a configuration against the attack, in place of any other that is being tried.
    fn fix(&mut self, context: &Context<Workbench>, changes: &[String]) {
        self.trying = None;
        self.reply = None;
        let trial = self
            .player
            .look(|session| self.learner.attempt(session, changes));
        match trial {
            Err(fixed) => self.fixed(|_| *fixed),
            Ok(trial) => match Working::begin(trial, context.link().callback(Message::Tried)) {
                Ok(trial) => self.fixed(|learner| learner.judge(*trial)),
                Err(going_on) => self.trying = Some(going_on),
            },
        }
    }

    /// A configuration that is tried is further, or the attack on it is over.
    pub(super) fn tried(&mut self, told: Told<Trial>) -> bool {
        if let Told::Done(trial) = told {
            self.trying = None;
            self.fixed(|learner| learner.judge(*trial));
        }
        true
    }

    /// Keeps and shows what came of a configuration.
    fn fixed(&mut self, judge: impl FnOnce(&mut Learner) -> Fixed) {
        let Self {
            player,
            learner,
            work,
            ..
        } = self;
        let step = learner.current();
        let (attempted, aside) = player.look(|session| {
            let fixed = judge(learner);
            work.keep(session, learner);
            let attempted = Attempted::of(session.lab(), step, &fixed);
            (attempted, peeking::played(fixed))
        });
        self.aside = aside;
        self.reply = Some(Reply::Attempted(attempted));
    }

    /// Plays the run under another configuration beside it; what is wrong with that, if anything is.
    fn compare(&mut self, changes: Vec<String>) -> Vec<Problem> {
        if let Err(problems) = self.player.compare(&changes) {
            return problems.0;
        }
        let size = self.beside.as_ref().map_or(self.size, |beside| beside.size);
        self.beside = Some(Beside::new(changes, size));
        Vec::new()
    }

    fn do_step(&mut self, context: &Context<Workbench>) {
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
