//! Kafka's terms with what they are, in a dialog.

use view::glossary::{TERMS, Term, find};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::dialog::Dialog;
use crate::i18n::{Language, Texts, use_texts};

/// Properties of [`Glossary`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Closes it.
    pub on_close: Callback<()>,
}

/// The dialog.
#[component]
pub fn Glossary(props: &Props) -> Html {
    let texts = use_texts();
    let typed = use_state_eq(String::new);
    let fetched = use_state_eq(|| 0_usize);
    {
        let fetched = fetched.setter();
        use_effect_with(texts.clone(), move |texts| {
            let others: Vec<Language> = others(texts).collect();
            wasm_bindgen_futures::spawn_local(async move {
                for (place, language) in others.into_iter().enumerate() {
                    // What cannot be had is not shown: the terms are explained without it.
                    if Texts::fetch(language).await.is_ok() {
                        fetched.set(place + 1);
                    }
                }
            });
        });
    }
    let terms = use_memo((texts.clone(), *fetched), |(texts, _)| terms(texts));
    let oninput = {
        let typed = typed.setter();
        Callback::from(move |event: InputEvent| {
            typed.set(event.target_unchecked_into::<HtmlInputElement>().value());
        })
    };
    let found = find(&terms, &typed);
    let (title, search) = (texts.get("glossary-title"), texts.get("glossary-search"));
    html! {
        <Dialog name="glossary" title={title.clone()} on_close={props.on_close.clone()}>
            <input type="search" class="glossary-search" data-test="glossary-search" autofocus=true autocomplete="off" spellcheck="false"
                aria-label={search.clone()} placeholder={search} value={(*typed).clone()} {oninput} />
            <p class="hint" role="status" data-test="glossary-count">{ texts.with("glossary-count", &[("count", &found.len().to_string())]) }</p>
            <div class="terms" role="region" tabindex="0" aria-label={title}>
                if !found.is_empty() {
                    <dl>{ for found.into_iter().map(entry) }</dl>
                }
            </div>
        </Dialog>
    }
}

fn others(texts: &Texts) -> impl Iterator<Item = Language> + use<> {
    let own = texts.language;
    Language::all().filter(move |language| *language != own)
}

fn entry(term: &Term) -> Html {
    html! {
        <div key={term.key} data-test={format!("term-{}", term.key)}>
            <dt>
                { &term.word }
                { for term.elsewhere.iter().map(|(code, word)| html! { <small lang={*code}>{ word }</small> }) }
            </dt>
            <dd>{ &term.what }</dd>
        </div>
    }
}

/// The terms in the language of `texts`, with the words of all others that are here.
fn terms(texts: &Texts) -> Vec<Term> {
    let others: Vec<Texts> = others(texts).filter_map(Texts::here).collect();
    let term = |key: &'static str| {
        let message = format!("term-{key}");
        let word = texts.get(&message);
        let elsewhere = others
            .iter()
            .map(|other| (other.language.code(), other.get(&message)));
        Term {
            key,
            what: texts.attribute(&message, "what"),
            elsewhere: elsewhere.filter(|(_, other)| *other != word).collect(),
            word,
        }
    };
    TERMS.into_iter().map(term).collect()
}
