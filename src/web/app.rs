//! The page: its language, its theme, and which of its pages is shown.

use yew::prelude::*;

use crate::components::kept::KeptNotices;
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

/// The root of everything.
#[component]
pub fn App() -> Html {
    let route = use_route();
    let (theme, language) = (
        use_state_eq(settings::first_theme),
        use_state_eq(settings::first_language),
    );
    let texts = use_memo(*language, |language| Texts::new(*language));
    {
        use_effect_with((*theme, *language), |(theme, language)| {
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
        let language = language.setter();
        Callback::from(move |chosen: Language| {
            settings::keep_language(chosen);
            language.set(chosen);
        })
    };
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
            html! { <Workbench key={key(&id)} id={id.clone()} theme={*theme} texts={(*texts).clone()} /> }
        }
        Route::Course => html! { <Course /> },
        Route::Open => html! { <OpenLab /> },
        Route::Preview => html! { <Preview theme={*theme} texts={(*texts).clone()} /> },
        Route::Handout(id) => html! { <HandoutPage {id} /> },
        Route::Tools(id) => html! { <ToolsPage {id} /> },
        Route::Teacher(id) => {
            html! { <Teacher key={id.clone()} id={id.clone()} texts={(*texts).clone()} /> }
        }
        Route::Grading(link) => {
            let key = link.clone().unwrap_or_default();
            html! { <Grading {key} {link} texts={(*texts).clone()} /> }
        }
        Route::Licences => html! { <Licences /> },
        Route::Sandbox => html! { <Sandbox /> },
        Route::Scenario(name) => {
            html! { <ScenarioPage key={name.clone()} name={name.clone()} theme={*theme} texts={(*texts).clone()} /> }
        }
        Route::Link(address) => {
            html! { <LinkPage key={key(&address)} address={address.clone()} theme={*theme} texts={(*texts).clone()} /> }
        }
        Route::Unknown(path) => {
            html! { <Lost title={texts.get("lost-no-page")} details={vec![(path, String::new())]} /> }
        }
    };
    html! {
        <ContextProvider<Settings> context={Settings { theme: *theme, set_theme, set_language }}>
            <ContextProvider<Texts> context={(*texts).clone()}>{ page }<KeptNotices /></ContextProvider<Texts>>
        </ContextProvider<Settings>>
    }
}
