//! A form to break what the buttons cannot: ways, disks, clocks, and whatever is to mend by itself.

use view::fault::{Draft, FaultForm, Field, Moment, Standing, Verb};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::icon::{Icon, Sign};
use super::moment::MomentFields;
use crate::command::Command;
use crate::i18n::{Texts, use_texts};

/// Properties of [`Fault`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What it offers.
    pub form: FaultForm,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// What a verb is called.
pub fn verb_text(verb: Verb, texts: &Texts) -> String {
    texts.get(&format!("fault-{}", verb.key().replace('_', "-")))
}

/// The form. What is wrong is said beside it, and nothing typed is lost.
#[component]
pub fn Fault(props: &Props) -> Html {
    let texts = use_texts();
    let form = &props.form;
    let error = use_state_eq(|| None::<String>);
    let draft = use_state_eq(|| Draft {
        verb: Verb::Partition,
        node: form.node.clone(),
        to: form.ends.first().cloned().unwrap_or_default(),
        one_way: false,
        amount: String::new(),
        api: String::new(),
        is: String::new(),
        lasts: String::new(),
        moment: Moment::default(),
    });
    let edit = |change: fn(&mut Draft, String)| {
        let draft = draft.clone();
        Callback::from(move |text: String| {
            let mut next = (*draft).clone();
            change(&mut next, text);
            draft.set(next);
        })
    };
    let onsubmit = {
        let (draft, error, on_command) = (draft.clone(), error.setter(), props.on_command.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let error = error.clone();
            on_command.emit(Command::Break(
                (*draft).clone(),
                Callback::from(move |problem| error.set(problem)),
            ));
        })
    };
    let turn = {
        let draft = draft.clone();
        Callback::from(move |_: Event| {
            draft.set(Draft {
                one_way: !draft.one_way,
                ..(*draft).clone()
            });
        })
    };
    let field = |field: &Field| match field {
        Field::To => {
            let ends = form.ends.iter().map(|end| (end.clone(), end.clone()));
            choice(
                "to",
                &draft.to,
                ends,
                &edit(|draft, to| draft.to = to),
                &texts,
            )
        }
        Field::OneWay => {
            let label = texts.with("fault-one-way", &[("from", &form.node), ("to", &draft.to)]);
            html! {
                <label key="one-way" class="check">
                    <input type="checkbox" data-test="fault-one-way" checked={draft.one_way} onchange={turn.clone()} />{ label }
                </label>
            }
        }
        Field::Amount(name) => {
            let label = texts.get(&format!("fault-{}", name.replace('_', "-")));
            number(
                "amount",
                label,
                &draft.amount,
                &edit(|draft, text| draft.amount = text),
            )
        }
        Field::Api => {
            let known = form
                .apis
                .iter()
                .map(|api| ((*api).to_owned(), (*api).to_owned()));
            let apis = std::iter::once((String::new(), texts.get("fault-any"))).chain(known);
            choice(
                "api",
                &draft.api,
                apis,
                &edit(|draft, api| draft.api = api),
                &texts,
            )
        }
        Field::Is => {
            let kinds = [
                (String::new(), texts.get("fault-either")),
                ("request".to_owned(), texts.get("flights-request")),
                ("response".to_owned(), texts.get("flights-response")),
            ];
            choice(
                "is",
                &draft.is,
                kinds.into_iter(),
                &edit(|draft, is| draft.is = is),
                &texts,
            )
        }
        Field::Lasts => {
            let label = texts.get("fault-lasts");
            number(
                "lasts",
                label,
                &draft.lasts,
                &edit(|draft, text| draft.lasts = text),
            )
        }
    };
    let set_moment = {
        let draft = draft.clone();
        Callback::from(move |moment| {
            draft.set(Draft {
                moment,
                ..(*draft).clone()
            });
        })
    };
    let verbs = Verb::ALL
        .into_iter()
        .map(|verb| (verb.key().to_owned(), verb_text(verb, &texts)));
    let pick = edit(|draft, key| draft.verb = Verb::of(&key).unwrap_or(draft.verb));
    html! {
        <details class="fault">
            <summary data-test="fault-open">{ texts.get("fault-more") }</summary>
            <form class="send" data-test="fault-form" aria-describedby="fault-error" {onsubmit}>
                { choice("verb", draft.verb.key(), verbs, &pick, &texts) }
                { for draft.verb.fields().iter().map(field) }
                <MomentFields conditions={form.conditions.clone()} moment={draft.moment.clone()} on_change={set_moment} />
                <p id="fault-error" class="error" role="alert" data-test="fault-error">{ (*error).clone() }</p>
                <div class="row"><button type="submit" class="button danger" data-test="fault-do">{ texts.get("fault-do") }</button></div>
            </form>
            { standing(form, &props.on_command, &texts) }
        </details>
    }
}

/// What is waited for already, each with a way to take it back.
fn standing(form: &FaultForm, on_command: &Callback<Command>, texts: &Texts) -> Html {
    if form.standing.is_empty() {
        return Html::default();
    }
    let order = |order: &Standing| {
        let place = order.place;
        let withdraw = on_command.reform(move |_: MouseEvent| Command::Withdraw(place));
        let text = texts.say(&order.text);
        let label = texts.with("order-withdraw", &[("order", &text)]);
        html! {
            <li key={place} data-test="order"><span>{ text }</span>
                <button type="button" class="button quiet square" aria-label={label} data-test="order-withdraw" onclick={withdraw}><Sign icon={Icon::Cross} /></button>
            </li>
        }
    };
    html! {
        <>
            <h3>{ texts.get("orders") }</h3>
            <ul class="orders" data-test="orders">{ for form.standing.iter().map(order) }</ul>
        </>
    }
}

/// One of several: `options` are values with what is shown for them.
pub(super) fn choice(
    name: &'static str,
    chosen: &str,
    options: impl Iterator<Item = (String, String)>,
    choose: &Callback<String>,
    texts: &Texts,
) -> Html {
    let id = format!("fault-{name}");
    let label = texts.get(&format!("{id}-label"));
    let onchange =
        choose.reform(|event: Event| event.target_unchecked_into::<HtmlSelectElement>().value());
    html! {
        <div key={name} class="field">
            <label for={id.clone()}>{ label }</label>
            <select id={id.clone()} data-test={id.clone()} {onchange}>
                { for options.map(|(value, text)| {
                    let selected = value == chosen;
                    html! { <option {value} {selected}>{ text }</option> }
                }) }
            </select>
        </div>
    }
}

pub(super) fn number(
    name: &'static str,
    label: String,
    typed: &str,
    change: &Callback<String>,
) -> Html {
    let id = format!("fault-{name}");
    let oninput = change
        .reform(|event: InputEvent| event.target_unchecked_into::<HtmlInputElement>().value());
    html! {
        <div key={name} class="field">
            <label for={id.clone()}>{ label }</label>
            <input id={id.clone()} data-test={id} inputmode="numeric" autocomplete="off" value={typed.to_owned()} {oninput} />
        </div>
    }
}
