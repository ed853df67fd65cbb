//! The page: its language, its theme, and which of its pages is shown.

use lab::Problem;
use yew::prelude::*;

use crate::chunks::{CLASSROOM, SANDBOX, SCHEMAS, TOOLS};
use crate::components::fetching::{page, with_labs};
use crate::components::kept::KeptNotices;
use crate::components::notices::{Notice, Notices};
use crate::embed;
use crate::i18n::{Language, Texts};
use crate::pages::home::Home;
use crate::pages::licences::Licences;
use crate::pages::link::LinkPage;
use crate::pages::lost::Lost;
use crate::pages::preview::Preview;
use crate::pages::scenario::ScenarioPage;
use crate::pages::waiting::Waiting;
use crate::pages::{grading, handout, teacher, tools};
use crate::route::{self, Route, use_route};
use crate::settings::{self, Settings, Theme};
use crate::workbench::Workbench;

/// Properties of [`App`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The texts to begin with.
    pub texts: Texts,
}

/// The root of everything.
#[component]
pub fn App(props: &Props) -> Html {
    let route = use_route();
    let (theme, texts) = (
        use_state_eq(settings::first_theme),
        use_state_eq(|| props.texts.clone()),
    );
    // A language that was chosen and cannot be had.
    let unspoken = use_state_eq(|| None::<(Language, Problem)>);
    {
        use_effect_with((*theme, texts.language), |(theme, language)| {
            settings::show_theme(*theme);
            settings::show_language(*language);
        });
    }
    let set_theme = {
        let theme = theme.setter();
        Callback::from(move |chosen: Theme| {
            settings::keep_theme(chosen);
            theme.set(chosen);
        })
    };
    let set_language = {
        let (texts, unspoken) = (texts.setter(), unspoken.setter());
        Callback::from(move |chosen: Language| {
            settings::keep_language(chosen);
            let (texts, unspoken) = (texts.clone(), unspoken.clone());
            wasm_bindgen_futures::spawn_local(async move {
                match Texts::fetch(chosen).await {
                    Ok(spoken) => {
                        texts.set(spoken);
                        unspoken.set(None);
                    }
                    Err(problem) => unspoken.set(Some((chosen, problem))),
                }
            });
        })
    };
    let not_spoken = unspoken.as_ref().map(|(language, problem)| {
        not_spoken(&texts, *language, problem, &set_language, unspoken.setter())
    });
    // What a frame loads again where it is already begins anew.
    let begun = use_mut_ref(|| 0_u32);
    let update = use_force_update();
    {
        let begun = begun.clone();
        use_effect_with((), move |()| {
            let load = Callback::from(move |address: String| {
                if !route::go_anew(&address) {
                    *begun.borrow_mut() += 1;
                    update.force_update();
                }
            });
            let listener = embed::listen(load);
            move || drop(listener)
        });
    }
    let key = |address: &str| format!("{} {address}", *begun.borrow());
    let shown = match route {
        Route::Home if embed::is_on() => html! { <Waiting /> },
        Route::Home => html! { <Home /> },
        Route::Lab(id) => {
            let (theme, texts) = (*theme, (*texts).clone());
            with_labs(&key(&id), &id.clone(), move || {
                html! { <Workbench id={id.clone()} {theme} texts={texts.clone()} /> }
            })
        }
        Route::Course => page(&CLASSROOM, "course", "", |parts| (parts.course)(())),
        Route::Open => page(&CLASSROOM, "open", "", |parts| (parts.open)(())),
        Route::Preview => html! { <Preview theme={*theme} texts={(*texts).clone()} /> },
        Route::Handout(id) => page(&CLASSROOM, &key(&id), &id.clone(), move |parts| {
            (parts.handout)(handout::Props { id: id.clone() })
        }),
        Route::Tools(id) => page(&TOOLS, &key(&id), &id.clone(), move |parts| {
            (parts.page)(tools::Props { id: id.clone() })
        }),
        Route::Teacher(id) => {
            let texts = (*texts).clone();
            page(&CLASSROOM, &key(&id), &id.clone(), move |parts| {
                let (id, texts) = (id.clone(), texts.clone());
                (parts.teacher)(teacher::Props { id, texts })
            })
        }
        Route::Grading(link) => {
            let (texts, named) = ((*texts).clone(), link.clone().unwrap_or_default());
            page(&CLASSROOM, &key(&named), &named, move |parts| {
                let (link, texts) = (link.clone(), texts.clone());
                (parts.grading)(grading::Props { link, texts })
            })
        }
        Route::Schemas => page(&SCHEMAS, "schemas", "", |parts| (parts.workbench)(())),
        Route::Files => page(&SCHEMAS, "files", "", |parts| (parts.files)(())),
        Route::Licences => html! { <Licences /> },
        Route::Sandbox => page(&SANDBOX, "sandbox", "", |parts| (parts.list)(())),
        Route::Scenario(name) => {
            let (theme, texts) = (*theme, (*texts).clone());
            page(&SANDBOX, &key(&name), "", move |_| {
                html! { <ScenarioPage name={name.clone()} {theme} texts={texts.clone()} /> }
            })
        }
        Route::Link(address) => {
            let (theme, texts) = (*theme, (*texts).clone());
            with_labs(&key(&address), &address.clone(), move || {
                html! { <LinkPage address={address.clone()} {theme} texts={texts.clone()} /> }
            })
        }
        Route::Unknown(path) => {
            html! { <Lost title={texts.get("lost-no-page")} details={vec![(path, String::new())]} /> }
        }
    };
    html! {
        <ContextProvider<Settings> context={Settings { theme: *theme, set_theme, set_language }}>
            <ContextProvider<Texts> context={(*texts).clone()}>{ shown }<KeptNotices />{ for not_spoken }</ContextProvider<Texts>>
        </ContextProvider<Settings>>
    }
}

/// Says that a language cannot be had, with a way to try again.
fn not_spoken(
    texts: &Texts,
    language: Language,
    problem: &Problem,
    choose: &Callback<Language>,
    unspoken: UseStateSetter<Option<(Language, Problem)>>,
) -> Html {
    let again = choose.reform(move |()| language);
    let notice = Notice {
        id: "language",
        bad: true,
        text: texts.with("language-not-fetched", &[("language", language.name())]),
        details: vec![(problem.path.clone(), problem.message.clone())],
        taking: None,
        action: Some((texts.get("fetch-again"), again)),
    };
    let on_close = Callback::from(move |_| unspoken.set(None));
    html! { <Notices notices={vec![notice]} {on_close} /> }
}
