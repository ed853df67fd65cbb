//! What became of every record, in numbers that open their records.

use std::rc::Rc;

use view::scorecard::{Card, Judged, Number, Opened, Part, Records, Row};
use yew::prelude::*;

use super::judged::JudgedView;
use crate::command::Command;
use crate::i18n::use_texts;

/// Properties of [`ScorecardView`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The numbers.
    pub card: Rc<Card>,
    /// The number that is open.
    pub opened: Option<Opened>,
    /// Its records.
    pub records: Option<Rc<Records>>,
    /// What the judge said of the history.
    pub judged: Option<Rc<Judged>>,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// The claim, the numbers of the whole run, and on demand those of its parts.
#[component]
pub fn ScorecardView(props: &Props) -> Html {
    let texts = use_texts();
    let card = &props.card;
    let (class, says) = if card.holds {
        ("holds", "card-holds")
    } else {
        ("broken", "card-broken")
    };
    let claim = card.claim.to_string();
    html! {
        <div class="scorecard" data-test="scorecard">
            <p class={classes!("card-claim", class)} role="status" data-test="card-claim">{ texts.with(says, &[("claim", &claim)]) }</p>
            { for card.parts.iter().enumerate().map(|(index, part)| html! {
                <PartView key={index} part={part.clone()} is_open={index == 0} opened={props.opened.clone()}
                    records={props.records.clone()} on_command={props.on_command.clone()} />
            }) }
            <JudgedView judged={props.judged.clone()} on_command={props.on_command.clone()} />
        </div>
    }
}

/// Properties of [`PartView`].
#[derive(Properties, PartialEq)]
pub struct PartProps {
    /// The numbers.
    pub part: Part,
    /// Whether they are shown at first.
    pub is_open: bool,
    /// The number that is open, here or elsewhere.
    pub opened: Option<Opened>,
    /// Its records.
    pub records: Option<Rc<Records>>,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// The numbers of the whole run, or of a part of it.
#[component]
pub fn PartView(props: &PartProps) -> Html {
    let texts = use_texts();
    let part = &props.part;
    let number = |number: &Number| {
        let opened = Opened {
            scope: part.scope.clone(),
            count: number.count,
        };
        let is_open = props.opened.as_ref() == Some(&opened);
        html! {
            <NumberRow key={number.name.key} number={number.clone()} {opened} {is_open}
                records={props.records.clone().filter(|_| is_open)} on_command={props.on_command.clone()} />
        }
    };
    html! {
        <details class="card-part" open={props.is_open}>
            <summary>{ texts.say(&part.name) }</summary>
            <ul class="card-numbers">{ for part.numbers.iter().map(number) }</ul>
        </details>
    }
}

/// Properties of [`NumberRow`].
#[derive(Properties, PartialEq)]
pub struct NumberProps {
    /// The number.
    pub number: Number,
    /// What to open.
    pub opened: Opened,
    /// Whether it is open.
    pub is_open: bool,
    /// Its records, as soon as they are found.
    pub records: Option<Rc<Records>>,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// One number; a button if there are records behind it.
#[component]
pub fn NumberRow(props: &NumberProps) -> Html {
    let texts = use_texts();
    let number = &props.number;
    let name = texts.say(&number.name);
    let wanted = (!props.is_open).then(|| props.opened.clone());
    let onclick = props
        .on_command
        .reform(move |_: MouseEvent| Command::OpenNumber(wanted.clone()));
    let value = number.value.to_string();
    html! {
        <li class={classes!(number.breaks().then_some("broken"))}>
            <span>{ &name }</span>
            if number.value == 0 {
                <span class="number">{ "0" }</span>
            } else {
                <button type="button" class="number" data-test={number.name.key} aria-expanded={props.is_open.to_string()}
                    aria-label={texts.with("card-open", &[("name", &name), ("number", &value)])} {onclick}>{ value.clone() }</button>
            }
            if props.is_open {
                <RecordList records={props.records.clone()} on_command={props.on_command.clone()} />
            }
        </li>
    }
}

/// Properties of [`RecordList`].
#[derive(Properties, PartialEq)]
pub struct RecordsProps {
    /// The records; they are looked up when nothing moves.
    pub records: Option<Rc<Records>>,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// The records behind a number.
#[component]
pub fn RecordList(props: &RecordsProps) -> Html {
    let texts = use_texts();
    let Some(records) = &props.records else {
        return html! { <p class="empty" data-test="records-later">{ texts.get("card-later") }</p> };
    };
    html! {
        <>
            <ol class="card-records" data-test="records">{ for records.rows.iter().map(|row| html! {
                <RecordRow row={row.clone()} on_command={props.on_command.clone()} />
            }) }</ol>
            if records.left_out > 0 {
                <p class="empty">{ texts.with("card-more", &[("count", &records.left_out.to_string())]) }</p>
            }
        </>
    }
}

/// Properties of [`RecordRow`].
#[derive(Properties, PartialEq)]
pub struct RowProps {
    /// The record.
    pub row: Row,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// One record; choosing it selects its partition.
#[component]
pub fn RecordRow(props: &RowProps) -> Html {
    let texts = use_texts();
    let row = &props.row;
    let offset = row.offset.map(|offset| offset.to_string());
    let place = match (&row.partition, &offset) {
        (Some(partition), Some(offset)) => texts.with(
            "card-place",
            &[("partition", partition), ("offset", offset)],
        ),
        (Some(partition), None) => partition.clone(),
        (None, _) => texts.get("card-nowhere"),
    };
    let rest = [
        row.send.clone(),
        row.reader.as_ref().map(|reader| texts.say(reader)),
    ];
    let rest = rest.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let content = html! { <>{ place }<span class="way">{ rest }</span></> };
    let Some(selection) = row.selection.clone() else {
        return html! { <li>{ content }</li> };
    };
    let onclick = props
        .on_command
        .reform(move |_: MouseEvent| Command::Select(selection.clone()));
    html! { <li><button type="button" class="what" {onclick}>{ content }</button></li> }
}
