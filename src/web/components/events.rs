//! What happened so far, the newest first.

use std::rc::Rc;

use view::timeline::{Timeline, Tone};
use yew::prelude::*;

use super::why::WhyButton;
use crate::command::Command;
use crate::i18n::use_texts;

/// How many events the list holds.
const MOST: usize = 200;

/// Properties of [`Events`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The run.
    pub timeline: Rc<Timeline>,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// The marks of the run as a list; each can be gone to.
#[component]
pub fn Events(props: &Props) -> Html {
    let texts = use_texts();
    if props.timeline.marks.is_empty() {
        return html! { <p class="empty">{ texts.get("events-none") }</p> };
    }
    let row = |mark: &view::timeline::Mark| {
        let step = mark.step;
        let onclick = props
            .on_command
            .reform(move |_: MouseEvent| Command::SeekStep(step));
        html! {
            <li data-test={format!("event-{step}")}>
                <button type="button" class="at" title={texts.get("events-go")} {onclick}>{ texts.moment(mark.at) }</button>
                <span class={classes!((mark.tone == Tone::Bad).then_some("bad"))}>{ texts.say(&mark.text) }</span>
                <WhyButton {step} on_command={props.on_command.clone()} />
            </li>
        }
    };
    html! { <ol class="happenings" data-test="events">{ for props.timeline.marks.iter().rev().take(MOST).map(row) }</ol> }
}
