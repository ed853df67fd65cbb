//! The cards of producers and consumers: a name, two facts, and a screen with records.

use view::scene::geometry::{Rect, px};
use view::scene::{Card, text};
use view::selection::Selection;
use view::stage::{Consumer, Head, Line, Outsider, Producer, Transacting, brief};
use yew::prelude::*;

use super::card::{frame, life_class, life_key, state_tag, timers_fit, trouble_tag};
use super::hit::{Hit, Pointing};
use super::signs::{Flag, Triangle};
use super::timers::Timers;
use crate::i18n::{Texts, use_texts};

/// The size of a screen's letters.
const LETTERS: f64 = 11.5;
/// From one line to the next.
const LINE: f64 = 18.0;

/// Properties of [`ProducerCard`].
#[derive(Properties, PartialEq)]
pub struct ProducerProps {
    /// The producer.
    pub producer: Producer,
    /// Where it goes.
    pub card: Card,
    /// Whom to tell.
    pub pointing: Pointing,
}

/// A producer.
#[component]
pub fn ProducerCard(props: &ProducerProps) -> Html {
    let texts = use_texts();
    let Producer {
        head,
        acks,
        transaction,
        sent,
        acknowledged,
        lines,
    } = &props.producer;
    let rect = props.card.rect;
    let counts = [
        ("sent", &*sent.to_string()),
        ("acknowledged", &*acknowledged.to_string()),
    ];
    let label = texts.with(
        "stage-producer",
        &[
            ("name", &head.name),
            ("life", &texts.get(life_key(head.life))),
            counts[0],
            counts[1],
        ],
    );
    let label = match transaction {
        Some(transaction) => with_transaction(&label, transaction, &texts),
        None => label,
    };
    let trouble = transaction.as_ref().and_then(|it| it.trouble);
    let first = match (transaction, trouble) {
        (_, Some(trouble)) => trouble.exception.to_owned(),
        (Some(transaction), None) => transaction.state.to_owned(),
        (None, None) => format!("acks={acks}"),
    };
    let first = text::fitted(&first, LETTERS, rect.w - 24.0);
    let tone = if trouble.is_some() { "alarm" } else { "dim" };
    let facts = html! {
        <>
            <text class={classes!("small", "mono", tone)} x={px(rect.x + 14.0)} y={px(rect.y + 46.0)}>{ first }</text>
            <text class="small dim" x={px(rect.x + 14.0)} y={px(rect.y + 64.0)}>{ texts.with("stage-sent", &counts) }</text>
        </>
    };
    let card = client(
        head,
        &props.card,
        &props.pointing,
        label,
        &texts,
        facts,
        lines,
    );
    html! { <>{ card }{ trouble_tag(head, trouble, rect, &texts) }</> }
}

/// What a card says of a transaction, in words.
fn with_transaction(card: &str, transaction: &Transacting, texts: &Texts) -> String {
    let args = [
        ("card", card),
        ("id", &transaction.id),
        ("state", transaction.state),
    ];
    let said = texts.with("stage-transaction", &args);
    match transaction.trouble {
        None => said,
        Some(trouble) => {
            let what = texts.get(trouble.kind.key());
            format!("{said}, {what}: {}", trouble.exception)
        }
    }
}

/// Properties of [`ConsumerCard`].
#[derive(Properties, PartialEq)]
pub struct ConsumerProps {
    /// The consumer.
    pub consumer: Consumer,
    /// Where it goes.
    pub card: Card,
    /// Whom to tell.
    pub pointing: Pointing,
}

/// A consumer.
#[component]
pub fn ConsumerCard(props: &ConsumerProps) -> Html {
    let texts = use_texts();
    let Consumer {
        head,
        done,
        lines,
        transaction,
        ..
    } = &props.consumer;
    let rect = props.card.rect;
    let done = texts.say(done);
    let label = texts.with(
        "stage-consumer",
        &[
            ("name", &head.name),
            ("life", &texts.get(life_key(head.life))),
            ("done", &done),
        ],
    );
    let label = match transaction {
        Some(transaction) => with_transaction(&label, transaction, &texts),
        None => label,
    };
    let trouble = transaction.as_ref().and_then(|it| it.trouble);
    let facts = html! {
        <>
            if let Some(trouble) = trouble {
                <text class="small mono alarm" x={px(rect.x + 14.0)} y={px(rect.y + 46.0)}>{ text::fitted(trouble.exception, LETTERS, rect.w - 24.0) }</text>
            } else {
                <text class="small dim" x={px(rect.x + 14.0)} y={px(rect.y + 46.0)}>{ done }</text>
            }
            { place(&props.consumer, rect) }
        </>
    };
    let card = client(
        head,
        &props.card,
        &props.pointing,
        label,
        &texts,
        facts,
        lines,
    );
    html! { <>{ card }{ trouble_tag(head, trouble, rect, &texts) }</> }
}

/// Properties of [`OutsiderCard`].
#[derive(Properties, PartialEq)]
pub struct OutsiderProps {
    /// Who it is.
    pub outsider: Outsider,
    /// Where it goes.
    pub card: Card,
    /// Whom to tell.
    pub pointing: Pointing,
}

