//! What the run measures, as small multiples, with a table and a file of the same.

use std::rc::Rc;

use view::charts::{Chart, Charts, Line, LineName};
use view::clock::Time;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::chart::{ChartView, value};
use crate::command::Command;
use crate::files;
use crate::i18n::{Texts, use_texts};

/// What a key press moves the playhead by, in ms.
const NUDGE: &str = "100";

/// Properties of [`ChartsView`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The lab's id, for the name of the file.
    pub lab: AttrValue,
    /// What was measured.
    pub charts: Rc<Charts>,
    /// The moment shown, in µs.
    pub playhead: u64,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// The charts.
#[component]
pub fn ChartsView(props: &Props) -> Html {
    let texts = use_texts();
    let charts = &props.charts;
    let Some(measured_at) = charts.measured_at.filter(|_| !charts.charts.is_empty()) else {
        return html! { <p class="empty" data-test="charts-none">{ texts.get("charts-none") }</p> };
    };
    let save = {
        let (charts, texts, lab) = (charts.clone(), texts.clone(), props.lab.clone());
        Callback::from(move |_: MouseEvent| {
            let name = texts.with("charts-saved-as", &[("lab", &lab)]);
            files::save(&name, files::CSV, &charts.csv(&texts.get("charts-all")));
        })
    };
    let seek = props.on_command.reform(|event: InputEvent| {
        let input = event.target_unchecked_into::<HtmlInputElement>();
        Command::Seek((input.value_as_number().max(0.0) * 1e3) as u64)
    });
    let window = texts.time(Time::Length(charts.window));
    let says = [("at", &*texts.moment(measured_at)), ("window", &window)];
    html! {
        <div class="charts" data-test="charts">
            <div class="charts-head">
                <p data-test="charts-at">{ texts.with("charts-at", &says) }</p>
                <label class="charts-moment">
                    <span class="sr-only">{ texts.get("charts-moment") }</span>
                    <input type="range" data-test="charts-moment" min="0" max={(charts.end / 1_000).to_string()} step={NUDGE}
                        value={(props.playhead / 1_000).to_string()} aria-valuetext={texts.moment(props.playhead)} oninput={seek} />
                </label>
                <button type="button" class="button" data-test="charts-save" onclick={save}>{ texts.get("charts-save") }</button>
            </div>
            <div class="charts-grid">{ for charts.charts.iter().enumerate().map(|(index, chart)| html! {
                <ChartView key={chart.kind.key()} charts={charts.clone()} {index} playhead={props.playhead} on_command={props.on_command.clone()} />
            }) }</div>
            { table(charts, &texts) }
        </div>
    }
}

/// The same as a table.
fn table(charts: &Charts, texts: &Texts) -> Html {
    let row = |(chart, line): (&Chart, &Line)| {
        html! {
            <tr>
                <th scope="row">{ texts.say(&chart.title) }<span class="way">{ format!("{} {}", chart.name, chart.attribute) }</span></th>
                <td>{ line_name(line, texts) }</td>
                <td class="figure">{ value(line.now, texts) }</td>
                <td class="figure">{ value(line.most, texts) }</td>
                <td>{ texts.say(&chart.unit) }</td>
            </tr>
        }
    };
    let lines = charts
        .charts
        .iter()
        .flat_map(|chart| chart.lines.iter().map(move |line| (chart, line)));
    html! {
        <details class="charts-table">
            <summary data-test="charts-table-open">{ texts.get("charts-table") }</summary>
            <div class="charts-scroll" role="region" tabindex="0" aria-label={texts.get("charts-table")}>
                <table data-test="charts-table">
                    <thead><tr>
                        <th scope="col">{ texts.get("charts-metric") }</th>
                        <th scope="col">{ texts.get("charts-line") }</th>
                        <th scope="col">{ texts.get("charts-now") }</th>
                        <th scope="col">{ texts.get("charts-most") }</th>
                        <th scope="col">{ texts.get("charts-unit") }</th>
                    </tr></thead>
                    <tbody>{ for lines.map(row) }</tbody>
                </table>
            </div>
        </details>
    }
}

/// What a line is called.
pub fn line_name(line: &Line, texts: &Texts) -> String {
    match &line.name {
        LineName::Of(name) => name.clone(),
        LineName::All => texts.get("charts-all"),
    }
}
