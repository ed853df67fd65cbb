//! How the lab page looks.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::beside::Beside;
use super::chunks::awaited;
use super::editing::Editing;
use super::{Dialog, Message, Missing, Open, Props, Workbench, track_key};
use crate::chunks::{DECKS, DIALOGS, SANDBOX, SCHEMAS, SCORES};
use crate::command::{Command, Deck, Tab};
use crate::components::ask::AskView;
use crate::components::bytes;
use crate::components::charts::ChartsView;
use crate::components::close_up::CloseUpView;
use crate::components::compare::CompareView;
use crate::components::decks::Decks;
use crate::components::dials::Dials;
use crate::components::events::Events;
use crate::components::explore::ExploreView;
use crate::components::flights::Flights;
use crate::components::glossary::Glossary;
use crate::components::hand_in::HandIn;
use crate::components::help::Help;
use crate::components::icon::{Icon, Sign};
use crate::components::inspector::InspectorView;
use crate::components::lesson::LessonView;
use crate::components::menu::MenuView;
use crate::components::notices::Notices;
use crate::components::palette::Palette;
use crate::components::scorecard::ScorecardView;
use crate::components::seeking::Seeking;
use crate::components::setup::SetupView;
use crate::components::shell::Shell;
use crate::components::spacetime::SpacetimeView;
use crate::components::tabs::Tabs;
use crate::components::timeline::TimelineView;
use crate::components::why::WhyView;
use crate::files;
use crate::pages::lost::Lost;
use crate::player::Destination;
use crate::stage::{Pointing, Tank};
use crate::working::Working;

/// The page of an address without a lab.
pub(super) fn missing(missing: &Missing, props: &Props) -> Html {
    let title = props.texts.with("lost-title", &[("id", &props.id)]);
    html! { <Lost {title} nearest={missing.0.clone()} /> }
}

impl Open {
    pub(super) fn draw(&self, context: &Context<Workbench>) -> Html {
        let texts = &context.props().texts;
        let title = self
            .panels
            .lesson
            .as_ref()
            .map(|lesson| lesson.title.clone())
            .unwrap_or_default();
        let title = self
            .editing
            .as_ref()
            .and_then(|editing| editing.setup.as_ref())
            .map_or(title, |setup| setup.title.clone());
        let track = self
            .player
            .look(|session| texts.get(&track_key(session.lab())));
        let on_command = &self.calls.command;
        html! {
            <>
                if self.embedded.is_none() {
                    <a class="skip" data-test="skip" href="#panel-text" onclick={jump("panel-text")}>{ texts.get("skip-to-lab") }</a>
                }
                <Shell fixed={true} bare={self.present} crumbs={vec![track, title]} tools={self.tools(context)}>
                    <main class="lab" data-tab={self.tab.key()} data-deck={self.deck.map(Deck::key)} data-present={self.present.then_some("true")} data-test="lab">
                        { self.text(context) }
                        { self.stage(context) }
                        <Decks deck={self.deck} on_command={on_command.clone()} end={self.way_out(context)} />
                        { self.deck(context) }
                        { self.side(context) }
                        <section class="lab-transport transport" aria-label={texts.get("transport-label")}>
                            <Dials playing={self.player.is_playing()} speed={self.player.speed()}
                                slow_motion={self.player.slow_motion()} on_command={on_command.clone()} />
                            <TimelineView timeline={self.panels.timeline.clone()} playhead={self.panels.timeline_at} on_command={on_command.clone()} />
                        </section>
                    </main>
                </Shell>
                <div class="sr-only narration" aria-live="polite" data-test="narration">{ self.narrator.saying.as_ref().map(|saying| texts.say(saying)) }</div>
                <Notices notices={self.notices.clone()} on_close={self.calls.close.clone()} />
                if let Some(opened) = &self.menu {
                    <MenuView opened={opened.clone()} on_command={on_command.clone()} on_close={context.link().callback(|()| Message::CloseMenu)} />
                }
                { self.over(context) }
            </>
        }
    }

