//! What is drawn: messages by what they are about, and lanes by node.

use std::collections::BTreeSet;

use view::spacetime::{Choice, Options, Traffic};
use yew::prelude::*;

use crate::command::Command;
use crate::i18n::use_texts;

/// Properties of [`Choices`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is asked for.
    pub options: Options,
    /// Every node.
    pub nodes: Vec<Choice>,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// Two lists of checkboxes, each behind a handle that says how many are on.
#[component]
pub fn Choices(props: &Props) -> Html {
    let texts = use_texts();
    let ask = {
        let (options, on_command) = (props.options.clone(), props.on_command.clone());
        move |change: &dyn Fn(&mut Options)| {
            let mut options = options.clone();
            change(&mut options);
            on_command.emit(Command::Diagram(options));
        }
    };
    let traffic = |traffic: Traffic| {
        let (ask, key) = (ask.clone(), traffic.key());
        let onchange = Callback::from(move |_: Event| {
            ask(&|options| turn(&mut options.traffic, traffic));
        });
        let checked = props.options.traffic.contains(&traffic);
        check(
            format!("traffic-{key}"),
            texts.get(&format!("traffic-{key}")),
            checked,
            onchange,
        )
    };
    let node = |choice: &Choice| {
        let (ask, node) = (ask.clone(), choice.node);
        let onchange = Callback::from(move |_: Event| {
            ask(&|options| turn(&mut options.hidden, node));
        });
        check(
            format!("lane-{}", choice.name),
            choice.name.clone(),
            choice.shown,
            onchange,
        )
    };
    let count = |key: &str, on: usize, all: usize| {
        texts.with(key, &[("on", &on.to_string()), ("all", &all.to_string())])
    };
    let shown = props.nodes.iter().filter(|choice| choice.shown).count();
    html! {
        <>
            <details class="st-choice">
                <summary data-test="diagram-traffic">{ count("diagram-traffic", props.options.traffic.len(), Traffic::ALL.len()) }</summary>
                <div class="st-checks">{ for Traffic::ALL.into_iter().map(traffic) }</div>
            </details>
            <details class="st-choice">
                <summary data-test="diagram-nodes">{ count("diagram-nodes", shown, props.nodes.len()) }</summary>
                <div class="st-checks">{ for props.nodes.iter().map(node) }</div>
            </details>
        </>
    }
}

fn turn<T: Ord>(set: &mut BTreeSet<T>, one: T) {
    if !set.remove(&one) {
        set.insert(one);
    }
}

fn check(name: String, label: String, checked: bool, onchange: Callback<Event>) -> Html {
    html! {
        <label key={name.clone()} class="check"><input type="checkbox" data-test={name} {checked} {onchange} />{ label }</label>
    }
}
