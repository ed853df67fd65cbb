//! Keys and signs, in a dialog.

use view::flights::{Kind, Way};
use view::scene::geometry::Rect;
use view::scene::{hatching, outline};
use view::stage::Fate;
use yew::prelude::*;

use super::dialog::Dialog;
use super::flights::Shape;
use crate::i18n::use_texts;
use crate::stage::{Crown, Flag, Ring, Triangle, fate_class, sign};

/// The keys, each with its text.
const KEYS: [(&[&str], &str); 15] = [
    (&["Space"], "keys-play"),
    (&["→"], "keys-step"),
    (&["←"], "keys-step-back"),
    (&["Shift", "→"], "keys-next-event"),
    (&["Home"], "keys-start"),
    (&["-", "+"], "keys-speed"),
    (&["L"], "keys-link"),
    (&["/"], "palette-open"),
    (&["B"], "keys-menu"),
    (&["P"], "present"),
    (&["Esc"], "keys-deselect"),
    (&["Ctrl", "Z"], "keys-undo"),
    (&["Ctrl", "Shift", "Z"], "keys-redo"),
    (&["G"], "keys-glossary"),
    (&["?"], "keys-help"),
];

/// Properties of [`Help`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Closes it.
    pub on_close: Callback<()>,
    /// Opens the glossary in its place.
    pub on_glossary: Callback<()>,
}

/// The dialog.
#[component]
pub fn Help(props: &Props) -> Html {
    let texts = use_texts();
    let glossary = props.on_glossary.reform(|_: MouseEvent| ());
    html! {
        <Dialog name="help" title={texts.get("help-title")} on_close={props.on_close.clone()}>
            <div class="dialog-columns">
                <section>
                    <h3>{ texts.get("help-keys") }</h3>
                    <dl class="keys">{ for KEYS.iter().map(|(keys, key)| html! {
                        <><dt>{ for keys.iter().map(|k| html! { <kbd>{ *k }</kbd> }) }</dt><dd>{ texts.get(key) }</dd></>
                    }) }</dl>
                    <button type="button" class="button" data-test="glossary-open" onclick={glossary}>{ texts.get("glossary-open") }</button>
                </section>
                <section>
                    <h3>{ texts.get("help-signs") }</h3>
                    <div class="legend">{ for signs().into_iter().map(|(sign, key)| html! { <>{ sign }<span>{ texts.get(key) }</span></> }) }</div>
                </section>
                <section>
                    <h3>{ texts.get("help-messages") }</h3>
                    <div class="legend">
                        { for Kind::ALL.into_iter().map(|kind| html! { <><Shape {kind} way={Way::Request} /><span>{ texts.get(&format!("kind-{}", kind.key())) }</span></> }) }
                        <Shape kind={Kind::Fetch} way={Way::Response} /><span>{ texts.get("legend-response") }</span>
                    </div>
                </section>
            </div>
        </Dialog>
    }
}

fn signs() -> [(Html, &'static str); 15] {
    let framed = |inside: Html| html! { <svg width="36" height="22" viewBox="0 0 36 22" aria-hidden="true">{ inside }</svg> };
    [
        (
            framed(html! { <rect class="filled" x="6" y="2" width="24" height="18" rx="4" /> }),
            "legend-filled",
        ),
        (
            framed(html! { <rect class="dashed" x="6" y="2" width="24" height="18" rx="4" /> }),
            "legend-dashed",
        ),
        (
            framed(record(
                "undecided",
                html! { <rect class="foot" x="6" y="15" width="24" height="5" rx="2" /> },
            )),
            "legend-undecided",
        ),
        (
            framed(record(
                "aborted",
                html! { <path class="hatch" d={hatching(CELL)} /> },
            )),
            "legend-aborted",
        ),
        (framed(marker(Fate::CommitMarker)), "legend-commit-marker"),
        (framed(marker(Fate::AbortMarker)), "legend-abort-marker"),
        (
            framed(html! { <rect class="ghost" x="6" y="2" width="24" height="18" rx="4" /> }),
            "legend-ghost",
        ),
        (
            framed(html! { <line class="segment-line" x1="18" x2="18" y1="1" y2="21" /> }),
            "legend-segment",
        ),
        (
            framed(html! { <line class="mark-line" x1="18" x2="18" y1="1" y2="21" /> }),
            "legend-hw",
        ),
        (
            framed(html! { <line class="lso-line" x1="18" x2="18" y1="1" y2="21" /> }),
            "legend-lso",
        ),
        (
            framed(html! { <Crown x={18.0} y={11.0} /> }),
            "legend-crown",
        ),
        (
            framed(html! { <Ring x={18.0} y={11.0} whole={true} /> }),
            "legend-ring",
        ),
        (
            framed(html! { <Triangle x={18.0} y={6.0} /> }),
            "legend-triangle",
        ),
        (framed(html! { <Flag x={15.0} y={6.0} /> }), "legend-flag"),
        (
            framed(
                html! { <><circle class="arc-track" cx="18" cy="11" r="7" /><path class="arc" d="M18 4a7 7 0 0 1 7 7" /></> },
            ),
            "legend-arc",
        ),
    ]
}

/// The box of a record among the signs.
const CELL: Rect = Rect {
    x: 6.0,
    y: 2.0,
    w: 24.0,
    h: 18.0,
};

fn record(class: &'static str, inside: Html) -> Html {
    html! { <g class={classes!("cell", "e0", class)}><rect x="6" y="2" width="24" height="18" rx="4" />{ inside }</g> }
}

fn marker(fate: Fate) -> Html {
    html! { <g class={classes!("cell", "e0", fate_class(fate))}><path class="hexagon" d={outline(CELL)} />{ sign(fate, 18.0, 11.0) }</g> }
}
