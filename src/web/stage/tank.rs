//! The tank itself: the scene, and the canvas above it.

use std::rc::Rc;

use view::scene::geometry::{Lane, Rect, px};
use view::scene::{CardKind, Road, Scene, text};
use view::selection::Selection;
use view::stage::Stage;
use web_sys::{Element, HtmlCanvasElement};
use yew::prelude::*;

use super::broker::BrokerCard;
use super::client::{ConsumerCard, OutsiderCard, ProducerCard};
use super::controller::ControllerCard;
use super::hit::{Hit, Pointing};
use crate::i18n::{Texts, use_texts};
use crate::size::use_size;

/// Properties of [`Tank`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is in it.
    pub stage: Rc<Stage>,
    /// Where that goes.
    pub scene: Rc<Scene>,
    /// Whom to tell what is pointed at.
    pub pointing: Pointing,
    /// Told how much room there is.
    pub on_size: Callback<(f64, f64)>,
    /// Given the canvas to draw on.
    pub on_canvas: Callback<HtmlCanvasElement>,
    /// What it is called, where nothing in it takes the focus and it may have to be scrolled.
    #[prop_or_default]
    pub name: Option<String>,
    /// Told where on the stage somebody clicked, for messages.
    #[prop_or_default]
    pub on_point: Callback<Point>,
}

/// A place that somebody pointed at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// From the stage's left edge.
    pub x: f64,
    /// From its upper edge.
    pub y: f64,
    /// The same in the window, if what can be done there is wanted.
    pub menu_at: Option<(f64, f64)>,
}

/// The stage.
#[component]
pub fn Tank(props: &Props) -> Html {
    let texts = use_texts();
    let (frame, inner, canvas) = (use_node_ref(), use_node_ref(), use_node_ref());
    use_size(frame.clone(), props.on_size.clone());
    {
        let (canvas, on_canvas) = (canvas.clone(), props.on_canvas.clone());
        use_effect_with((), move |()| {
            if let Some(canvas) = canvas.cast::<HtmlCanvasElement>() {
                on_canvas.emit(canvas);
            }
        });
    }
    let point = {
        let (on_point, inner) = (props.on_point.clone(), inner.clone());
        move |event: &MouseEvent, for_menu: bool| {
            if let Some(inner) = inner.cast::<Element>() {
                let bounds = inner.get_bounding_client_rect();
                let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
                on_point.emit(Point {
                    x: x - bounds.left(),
                    y: y - bounds.top(),
                    menu_at: for_menu.then_some((x, y)),
                });
            }
        }
    };
    let onclick = {
        let point = point.clone();
        Callback::from(move |event: MouseEvent| point(&event, false))
    };
    let looked_at = props.pointing.menu.is_none();
    let oncontextmenu = Callback::from(move |event: MouseEvent| {
        if !looked_at {
            event.prevent_default();
            point(&event, true);
        }
    });
    let (width, height) = (px(props.scene.width), px(props.scene.height));
    html! {
        <div class="tank" ref={frame} data-test="stage" tabindex={props.name.as_ref().map(|_| "0")}
            role={props.name.as_ref().map(|_| "region")} aria-label={props.name.clone()}>
            <div class="tank-inner" ref={inner} {onclick} {oncontextmenu}>
                <svg class="scene" width={width.clone()} height={height.clone()} viewBox={format!("0 0 {width} {height}")}
                    role="group" aria-label={texts.get("stage-label")}>
                    { backdrop(&props.scene, &texts) }
                    { for props.scene.roads.iter().map(|road| way(road, &props.pointing)) }
                    { groups(props, &texts) }
                    { cards(props) }
                </svg>
                <canvas ref={canvas} aria-hidden="true" />
            </div>
        </div>
    }
}

fn backdrop(scene: &Scene, texts: &Texts) -> Html {
    let road = |road: &Road| {
        let class = classes!(
            "link",
            road.live.then_some("live"),
            road.cut.then_some("cut")
        );
        html! { <path {class} d={course(&road.lane)} /> }
    };
    let group = |group: &view::scene::GroupBox| {
        let rect = group.rect;
        html! {
            <rect class="group" x={px(rect.x)} y={px(rect.y)} width={px(rect.w)} height={px(rect.h)} rx="15" />
        }
    };
    let rack = |rack: &view::scene::GroupBox| {
        let rect = rack.rect;
        let name = texts.with("stage-rack", &[("rack", &rack.name)]);
        html! {
            <g data-test={format!("rack-{}", rack.name)}>
                <rect class="rack" x={px(rect.x)} y={px(rect.y)} width={px(rect.w)} height={px(rect.h)} rx="15" />
                <text class="small dim" x={px(rect.x + 12.0)} y={px(rect.y + 14.0)}>{ name }</text>
            </g>
        }
    };
    html! {
        <g aria-hidden="true">
            { for scene.racks.iter().map(rack) }
            { for scene.roads.iter().map(road) }
            { for scene.groups.iter().map(group) }
        </g>
    }
}

