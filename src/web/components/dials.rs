//! Play, pause, step, and how fast.

use view::clock;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::icon::{Icon, Sign};
use crate::command::Command;
use crate::i18n::use_texts;

/// Properties of [`Dials`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Whether the run plays.
    pub playing: bool,
    /// The stop that the speed dial is at.
    pub speed: usize,
    /// Whether time slows down for messages.
    pub slow_motion: bool,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// The buttons of time.
#[component]
pub fn Dials(props: &Props) -> Html {
    let texts = use_texts();
    let button = |command: Command, icon: Icon, test: &'static str| {
        let (label, on_command) = (
            texts.get(&format!("transport-{test}")),
            props.on_command.clone(),
        );
        let onclick = Callback::from(move |_: MouseEvent| on_command.emit(command.clone()));
        html! {
            <button type="button" class="button square" data-test={test} aria-label={label.clone()} title={label} {onclick}>
                <Sign {icon} />
            </button>
        }
    };
    let (icon, key) = if props.playing {
        (Icon::Pause, "transport-pause")
    } else {
        (Icon::Play, "transport-play")
    };
    let toggle = props.on_command.reform(|_: MouseEvent| Command::TogglePlay);
    html! {
        <div class="dials">
            <div class="buttons" role="group" aria-label={texts.get("transport-label")}>
                { button(Command::ToStart, Icon::ToStart, "to-start") }
                { button(Command::StepBack, Icon::StepBack, "step-back") }
                <button type="button" class="button primary play" data-test="play" aria-pressed={props.playing.to_string()}
                    aria-label={texts.get(key)} onclick={toggle}>
                    <Sign {icon} /><span aria-hidden="true">{ texts.get(key) }</span>
                </button>
                { button(Command::StepForward, Icon::StepForward, "step") }
                { button(Command::NextEvent, Icon::NextEvent, "next-event") }
            </div>
            <Speed speed={props.speed} slow_motion={props.slow_motion} on_command={props.on_command.clone()} />
        </div>
    }
}

/// Properties of [`Speed`].
#[derive(Properties, PartialEq)]
pub struct SpeedProps {
    /// The stop that the dial is at.
    pub speed: usize,
    /// Whether time slows down for messages.
    pub slow_motion: bool,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// The speed dial: logarithmic, from a thousandth of real time to a hundred times.
#[component]
pub fn Speed(props: &SpeedProps) -> Html {
    let texts = use_texts();
    let shown = clock::speed(clock::SPEEDS[props.speed]);
    let oninput = props.on_command.reform(|event: InputEvent| {
        let stop = event
            .target_unchecked_into::<HtmlInputElement>()
            .value_as_number();
        Command::Speed((stop.max(0.0) as usize).min(clock::SPEEDS.len() - 1))
    });
    html! {
        <div class="speed">
            <label for="speed">{ texts.get("transport-speed") }</label>
            <input id="speed" data-test="speed" type="range" min="0" max={(clock::SPEEDS.len() - 1).to_string()} step="1"
                value={props.speed.to_string()} aria-valuetext={shown.clone()} {oninput} />
            <button type="button" class="button quiet square" data-test="slow-motion" aria-pressed={props.slow_motion.to_string()}
                title={texts.get("transport-slow-motion")} aria-label={texts.get("transport-slow-motion")}
                onclick={props.on_command.reform(|_: MouseEvent| Command::ToggleSlowMotion)}><Sign icon={Icon::Turtle} /></button>
            <output for="speed" data-test="speed-value">{ shown }</output>
        </div>
    }
}
