//! The messages that are drawn, in words: the drawing's twin for those who read it.

use std::rc::Rc;

use view::clock;
use view::spacetime::{Arrow, Diagram};
use yew::prelude::*;

use crate::i18n::use_texts;

/// Properties of [`Listing`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The diagram.
    pub diagram: Rc<Diagram>,
    /// Goes to a step, and selects a node.
    pub on_go: Callback<(u64, Option<u32>)>,
}

/// A list, closed at first; it is filled when it is opened.
#[component]
pub fn Listing(props: &Props) -> Html {
    let texts = use_texts();
    let open = use_state_eq(|| false);
    let ontoggle = {
        let open = open.clone();
        Callback::from(move |event: Event| {
            let details = event.target_unchecked_into::<web_sys::Element>();
            open.set(details.has_attribute("open"));
        })
    };
    let diagram = &props.diagram;
    let item = |arrow: &Arrow| {
        let goal = (arrow.step(), Some(arrow.flight.to));
        let onclick = props.on_go.reform(move |_: MouseEvent| goal);
        html! {
            <li key={arrow.flight.id}>
                <button type="button" class="at" title={texts.get("events-go")} {onclick}>{ clock::seconds(arrow.flight.sent) }</button>
                <span>{ texts.say(&diagram.told(arrow)) }</span>
            </li>
        }
    };
    let count = diagram.arrows.len().to_string();
    html! {
        <details class="st-list" {ontoggle}>
            <summary data-test="diagram-list">{ texts.with("diagram-list", &[("count", &count)]) }</summary>
            if *open {
                <ol class="happenings" data-test="diagram-listed">{ for diagram.arrows.iter().map(item) }</ol>
            }
        </details>
    }
}
