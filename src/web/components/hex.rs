//! Bytes one can see: a field that is pointed at lights its bytes, and a byte its field.

use std::rc::Rc;

use view::hex::{Field, Hex, ROW};
use web_sys::{HtmlElement, KeyboardEvent};
use yew::prelude::*;

use crate::i18n::{Texts, use_texts};

/// Properties of [`HexView`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The bytes.
    pub hex: Rc<Hex>,
    /// What they are, for whoever hears the page.
    pub label: String,
}

/// The bytes in rows, the fields beside them, and how the chosen one is encoded.
#[component]
pub fn HexView(props: &Props) -> Html {
    let texts = use_texts();
    let hex = &props.hex;
    let chosen = use_state_eq(|| 0_usize);
    let pointed = use_state_eq(|| None::<usize>);
    let list = use_node_ref();
    let lit = pointed
        .unwrap_or(*chosen)
        .min(hex.fields.len().saturating_sub(1));
    let field = hex.fields.get(lit);
    let onkeydown = {
        let (chosen, pointed, list) = (chosen.clone(), pointed.setter(), list.clone());
        let count = hex.fields.len();
        Callback::from(move |event: KeyboardEvent| {
            let last = count.saturating_sub(1);
            let next = match event.key().as_str() {
                "ArrowDown" => (*chosen + 1).min(last),
                "ArrowUp" => chosen.saturating_sub(1),
                "Home" => 0,
                "End" => last,
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            pointed.set(None);
            chosen.set(next);
            focus(&list, next);
        })
    };
    let choose = {
        let chosen = chosen.setter();
        Callback::from(move |place: usize| chosen.set(place))
    };
    let point = {
        let pointed = pointed.setter();
        Callback::from(move |place: Option<usize>| pointed.set(place))
    };
    if hex.length == 0 && hex.problem.is_none() {
        return html! { <p class="empty" data-test="hex-empty">{ texts.get("hex-empty") }</p> };
    }
    let rows = hex.bytes.chunks(ROW).enumerate();
    let rows =
        rows.map(|(row, bytes)| row_of(hex, hex.from + row * ROW, bytes, field, &point, &choose));
    let options = hex.fields.iter().enumerate().map(|(place, field)| {
        let state = (place == *chosen, place == lit);
        option(place, field, state, &texts, &point, &choose)
    });
    html! {
        <div class="hex-frame"><div class="hex" data-test="hex">
            <div class="hex-bytes" aria-hidden="true" onmouseleave={point.reform(|_| None)}>{ for rows }</div>
            <ul class="hex-fields" role="listbox" aria-label={props.label.clone()} ref={list} {onkeydown} onmouseleave={point.reform(|_| None)} data-test="hex-fields">
                { for options }
            </ul>
            <div class="hex-told" aria-live="polite" data-test="hex-told">{ for field.map(|field| told(field, hex, &texts)) }</div>
            if let Some((byte, reason)) = &hex.problem {
                <p class="hex-problem" role="alert" data-test="hex-problem">
                    { texts.with("hex-problem", &[("byte", &byte.to_string()), ("reason", reason)]) }
                </p>
            }
            if hex.bytes.len() < hex.length {
                <p class="hex-more">{ texts.with("hex-more", &[("shown", &hex.bytes.len().to_string()), ("all", &hex.length.to_string())]) }</p>
            }
        </div></div>
    }
}

/// Moves the focus to a field of the list.
fn focus(list: &NodeRef, place: usize) {
    let item = list.cast::<HtmlElement>().and_then(|list| {
        let children = list.children();
        children.item(u32::try_from(place).ok()?)
    });
    if let Some(item) =
        item.and_then(|item| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(item).ok())
    {
        // Fails only where it is gone meanwhile.
        let _ = item.focus();
    }
}

fn row_of(
    hex: &Hex,
    offset: usize,
    bytes: &[u8],
    lit: Option<&Field>,
    point: &Callback<Option<usize>>,
    choose: &Callback<usize>,
) -> Html {
    // What holds others is lit less, so that many bytes do not shine.
    let light = if lit.is_some_and(|field| field.is_group) {
        "lit-around"
    } else {
        "lit"
    };
    let cell = |(index, byte): (usize, &u8)| {
        let at = offset + index;
        let place = hex.field_at(at);
        let is_lit = lit.is_some_and(|field| field.start <= at && at < field.end);
        // Neighbouring fields differ in shade.
        let shade = place.map(|place| if place % 2 == 0 { "even" } else { "odd" });
        let onmouseenter = point.reform(move |_: MouseEvent| place);
        let onclick = choose.reform(move |_: MouseEvent| place.unwrap_or_default());
        html! { <span class={classes!("hex-byte", shade, is_lit.then_some(light))} data-byte={at.to_string()} {onmouseenter} {onclick}>{ format!("{byte:02x}") }</span> }
    };
    let letters = bytes.iter().enumerate().map(|(index, byte)| {
        let at = offset + index;
        let is_lit = lit.is_some_and(|field| field.start <= at && at < field.end);
        let letter = if byte.is_ascii_graphic() || *byte == b' ' {
            char::from(*byte)
        } else {
            '·'
        };
        html! { <span class={classes!(is_lit.then_some(light))}>{ letter }</span> }
    });
    html! {
        <div class="hex-row">
            <span class="hex-offset">{ format!("{offset:04x}") }</span>
            <span class="hex-cells">{ for bytes.iter().enumerate().map(cell) }</span>
            <span class="hex-letters">{ for letters }</span>
        </div>
    }
}

fn option(
    place: usize,
    field: &Field,
    (is_chosen, is_lit): (bool, bool),
    texts: &Texts,
    point: &Callback<Option<usize>>,
    choose: &Callback<usize>,
) -> Html {
    let onmouseenter = point.reform(move |_: MouseEvent| Some(place));
    let onclick = choose.reform(move |_: MouseEvent| place);
    let onfocus = choose.reform(move |_: FocusEvent| place);
    let name = field
        .path
        .rsplit_once('.')
        .map_or(field.path.as_str(), |(_, name)| name);
    let name = if name.is_empty() {
        texts.get("hex-whole")
    } else {
        name.to_owned()
    };
    html! {
        <li class={classes!("hex-field", is_lit.then_some("lit"), field.is_group.then_some("group"), format!("deep-{}", field.depth.min(8)))}
            role="option" aria-selected={is_chosen.to_string()} tabindex={if is_chosen { "0" } else { "-1" }}
            title={field.path.clone()} data-test={format!("hex-field-{place}")} {onmouseenter} {onclick} {onfocus}>
            <span class="hex-name">{ name }</span>
            <code class="hex-value">{ &field.value }</code>
            <span class="hex-kind">{ texts.say(&field.kind) }</span>
        </li>
    }
}

/// How the bytes of a field come to say what they say.
fn told(field: &Field, hex: &Hex, texts: &Texts) -> Html {
    let bytes = hex
        .bytes
        .iter()
        .enumerate()
        .skip(field.start.saturating_sub(hex.from));
    let bytes = bytes
        .take(field.end - field.start.max(hex.from).min(field.end))
        .take(ROW);
    let bytes: Vec<String> = bytes.map(|(_, byte)| format!("{byte:02x}")).collect();
    let more = if field.end - field.start > ROW {
        " …"
    } else {
        ""
    };
    html! {
        <>
            <p><code>{ &field.path }</code>{ " " }<code class="hex-value">{ &field.value }</code></p>
            if !bytes.is_empty() {
                <p><code>{ bytes.join(" ") + more }</code>{ ": " }{ texts.say(&field.kind) }</p>
            }
            <ol>{ for field.steps.iter().map(|step| html! { <li>{ texts.say(step) }</li> }) }</ol>
        </>
    }
}
