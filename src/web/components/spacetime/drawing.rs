//! The drawing: lanes, arrows and marks. It is one stop for the Tab key; the arrow keys go on from message to message.

use std::rc::Rc;

use view::clock;
use view::flights::Way;
use view::scene::geometry::px;
use view::spacetime::{Arrow, Diagram, HEAD, Layout, Line, Spot, layout};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, SvgElement, window};
use yew::prelude::*;

use super::ground;
use crate::i18n::{Texts, use_texts};
use crate::size::use_size;

/// Properties of [`Drawing`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The diagram.
    pub diagram: Rc<Diagram>,
    /// Whether it follows the playhead, which is then kept in sight.
    pub follows: bool,
    /// Goes to a step, and selects a node.
    pub on_go: Callback<(u64, Option<u32>)>,
}

/// One thing on the drawing that can be gone to.
#[derive(Clone, Copy, PartialEq)]
enum Item {
    Arrow(usize),
    Spot(usize),
}

/// The drawing in a box of its own, in which it scrolls.
#[component]
pub fn Drawing(props: &Props) -> Html {
    let texts = use_texts();
    let (frame, width) = (use_node_ref(), use_state_eq(|| 600.0));
    {
        let width = width.setter();
        use_size(frame.clone(), Callback::from(move |(w, _)| width.set(w)));
    }
    let diagram = &props.diagram;
    let drawn = use_memo(
        (diagram.clone(), *width, texts.clone()),
        |(diagram, width, texts)| layout(diagram, *width, &|saying| texts.say(saying)),
    );
    let items = use_memo(drawn.clone(), |drawn| items(drawn));
    let stop = use_state_eq(|| 0_usize);
    {
        let (frame, follows) = (frame.clone(), props.follows);
        use_effect_with((drawn.clone(), follows), move |(drawn, follows)| {
            if *follows {
                keep_in_sight(&frame, drawn.playhead);
            }
        });
    }
    let hand = Hand {
        diagram: diagram.clone(),
        texts: texts.clone(),
        on_go: props.on_go.clone(),
        walk: {
            let (stop, count) = (stop.clone(), items.len());
            Callback::from(move |to: usize| {
                let to = to.min(count.saturating_sub(1));
                stop.set(to);
                focus(to);
            })
        },
        count: items.len(),
        stop: (*stop).min(items.len().saturating_sub(1)),
    };
    let item = |(place, item): (usize, &Item)| match *item {
        Item::Arrow(index) => hand.arrow(&drawn.arrows[index], &diagram.arrows[index], place),
        Item::Spot(index) => hand.spot(&drawn.spots[index], place),
    };
    let label = texts.with(
        "diagram-label",
        &[
            ("from", &clock::seconds(diagram.from)),
            ("to", &clock::seconds(diagram.to)),
        ],
    );
    html! {
        <div class="st-box" ref={frame} tabindex="0" role="region" aria-label={label.clone()} data-test="diagram-box">
            { ground::names(&drawn, diagram, HEAD) }
            <svg class="st-drawing" width={px(drawn.width)} height={px(drawn.height)} role="group" aria-label={label} data-test="diagram">
                { ground::lanes(&drawn, &texts) }
                { for items.iter().enumerate().map(item) }
                { ground::playhead(&drawn) }
            </svg>
        </div>
    }
}

/// What can be gone to, from the earliest to the last.
fn items(drawn: &Layout) -> Vec<Item> {
    let arrows = drawn.arrows.iter().enumerate();
    let arrows = arrows.map(|(index, line)| (line.y1, Item::Arrow(index)));
    let spots = drawn.spots.iter().enumerate();
    let mut items: Vec<(f64, Item)> = spots
        .map(|(index, spot)| (spot.y, Item::Spot(index)))
        .chain(arrows)
        .collect();
    items.sort_by(|a, b| a.0.total_cmp(&b.0));
    items.into_iter().map(|(_, item)| item).collect()
}

/// What draws the things that can be gone to.
struct Hand {
    diagram: Rc<Diagram>,
    texts: Texts,
    on_go: Callback<(u64, Option<u32>)>,
    walk: Callback<usize>,
    count: usize,
    stop: usize,
}

