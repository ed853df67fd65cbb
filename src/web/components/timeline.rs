//! The run on one line: drag along it, jump to its marks, switch to its branches.

use std::rc::Rc;

use view::scene::geometry::px;
use view::scene::text;
use view::timeline::{Axis, Branch, Mark, Tick, Timeline, Tone, labels_with_room, with_room};
use web_sys::Element;
use yew::prelude::*;

use crate::command::Command;
use crate::drag::{Drag, drag};
use crate::i18n::{Texts, use_texts};
use crate::size::use_size;

/// Room at both ends, for the playhead's label.
const MARGIN: f64 = 34.0;
/// The axis.
const AXIS_Y: f64 = 58.0;
/// The highest bar.
const BAR: f64 = 34.0;
/// The first branch.
const BRANCH_Y: f64 = 96.0;
/// From one branch to the next.
const BRANCH_STEP: f64 = 17.0;
/// How many branches are drawn.
const BRANCHES_MOST: usize = 4;
/// What a key press moves the playhead by, in µs.
const NUDGE: u64 = 100_000;

/// Properties of [`TimelineView`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The run.
    pub timeline: Rc<Timeline>,
    /// The moment shown, in µs.
    pub playhead: u64,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// The timeline.
#[component]
pub fn TimelineView(props: &Props) -> Html {
    let texts = use_texts();
    let (frame, track) = (use_node_ref(), use_node_ref());
    let width = use_state_eq(|| 600.0);
    {
        let width = width.setter();
        use_size(frame.clone(), Callback::from(move |(w, _)| width.set(w)));
    }
    let axis = Axis {
        end: props.timeline.end,
        width: (*width - 2.0 * MARGIN).max(40.0),
    };
    let seek = {
        let (on_command, frame) = (props.on_command.clone(), frame.clone());
        Callback::from(move |event: PointerEvent| {
            if let Some(frame) = frame.cast::<Element>() {
                let x =
                    f64::from(event.client_x()) - frame.get_bounding_client_rect().left() - MARGIN;
                on_command.emit(Command::Seek(axis.moment(x)));
            }
        })
    };
    let Drag {
        onpointerdown,
        onpointermove,
    } = drag(&track, seek);
    let (shown, hidden) = with_room(&props.timeline.branches, BRANCHES_MOST);
    let row_of = |id: u32| shown.iter().position(|branch| branch.id == id);
    let height = BRANCH_Y - 8.0 + shown.len() as f64 * BRANCH_STEP;
    let now = texts.moment(props.playhead);
    html! {
        <div class="timeline" ref={frame}>
            <svg height={px(height)} role="group" aria-label={texts.get("timeline-label")}>
                <g ref={track} class="track" role="slider" tabindex="0" data-test="timeline" aria-label={texts.get("timeline-slider")}
                    aria-valuemin="0" aria-valuemax={(props.timeline.end / 1_000).to_string()}
                    aria-valuenow={(props.playhead / 1_000).to_string()} aria-valuetext={now.clone()}
                    onkeydown={keys(props)} {onpointerdown} {onpointermove}>
                    <rect class="ground" width={px(*width)} height={px(AXIS_Y + 6.0)} />
                    { bars(&props.timeline, axis, axis.x(props.playhead)) }
                    { playhead(axis, props.playhead, &now, height) }
                </g>
                { marks(&props.timeline.marks, axis, &texts, &props.on_command) }
                { for shown.iter().enumerate().map(|(i, branch)| branch_line(branch, (branch.stem.and_then(row_of), i), axis, &texts, &props.on_command)) }
            </svg>
            if hidden > 0 {
                <span class="sr-only">{ texts.with("timeline-more-branches", &[("count", &hidden.to_string())]) }</span>
            }
        </div>
    }
}

