//! The exact state of the selected thing.

use std::rc::Rc;

use lab::Action;
use view::deed;
use view::inspector::{Config, Event, Inspector, Near};
use web_sys::Element;
use yew::prelude::*;

use super::ask::AskButton;
use super::config::ConfigRow;
use super::fault::Fault;
use super::kcat::Kcat;
use super::send::Send;
use super::why::WhyButton;
use crate::command::Command;
use crate::i18n::use_texts;

/// Properties of [`InspectorView`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is selected.
    pub inspector: Option<Rc<Inspector>>,
    /// What last happened to it.
    pub events: Rc<Vec<Event>>,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// All there is to say about the selected thing, and all that can be done to it.
#[component]
pub fn InspectorView(props: &Props) -> Html {
    let texts = use_texts();
    let top = use_node_ref();
    {
        let top = top.clone();
        let name = props
            .inspector
            .as_ref()
            .map(|inspector| inspector.name.clone());
        use_effect_with(name, move |_| {
            // What is selected next is read from its beginning.
            let pane = top
                .cast::<Element>()
                .and_then(|top| top.closest(".pane").ok()?);
            if let Some(pane) = pane {
                pane.set_scroll_top(0);
            }
        });
    }
    let Some(inspector) = &props.inspector else {
        return html! { <p class="empty" data-test="inspector-none">{ texts.get("inspect-none") }</p> };
    };
    html! {
        <>
            <div ref={top} class="inspect-head" data-test="inspector">
                <small>{ texts.say(&inspector.kind) }</small>
                <h2 data-test="inspector-name">{ &inspector.name }</h2>
            </div>
            if !inspector.deeds.is_empty() {
                <div class="row">{ for inspector.deeds.iter().map(|action| html! {
                    <DeedButton key={deed::verb(action)} deed={action.clone()} on_command={props.on_command.clone()} />
                }) }</div>
            }
            if !inspector.asks.is_empty() {
                <div class="row" data-test="asks">{ for inspector.asks.iter().map(|ask| html! {
                    <AskButton key={ask.draft.verb()} ask={ask.clone()} on_command={props.on_command.clone()} />
                }) }</div>
            }
            if !inspector.near.is_empty() {
                <div class="row" data-test="near">{ for inspector.near.iter().map(|near| html! {
                    <NearButton near={near.clone()} on_command={props.on_command.clone()} />
                }) }</div>
            }
            if let Some(form) = &inspector.fault {
                <Fault key={form.node.clone()} form={form.clone()} on_command={props.on_command.clone()} />
            }
            if let Some(form) = &inspector.send {
                <Send key={form.client.clone()} form={form.clone()} on_command={props.on_command.clone()} />
            }
            if !inspector.facts.is_empty() {
                <section>
                    <h3>{ texts.get("inspect-state") }</h3>
                    <dl class="facts" data-test="facts">{ for inspector.facts.iter().map(|fact| html! {
                        <div><dt>{ texts.say(&fact.name) }</dt><dd data-test={fact.name.key}>{ texts.figure(&fact.value) }</dd></div>
                    }) }</dl>
                </section>
            }
            if let Some(text) = &inspector.kcat {
                <Kcat key={inspector.name.clone()} text={text.clone()} />
            }
            if !props.events.is_empty() {
                <section>
                    <h3>{ texts.get("inspect-events") }</h3>
                    <ol class="happenings" data-test="last-events">{ for props.events.iter().map(|event| html! {
                        <Happening event={event.clone()} on_command={props.on_command.clone()} />
                    }) }</ol>
                </section>
            }
            if !inspector.configs.is_empty() {
                <Configs configs={inspector.configs.clone()} on_command={props.on_command.clone()} />
            }
        </>
    }
}

/// Properties of [`Configs`].
#[derive(Properties, PartialEq)]
pub struct ConfigsProps {
    /// The configs.
    pub configs: Rc<Vec<Config>>,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// The configs that somebody has set; the many that are Kafka's own unfold, so that nobody has to tab through them.
#[component]
pub fn Configs(props: &ConfigsProps) -> Html {
    let texts = use_texts();
    let row = |config: &Config| html! { <ConfigRow key={config.key.clone()} config={config.clone()} on_command={props.on_command.clone()} /> };
    let (set, defaults): (Vec<&Config>, Vec<&Config>) =
        props.configs.iter().partition(|config| config.is_set());
    let count = defaults.len().to_string();
    html! {
        <section>
            <h3>{ texts.get("inspect-configs") }</h3>
            <ul class="configs" data-test="configs">{ for set.into_iter().map(row) }</ul>
            <details class="defaults">
                <summary data-test="defaults">{ texts.with("inspect-defaults", &[("count", &count)]) }</summary>
                <ul class="configs">{ for defaults.into_iter().map(row) }</ul>
            </details>
        </section>
    }
}

/// Properties of [`DeedButton`].
#[derive(Properties, PartialEq)]
pub struct DeedProps {
    /// What it does.
    pub deed: Action,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// A button that acts on the run.
#[component]
pub fn DeedButton(props: &DeedProps) -> Html {
    let texts = use_texts();
    let action = props.deed.clone();
    let key = format!("deed-{}", deed::verb(&action));
    let class = classes!("button", deed::breaks(&action).then_some("danger"));
    let onclick = props
        .on_command
        .reform(move |_: MouseEvent| Command::Do(action.clone()));
    html! {
        <button type="button" {class} data-test={key.clone()} title={texts.get(&format!("{key}-what"))} {onclick}>{ texts.get(&key) }</button>
    }
}

/// Properties of [`NearButton`].
#[derive(Properties, PartialEq)]
pub struct NearProps {
    /// What it leads to.
    pub near: Near,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// A button that selects another thing.
#[component]
pub fn NearButton(props: &NearProps) -> Html {
    let texts = use_texts();
    let selection = props.near.selection.clone();
    let onclick = props
        .on_command
        .reform(move |_: MouseEvent| Command::Select(selection.clone()));
    html! { <button type="button" class="button" {onclick}>{ texts.say(&props.near.text) }</button> }
}

/// Properties of [`Happening`].
#[derive(Properties, PartialEq)]
pub struct HappeningProps {
    /// What happened.
    pub event: Event,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// One event with its cause; both can be gone to.
#[component]
pub fn Happening(props: &HappeningProps) -> Html {
    let texts = use_texts();
    let event = &props.event;
    let go = |step: u64| {
        props
            .on_command
            .reform(move |_: MouseEvent| Command::SeekStep(step))
    };
    html! {
        <li>
            <button type="button" class="at" title={texts.get("events-go")} onclick={go(event.step)}>{ texts.moment(event.at) }</button>
            <span>
                { texts.say(&event.text) }
                if let Some(cause) = &event.cause {
                    <small>{ texts.say(&cause.text) }</small>
                }
            </span>
            <WhyButton step={event.step} on_command={props.on_command.clone()} />
        </li>
    }
}
