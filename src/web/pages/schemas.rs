//! The schema workbench: two schemas, the levels at which they get on, and a record on its way from one to the other.

use std::rc::Rc;

use view::schemas::{EXAMPLES, Example, Passage, Reason, Side, Told, Verdict, Workbench};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::components::hex::HexView;
use crate::components::shell::Shell;
use crate::i18n::{Texts, use_texts};

/// What was typed.
#[derive(Clone, PartialEq, Eq)]
struct Typed {
    old: String,
    new: String,
    record: String,
}

impl From<&Example> for Typed {
    fn from(example: &Example) -> Self {
        Self {
            old: example.old.to_owned(),
            new: example.new.to_owned(),
            record: example.record.to_owned(),
        }
    }
}

/// The page.
#[component]
pub fn SchemasPage() -> Html {
    let texts = use_texts();
    let typed = use_state_eq(|| Typed::from(&EXAMPLES[0]));
    let bench = use_memo((*typed).clone(), |typed| {
        Workbench::of(&typed.old, &typed.new, &typed.record)
    });
    let edited = |set: fn(&mut Typed, String)| {
        let typed = typed.clone();
        Callback::from(move |text: String| {
            let mut changed = (*typed).clone();
            set(&mut changed, text);
            typed.set(changed);
        })
    };
    let example = |example: &'static Example| {
        let (is_shown, setter) = (*typed == Typed::from(example), typed.setter());
        let onclick = Callback::from(move |_: MouseEvent| setter.set(Typed::from(example)));
        html! {
            <button type="button" class="button quiet" aria-pressed={is_shown.to_string()} data-test={example.key} {onclick}>
                { texts.say(&example.name()) }
            </button>
        }
    };
    let read = bench
        .passage
        .as_ref()
        .and_then(|passage| passage.read.as_ref());
    html! {
        <Shell crumbs={vec![texts.get("schemas-title")]}>
            <main class="home schemas-page" data-test="schemas-page">
                <h1>{ texts.get("schemas-title") }</h1>
                <p class="lead">{ texts.get("schemas-lead") }</p>
                <div class="row" role="group" aria-label={texts.get("schemas-example")}>{ for EXAMPLES.iter().map(example) }</div>
                <div class="schemas-sides">
                    { edit("old", &texts.get("schemas-old"), &typed.old, &bench.old, edited(|typed, text| typed.old = text), &texts) }
                    { edit("new", &texts.get("schemas-new"), &typed.new, &bench.new, edited(|typed, text| typed.new = text), &texts) }
                </div>
                <section aria-labelledby="schemas-levels">
                    <h2 id="schemas-levels">{ texts.get("schemas-levels") }</h2>
                    { levels(&bench.levels, &texts) }
                </section>
                <div class="schemas-sides">
                    <section>
                        <h2>{ texts.get("schemas-written") }</h2>
                        { area("record", &texts.get("schemas-record"), &typed.record, edited(|typed, text| typed.record = text), false) }
                        { for bench.passage.as_ref().map(|passage| written(passage, &texts)) }
                    </section>
                    <section>
                        <h2>{ texts.get("schemas-read") }</h2>
                        { match read {
                            None => html! { <p class="empty">{ texts.get("schemas-broken") }</p> },
                            Some(Err(told)) => problems(std::slice::from_ref(told)),
                            Some(Ok(read)) => html! {
                                <>
                                    <pre class="schemas-json" tabindex="0" data-test="schemas-read">{ &read.json }</pre>
                                    if read.notes.is_empty() {
                                        <p>{ texts.get("schemas-nothing-changed") }</p>
                                    }
                                    <ul class="schemas-notes" data-test="schemas-notes">
                                        { for read.notes.iter().map(|(path, note)| html! { <li><code>{ path }</code>{ " " }{ texts.say(note) }</li> }) }
                                    </ul>
                                </>
                            },
                        } }
                    </section>
                </div>
            </main>
        </Shell>
    }
}

