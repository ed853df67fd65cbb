//! The sandbox: scenarios that are kept, and ways to begin one.

use lab::scenario::{Scenario, templates};
use lab::{Problem, shelf};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::components::icon::{Icon, Sign};
use crate::components::shell::Shell;
use crate::i18n::use_texts;
use crate::route::{self, scenario_address};
use crate::scenarios::{self, Kept};
use crate::{fetched, files};

/// Keeps a scenario and goes to its page.
fn begin(scenario: &Scenario) {
    route::go(&scenario_address(&scenarios::keep_new(scenario)));
}

/// The page.
#[component]
pub fn Sandbox() -> Html {
    let texts = use_texts();
    let kept = use_state_eq(scenarios::all);
    let problem = use_state_eq(|| None::<Problem>);
    let import = {
        let problem = problem.setter();
        Callback::from(move |event: Event| {
            let chosen = files::chosen(&event.target_unchecked_into::<HtmlInputElement>());
            let problem = problem.clone();
            wasm_bindgen_futures::spawn_local(async move {
                let Some(file) = chosen else { return };
                let read = match files::read(file).await {
                    Ok(text) => fetched::needed_for(&text).await.map(|()| text),
                    failed => failed,
                };
                match read.and_then(|text| Scenario::parse(&text)) {
                    Ok(scenario) => begin(&scenario),
                    Err(wrong) => problem.set(Some(wrong)),
                }
            });
        })
    };
    let from_lab = {
        let language = texts.language.code();
        let problem = problem.setter();
        Callback::from(move |event: Event| {
            let id = event.target_unchecked_into::<HtmlSelectElement>().value();
            let problem = problem.clone();
            wasm_bindgen_futures::spawn_local(async move {
                let fetched = fetched::labs(&[&id]).await;
                match fetched.and_then(|()| shelf::open(&id)) {
                    Ok(lab) => begin(&Scenario::of_lab(&lab, &lab.prose(language).title)),
                    Err(wrong) => problem.set(Some(wrong)),
                }
            });
        })
    };
    let template = |template: &'static lab::scenario::Template| {
        let title = texts.get(&format!("template-{}", template.id));
        let named = title.clone();
        let onclick = Callback::from(move |_: MouseEvent| begin(&template.open().titled(&named)));
        html! {
            <li class="card">
                <h3>{ title }</h3>
                <p>{ texts.get(&format!("template-{}-what", template.id)) }</p>
                <div class="row"><button type="button" class="button" data-test={format!("template-{}", template.id)} {onclick}>{ texts.get("sandbox-begin") }<Sign icon={Icon::Arrow} /></button></div>
            </li>
        }
    };
    let nothing = {
        let title = texts.get("sandbox-untitled");
        Callback::from(move |_: MouseEvent| begin(&Scenario::blank().titled(&title)))
    };
    let row = |one: &Kept| {
        let (name, kept) = (one.name.clone(), kept.setter());
        let remove = Callback::from(move |_: MouseEvent| {
            scenarios::remove(&name);
            kept.set(scenarios::all());
        });
        let label = texts.with("sandbox-delete", &[("title", &one.title)]);
        html! {
            <li key={one.name.clone()} data-test={format!("kept-{}", one.name)}>
                <a href={scenario_address(&one.name)}>{ &one.title }</a>
                <button type="button" class="button quiet square" data-test={format!("delete-{}", one.name)} title={label.clone()} aria-label={label} onclick={remove}><Sign icon={Icon::Cross} /></button>
            </li>
        }
    };
    html! {
        <Shell crumbs={vec![texts.get("track-sandbox")]}>
            <main class="home sandbox" data-test="sandbox">
                <h1>{ texts.get("sandbox-title") }</h1>
                <p class="lead">{ texts.get("sandbox-lead") }</p>
                if let Some(problem) = &*problem {
                    <p class="error" role="alert" data-test="sandbox-problem">{ texts.get("sandbox-refused") }{ " " }<code>{ &problem.path }</code>{ " " }{ &problem.message }</p>
                }
                <section aria-labelledby="sandbox-kept">
                    <h2 id="sandbox-kept">{ texts.get("sandbox-kept") }</h2>
                    if kept.is_empty() {
                        <p class="empty">{ texts.get("sandbox-none") }</p>
                    } else {
                        <ul class="kept">{ for kept.iter().map(row) }</ul>
                    }
                </section>
                <section aria-labelledby="sandbox-new">
                    <h2 id="sandbox-new">{ texts.get("sandbox-new") }</h2>
                    <ul class="cards">
                        { for templates().iter().map(template) }
                        <li class="card">
                            <h3>{ texts.get("sandbox-untitled") }</h3>
                            <p>{ texts.get("sandbox-blank-what") }</p>
                            <div class="row"><button type="button" class="button" data-test="template-blank" onclick={nothing}>{ texts.get("sandbox-begin") }<Sign icon={Icon::Arrow} /></button></div>
                        </li>
                    </ul>
                    <div class="sandbox-more">
                        <div class="field">
                            <label for="from-lab">{ texts.get("sandbox-from-lab") }</label>
                            <select id="from-lab" data-test="from-lab" onchange={from_lab}>
                                <option value="" selected=true>{ "–" }</option>
                                { for texts.labs().iter().map(|lab| html! { <option value={lab.id.clone()}>{ &lab.title }</option> }) }
                            </select>
                        </div>
                        <input class="file-input" type="file" id="import-scenario" data-test="import-scenario-file" accept=".json,application/json" onchange={import} />
                        <label class="button" for="import-scenario" data-test="import-scenario"><Sign icon={Icon::Open} />{ texts.get("sandbox-import") }</label>
                    </div>
                </section>
            </main>
        </Shell>
    }
}
