//! The course: what there is to learn, in which order, and how long it takes; and what teachers need.

use view::course::{LabPlan, Needed, TrackPlan, plan};
use yew::prelude::*;

use crate::components::icon::{Icon, Sign};
use crate::components::shell::Shell;
use crate::i18n::{Texts, use_texts};
use crate::route::{handout_address, lab_address, teacher_address, tools_address};
use crate::workbench::{progress, track_name};

/// The page.
#[component]
pub fn Course() -> Html {
    let texts = use_texts();
    let labs = texts.labs();
    let tracks = plan(labs);
    let minutes: u32 = tracks.iter().map(TrackPlan::minutes).sum();
    let counts = [
        ("labs", labs.len().to_string()),
        ("tracks", tracks.len().to_string()),
        ("hours", minutes.div_ceil(60).to_string()),
    ];
    let counts = counts.each_ref().map(|(name, count)| (*name, &**count));
    html! {
        <Shell crumbs={vec![texts.get("course-title")]}>
            <main class="home course" data-test="course">
                <h1>{ texts.get("course-title") }</h1>
                <p class="lead">{ texts.with("course-lead", &counts) }</p>
                <section class="course-teachers" aria-labelledby="course-teachers">
                    <h2 id="course-teachers">{ texts.get("course-teachers") }</h2>
                    <p>{ texts.get("course-teachers-what") }</p>
                    <div class="row">
                        <a class="button" href="#/grading" data-test="to-grading"><Sign icon={Icon::Check} />{ texts.get("grading-title") }</a>
                        <a class="button" href="#/open" data-test="to-open"><Sign icon={Icon::Open} />{ texts.get("open-lab") }</a>
                    </div>
                </section>
                { for tracks.iter().enumerate().map(|(place, plan)| track(place + 1, plan, &texts)) }
            </main>
        </Shell>
    }
}

fn track(number: usize, plan: &TrackPlan, texts: &Texts) -> Html {
    let minutes = plan.minutes().to_string();
    html! {
        <section class="course-track" data-test="course-track">
            <h2>{ format!("{number}. {}", texts.get(&track_name(plan.track))) }<small>{ texts.with("course-minutes", &[("minutes", &minutes)]) }</small></h2>
            <ol class="course-labs">{ for plan.labs.iter().map(|lab| row(lab, texts)) }</ol>
        </section>
    }
}

fn row(plan: &LabPlan, texts: &Texts) -> Html {
    let progress = progress::read(&plan.id);
    let (finished, done) = (progress.finished, progress.done(plan.steps));
    let needed = |needed: &Needed| {
        html! { <li key={needed.id.clone()}><a href={lab_address(&needed.id)}>{ &needed.title }</a></li> }
    };
    let minutes = plan.minutes.map(|minutes| {
        let minutes = minutes.to_string();
        html! { <span>{ texts.with("course-minutes", &[("minutes", &minutes)]) }</span> }
    });
    let state = match (finished, done) {
        (true, _) => texts.get("home-done"),
        (false, 0) => String::new(),
        (false, done) => {
            let counts = [
                ("done", &*done.to_string()),
                ("all", &*plan.steps.to_string()),
            ];
            texts.with("course-begun", &counts)
        }
    };
    html! {
        <li key={plan.id.clone()} data-test={format!("course-{}", plan.id)}>
            <div class="course-lab">
                <h3><a href={lab_address(&plan.id)}>{ &plan.title }</a></h3>
                <p>{ &plan.summary }</p>
                if !plan.needs.is_empty() {
                    <div class="course-needs"><span>{ texts.get("course-needs") }</span><ul>{ for plan.needs.iter().map(needed) }</ul></div>
                }
            </div>
            <div class="course-facts">
                { for minutes }
                if !state.is_empty() {
                    <span class="course-state">{ state }</span>
                }
                <a href={handout_address(&plan.id)} data-test={format!("handout-{}", plan.id)}>{ texts.get("course-handout") }</a>
                <a href={tools_address(&plan.id)} data-test={format!("tools-{}", plan.id)}>{ texts.get("tools-title") }</a>
                <a href={teacher_address(&plan.id)} data-test={format!("teacher-{}", plan.id)}>{ texts.get("course-teacher") }</a>
            </div>
        </li>
    }
}
