//! A stretch of the run as a space-time diagram, with what chooses it and what takes it along.

mod choices;
mod drawing;
mod ground;
mod listing;
mod range;

use std::rc::Rc;

use view::clock;
use view::spacetime::{Diagram, Options, Range, Tip};
use yew::prelude::*;

use self::choices::Choices;
use self::drawing::Drawing;
use self::listing::Listing;
use self::range::RangeForm;
use crate::command::Command;
use crate::i18n::{Texts, use_texts};

/// Properties of [`SpacetimeView`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The diagram.
    pub diagram: Rc<Diagram>,
    /// What it was asked for.
    pub options: Options,
    /// Whether time runs: then it is drawn anew when time rests.
    pub waits: bool,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// The diagram.
#[component]
pub fn SpacetimeView(props: &Props) -> Html {
    let texts = use_texts();
    let Props {
        diagram,
        options,
        on_command,
        ..
    } = props;
    let save = on_command.reform(|_: MouseEvent| Command::SaveDiagram);
    let copy = on_command.reform(|_: MouseEvent| Command::CopyDiagram);
    let go = {
        let (on_command, diagram, options) = (on_command.clone(), diagram.clone(), options.clone());
        Callback::from(move |(step, node): (u64, Option<u32>)| {
            // The picture stays as it is while time goes about in it.
            let range = Range::Between(diagram.from, diagram.to);
            let options = options.clone();
            on_command.emit(Command::Diagram(Options { range, ..options }));
            on_command.emit(Command::SeekStep(step));
            if let Some(node) = node {
                on_command.emit(Command::Select(view::selection::Selection::Node { node }));
            }
        })
    };
    let is_empty = diagram.arrows.is_empty() && diagram.events.is_empty();
    html! {
        <div class="spacetime" data-test="spacetime">
            <div class="st-controls">
                <RangeForm options={options.clone()} from={diagram.from} to={diagram.to} on_command={on_command.clone()} />
                <Choices options={options.clone()} nodes={diagram.nodes.clone()} on_command={on_command.clone()} />
                <div class="st-take">
                    <button type="button" class="button" data-test="diagram-save" disabled={is_empty} onclick={save}>{ texts.get("diagram-save") }</button>
                    <button type="button" class="button" data-test="diagram-copy" disabled={is_empty} onclick={copy}>{ texts.get("diagram-copy") }</button>
                </div>
                { legend(&texts) }
            </div>
            <div class="st-shown">
                { remarks(props, &texts) }
                if is_empty {
                    <p class="empty" data-test="diagram-empty">{ texts.get("diagram-empty") }</p>
                } else {
                    <Drawing diagram={diagram.clone()} follows={matches!(options.range, Range::Last(_))} on_go={go.clone()} />
                    <Listing diagram={diagram.clone()} on_go={go} />
                }
            </div>
        </div>
    }
}

/// What of it is not drawn, and why.
fn remarks(props: &Props, texts: &Texts) -> Html {
    let diagram = &props.diagram;
    let from = clock::seconds(diagram.from);
    let lanes = diagram.lanes_left_out;
    html! {
        <>
            if props.waits {
                <p class="empty" data-test="diagram-waits">{ texts.get("diagram-waits") }</p>
            }
            if diagram.shortened {
                <p class="empty" data-test="diagram-shortened">{ texts.with("diagram-shortened", &[("from", &from)]) }</p>
            }
            if lanes > 0 {
                <p class="empty" data-test="diagram-lanes">{ texts.with("diagram-lanes", &[("count", &lanes.to_string())]) }</p>
            }
        </>
    }
}

/// What the ends of arrows mean.
fn legend(texts: &Texts) -> Html {
    let sign = |tip: Tip| {
        let line = view::spacetime::Line {
            x1: 1.0,
            y1: 7.0,
            x2: 22.0,
            y2: 7.0,
            tip,
            label: None,
        };
        html! {
            <li>
                <svg class={classes!("st-sign", tip.key())} viewBox="0 0 28 14" width="28" height="14" aria-hidden="true">
                    <line class="st-line" x1="1" y1="7" x2="22" y2="7" /><path class="st-tip" d={line.tip_path()} />
                </svg>
                { texts.get(&format!("diagram-tip-{}", tip.key())) }
            </li>
        }
    };
    html! {
        <details class="st-choice">
            <summary data-test="diagram-legend">{ texts.get("diagram-legend") }</summary>
            <ul class="st-legend">
                { for Tip::ALL.into_iter().map(sign) }
                <li>
                    <svg class="st-sign st-answer" viewBox="0 0 28 14" width="28" height="14" aria-hidden="true"><line class="st-line" x1="1" y1="7" x2="27" y2="7" /></svg>
                    { texts.get("diagram-dashed") }
                </li>
            </ul>
        </details>
    }
}