/// A way can be pointed at with a mouse; the keyboard finds it at its nodes.
fn way(road: &Road, pointing: &Pointing) -> Html {
    let selection = Selection::Way {
        a: road.a,
        b: road.b,
    };
    let selected = pointing.selected.as_ref() == Some(&selection);
    let (chosen, wanted) = (selection.clone(), selection);
    let (select, menu) = (pointing.select.clone(), pointing.menu.clone());
    let onclick = Callback::from(move |_: MouseEvent| {
        if let Some(select) = &select {
            select.emit(chosen.clone());
        }
    });
    let oncontextmenu = Callback::from(move |event: MouseEvent| {
        if let Some(menu) = &menu {
            event.prevent_default();
            let at = (f64::from(event.client_x()), f64::from(event.client_y()));
            menu.emit((wanted.clone(), at));
        }
    });
    html! {
        <path class={classes!("way-grip", selected.then_some("selected"))} d={course(&road.lane)} aria-hidden="true"
            data-test={format!("way-{}-{}", road.a, road.b)} {onclick} {oncontextmenu} />
    }
}

fn course(lane: &Lane) -> String {
    format!(
        "M{} {}Q{} {} {} {}",
        px(lane.from.x),
        px(lane.from.y),
        px(lane.bend.x),
        px(lane.bend.y),
        px(lane.to.x),
        px(lane.to.y)
    )
}

/// The names of groups, which can be pointed at.
fn groups(props: &Props, texts: &Texts) -> Html {
    let group = |group: &view::scene::GroupBox| {
        let name = format!("group.id={}", group.name);
        let halo = Rect {
            x: group.rect.x + 7.0,
            y: group.rect.y + 1.0,
            w: text::width(&name, text::SMALL) + 10.0,
            h: 17.0,
        };
        let selection = Selection::Group {
            group: group.name.clone(),
        };
        html! {
            <Hit {selection} pointing={props.pointing.clone()} label={texts.with("stage-group", &[("group", &group.name)])}
                test={format!("group-{}", group.name)} {halo} round={5.0}>
                <rect x={px(halo.x)} y={px(halo.y)} width={px(halo.w)} height={px(halo.h)} fill="transparent" />
                <text class="small dim" x={px(halo.x + 5.0)} y={px(halo.y + 12.0)}>{ name }</text>
            </Hit>
        }
    };
    html! { <>{ for props.scene.groups.iter().map(group) }</> }
}

fn cards(props: &Props) -> Html {
    let (stage, pointing) = (&props.stage, &props.pointing);
    let card = |card: &view::scene::Card| {
        let (id, card) = (card.id, card.clone());
        let drawn = match card.kind {
            CardKind::Producer => stage.producers.iter().find(|p| p.head.id == id).map(|producer| html! {
                <ProducerCard key={id} producer={producer.clone()} {card} pointing={pointing.clone()} />
            }),
            CardKind::Consumer => stage.consumers.iter().find(|c| c.head.id == id).map(|consumer| html! {
                <ConsumerCard key={id} consumer={consumer.clone()} {card} pointing={pointing.clone()} />
            }),
            CardKind::Outsider => stage.outsiders.iter().find(|o| o.head.id == id).map(|outsider| html! {
                <OutsiderCard key={id} outsider={outsider.clone()} {card} pointing={pointing.clone()} />
            }),
            CardKind::Broker => stage.brokers.iter().find(|b| b.head.id == id).map(|broker| html! {
                <BrokerCard key={id} broker={broker.clone()} {card} pointing={pointing.clone()} />
            }),
            CardKind::Controller => stage.controllers.iter().find(|c| c.id == id).map(|head| html! {
                <ControllerCard key={id} head={head.clone()} {card} pointing={pointing.clone()} />
            }),
        };
        drawn.unwrap_or_default()
    };
    html! { <>{ for props.scene.cards.iter().map(card) }</> }
}
