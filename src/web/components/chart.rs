//! One metric over time: its lines, the playhead, and what each line says there.

use std::rc::Rc;

use view::charts::{Chart, Charts, Line, figure, path};
use view::scene::geometry::px;
use view::timeline::Axis;
use web_sys::Element;
use yew::prelude::*;

use super::charts::line_name;
use crate::command::Command;
use crate::drag::{Drag, drag};
use crate::i18n::{Texts, use_texts};
use crate::size::use_size;

/// Room for what stands at the ticks.
const LEFT: f64 = 44.0;
const RIGHT: f64 = 10.0;
const TOP: f64 = 8.0;
/// The height of the lines, and of all.
const PLOT: f64 = 92.0;
const HEIGHT: f64 = 120.0;

/// Properties of [`ChartView`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// All charts, which have their moments in common.
    pub charts: Rc<Charts>,
    /// Which of them this is.
    pub index: usize,
    /// The moment shown, in µs.
    pub playhead: u64,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// A chart. A click or a drag on it seeks.
#[component]
pub fn ChartView(props: &Props) -> Html {
    let texts = use_texts();
    let frame = use_node_ref();
    let width = use_state_eq(|| 320.0);
    {
        let width = width.setter();
        use_size(frame.clone(), Callback::from(move |(w, _)| width.set(w)));
    }
    let Some(chart) = props.charts.charts.get(props.index) else {
        return Html::default();
    };
    let axis = Axis {
        end: props.charts.end,
        width: (*width - LEFT - RIGHT).max(40.0),
    };
    let seek = {
        let (on_command, frame) = (props.on_command.clone(), frame.clone());
        Callback::from(move |event: PointerEvent| {
            if let Some(frame) = frame.cast::<Element>() {
                let x = f64::from(event.client_x()) - frame.get_bounding_client_rect().left();
                on_command.emit(Command::Seek(axis.moment(x - LEFT)));
            }
        })
    };
    let Drag {
        onpointerdown,
        onpointermove,
    } = drag(&frame, seek);
    let (key, title, unit) = (
        chart.kind.key(),
        texts.say(&chart.title),
        texts.say(&chart.unit),
    );
    let x = LEFT + axis.x(props.playhead);
    html! {
        <figure class="chart" data-test={format!("chart-{key}")}>
            <figcaption>
                <span class="chart-title">{ title.clone() }{ " " }<small>{ unit }</small></span>
                <code>{ chart.name }{ " " }<b>{ chart.attribute }</b></code>
            </figcaption>
            <div class="chart-plot" ref={frame} data-test={format!("plot-{key}")} {onpointerdown} {onpointermove}>
                <svg height={px(HEIGHT)} role="img" aria-label={texts.with("chart-label", &[("what", &title)])}>
                    <Lines charts={props.charts.clone()} index={props.index} width={axis.width} />
                    <line class="head-line" x1={px(x)} x2={px(x)} y1="0" y2={px(TOP + PLOT)} />
                </svg>
            </div>
            <ul class="chart-legend">{ for chart.lines.iter().enumerate().map(|(place, line)| legend(chart, place, line, &texts)) }</ul>
            if chart.left_out > 0 {
                <p class="empty">{ texts.with("charts-more", &[("count", &chart.left_out.to_string())]) }</p>
            }
        </figure>
    }
}

/// What a line looks like, whose it is, and its value at the playhead.
fn legend(chart: &Chart, place: usize, line: &Line, texts: &Texts) -> Html {
    let name = line_name(line, texts);
    let test = format!("now-{}-{}", chart.kind.key(), name.replace(' ', "-"));
    html! {
        <li>
            <svg width="26" height="10" aria-hidden="true"><path class={format!("chart-line line-{place}")} d="M1 5H25" /></svg>
            <span>{ name }</span>
            <b data-test={test}>{ value(line.now, texts) }</b>
        </li>
    }
}

/// A value as text; a dash where there is none.
pub fn value(value: Option<f64>, texts: &Texts) -> String {
    let Some(value) = value else {
        return "–".to_owned();
    };
    texts.decimal(&figure(value))
}

/// Properties of [`Lines`].
#[derive(Properties, PartialEq)]
struct LinesProps {
    charts: Rc<Charts>,
    index: usize,
    width: f64,
}

/// The axes and the lines, drawn anew only when something was measured.
#[component]
fn Lines(props: &LinesProps) -> Html {
    let texts = use_texts();
    let Some(chart) = props.charts.charts.get(props.index) else {
        return Html::default();
    };
    let axis = Axis {
        end: props.charts.end,
        width: props.width,
    };
    let right = LEFT + axis.width;
    let across = |tick: &f64| {
        let y = TOP + chart.scale.y(*tick, PLOT);
        html! {
            <>
                <line class="tick" x1={px(LEFT)} x2={px(right)} y1={px(y)} y2={px(y)} />
                <text class="tick-label" x={px(LEFT - 6.0)} y={px(y + 3.5)} text-anchor="end">{ value(Some(*tick), &texts) }</text>
            </>
        }
    };
    let below = |tick: view::timeline::Tick| {
        html! {
            <text class="tick-label" x={px(LEFT + tick.x)} y={px(HEIGHT - 4.0)} text-anchor="middle">{ tick.label }</text>
        }
    };
    let line = |(place, line): (usize, &Line)| {
        let d = path(line, &props.charts.moments, axis, &chart.scale, PLOT);
        html! { <path class={format!("chart-line line-{place}")} {d} /> }
    };
    html! {
        <g aria-hidden="true">
            { for chart.scale.ticks.iter().map(across) }
            { for axis.ticks().into_iter().map(below) }
            <g transform={format!("translate({} {})", px(LEFT), px(TOP))}>{ for chart.lines.iter().enumerate().map(line) }</g>
        </g>
    }
}