fn keys(props: &Props) -> Callback<KeyboardEvent> {
    let (playhead, end, on_command) =
        (props.playhead, props.timeline.end, props.on_command.clone());
    Callback::from(move |event: KeyboardEvent| {
        let to = match event.key().as_str() {
            "PageUp" => playhead + 10 * NUDGE,
            "PageDown" => playhead.saturating_sub(10 * NUDGE),
            "ArrowUp" => playhead + NUDGE,
            "ArrowDown" => playhead.saturating_sub(NUDGE),
            "End" => end,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        on_command.emit(Command::Seek(to.min(end)));
    })
}

fn bars(timeline: &Timeline, axis: Axis, playhead: f64) -> Html {
    let highest = timeline.bars.iter().copied().max().unwrap_or(0).max(1);
    let step = axis.width / timeline.bars.len().max(1) as f64;
    let width = px((step - 1.5).max(1.0));
    // All are one shape: as long as a run goes on, each of them moves ten times a second.
    let bar = |(i, count): (usize, &u32)| {
        let height = (f64::from(*count) / f64::from(highest)).sqrt() * BAR;
        let x = px(MARGIN + i as f64 * step + 0.5);
        format!(
            "M{x} {}v-{}h{width}V{}z",
            px(AXIS_Y),
            px(height),
            px(AXIS_Y)
        )
    };
    let bars: String = timeline
        .bars
        .iter()
        .enumerate()
        .filter(|(_, count)| **count > 0)
        .map(bar)
        .collect();
    let ticks = axis.ticks();
    let lines: String = ticks
        .iter()
        .map(|tick| format!("M{} 19V{}", px(MARGIN + tick.x), px(AXIS_Y)))
        .collect();
    let label = |tick: Tick| {
        html! { <text class="tick-label" x={px(MARGIN + tick.x)} y="13" text-anchor="middle">{ tick.label }</text> }
    };
    let labelled = ticks
        .into_iter()
        .filter(|tick| (tick.x - playhead).abs() > 50.0);
    html! {
        <g aria-hidden="true">
            <path class="tick" d={lines} />
            { for labelled.map(label) }
            <path class="bars" d={bars} />
            <line class="axis" x1={px(MARGIN)} x2={px(MARGIN + axis.width)} y1={px(AXIS_Y)} y2={px(AXIS_Y)} />
        </g>
    }
}

fn playhead(axis: Axis, at: u64, now: &str, height: f64) -> Html {
    let (x, width) = (MARGIN + axis.x(at), text::width(now, text::SMALL) + 12.0);
    let tag = (x - width / 2.0).clamp(0.0, (2.0 * MARGIN + axis.width - width).max(0.0));
    html! {
        <g aria-hidden="true">
            <line class="head-line" x1={px(x)} x2={px(x)} y1="18" y2={px(height - 2.0)} />
            <rect class="head-tag" x={px(tag)} y="1" width={px(width)} height="19" rx="5" />
            <text class="head-text" x={px(tag + width / 2.0)} y="14.500">{ now }</text>
        </g>
    }
}

/// Signs above the axis; labels where they have room.
fn marks(marks: &[Mark], axis: Axis, texts: &Texts, on_command: &Callback<Command>) -> Html {
    let labels: Vec<String> = marks.iter().map(|mark| texts.say(&mark.text)).collect();
    let widths: Vec<f64> = labels
        .iter()
        .map(|label| text::width(label, text::SMALL) * 0.92)
        .collect();
    let room = labels_with_room(marks, &widths, axis, MARGIN);
    let mark = |((mark, label), fits): ((&Mark, &String), bool)| {
        let x = MARGIN + axis.x(mark.at);
        let step = mark.step;
        let go = on_command.reform(move |()| Command::SeekStep(step));
        let (onclick, onkeydown) = activate(&go);
        let class = classes!("mark", mark.tone.key());
        let sign = match mark.tone {
            Tone::Mine => "M0-16h9l-2.500 4 2.500 4h-9z",
            Tone::Bad => {
                "M-4-16 0-12 4-16 5.500-14.500 1.500-10.500 5.500-6.500 4-5 0-9-4-5-5.500-6.500-1.500-10.500-5.500-14.500z"
            }
            Tone::Plain => "M0-14.500a3.500 3.500 0 1 1 0 7 3.500 3.500 0 0 1 0-7z",
        };
        html! {
            <g {class} role="button" tabindex="0" data-test={format!("mark-{step}")}
                transform={format!("translate({} {})", px(x), px(AXIS_Y + 25.0))} {onclick} {onkeydown}>
                <title>{ texts.with("timeline-mark", &[("what", label), ("at", &texts.moment(mark.at))]) }</title>
                <line x1="0" x2="0" y1="-25" y2="-10" />
                <path d={sign} />
                if fits {
                    <text x="12" y="-7">{ label }</text>
                }
            </g>
        }
    };
    html! { <>{ for marks.iter().zip(&labels).zip(room).map(mark) }</> }
}

/// A branch in its row, from the row of the one that it leaves.
fn branch_line(
    branch: &Branch,
    (stem, row): (Option<usize>, usize),
    axis: Axis,
    texts: &Texts,
    on_command: &Callback<Command>,
) -> Html {
    let row_y = |row: usize| BRANCH_Y + row as f64 * BRANCH_STEP;
    let (start, y) = (stem.map_or(AXIS_Y, row_y), row_y(row));
    let (from, to) = (
        MARGIN + axis.x(branch.from),
        MARGIN + axis.x(branch.until).max(axis.x(branch.from) + 24.0),
    );
    let id = branch.id;
    let (onclick, onkeydown) = activate(&on_command.reform(move |()| Command::Switch(id)));
    let label = texts.with("timeline-branch", &[("what", &texts.say(&branch.text))]);
    let course = format!("M{} {}V{}H{}", px(from), px(start), px(y), px(to));
    let width = text::width(&label, text::SMALL) * 0.92;
    let after = to + 8.0 + width < axis.width + 2.0 * MARGIN;
    let (x, anchor, text_y) = if after {
        (to + 8.0, "start", y + 4.0)
    } else {
        (to, "end", y - 4.0)
    };
    html! {
        <g class="branch" role="button" tabindex="0" data-test={format!("branch-{id}")} aria-label={label.clone()} {onclick} {onkeydown}>
            <path class="grip" d={course.clone()} />
            <path d={course} />
            <text x={px(x)} y={px(text_y)} text-anchor={anchor}>{ label }</text>
        </g>
    }
}

/// Click, Enter and Space alike.
fn activate(go: &Callback<()>) -> (Callback<MouseEvent>, Callback<KeyboardEvent>) {
    let by_key = go.clone();
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            event.stop_propagation();
            by_key.emit(());
        }
    });
    (go.reform(|_| ()), onkeydown)
}
