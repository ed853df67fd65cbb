//! The page: its language, its theme, and which of its pages is shown.

use lab::Problem;
use yew::prelude::*;

use crate::components::fetching::Fetching;
use crate::components::kept::KeptNotices;
use crate::components::notices::{Notice, Notices};
use crate::embed;
use crate::i18n::{Language, Texts};
use crate::pages::course::Course;
use crate::pages::grading::Grading;
use crate::pages::handout::HandoutPage;
use crate::pages::home::Home;
use crate::pages::licences::Licences;
use crate::pages::link::LinkPage;
use crate::pages::lost::Lost;
use crate::pages::open::OpenLab;
use crate::pages::preview::Preview;
use crate::pages::sandbox::Sandbox;
use crate::pages::scenario::ScenarioPage;
use crate::pages::teacher::Teacher;
use crate::pages::tools::ToolsPage;
use crate::pages::waiting::Waiting;
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
    let page = match route {
        Route::Home if embed::is_on() => html! { <Waiting /> },
        Route::Home => html! { <Home /> },
        Route::Lab(id) => {
            html! { <Fetching key={key(&id)} named={id.clone()}><Workbench id={id.clone()} theme={*theme} texts={(*texts).clone()} /></Fetching> }
        }
        Route::Course => html! { <Course /> },
        Route::Open => html! { <OpenLab /> },
        Route::Preview => html! { <Preview theme={*theme} texts={(*texts).clone()} /> },
        Route::Handout(id) => {
            html! { <Fetching named={id.clone()}><HandoutPage {id} /></Fetching> }
        }
        Route::Tools(id) => html! { <Fetching named={id.clone()}><ToolsPage {id} /></Fetching> },
        Route::Teacher(id) => {
            html! { <Fetching key={id.clone()} named={id.clone()}><Teacher id={id.clone()} texts={(*texts).clone()} /></Fetching> }
        }
        Route::Grading(link) => {
            let key = link.clone().unwrap_or_default();
            html! { <Fetching key={key.clone()} named={key.clone()}><Grading {link} texts={(*texts).clone()} /></Fetching> }
        }
        Route::Licences => html! { <Licences /> },
        Route::Sandbox => html! { <Sandbox /> },
        Route::Scenario(name) => {
            html! { <ScenarioPage key={name.clone()} name={name.clone()} theme={*theme} texts={(*texts).clone()} /> }
        }
        Route::Link(address) => {
            html! { <Fetching key={key(&address)} named={address.clone()}><LinkPage address={address.clone()} theme={*theme} texts={(*texts).clone()} /></Fetching> }
        }
        Route::Unknown(path) => {
            html! { <Lost title={texts.get("lost-no-page")} details={vec![(path, String::new())]} /> }
        }
    };
    html! {
        <ContextProvider<Settings> context={Settings { theme: *theme, set_theme, set_language }}>
            <ContextProvider<Texts> context={(*texts).clone()}>{ page }<KeptNotices />{ for not_spoken }</ContextProvider<Texts>>
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