/// An admin client, or somebody outside Kafka.
#[component]
pub fn OutsiderCard(props: &OutsiderProps) -> Html {
    let texts = use_texts();
    let Outsider {
        head,
        kind,
        fact,
        lines,
    } = &props.outsider;
    let rect = props.card.rect;
    let (kind, fact) = (texts.say(kind), texts.say(fact));
    let label = texts.with(
        "stage-outsider",
        &[
            ("kind", &kind),
            ("name", &head.name),
            ("life", &texts.get(life_key(head.life))),
            ("fact", &fact),
        ],
    );
    let kind = text::fitted(&kind, text::SMALL, rect.w - 24.0);
    let facts = html! {
        <>
            <text class="small dim" x={px(rect.x + 14.0)} y={px(rect.y + 46.0)}>{ kind }</text>
            <text class="small dim" x={px(rect.x + 14.0)} y={px(rect.y + 64.0)}>{ fact }</text>
        </>
    };
    client(
        head,
        &props.card,
        &props.pointing,
        label,
        &texts,
        facts,
        lines,
    )
}

/// How far a consumer is: triangle for its position, flag for what is committed.
fn place(consumer: &Consumer, rect: Rect) -> Html {
    let (mut x, y) = (rect.x + 14.0, rect.y + 64.0);
    let mut parts = Vec::new();
    for place in &consumer.assignment {
        let numbers =
            [place.position, place.committed].map(|n| n.map(|n| n.to_string()).unwrap_or_default());
        let signs = numbers.iter().filter(|n| !n.is_empty());
        let signs: f64 = signs.map(|n| text::width(n, LETTERS) + 24.0).sum();
        let room = rect.right() - 8.0 - x - 8.0 - signs;
        if text::width(&place.partition, LETTERS) > room && !parts.is_empty() {
            break;
        }
        let name = text::fitted_to_end(&place.partition, LETTERS, room);
        let width = text::width(&name, LETTERS);
        parts.push(html! { <text class="small mono dim" x={px(x)} y={px(y)}>{ name }</text> });
        x += width + 8.0;
        for (i, number) in numbers.iter().enumerate().filter(|(_, n)| !n.is_empty()) {
            parts.push(match i {
                0 => html! { <Triangle x={x + 5.0} y={y - 9.0} /> },
                _ => html! { <Flag x={x + 2.0} y={y - 8.0} /> },
            });
            parts.push(
                html! { <text class="small mono" x={px(x + 14.0)} y={px(y)}>{ number }</text> },
            );
            x += text::width(number, LETTERS) + 24.0;
        }
    }
    html! { <>{ for parts }</> }
}

fn client(
    head: &Head,
    card: &Card,
    pointing: &Pointing,
    label: String,
    texts: &Texts,
    facts: Html,
    lines: &[Line],
) -> Html {
    let rect = card.rect;
    let (timers_right, most) = (rect.right() - 13.0, timers_fit(head, rect));
    html! {
        <>
            <Hit selection={Selection::Node { node: head.id }} pointing={pointing.clone()} {label}
                test={format!("node-{}", head.name)} class={classes!("node", life_class(head.life))} halo={rect}>
                { frame(head, rect) }
                <g class="inside">{ facts }{ screen(card, lines) }</g>
            </Hit>
            { state_tag(head, rect, texts) }
            <Timers head={head.clone()} right={timers_right} y={rect.y + 21.0} {most} pointing={pointing.clone()} />
        </>
    }
}

/// The last records, as a terminal would show them.
fn screen(card: &Card, lines: &[Line]) -> Html {
    if card.lines == 0 {
        return Html::default();
    }
    let rect = card.rect;
    let height = card.lines as f64 * LINE + 14.0;
    let (x, y, width) = (rect.x + 10.0, rect.bottom() - 10.0 - height, rect.w - 20.0);
    let shown = &lines[lines.len().saturating_sub(card.lines)..];
    let offsets = shown
        .iter()
        .filter_map(|line| line.offset)
        .map(|o| o.to_string().len())
        .max()
        .unwrap_or(1);
    let text_x = x + 10.0 + (offsets as f64 + 1.5) * LETTERS * 0.63;
    let room = ((x + width - text_x - 6.0) / (LETTERS * 0.63)).max(1.0) as usize;
    let line = |(i, line): (usize, &Line)| {
        let y = y + 20.0 + i as f64 * LINE;
        let offset = line
            .offset
            .map_or_else(|| "·".to_owned(), |offset| offset.to_string());
        html! {
            <g class={classes!("screen", (i + 1 == shown.len()).then_some("fresh"))}>
                <text class="screen at" x={px(text_x - LETTERS * 0.9)} y={px(y)} text-anchor="end">{ offset }</text>
                <text class="screen" x={px(text_x)} y={px(y)}>{ brief(&line.text, room) }</text>
            </g>
        }
    };
    html! {
        <>
            <rect class="screen-box" x={px(x)} y={px(y)} width={px(width)} height={px(height)} rx="7" />
            { for shown.iter().enumerate().map(line) }
        </>
    }
}