    /// What is opened over the page.
    fn over(&self, context: &Context<Workbench>) -> Html {
        if self.dialog.is_none() && !self.palette {
            return Html::default();
        }
        let Some(dialogs) = DIALOGS.here() else {
            return awaited(&DIALOGS, context);
        };
        html! {
            <>
                if self.palette {
                    { (dialogs.palette)(self, context) }
                }
                { (dialogs.draw)(self, context) }
            </>
        }
    }

    pub(super) fn palette(&self, context: &Context<Workbench>) -> Html {
        let on_close = context.link().callback(|()| Message::ClosePalette);
        html! { <Palette offers={self.offers(context)} on_command={self.calls.command.clone()} {on_close} /> }
    }

    pub(super) fn dialog(&self, context: &Context<Workbench>) -> Html {
        let then = |dialog| context.link().callback(move |()| Message::Dialog(dialog));
        match self.dialog {
            None => Html::default(),
            Some(Dialog::Help) => {
                html! { <Help on_close={then(None)} on_glossary={then(Some(Dialog::Glossary))} /> }
            }
            Some(Dialog::Glossary) => html! { <Glossary on_close={then(None)} /> },
            Some(Dialog::HandIn) => {
                let (done, steps) = self.steps_done();
                html! { <HandIn {done} {steps} on_command={self.calls.command.clone()} on_close={then(None)} /> }
            }
            Some(Dialog::Ask) => match &self.ask {
                Some(ask) => {
                    let texts = context.props().texts.clone();
                    html! { <AskView ask={ask.clone()} {texts} on_command={self.calls.command.clone()} on_close={then(None)} /> }
                }
                None => Html::default(),
            },
            Some(Dialog::Why) => match &self.why {
                Some(why) => {
                    html! { <WhyView why={why.clone()} on_command={self.calls.command.clone()} on_close={then(None)} /> }
                }
                None => Html::default(),
            },
        }
    }

    fn stage(&self, context: &Context<Workbench>) -> Html {
        let (link, calls) = (context.link(), &self.calls);
        let texts = &context.props().texts;
        let pointing = Pointing {
            selected: self.selection.clone(),
            select: Some(calls.select.clone()),
            menu: Some(calls.menu.clone()),
        };
        html! {
            <section class={classes!("lab-stage", self.beside.is_some().then_some("two"))} aria-label={texts.get("stage-label")}>
                <div class="stage-of">
                    if self.beside.is_some() {
                        <p class="stage-name">{ texts.get("compare-first") }</p>
                    }
                    <Tank stage={self.panels.stage.clone()} scene={self.panels.scene.clone()} {pointing}
                        on_size={calls.size.clone()} on_point={calls.point.clone()} on_canvas={calls.canvas.clone()} />
                </div>
                if let Some(beside) = &self.beside {
                    { self.second_stage(context, beside) }
                }
                if let Some(Destination::At(to) | Destination::Mark(_, to)) = self.player.long_way() {
                    <Seeking at={self.panels.playhead} to={to.0} on_cancel={calls.command.reform(|()| Command::CancelSeek)} />
                }
                if let Some(progress) = self.replaying.as_ref().map(|(replaying, _)| replaying.progress()) {
                    <Seeking at={progress.at} to={progress.to} on_cancel={link.callback(|()| Message::StopReplaying)} />
                }
                if let Some(progress) = self.trying.as_ref().map(Working::progress) {
                    <Seeking text="fix-trying" at={progress.at} to={progress.to} on_cancel={link.callback(|()| Message::StopTrying)} />
                }
                if self.present {
                    <button type="button" class="button present-end" data-test="present-end" onclick={calls.command.reform(|_: MouseEvent| Command::Present)}><Sign icon={Icon::Cross} />{ texts.get("present-end") }</button>
                }
            </section>
        }
    }

    /// The run under another configuration: to be looked at.
    fn second_stage(&self, context: &Context<Workbench>, beside: &Beside) -> Html {
        let calls = &self.calls;
        let name = context.props().texts.get("compare-second");
        let pointing = Pointing {
            selected: None,
            select: None,
            menu: None,
        };
        html! {
            <div class="stage-of" data-test="stage-beside">
                <p class="stage-name">{ &name }{ for beside.changes.iter().map(|change| html! { <code>{ change }</code> }) }</p>
                <Tank stage={beside.stage.clone()} scene={beside.scene.clone()} {pointing} {name}
                    on_size={calls.size_beside.clone()} on_canvas={calls.canvas_beside.clone()} />
            </div>
        }
    }

