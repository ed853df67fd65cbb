//! What cannot be shown before something is here: labs, or a part of the page's code.

use std::fmt;
use std::rc::Rc;

use lab::Problem;
use yew::prelude::*;

use crate::chunks::{Code, Part};
use crate::components::shell::Shell;
use crate::fetched;
use crate::i18n::{Texts, use_texts};

/// A part of the page's code, as a property.
#[derive(Clone, Copy)]
pub struct Needed(&'static dyn Code);

impl PartialEq for Needed {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::addr_eq(self.0, other.0)
    }
}

/// Makes what is shown as soon as all is here; what it is made from may be other each time.
#[derive(Clone)]
pub struct Made(Rc<dyn Fn() -> Html>);

impl PartialEq for Made {
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

impl fmt::Debug for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Made")
    }
}

/// Properties of [`Fetching`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What names the labs that must be here: an id, or a link.
    #[prop_or_default]
    pub named: String,
    /// The code that must be here.
    #[prop_or_default]
    pub code: Option<Needed>,
    /// What is shown then.
    pub made: Made,
}

/// A page that comes in a chunk, about the labs that a text names; an empty one names none.
pub fn page<T: 'static>(
    part: &'static Part<T>,
    key: &str,
    named: &str,
    made: impl Fn(&T) -> Html + 'static,
) -> Html {
    let made = Made(Rc::new(move || made(part.get())));
    html! { <Fetching key={key.to_owned()} named={named.to_owned()} code={Needed(part)} {made} /> }
}

/// A page about the labs that a text names.
pub fn with_labs(key: &str, named: &str, made: impl Fn() -> Html + 'static) -> Html {
    html! { <Fetching key={key.to_owned()} named={named.to_owned()} made={Made(Rc::new(made))} /> }
}

/// A component with its properties: how a chunk names one.
pub fn shown<C: BaseComponent>(props: C::Properties) -> Html {
    yew::virtual_dom::VChild::<C>::new(props, None).into()
}

/// Fetches what is needed and shows what is made of it; where it cannot be had, it says so and tries again when it is
/// asked to.
#[component]
pub fn Fetching(props: &Props) -> Html {
    let texts = use_texts();
    let (here, failed, again) = use_needed(&props.named, props.code, &Callback::noop());
    if here {
        return (props.made.0)();
    }
    let shown = match failed {
        None => html! { <p role="status">{ texts.get("fetching") }</p> },
        Some(problem) => {
            let home = html! { <a class="button" href="#/">{ texts.get("lost-home") }</a> };
            html! { <><h1>{ texts.get("not-fetched") }</h1>{ not_fetched(&texts, problem, &again, home) }</> }
        }
    };
    html! { <Shell><main class="lost">{ shown }</main></Shell> }
}

/// Properties of [`Awaited`].
#[derive(Properties)]
pub struct AwaitedProps {
    /// The code that must be here.
    pub code: &'static dyn Code,
    /// Told when it is.
    pub on_here: Callback<()>,
}

impl PartialEq for AwaitedProps {
    fn eq(&self, other: &Self) -> bool {
        Needed(self.code) == Needed(other.code)
    }
}

/// Stands in a part of a page until the code is here that draws it.
#[component]
pub fn Awaited(props: &AwaitedProps) -> Html {
    let texts = use_texts();
    let (here, failed, again) = use_needed("", Some(Needed(props.code)), &props.on_here);
    match failed {
        _ if here => Html::default(),
        None => html! { <p class="hint" role="status">{ texts.get("fetching") }</p> },
        Some(problem) => {
            html! { <><h2>{ texts.get("not-fetched") }</h2>{ not_fetched(&texts, problem, &again, Html::default()) }</> }
        }
    }
}

/// Why something cannot be had, with a way to try again, and whatever else there is to do.
fn not_fetched(texts: &Texts, problem: Problem, again: &Callback<()>, more: Html) -> Html {
    html! {
        <div class="not-fetched" role="alert" data-test="not-fetched">
            <p>{ texts.get("not-fetched-why") }</p>
            <ul><li><code>{ problem.path }</code>{ " " }{ problem.message }</li></ul>
            <div class="row">
                <button type="button" class="button primary" data-test="fetch-again" onclick={again.reform(|_: MouseEvent| ())}>{ texts.get("fetch-again") }</button>
                { more }
            </div>
        </div>
    }
}

/// Fetches the labs that a text names: whether they are here.
#[hook]
pub fn use_labs(named: &str) -> bool {
    use_needed(named, None, &Callback::noop()).0
}

/// Fetches labs and code: whether they are here, why they cannot be had, and the way to try again.
#[hook]
fn use_needed(
    named: &str,
    code: Option<Needed>,
    on_here: &Callback<()>,
) -> (bool, Option<Problem>, Callback<()>) {
    let tries = use_state_eq(|| 0_u32);
    // Of which try, so that what failed for another is not told of this one.
    let failed = use_state_eq(|| None::<((String, u32), Problem)>);
    let update = use_force_update();
    let needed = use_memo(named.to_owned(), |named| fetched::page_needs(named));
    let here = fetched::has(&needed) && code.is_none_or(|Needed(code)| code.is_here());
    let this = (named.to_owned(), *tries);
    {
        let (needed, failed, on_here) = (Rc::clone(&needed), failed.setter(), on_here.clone());
        use_effect_with((this.clone(), code), move |(this, code)| {
            let (this, code) = (this.clone(), *code);
            if here {
                return;
            }
            wasm_bindgen_futures::spawn_local(async move {
                let fetched = match code {
                    Some(Needed(code)) => code.fetch().await,
                    None => Ok(()),
                };
                let fetched = match fetched {
                    Ok(()) => fetched::needed(&needed).await,
                    failed => failed,
                };
                match fetched {
                    Ok(()) => {
                        update.force_update();
                        on_here.emit(());
                    }
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
