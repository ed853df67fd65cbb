//! The tank itself: the scene, and the canvas above it.

use std::rc::Rc;

use view::scene::{CardKind, Scene};
use view::stage::Stage;
use web_sys::{Element, HtmlCanvasElement};
use yew::prelude::*;

use super::broker::BrokerCard;
use super::client::{ConsumerCard, ProducerCard};
use super::controller::ControllerCard;
use super::hit::{Pointing, px};
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
    /// Told where on the stage somebody clicked, for messages.
    #[prop_or_default]
    pub on_point: Callback<(f64, f64)>,
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
    let onclick = {
        let (on_point, inner) = (props.on_point.clone(), inner.clone());
        Callback::from(move |event: MouseEvent| {
            if let Some(bounds) = inner
                .cast::<Element>()
                .map(|inner| inner.get_bounding_client_rect())
            {
                on_point.emit((
                    f64::from(event.client_x()) - bounds.left(),
                    f64::from(event.client_y()) - bounds.top(),
                ));
            }
        })
    };
    let (width, height) = (px(props.scene.width), px(props.scene.height));
    html! {
        <div class="tank" ref={frame} data-test="stage">
            <div class="tank-inner" ref={inner} {onclick}>
                <svg class="scene" width={width.clone()} height={height.clone()} viewBox={format!("0 0 {width} {height}")}
                    role="group" aria-label={texts.get("stage-label")}>
                    { backdrop(&props.scene, &texts) }
                    { cards(props) }
                </svg>
                <canvas ref={canvas} aria-hidden="true" />
            </div>
        </div>
    }
}

fn backdrop(scene: &Scene, texts: &Texts) -> Html {
    let road = |road: &view::scene::Road| {
        let lane = road.lane;
        let course = format!(
            "M{} {}Q{} {} {} {}",
            px(lane.from.x),
            px(lane.from.y),
            px(lane.bend.x),
            px(lane.bend.y),
            px(lane.to.x),
            px(lane.to.y)
        );
        html! { <path class={classes!("link", road.live.then_some("live"), road.cut.then_some("cut"))} d={course} /> }
    };
    let group = |group: &view::scene::GroupBox| {
        let rect = group.rect;
        html! {
            <g>
                <rect class="group" x={px(rect.x)} y={px(rect.y)} width={px(rect.w)} height={px(rect.h)} rx="15" />
                <text class="small dim" x={px(rect.x + 12.0)} y={px(rect.y + 13.0)}>{ format!("group.id={}", group.name) }</text>
            </g>
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
