//! What cannot be shown before the labs are here that it is about.

use std::rc::Rc;

use lab::{Problem, shelf};
use yew::prelude::*;

use crate::components::shell::Shell;
use crate::fetched;
use crate::i18n::use_texts;

/// Properties of [`Fetching`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What names the labs: an id, or a link.
    pub named: String,
    /// What is shown then. It is not even made before.
    pub children: Html,
}

/// Fetches labs and shows its children; where they cannot be had, it says so and tries again when it is asked to.
#[component]
pub fn Fetching(props: &Props) -> Html {
    let texts = use_texts();
    let (here, failed, again) = use_labs(&props.named);
    if here {
        return props.children.clone();
    }
    let Some(problem) = failed else {
        return html! { <Shell><main class="lost" data-test="fetching" aria-busy="true"><p role="status">{ texts.get("fetching") }</p></main></Shell> };
    };
    html! {
        <Shell>
            <main class="lost" role="alert" data-test="not-fetched">
                <h1>{ texts.get("not-fetched") }</h1>
                <p>{ texts.get("not-fetched-why") }</p>
                <ul><li><code>{ problem.path }</code>{ " " }{ problem.message }</li></ul>
                <div class="row">
                    <button type="button" class="button primary" data-test="fetch-again" onclick={again.reform(|_: MouseEvent| ())}>{ texts.get("fetch-again") }</button>
                    <a class="button" href="#/">{ texts.get("lost-home") }</a>
                </div>
            </main>
        </Shell>
    }
}

/// Fetches the labs that a text names: whether they are here, why they cannot be had, and the way to try again.
#[hook]
pub fn use_labs(named: &str) -> (bool, Option<Problem>, Callback<()>) {
    let tries = use_state_eq(|| 0_u32);
    // Of which try, so that what failed for another is not told of this one.
    let failed = use_state_eq(|| None::<((String, u32), Problem)>);
    let update = use_force_update();
    let ids = use_memo(named.to_owned(), |named| shelf::named_in(named));
    let here = ids.iter().all(|id| shelf::find(id).is_some());
    let this = (named.to_owned(), *tries);
    {
        let (ids, failed) = (Rc::clone(&ids), failed.setter());
        use_effect_with(this.clone(), move |this| {
            let this = this.clone();
            if here {
                return;
            }
            wasm_bindgen_futures::spawn_local(async move {
                match fetched::labs(&ids).await {
                    Ok(()) => update.force_update(),
                    Err(problem) => failed.set(Some((this, problem))),
                }
            });
        });
    }
    let again = {
        let (tries, next) = (tries.setter(), *tries + 1);
        Callback::from(move |()| tries.set(next))
    };
    let failed = (*failed).clone().filter(|(of, _)| *of == this);
    (here, failed.map(|(_, problem)| problem), again)
}
