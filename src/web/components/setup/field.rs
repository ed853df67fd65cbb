//! A field of a form, by what it may hold.

use lab::form::{Choice, Field, Kind, Word};
use lab::scenario::Edit;
use serde_json::Value;
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::Desk;
use super::configs::Configs;

/// A field with all that is in it.
pub fn field(field: &Field, desk: &Desk) -> Html {
    match &field.kind {
        Kind::Configs => match desk.scope {
            Some(scope) => html! { <Configs field={field.clone()} {scope} desk={desk.clone()} /> },
            None => Html::default(),
        },
        Kind::Parts(parts) => group(
            field,
            desk,
            html! { <>{ for parts.iter().map(|part| self::field(part, desk)) }</> },
        ),
        Kind::Absent { blank } => labelled(field, desk, absent(field, blank, desk)),
        Kind::List { items, blank } => list(field, items, blank, desk),
        Kind::Named { entries, blank } => named(field, entries, blank, desk),
        Kind::Either {
            options,
            chosen,
            inner,
        } => either(field, options, *chosen, inner, desk),
        Kind::Flag => labelled(field, desk, flag(field, desk)),
        Kind::Word(words) => labelled(field, desk, word(field, words, desk)),
        Kind::Number { least, most, whole } => {
            labelled(field, desk, number(field, *least, *most, *whole, desk))
        }
        Kind::Text => labelled(field, desk, text(field, desk)),
        Kind::Json => labelled(field, desk, json(field, desk)),
    }
}

/// What a field is called in the document.
fn id(field: &Field) -> String {
    format!("at-{}", field.path)
}

fn doc(field: &Field, desk: &Desk) -> String {
    desk.texts.doc("field", &field.key, &field.doc)
}

/// A control with its name, what it means, and what is wrong with it.
fn labelled(field: &Field, desk: &Desk, control: Html) -> Html {
    let problem = desk.problem(&field.path);
    html! {
        <div class={classes!("field", problem.is_some().then_some("wrong"))} data-test={format!("field-{}", field.path)}>
            <label for={id(field)}><code>{ &field.name }</code></label>
            { control }
            <p class="hint" id={format!("{}-doc", id(field))}>{ doc(field, desk) }</p>
            if let Some(problem) = problem {
                <p class="error" role="alert">{ problem }</p>
            }
        </div>
    }
}

/// Things within a thing.
fn group(field: &Field, desk: &Desk, inner: Html) -> Html {
    let problem = desk.problem(&field.path);
    html! {
        <fieldset class="parts" data-test={format!("field-{}", field.path)}>
            if !field.name.is_empty() {
                <legend><code>{ &field.name }</code></legend>
            }
            if !field.doc.is_empty() {
                <p class="hint">{ doc(field, desk) }</p>
            }
            if let Some(problem) = problem {
                <p class="error" role="alert">{ problem }</p>
            }
            { inner }
        </fieldset>
    }
}

fn edit<E: 'static>(desk: &Desk, edit: impl Fn(E) -> Edit + 'static) -> Callback<E> {
    desk.on_edit.reform(edit)
}

/// What was typed takes the place of what is there; nothing typed leaves the default.
fn typed(field: &Field, desk: &Desk, read: fn(&str) -> Value) -> Callback<Event> {
    let (path, required) = (field.path.clone(), field.required);
    edit(desk, move |event: Event| {
        let typed = event.target_unchecked_into::<HtmlInputElement>().value();
        if typed.is_empty() && !required {
            return Edit::Set(path.clone(), Value::Null);
        }
        Edit::Set(path.clone(), read(&typed))
    })
}

