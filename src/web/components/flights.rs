//! What is in flight, as a table: the canvas's twin for the keyboard and for screen readers.

use std::rc::Rc;

use lab::Action;
use view::flights::{Kind, Row, Way};
use view::selection::Selection;
use yew::prelude::*;

use crate::command::Command;
use crate::i18n::use_texts;

/// How many messages the table holds.
const MOST: usize = 100;

/// Properties of [`Flights`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is in flight, by arrival.
    pub rows: Rc<Vec<Row>>,
    /// The selected message.
    pub selected: Option<Selection>,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// The table.
#[component]
pub fn Flights(props: &Props) -> Html {
    let texts = use_texts();
    if props.rows.is_empty() {
        return html! { <p class="empty" data-test="flights-none">{ texts.get("flights-none") }</p> };
    }
    html! {
        <>
            <table class="flights" data-test="flights">
                <caption class="sr-only">{ texts.get("flights-label") }</caption>
                <thead><tr><th scope="col">{ texts.get("flights-message") }</th><th scope="col">{ texts.get("flights-act") }</th></tr></thead>
                <tbody>
                    { for props.rows.iter().take(MOST).map(|row| html! {
                        <FlightRow key={row.flight.id} row={row.clone()} on_command={props.on_command.clone()}
                            selected={props.selected == Some(Selection::Flight { id: row.flight.id })} />
                    }) }
                </tbody>
            </table>
            if props.rows.len() > MOST {
                <p class="empty">{ texts.with("flights-more", &[("count", &(props.rows.len() - MOST).to_string())]) }</p>
            }
        </>
    }
}

/// Properties of [`FlightRow`].
#[derive(Properties, PartialEq)]
pub struct RowProps {
    /// The message.
    pub row: Row,
    /// Whether it is selected.
    pub selected: bool,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// One message.
#[component]
pub fn FlightRow(props: &RowProps) -> Html {
    let texts = use_texts();
    let Row {
        flight,
        from,
        to,
        detail,
    } = &props.row;
    let id = flight.id;
    let select = props
        .on_command
        .reform(move |_: MouseEvent| Command::Select(Selection::Flight { id }));
    let lose = props
        .on_command
        .reform(move |_: MouseEvent| Command::Do(Action::Drop(lab::Flight { flight: id })));
    let way = match flight.way {
        Way::Request => "flights-request",
        Way::Response => "flights-response",
        Way::Handshake => "flights-handshake",
    };
    let more = props.on_command.reform(move |event: MouseEvent| {
        let at = (f64::from(event.client_x()), f64::from(event.client_y()));
        Command::Menu(Selection::Flight { id }, at)
    });
    let parked = flight
        .arrives
        .is_none()
        .then(|| texts.get("flights-parked"));
    html! {
        <tr class={classes!(format!("kind-{}", flight.kind.key()), props.selected.then_some("selected"))}>
            <td>
                <button type="button" class="what" data-test={format!("flight-{id}")} aria-pressed={props.selected.to_string()} onclick={select}>
                    <Shape kind={flight.kind} way={flight.way} />{ flight.name }{ " " }<span class="empty">{ texts.get(way) }</span>
                    <span class="way">{ format!("{from} → {to}") }{ parked.map(|parked| format!(" · {parked}")) }</span>
                    if !detail.is_empty() {
                        <span class="way">{ detail }</span>
                    }
                </button>
            </td>
            <td>
                if flight.way != Way::Handshake {
                    <button type="button" class="button danger" data-test={format!("drop-{id}")}
                        aria-label={texts.with("flights-drop-this", &[("what", flight.name), ("from", from), ("to", to)])} onclick={lose}>
                        { texts.get("deed-drop") }
                    </button>
                    <button type="button" class="button quiet square" data-test={format!("more-{id}")} aria-haspopup="menu"
                        aria-label={texts.with("flights-more-deeds", &[("what", flight.name), ("from", from), ("to", to)])} onclick={more}>{ "⋯" }</button>
                }
            </td>
        </tr>
    }
}

/// Properties of [`Shape`].
#[derive(Properties, PartialEq)]
pub struct ShapeProps {
    /// What the message is about.
    pub kind: Kind,
    /// Which way it asks.
    pub way: Way,
}

/// The shape that a message has on the canvas.
#[component]
pub fn Shape(props: &ShapeProps) -> Html {
    let class = classes!(
        "shape",
        if props.way == Way::Request {
            "request"
        } else {
            "response"
        }
    );
    let outline = match props.kind {
        Kind::Produce => html! { <rect {class} x="2" y="2" width="10" height="10" /> },
        Kind::Fetch => html! { <circle {class} cx="7" cy="7" r="5.200" /> },
        Kind::Group => html! { <path {class} d="M7 .8 13.200 7 7 13.200.8 7z" /> },
        Kind::Replication => html! { <path {class} d="M7 1.500 13 12.500H1z" /> },
        Kind::Control => html! { <circle {class} cx="7" cy="7" r="3" /> },
    };
    html! { <svg class={classes!("shape", format!("kind-{}", props.kind.key()))} viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">{ outline }</svg> }
}
