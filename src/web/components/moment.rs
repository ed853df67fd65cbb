//! When something is wanted: now, at a moment, or as soon as something has become so.

use view::fault::{Condition, Moment};
use yew::prelude::*;

use super::fault::{choice, number};
use crate::i18n::use_texts;

/// Properties of [`MomentFields`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What can be waited for.
    pub conditions: Vec<Condition>,
    /// What is wanted, as typed.
    pub moment: Moment,
    /// Whom to tell.
    pub on_change: Callback<Moment>,
}

/// The fields: a bound is asked for only where there is something to hold against it.
#[component]
pub fn MomentFields(props: &Props) -> Html {
    let texts = use_texts();
    let edit = |change: fn(&mut Moment, String)| {
        let moment = props.moment.clone();
        props.on_change.reform(move |text: String| {
            let mut next = moment.clone();
            change(&mut next, text);
            next
        })
    };
    let fixed = [("", "when-now"), (Moment::AT, "when-at")];
    let fixed = fixed.map(|(key, text)| (key.to_owned(), texts.get(text)));
    let measured = props
        .conditions
        .iter()
        .map(|condition| (condition.key.clone(), texts.say(&condition.name)));
    let when = &props.moment.when;
    let sides = [("least", "when-least"), ("most", "when-most")];
    let sides = sides.map(|(key, text)| (key.to_owned(), texts.get(text)));
    let side = if props.moment.at_most {
        "most"
    } else {
        "least"
    };
    let is_measured = !when.is_empty() && when != Moment::AT;
    let label = if is_measured {
        "when-bound"
    } else {
        "when-at-ms"
    };
    html! {
        <>
            { choice("when", when, fixed.into_iter().chain(measured), &edit(|moment, when| moment.when = when), &texts) }
            if is_measured {
                { choice("side", side, sides.into_iter(), &edit(|moment, side| moment.at_most = side == "most"), &texts) }
            }
            if !when.is_empty() {
                { number("bound", texts.get(label), &props.moment.bound, &edit(|moment, bound| moment.bound = bound)) }
            }
        </>
    }
}
