//! How far a search is, what it has found, and how much it tried.

use std::rc::Rc;

use view::clock::Time;
use view::explore::{Break, Sought, Tried};
use view::saying::Saying;
use yew::prelude::*;

use super::explore::named;
use crate::i18n::{Texts, use_texts};

/// Properties of [`ExploredView`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What came of it.
    pub sought: Rc<Sought>,
    /// Whether it goes on.
    pub going: bool,
}

/// The runs that break the claim, each with a link; of a search that finds none, how much was tried.
#[component]
pub fn ExploredView(props: &Props) -> Html {
    let texts = use_texts();
    let sought = &props.sought;
    let runs = |key| Saying::new(key).with("runs", sought.runs);
    let far = (sought.runs < sought.of).then(|| {
        let key = if props.going {
            "explore-going"
        } else {
            "explore-stopped"
        };
        texts.say(&runs(key).with("of", sought.of))
    });
    let broken = runs("explore-broken")
        .with("broken", sought.broken)
        .with("claim", sought.claim.name());
    let state = if props.going { "going" } else { "over" };
    html! {
        <section class="explored" aria-label={texts.get("explore-result")}>
            if props.going {
                <progress aria-label={far.clone()} max={sought.of.to_string()} value={sought.runs.to_string()}></progress>
            }
            <p role="status" data-test="explore-status" data-state={state}>
                if let Some(far) = far {
                    { far }{ " " }
                }
                <strong class={if sought.broken > 0 { "broken" } else { "holds" }}>{ texts.say(&broken) }</strong>
            </p>
            if !sought.found.is_empty() {
                <ol class="explored-runs" aria-label={texts.get("explore-found")} data-test="explore-found">{ for sought.found.iter().map(|found| run(found, &texts)) }</ol>
                if sought.broken > sought.found.len() as u64 {
                    <p>{ texts.with("explore-more", &[("count", &(sought.broken - sought.found.len() as u64).to_string())]) }</p>
                }
            }
            <details open={!props.going && sought.broken == 0}>
                <summary data-test="explore-tried">{ tried(sought, &texts) }</summary>
                if sought.unfinished > 0 {
                    <p>{ texts.with("explore-unfinished", &[("count", &sought.unfinished.to_string())]) }</p>
                }
                <div class="charts-scroll" role="region" tabindex="0" aria-label={texts.get("explore-faults")}>
                    <table data-test="explore-faults">
                        <thead>
                            <tr>
                                <th scope="col">{ texts.get("explore-fault") }</th>
                                <th scope="col">{ texts.get("explore-done") }</th>
                                <th scope="col">{ texts.get("explore-refused") }</th>
                                <th scope="col">{ texts.get("explore-withheld") }</th>
                            </tr>
                        </thead>
                        <tbody>{ for sought.faults.iter().map(|fault| fates(fault, &texts)) }</tbody>
                    </table>
                </div>
            </details>
        </section>
    }
}

/// One run that breaks the claim.
fn run(found: &Break, texts: &Texts) -> Html {
    let deeds = found.deeds.iter().map(|(at, deed)| {
        html! { <li>{ format!("{} {}", texts.moment(*at), texts.say(deed)) }</li> }
    });
    let (seed, records) = (found.seed.to_string(), found.records.to_string());
    let label = texts.with("explore-watch", &[("seed", &seed)]);
    html! {
        <li key={seed.clone()}>
            <p class="explored-run">
                <code class="explored-anomaly">{ found.anomaly }</code>
                <span>{ texts.with("explore-records", &[("count", &records)]) }</span>
                <span>{ texts.with("explore-seed", &[("seed", &seed)]) }</span>
                <a href={found.link.clone()} data-test={format!("explore-watch-{seed}")} aria-label={label}>{ texts.get("fix-watch") }</a>
            </p>
            <ul>{ for deeds }</ul>
        </li>
    }
}

fn tried(sought: &Sought, texts: &Texts) -> String {
    let tried = Saying::new("explore-tried")
        .with("runs", sought.runs)
        .with("steps", sought.steps)
        .with("sent", sought.sent)
        .with("acknowledged", sought.acknowledged)
        .with("faults", sought.faults_done())
        .time("time", Time::Length(sought.time));
    texts.say(&tried)
}

fn fates(fault: &Tried, texts: &Texts) -> Html {
    html! {
        <tr key={fault.verb.clone()}>
            <th scope="row">{ named(&fault.verb, texts) }</th>
            <td class="figure">{ fault.done }</td>
            <td class="figure">{ fault.refused }</td>
            <td class="figure">{ fault.withheld }</td>
        </tr>
    }
}
