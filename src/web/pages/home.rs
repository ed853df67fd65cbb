//! The first page: what this is, and the labs.

use lab::{Cover, Track};
use yew::prelude::*;

use crate::components::fetching::use_labs;
use crate::components::hero::HeroTank;
use crate::components::icon::{Icon, Sign};
use crate::components::shell::Shell;
use crate::i18n::{Texts, use_texts};
use crate::pages::licences;
use crate::route::lab_address;
use crate::workbench::{progress, track_name};

/// The lab whose cluster is shown: three brokers, one partition, a record now and then.
const SHOWN: &str = "acks-0";

/// The page.
#[component]
pub fn Home() -> Html {
    let texts = use_texts();
    let labs = texts.labs();
    // The page is there before it; where it cannot be had, the page is complete without it.
    let shown = use_labs(SHOWN);
    let first = labs
        .iter()
        .find(|lab| !progress::read(&lab.id).finished)
        .or_else(|| labs.first());
    let start = first.map(|lab| {
        let begun = progress::read(&lab.id).current > 0 || labs.first().is_some_and(|l| l.id != lab.id);
        let label = if begun { texts.with("home-go-on", &[("title", &lab.title)]) } else { texts.get("home-start") };
        html! { <a class="button primary" href={lab_address(&lab.id)} data-test="start">{ label }<Sign icon={Icon::Arrow} /></a> }
    });
    let point = |icon: Icon, key: &str| html! { <li><Sign {icon} />{ texts.get(key) }</li> };
    html! {
        <Shell>
            <main class="home">
                <section class="hero">
                    <div class="hero-text">
                        <h1>{ texts.get("home-title") }</h1>
                        <p>{ texts.get("home-lead") }</p>
                        <div class="row">
                            { start }
                            <a class="button" href="#/course" data-test="open-course">{ texts.get("course-title") }</a>
                            <a class="button" href="#/sandbox" data-test="open-sandbox"><Sign icon={Icon::Tools} />{ texts.get("home-sandbox") }</a>
                        </div>
                        <ul class="hero-points">
                            { point(Icon::Check, "home-point-true") }
                            { point(Icon::StepBack, "home-point-time") }
                            { point(Icon::Warning, "home-point-break") }
                        </ul>
                    </div>
                    if shown {
                        <HeroTank lab={SHOWN} />
                    }
                </section>
                <section class="home-sandbox">
                    <h2><a href="#/sandbox">{ texts.get("sandbox-title") }</a></h2>
                    <p>{ texts.get("sandbox-lead") }</p>
                </section>
                <section class="home-sandbox">
                    <h2><a href="#/schemas" data-test="open-schemas">{ texts.get("schemas-title") }</a></h2>
                    <p>{ texts.get("schemas-lead") }</p>
                    <h2><a href="#/files" data-test="open-files">{ texts.get("files-title") }</a></h2>
                    <p>{ texts.get("files-lead") }</p>
                </section>
                <section class="tracks" aria-label={texts.get("home-labs")}>{ tracks(labs, &texts) }</section>
                <footer class="foot">{ texts.get("home-foot") }{ " " }<a href={licences::address()} data-test="licenses">{ texts.get("home-licenses") }</a></footer>
            </main>
        </Shell>
    }
}

/// The labs by track, in the order of the curriculum.
fn tracks(labs: &[Cover], texts: &Texts) -> Html {
    let mut tracks: Vec<(Track, Vec<&Cover>)> = Vec::new();
    for lab in labs {
        match tracks.iter_mut().find(|(track, _)| *track == lab.track) {
            Some((_, labs)) => labs.push(lab),
            None => tracks.push((lab.track, vec![lab])),
        }
    }
    let track = |(track, labs): &(Track, Vec<&Cover>)| {
        html! {
            <section class="track">
                <h2>{ texts.get(&track_name(*track)) }{ finished(labs, texts) }</h2>
                <div class="cards">{ for labs.iter().map(|lab| card(lab, texts)) }</div>
            </section>
        }
    };
    html! { <>{ for tracks.iter().map(track) }</> }
}

/// How many labs of a track are done, once one is.
fn finished(labs: &[&Cover], texts: &Texts) -> Html {
    let done = labs
        .iter()
        .filter(|lab| progress::read(&lab.id).finished)
        .count();
    if done == 0 {
        return Html::default();
    }
    let counts = [
        ("done", &*done.to_string()),
        ("all", &*labs.len().to_string()),
    ];
    html! { <small>{ texts.with("home-track-done", &counts) }</small> }
}

fn card(lab: &Cover, texts: &Texts) -> Html {
    let steps = lab.steps;
    let progress = progress::read(&lab.id);
    let done = progress.done(steps);
    let state = if progress.finished {
        texts.get("home-done")
    } else {
        texts.with("home-steps", &[("count", &steps.to_string())])
    };
    html! {
        <article class="card" data-test={format!("lab-{}", lab.id)}>
            <h3><a href={lab_address(&lab.id)}>{ &lab.title }</a></h3>
            <p>{ &lab.summary }</p>
            <div class="card-foot">
                <span>
                    <span class="progress-dots" aria-hidden="true">{ for (0..steps).map(|i| html! { <i class={classes!((i < done).then_some("done"))}></i> }) }</span>
                    { state }
                </span>
                <span class="go" aria-hidden="true">{ texts.get("home-open") }<Sign icon={Icon::Arrow} /></span>
            </div>
        </article>
    }
}
