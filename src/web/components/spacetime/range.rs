//! Which stretch of the run is drawn.

use view::spacetime::{Options, Range};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::command::Command;
use crate::i18n::use_texts;

/// How many seconds up to the playhead can be chosen.
const SECONDS: [u64; 5] = [1, 2, 5, 15, 60];
const SECOND: u64 = 1_000_000;
/// The value of the choice that the two fields make.
const BETWEEN: &str = "between";

/// Properties of [`RangeForm`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is asked for.
    pub options: Options,
    /// Where the diagram begins, in µs.
    pub from: u64,
    /// Where it ends, in µs.
    pub to: u64,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// The last seconds up to the playhead, or from one moment to another.
#[component]
pub fn RangeForm(props: &Props) -> Html {
    let texts = use_texts();
    let (from, to) = (props.from, props.to);
    let ask = {
        let (options, on_command) = (props.options.clone(), props.on_command.clone());
        Callback::from(move |range: Range| {
            let options = options.clone();
            on_command.emit(Command::Diagram(Options { range, ..options }));
        })
    };
    let choose = ask.reform(move |event: Event| {
        let value = event.target_unchecked_into::<HtmlSelectElement>().value();
        match value.parse::<u64>() {
            Ok(seconds) => Range::Last(seconds * SECOND),
            Err(_) => Range::Between(from, to),
        }
    });
    let chosen = match props.options.range {
        Range::Last(length) => (length / SECOND).to_string(),
        Range::Between(..) => BETWEEN.to_owned(),
    };
    let lasts = SECONDS.map(|seconds| {
        let value = seconds.to_string();
        let text = texts.with("diagram-last", &[("seconds", &value)]);
        (value, text)
    });
    let between = (BETWEEN.to_owned(), texts.get("diagram-between"));
    let option = |(value, text): (String, String)| {
        let selected = value == chosen;
        html! { <option {value} {selected}>{ text }</option> }
    };
    html! {
        <div class="st-range">
            <div class="field">
                <label for="diagram-range">{ texts.get("diagram-range") }</label>
                <select id="diagram-range" data-test="diagram-range" onchange={choose}>
                    { for lasts.into_iter().chain([between]).map(option) }
                </select>
            </div>
            { moment("diagram-from", texts.get("diagram-from"), from, &ask.reform(move |at| Range::Between(at, to.max(at)))) }
            { moment("diagram-to", texts.get("diagram-to"), to, &ask.reform(move |at| Range::Between(from.min(at), at))) }
        </div>
    }
}

/// A moment in seconds; what is none leaves it as it was.
fn moment(name: &'static str, label: String, at: u64, change: &Callback<u64>) -> Html {
    let value = written(at);
    let onchange = {
        let (change, value) = (change.clone(), value.clone());
        Callback::from(move |event: Event| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            match read(&input.value()) {
                Some(at) => change.emit(at),
                None => input.set_value(&value),
            }
        })
    };
    html! {
        <div class="field">
            <label for={name}>{ label }</label>
            <input id={name} data-test={name} type="number" min="0" step="any" inputmode="decimal" autocomplete="off" {value} {onchange} />
        </div>
    }
}

/// A moment in seconds, to the microsecond.
fn written(micros: u64) -> String {
    format!("{}.{:06}", micros / SECOND, micros % SECOND)
        .trim_end_matches('0')
        .trim_end_matches('.')
        .to_owned()
}

fn read(seconds: &str) -> Option<u64> {
    let seconds: f64 = seconds.trim().parse().ok()?;
    // What no run comes near to is no moment.
    (0.0..=1e9)
        .contains(&seconds)
        .then(|| (seconds * SECOND as f64).round() as u64)
}