impl Hand {
    /// The Tab key stops at one of them.
    fn tabindex(&self, place: usize) -> &'static str {
        if place == self.stop { "0" } else { "-1" }
    }

    fn arrow(&self, line: &Line, arrow: &Arrow, place: usize) -> Html {
        let told = self.texts.say(&self.diagram.told(arrow));
        let (x1, y1, x2, y2) = (px(line.x1), px(line.y1), px(line.x2), px(line.y2));
        let class = classes!(
            "st-arrow",
            format!("kind-{}", arrow.flight.kind.key()),
            line.tip.key(),
            (arrow.flight.way == Way::Response).then_some("st-answer"),
        );
        let (onclick, onkeydown) = self.act(place, (arrow.step(), Some(arrow.flight.to)));
        html! {
            <g key={format!("a{}", arrow.flight.id)} {class} id={id(place)} role="button" tabindex={self.tabindex(place)}
                data-test={format!("arrow-{}", arrow.flight.id)} aria-label={told.clone()} {onclick} {onkeydown}>
                <title>{ told }</title>
                <line class="st-touch" x1={x1.clone()} y1={y1.clone()} x2={x2.clone()} y2={y2.clone()} />
                <line class="st-line" {x1} {y1} {x2} {y2} />
                <path class="st-tip" d={line.tip_path()} />
                if let Some(label) = &line.label {
                    <text class="st-label" x={px(label.x)} y={px(label.y)}>{ &label.text }</text>
                }
            </g>
        }
    }

    fn spot(&self, spot: &Spot, place: usize) -> Html {
        let events: Vec<_> = spot
            .events
            .iter()
            .map(|index| &self.diagram.events[*index])
            .collect();
        let Some(first) = events.first() else {
            return Html::default();
        };
        let said: Vec<String> = events
            .iter()
            .map(|event| self.texts.say(&event.text))
            .collect();
        let (said, at) = (said.join("; "), clock::seconds(first.at));
        let told = self
            .texts
            .with("timeline-mark", &[("what", &said), ("at", &at)]);
        let (onclick, onkeydown) = self.act(place, (first.step, first.lanes.first().copied()));
        let (left, right) = (spot.xs.first().copied(), spot.xs.last().copied());
        html! {
            <g key={format!("e{}", spot.events[0])} class={classes!("st-mark", spot.tone.key())} id={id(place)} role="button"
                tabindex={self.tabindex(place)} data-test={format!("diagram-mark-{}", first.step)} aria-label={told.clone()} {onclick} {onkeydown}>
                <title>{ told }</title>
                if let (Some(left), Some(right)) = (left, right) {
                    <line class="st-across" x1={px(left)} x2={px(right)} y1={px(spot.y)} y2={px(spot.y)} />
                }
                { for spot.xs.iter().map(|x| html! {
                    <path class="st-sign-mark" transform={format!("translate({} {})", px(*x), px(spot.y))} d={spot.outline()} />
                }) }
                if let Some(label) = &spot.label {
                    <text class="st-label" x={px(label.x)} y={px(label.y)}>{ &label.text }</text>
                }
            </g>
        }
    }

    /// Enter and space go there; up and down go on to the next thing, home and end to the first and last.
    fn act(
        &self,
        place: usize,
        goal: (u64, Option<u32>),
    ) -> (Callback<MouseEvent>, Callback<KeyboardEvent>) {
        let (go, walk, last) = (self.on_go.clone(), self.walk.clone(), self.count);
        let onkeydown = Callback::from(move |event: KeyboardEvent| {
            match event.key().as_str() {
                "Enter" | " " => go.emit(goal),
                "ArrowDown" => walk.emit(place + 1),
                "ArrowUp" => walk.emit(place.saturating_sub(1)),
                "Home" => walk.emit(0),
                "End" => walk.emit(last),
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        });
        (self.on_go.reform(move |_| goal), onkeydown)
    }
}

fn id(place: usize) -> String {
    format!("diagram-{place}")
}

fn focus(place: usize) {
    let document = window().and_then(|window| window.document());
    let found: Option<Element> =
        document.and_then(|document| document.get_element_by_id(&id(place)));
    if let Some(part) = found.and_then(|part| part.dyn_into::<SvgElement>().ok()) {
        // Fails only for what cannot have the focus.
        let _ = part.focus();
    }
}

/// Scrolls so far that the playhead is at the lower end of the box.
fn keep_in_sight(frame: &NodeRef, playhead: Option<f64>) {
    if let (Some(frame), Some(y)) = (frame.cast::<HtmlElement>(), playhead) {
        let below = y + 2.0 * HEAD - f64::from(frame.client_height());
        frame.set_scroll_top(below.max(0.0) as i32);
    }
}