    fn text(&self, context: &Context<Workbench>) -> Html {
        let (texts, on_command) = (&context.props().texts, &self.calls.command);
        let forms = |editing| match SANDBOX.here() {
            Some(parts) => (parts.forms.draw)(self, editing),
            None => awaited(&SANDBOX, context),
        };
        html! {
            <section class="pane pane-text" id="panel-text" tabindex="-1" aria-label={texts.get("tab-text")}>
                if let Some(editing) = &self.editing {
                    { forms(editing) }
                } else if let Some(lesson) = &self.panels.lesson {
                    <LessonView lesson={lesson.clone()} on_command={on_command.clone()} />
                }
            </section>
        }
    }

    pub(super) fn forms(&self, editing: &Editing) -> Html {
        let Some(setup) = editing.setup.clone() else {
            return Html::default();
        };
        html! { <SetupView {setup} refused={editing.refused.clone()} on_command={self.calls.command.clone()} /> }
    }

    /// The open drawer.
    fn deck(&self, context: &Context<Workbench>) -> Html {
        let Some(deck) = self.deck else {
            return Html::default();
        };
        let label = context.props().texts.get(&format!("deck-{}", deck.key()));
        let shown = match DECKS.here() {
            Some(decks) => (decks.draw)(self, context),
            None => awaited(&DECKS, context),
        };
        html! { <section class="deck" id="deck" tabindex="-1" data-test="deck" aria-label={label}>{ shown }</section> }
    }

    /// What the open drawer shows.
    pub(super) fn drawer(&self, context: &Context<Workbench>) -> Html {
        let on_command = &self.calls.command;
        let id = &context.props().id;
        let Some(deck) = self.deck else {
            return Html::default();
        };
        match deck {
            Deck::CloseUp => {
                html! { <CloseUpView close_up={self.panels.close_up.clone()} on_command={on_command.clone()} /> }
            }
            Deck::Bytes => {
                let (seen, on_command) = (self.panels.seen.clone(), on_command.clone());
                match SCHEMAS.here() {
                    Some(parts) => (parts.bytes)(bytes::Props { seen, on_command }),
                    None => awaited(&SCHEMAS, context),
                }
            }
            Deck::Compare => {
                let beside = self.beside.as_ref();
                html! {
                    <CompareView settings={self.settings.clone()} changes={beside.map(|beside| beside.changes.clone())}
                        compared={beside.and_then(|beside| beside.compared.clone())}
                        caught_up={beside.is_some_and(|beside| beside.caught_up)} on_command={on_command.clone()} />
                }
            }
            Deck::Explore => {
                let exploring = &self.exploring;
                html! {
                    <ExploreView form={exploring.form.clone()} going={exploring.is_going()} sought={exploring.sought.clone()}
                        wrong={exploring.wrong.clone()} on_command={on_command.clone()} />
                }
            }
            Deck::Charts => html! {
                <ChartsView lab={id.clone()} charts={self.panels.charts.clone()} playhead={self.panels.charts_at} on_command={on_command.clone()} />
            },
            Deck::Diagram => {
                let drawn = &self.panels.drawn;
                html! { <SpacetimeView diagram={drawn.diagram.clone()} options={self.diagram.clone()} waits={drawn.waits} on_command={on_command.clone()} /> }
            }
        }
    }

    pub(super) fn scorecard(&self) -> Html {
        html! {
            <ScorecardView card={self.panels.card.clone()} opened={self.opened.clone()}
                records={self.panels.records.clone()} judged={self.judged.clone()} on_command={self.calls.command.clone()} />
        }
    }

