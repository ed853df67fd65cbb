//! How the lab page looks.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{LabPage, Message, Missing, Open, Props, track_key};
use crate::command::{Command, Tab};
use crate::components::dials::Dials;
use crate::components::events::Events;
use crate::components::flights::Flights;
use crate::components::help::Help;
use crate::components::icon::{Icon, Sign};
use crate::components::inspector::InspectorView;
use crate::components::lesson::LessonView;
use crate::components::notices::Notices;
use crate::components::scorecard::ScorecardView;
use crate::components::seeking::Seeking;
use crate::components::shell::Shell;
use crate::components::tabs::Tabs;
use crate::components::timeline::TimelineView;
use crate::files;
use crate::i18n::Texts;
use crate::pages::lost::Lost;
use crate::player::Destination;
use crate::stage::{Pointing, Tank};

/// The page of an address without a lab.
pub(super) fn missing(missing: &Missing, props: &Props) -> Html {
    let title = props.texts.with("lost-title", &[("id", &props.id)]);
    html! { <Lost {title} nearest={missing.0.clone()} /> }
}

impl Open {
    pub(super) fn draw(&self, context: &Context<LabPage>) -> Html {
        let texts = &context.props().texts;
        let title = self
            .panels
            .lesson
            .as_ref()
            .map(|lesson| lesson.title.clone())
            .unwrap_or_default();
        let track = self
            .player
            .look(|session| texts.get(&track_key(session.lab())));
        let on_command = context.link().callback(Message::Command);
        let on_close = context.link().callback(Message::Close);
        html! {
            <>
                <a class="skip" data-test="skip" href="#panel-text" onclick={jump("panel-text")}>{ texts.get("skip-to-lab") }</a>
                <Shell fixed={true} crumbs={vec![track, title]} tools={self.tools(context)}>
                    <main class="lab" data-tab={self.tab.key()} data-test="lab">
                        { self.text(&on_command, texts) }
                        { self.stage(context) }
                        { self.side(&on_command) }
                        <section class="lab-transport transport" aria-label={texts.get("transport-label")}>
                            <Dials playing={self.player.is_playing()} speed={self.player.speed()}
                                slow_motion={self.player.slow_motion()} on_command={on_command.clone()} />
                            <TimelineView timeline={self.panels.timeline.clone()} playhead={self.panels.playhead} on_command={on_command.clone()} />
                        </section>
                    </main>
                </Shell>
                <div class="sr-only narration" aria-live="polite" data-test="narration">{ self.narrator.saying.as_ref().map(|saying| texts.say(saying)) }</div>
                <Notices notices={self.notices.clone()} {on_close} />
                if self.help {
                    <Help on_close={context.link().callback(|()| Message::Help(false))} />
                }
            </>
        }
    }

    fn stage(&self, context: &Context<LabPage>) -> Html {
        let (link, player) = (context.link(), self.player.clone());
        let pointing = Pointing {
            selected: self.selection.clone(),
            select: Some(link.callback(|selection| Message::Command(Command::Select(selection)))),
        };
        let on_command = link.callback(Message::Command);
        html! {
            <section class="lab-stage" aria-label={context.props().texts.get("stage-label")}>
                <Tank stage={self.panels.stage.clone()} scene={self.panels.scene.clone()} {pointing}
                    on_size={link.callback(Message::Size)} on_point={link.callback(Message::Point)}
                    on_canvas={Callback::from(move |canvas| player.set_canvas(canvas))} />
                if let Some(Destination::At(to) | Destination::Mark(_, to)) = self.player.long_way() {
                    <Seeking at={self.panels.playhead} to={to.0} {on_command} />
                }
            </section>
        }
    }

    fn text(&self, on_command: &Callback<Command>, texts: &Texts) -> Html {
        html! {
            <section class="pane pane-text" id="panel-text" tabindex="-1" aria-label={texts.get("tab-text")}>
                if let Some(lesson) = &self.panels.lesson {
                    <LessonView lesson={lesson.clone()} on_command={on_command.clone()} />
                }
            </section>
        }
    }

    fn side(&self, on_command: &Callback<Command>) -> Html {
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
            Tab::Score => html! {
                <ScorecardView card={self.panels.card.clone()} opened={self.opened.clone()}
                    records={self.panels.records.clone()} on_command={on_command.clone()} />
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

    fn tools(&self, context: &Context<LabPage>) -> Html {
        let (texts, link) = (&context.props().texts, context.link());
        let save = link.callback(|_: MouseEvent| Message::Command(Command::Save));
        let copy = link.callback(|_: MouseEvent| Message::Command(Command::CopyLink));
        let help = link.callback(|_: MouseEvent| Message::Help(true));
        let open = {
            let link = link.clone();
            Callback::from(move |event: Event| {
                let chosen = files::chosen(&event.target_unchecked_into::<HtmlInputElement>());
                link.send_future_batch(async move {
                    let text = files::read(chosen?).await?;
                    Some(Message::Command(Command::Open(text)))
                });
            })
        };
        html! {
            <>
                <input class="file-input" type="file" id="open-run" data-test="open-run-file" accept=".json,application/json" onchange={open} />
                <label class="button quiet" for="open-run" data-test="open-run" title={texts.get("run-open")}><Sign icon={Icon::Open} /><span class="button-label">{ texts.get("run-open") }</span></label>
                <button type="button" class="button quiet" data-test="save-run" title={texts.get("run-save")} onclick={save}><Sign icon={Icon::Save} /><span class="button-label">{ texts.get("run-save") }</span></button>
                <button type="button" class="button quiet" data-test="copy-link" title={texts.get("run-link")} onclick={copy}><Sign icon={Icon::Link} /><span class="button-label">{ texts.get("run-link") }</span></button>
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