fn edit(
    id: &str,
    label: &str,
    text: &str,
    side: &Side,
    edited: Callback<String>,
    texts: &Texts,
) -> Html {
    let is_wrong = matches!(side, Side::Broken(_));
    let said = match side {
        Side::Broken(told) => problems(told),
        Side::Whole {
            canonical,
            fingerprint,
            ..
        } => html! {
            <details>
                <summary>{ texts.get("schemas-canonical") }</summary>
                <pre class="schemas-json" tabindex="0">{ canonical }</pre>
                <p>{ texts.get("schemas-fingerprint") }{ ": " }<code>{ fingerprint }</code></p>
            </details>
        },
    };
    html! {
        <section>
            { area(id, label, text, edited, is_wrong) }
            { said }
        </section>
    }
}

fn area(id: &str, label: &str, text: &str, edited: Callback<String>, is_wrong: bool) -> Html {
    let oninput = Callback::from(move |event: InputEvent| {
        edited.emit(event.target_unchecked_into::<HtmlTextAreaElement>().value());
    });
    let id = format!("schemas-{id}");
    html! {
        <div class="field">
            <label for={id.clone()}>{ label }</label>
            <textarea id={id.clone()} data-test={id} spellcheck="false" autocomplete="off" aria-invalid={is_wrong.to_string()} value={text.to_owned()} {oninput} />
        </div>
    }
}

fn problems(told: &[Told]) -> Html {
    let line = |told: &Told| {
        html! {
            <li>
                if !told.place.is_empty() { <code>{ &told.place }</code>{ ": " } }
                { &told.message }
            </li>
        }
    };
    html! { <ul class="schemas-problems" role="alert" data-test="schemas-problems">{ for told.iter().map(line) }</ul> }
}

fn levels(levels: &[Verdict], texts: &Texts) -> Html {
    if levels.is_empty() {
        return html! { <p class="empty">{ texts.get("schemas-broken") }</p> };
    }
    let reason = |reason: &Reason| {
        let way = if reason.new_reads {
            "schemas-new-reads"
        } else {
            "schemas-old-reads"
        };
        html! {
            <li><span class="schemas-way">{ texts.get(way) }</span>{ " " }<code>{ reason.kind }</code>{ " " }<code>{ &reason.path }</code>{ " " }{ &reason.message }</li>
        }
    };
    let row = |verdict: &Verdict| {
        let count = verdict.reasons.len();
        let said = match count {
            0 => texts.get("schemas-let-in"),
            count => texts.with("schemas-refused", &[("count", &count.to_string())]),
        };
        html! {
            <tr data-test={format!("level-{}", verdict.level)} class={classes!((count > 0).then_some("refused"))}>
                <th scope="row"><code>{ verdict.level }</code></th>
                <td>
                    { said }
                    <ul>{ for verdict.reasons.iter().map(reason) }</ul>
                </td>
            </tr>
        }
    };
    html! {
        <table class="schemas-levels">
            <thead><tr><th scope="col">{ texts.get("schemas-level") }</th><th scope="col">{ texts.get("schemas-new") }</th></tr></thead>
            <tbody>{ for levels.iter().map(row) }</tbody>
        </table>
    }
}

fn written(passage: &Passage, texts: &Texts) -> Html {
    let written = match &passage.written {
        Ok(written) => written,
        Err(told) => return problems(std::slice::from_ref(told)),
    };
    let sizes = written.sizes.map(|sizes| {
        [
            ("schemas-size-json", sizes.json),
            ("schemas-size-avro", sizes.avro),
            ("schemas-size-with-id", sizes.with_id),
            ("schemas-size-with-schema", sizes.with_schema),
        ]
    });
    let most = sizes
        .iter()
        .flatten()
        .map(|(_, bytes)| *bytes)
        .max()
        .unwrap_or(1)
        .max(1);
    let size = |(key, bytes): (&str, usize)| {
        html! {
            <tr>
                <th scope="row">{ texts.get(key) }</th>
                <td class="number">{ bytes }</td>
                <td><svg class="schemas-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect width={(100 * bytes / most).to_string()} height="6" /></svg></td>
            </tr>
        }
    };
    html! {
        <>
            <HexView hex={Rc::new(written.hex.clone())} label={texts.get("schemas-written")} />
            <table class="schemas-sizes" data-test="schemas-sizes">
                <caption>{ texts.get("schemas-sizes") }</caption>
                <tbody>{ for sizes.into_iter().flatten().map(size) }</tbody>
            </table>
        </>
    }
}