    fn side(&self, context: &Context<Workbench>) -> Html {
        let on_command = &self.calls.command;
        let panel = match self.tab {
            Tab::Text | Tab::Inspect => html! {
                <InspectorView inspector={self.panels.inspector.clone()} events={self.panels.events.clone()} on_command={on_command.clone()} />
            },
            Tab::Flights => html! {
                <Flights rows={self.panels.rows.clone()} selected={self.selection.clone()} on_command={on_command.clone()} />
            },
            Tab::Events => {
                html! { <Events timeline={self.panels.timeline.clone()} on_command={on_command.clone()} /> }
            }
            Tab::Score => match SCORES.here() {
                Some(scores) => (scores.draw)(self),
                None => awaited(&SCORES, context),
            },
        };
        html! {
            <>
                <Tabs tab={self.tab} flights={self.panels.flights} on_command={on_command.clone()} />
                <section class="pane pane-side" id="panel-side" role="tabpanel" tabindex="-1"
                    aria-labelledby={format!("tab-{}", self.tab.key())}>
                    <div class="inspect">{ panel }</div>
                </section>
            </>
        }
    }

    fn tools(&self, context: &Context<Workbench>) -> Html {
        let (texts, link) = (&context.props().texts, context.link());
        let on_command = &self.calls.command;
        let save = on_command.reform(|_: MouseEvent| Command::Save);
        let copy = on_command.reform(|_: MouseEvent| Command::CopyLink);
        let still = on_command.reform(|_: MouseEvent| Command::SaveStill);
        let palette = on_command.reform(|_: MouseEvent| Command::Palette);
        let present = on_command.reform(|_: MouseEvent| Command::Present);
        let help = link.callback(|_: MouseEvent| Message::Dialog(Some(Dialog::Help)));
        let open = {
            let link = link.clone();
            Callback::from(move |event: Event| {
                let chosen = files::chosen(&event.target_unchecked_into::<HtmlInputElement>());
                link.send_future_batch(async move {
                    let read = files::read(chosen?).await;
                    Some(Message::Command(Command::Open(read)))
                });
            })
        };
        let sandbox = on_command.reform(|_: MouseEvent| Command::ToSandbox);
        html! {
            <>
                if self.editing.is_none() {
                    <button type="button" class="button quiet" data-test="to-sandbox" title={texts.get("sandbox-open")} onclick={sandbox}><Sign icon={Icon::Tools} /><span class="button-label">{ texts.get("track-sandbox") }</span></button>
                }
                <input class="file-input" type="file" id="open-run" data-test="open-run-file" accept=".json,application/json" onchange={open} />
                <label class="button quiet" for="open-run" data-test="open-run" title={texts.get("run-open")}><Sign icon={Icon::Open} /><span class="button-label">{ texts.get("run-open") }</span></label>
                <button type="button" class="button quiet where-wide" data-test="save-run" title={texts.get("run-save")} onclick={save}><Sign icon={Icon::Save} /><span class="button-label">{ texts.get("run-save") }</span></button>
                <button type="button" class="button quiet" data-test="copy-link" title={texts.get("run-link")} onclick={copy}><Sign icon={Icon::Link} /><span class="button-label">{ texts.get("run-link") }</span></button>
                <button type="button" class="button quiet square" data-test="still-save" title={texts.get("still-save")} aria-label={texts.get("still-save")} onclick={still}><Sign icon={Icon::Picture} /></button>
                <button type="button" class="button quiet square" data-test="palette-open" title={texts.get("palette-open")} aria-label={texts.get("palette-open")} onclick={palette}><Sign icon={Icon::Search} /></button>
                <button type="button" class="button quiet square where-wide" data-test="present" title={texts.get("present")} aria-label={texts.get("present")} onclick={present}><Sign icon={Icon::Screen} /></button>
                <button type="button" class="button quiet square" data-test="help-open" title={texts.get("help-open")} aria-label={texts.get("help-open")} onclick={help}><Sign icon={Icon::Help} /></button>
            </>
        }
    }
}

/// Moves the focus to a part of the page, and leaves the address alone.
fn jump(id: &'static str) -> Callback<MouseEvent> {
    Callback::from(move |event: MouseEvent| {
        event.prevent_default();
        let part = web_sys::window()
            .and_then(|w| w.document())
            .and_then(|d| d.get_element_by_id(id));
        if let Some(part) =
            part.and_then(|part| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(part).ok())
        {
            // Fails only for what cannot have the focus.
            let _ = part.focus();
        }
    })
}
