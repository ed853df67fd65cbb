//! One thing of a scenario: its name, its fields, and a way to be rid of it.

use lab::form::{Field, Kind};
use lab::scenario::Edit;
use view::setup::Entry;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::Desk;
use super::field::field;

/// Properties of [`PartView`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The thing.
    pub entry: Entry,
    /// What it is made of.
    pub field: Field,
    /// What its fields need.
    pub desk: Desk,
}

/// The form of the thing.
#[component]
pub fn PartView(props: &Props) -> Html {
    let (entry, desk) = (&props.entry, &props.desk);
    let texts = &desk.texts;
    let path = entry.path.clone();
    let rename = {
        let path = path.clone();
        desk.on_edit.reform(move |event: Event| {
            let name = event.target_unchecked_into::<HtmlInputElement>().value();
            Edit::Rename(path.clone(), name.trim().to_owned())
        })
    };
    let remove = desk
        .on_edit
        .reform(move |_: MouseEvent| Edit::Unset(path.clone()));
    let parts: Vec<&Field> = match &props.field.kind {
        Kind::Parts(parts) => parts.iter().collect(),
        Kind::Either { inner, .. } => inner.iter().collect(),
        _ => vec![&props.field],
    };
    html! {
        <div class="part" data-test="part">
            if entry.can_rename {
                <div class="field">
                    <label for="part-name">{ texts.get("setup-name") }</label>
                    <input id="part-name" data-test="part-name" value={entry.name.clone()} autocomplete="off" spellcheck="false" onchange={rename} />
                </div>
            }
            { for parts.into_iter().map(|part| field(part, desk)) }
            if entry.can_remove {
                <div class="row"><button type="button" class="button danger" data-test="part-remove" onclick={remove}>{ texts.with("setup-remove", &[("name", &entry.name)]) }</button></div>
            }
        </div>
    }
}
