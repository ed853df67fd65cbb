//! A lab on paper.

use lab::shelf;
use view::course::{Handout, Line, Sheet};
use yew::prelude::*;

use crate::components::icon::{Icon, Sign};
use crate::components::markdown::{Inline, Markdown};
use crate::components::shell::Shell;
use crate::i18n::{Texts, use_texts};
use crate::pages::lost::Lost;
use crate::route::{lab_address, url_of};

/// Properties of [`HandoutPage`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The lab's id.
    pub id: String,
}

/// The page: what the browser prints of it is the handout.
#[component]
pub fn HandoutPage(props: &Props) -> Html {
    let texts = use_texts();
    let Ok(lab) = shelf::open(&props.id) else {
        return html! { <Lost title={texts.with("lost-title", &[("id", &props.id)])} /> };
    };
    let handout = Handout::of(&lab, texts.language.code());
    let print = Callback::from(|_: MouseEvent| {
        if let Some(window) = web_sys::window() {
            // Fails where the browser cannot print, and says so itself.
            let _ = window.print();
        }
    });
    let minutes = lab
        .minutes()
        .map(|minutes| texts.with("course-minutes", &[("minutes", &minutes.to_string())]));
    html! {
        <Shell crumbs={vec![texts.get("course-title"), handout.title.clone()]}>
            <main class="home paper" data-test="handout">
                <div class="row screen-only">
                    <button type="button" class="button primary" data-test="print" onclick={print}><Sign icon={Icon::Save} />{ texts.get("handout-print") }</button>
                    <a class="button" href={lab_address(&props.id)}>{ texts.get("home-open") }</a>
                </div>
                <header class="paper-head">
                    <h1>{ &handout.title }</h1>
                    <p class="lead">{ &handout.summary }</p>
                    <p class="paper-facts">{ for minutes }<code>{ url_of(&lab_address(&props.id)) }</code></p>
                    <p class="paper-name"><span>{ texts.get("handout-name") }</span><span>{ texts.get("handout-date") }</span></p>
                </header>
                <ol class="paper-steps">{ for handout.sheets.iter().map(|sheet| step(sheet, &texts)) }</ol>
            </main>
        </Shell>
    }
}

fn step(sheet: &Sheet, texts: &Texts) -> Html {
    let room = |key: &str| html! { <p class="paper-room">{ texts.get(key) }</p> };
    let tick = |text: Html| html! { <li class="paper-tick">{ text }</li> };
    let line = match &sheet.line {
        Line::Read => Html::default(),
        Line::Predict(choices) => html! {
            <>
                <ul>{ for choices.iter().map(|choice| tick(html! { <Inline text={choice.clone()} /> })) }</ul>
                { room("handout-because") }
                { room("handout-engine") }
            </>
        },
        Line::Do(what) => {
            html! { <><ul>{ tick(html! { { texts.say(what) } }) }</ul>{ room("handout-saw") }</> }
        }
        Line::Reach(what) => {
            html! { <><p class="hint">{ texts.say(what) }</p>{ room("handout-reached") }</> }
        }
        Line::Break(claim) => {
            html! { <><p class="hint">{ texts.say(claim) }</p>{ room("handout-broke") }</> }
        }
        Line::Fix(places) => html! {
            <>
                <ul>{ for places.iter().map(|place| tick(html! { <><code>{ place }</code>{ " = " }</> })) }</ul>
                { room("handout-because") }
            </>
        },
    };
    html! {
        <li class="paper-step">
            <h2>{ &sheet.heading }</h2>
            <Markdown text={sheet.body.clone()} />
            { line }
        </li>
    }
}