fn shown(value: Option<&Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

fn number(field: &Field, least: Option<f64>, most: Option<f64>, whole: bool, desk: &Desk) -> Html {
    let bound = |bound: Option<f64>| bound.map(|bound| bound.to_string());
    html! {
        <input id={id(field)} type="number" data-test={format!("at-{}", field.path)} value={shown(field.value.as_ref())} placeholder={shown(field.default.as_ref())}
            min={bound(least)} max={bound(most)} step={if whole { "1" } else { "any" }} aria-describedby={format!("{}-doc", id(field))}
            onchange={typed(field, desk, |typed| serde_json::from_str(typed).unwrap_or_else(|_| typed.into()))} />
    }
}

fn text(field: &Field, desk: &Desk) -> Html {
    html! {
        <input id={id(field)} type="text" data-test={format!("at-{}", field.path)} value={shown(field.value.as_ref())} placeholder={shown(field.default.as_ref())}
            autocomplete="off" spellcheck="false" aria-describedby={format!("{}-doc", id(field))} onchange={typed(field, desk, |typed| typed.into())} />
    }
}

/// Any JSON; what cannot be read as such is text.
fn json(field: &Field, desk: &Desk) -> Html {
    let path = field.path.clone();
    let onchange = edit(desk, move |event: Event| {
        let typed = event.target_unchecked_into::<HtmlTextAreaElement>().value();
        let value = serde_json::from_str(&typed).unwrap_or_else(|_| Value::from(typed.as_str()));
        Edit::Set(path.clone(), value)
    });
    let value = field.value.as_ref().map(ToString::to_string);
    html! {
        <textarea id={id(field)} data-test={format!("at-{}", field.path)} value={value.unwrap_or_default()} rows="2" spellcheck="false"
            aria-describedby={format!("{}-doc", id(field))} {onchange} />
    }
}

fn flag(field: &Field, desk: &Desk) -> Html {
    let path = field.path.clone();
    let held = field.value.as_ref().or(field.default.as_ref());
    let checked = held.and_then(Value::as_bool).unwrap_or_default();
    let onchange = edit(desk, move |event: Event| {
        let checked = event.target_unchecked_into::<HtmlInputElement>().checked();
        Edit::Set(path.clone(), checked.into())
    });
    html! { <input id={id(field)} type="checkbox" data-test={format!("at-{}", field.path)} {checked} {onchange} /> }
}

fn word(field: &Field, words: &[Word], desk: &Desk) -> Html {
    let path = field.path.clone();
    let all: Vec<Value> = words.iter().map(|word| word.value.clone()).collect();
    let held = field.value.as_ref().or(field.default.as_ref()).cloned();
    let onchange = edit(desk, move |event: Event| {
        let at = event
            .target_unchecked_into::<HtmlSelectElement>()
            .selected_index();
        let value = usize::try_from(at).ok().and_then(|at| all.get(at));
        Edit::Set(path.clone(), value.cloned().unwrap_or_default())
    });
    html! {
        <select id={id(field)} data-test={format!("at-{}", field.path)} {onchange}>
            { for words.iter().map(|word| html! {
                <option value={shown(Some(&word.value))} selected={held.as_ref() == Some(&word.value)} title={desk.texts.doc("field", &word.key, &word.doc)}>{ shown(Some(&word.value)) }</option>
            }) }
        </select>
    }
}

fn button(field: &Field, desk: &Desk, test: &str, key: &str, then: Edit) -> Html {
    let onclick = edit(desk, move |_: MouseEvent| then.clone());
    html! {
        <button type="button" class="button quiet" id={(test == "add").then(|| id(field))} data-test={format!("{test}-{}", field.path)} {onclick}>
            { desk.texts.with(key, &[("name", &field.name)]) }
        </button>
    }
}

fn absent(field: &Field, blank: &Value, desk: &Desk) -> Html {
    let then = Edit::Set(field.path.clone(), blank.clone());
    button(field, desk, "add", "setup-add", then)
}

/// A way to be rid of something that need not be there.
fn leave_out(field: &Field, desk: &Desk) -> Html {
    if field.required || field.value.is_none() {
        return Html::default();
    }
    let then = Edit::Unset(field.path.clone());
    button(field, desk, "leave-out", "setup-leave-out", then)
}

fn list(field: &Field, items: &[Field], blank: &Value, desk: &Desk) -> Html {
    let item = |item: &Field| {
        let remove = Edit::Unset(item.path.clone());
        html! { <li>{ self::field(item, desk) }{ button(item, desk, "remove", "setup-leave-out", remove) }</li> }
    };
    let push = Edit::Push(field.path.clone(), blank.clone());
    let inner = html! {
        <>
            <ol class="items">{ for items.iter().map(item) }</ol>
            { button(field, desk, "add", "setup-add", push) }
        </>
    };
    group(field, desk, inner)
}

fn named(field: &Field, entries: &[Field], blank: &Value, desk: &Desk) -> Html {
    let names = (1..).map(|number| format!("new-{number}"));
    let taken = |name: &String| entries.iter().any(|entry| entry.name == *name);
    let name: String = names.filter(|name| !taken(name)).take(1).collect();
    let add = Edit::Set(field.path.key(&name), blank.clone());
    let inner = html! {
        <>
            { for entries.iter().map(|entry| self::field(entry, desk)) }
            { button(field, desk, "add", "setup-add", add) }
        </>
    };
    group(field, desk, inner)
}

fn either(
    field: &Field,
    options: &[Choice],
    chosen: Option<usize>,
    inner: &[Field],
    desk: &Desk,
) -> Html {
    let (path, required) = (field.path.clone(), field.required);
    let blanks: Vec<Value> = options.iter().map(|option| option.blank.clone()).collect();
    let onchange = edit(desk, move |event: Event| {
        let at = event.target_unchecked_into::<HtmlSelectElement>().value();
        match at.parse::<usize>().ok().and_then(|at| blanks.get(at)) {
            Some(blank) => Edit::Set(path.clone(), blank.clone()),
            None => Edit::Set(path.clone(), Value::Null),
        }
    });
    let choose = html! {
        <select id={id(field)} data-test={format!("at-{}", field.path)} aria-label={field.name.clone()} {onchange}>
            if !required || chosen.is_none() {
                <option value="" selected={chosen.is_none()}>{ "–" }</option>
            }
            { for options.iter().enumerate().map(|(at, option)| html! {
                <option value={at.to_string()} selected={chosen == Some(at)} title={desk.texts.doc("field", &option.key, &option.doc)}>{ &option.name }</option>
            }) }
        </select>
    };
    let inner = html! { <>{ choose }{ for inner.iter().map(|part| self::field(part, desk)) }{ leave_out(field, desk) }</> };
    group(field, desk, inner)
}
