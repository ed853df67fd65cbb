//! Addresses: `#/`, `#/lab/<id>`, links to runs and the like, so that the page works from a file and under any path.

use gloo_events::EventListener;
use web_sys::window;
use yew::prelude::*;

use crate::embed;

/// A page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// The labs.
    Home,
    /// One lab.
    Lab(String),
    /// The scenarios.
    Sandbox,
    /// One scenario.
    Scenario(String),
    /// A run, by its link: `#/run/..` or `#/lab/<id>?..`.
    Link(String),
    /// The course.
    Course,
    /// A lab to be opened from its files.
    Open,
    /// A lab that is being written.
    Preview,
    /// A lab on paper.
    Handout(String),
    /// What a lab would be with real clients.
    Tools(String),
    /// What a teacher may expect of a lab.
    Teacher(String),
    /// What learners have handed in; the link to somebody's work, if one was opened.
    Grading(Option<String>),
    /// The schema workbench.
    Schemas,
    /// Files of rows.
    Files,
    /// The licences of what is in the page, where they came with it.
    Licences,
    /// None that there is.
    Unknown(String),
}

impl Route {
    /// The route of a location's hash.
    pub fn of(hash: &str) -> Self {
        let path = hash.trim_start_matches('#').trim_matches('/');
        match path.split_once('/') {
            None if path.is_empty() => Self::Home,
            None if path == "sandbox" => Self::Sandbox,
            None if path == "course" => Self::Course,
            None if path == "open" => Self::Open,
            None if path == "schemas" => Self::Schemas,
            None if path == "files" => Self::Files,
            None if path == "preview" => Self::Preview,
            None if path == "grading" => Self::Grading(None),
            // Their texts are places of one page.
            None if path == "licences" || path.starts_with("text-") => Self::Licences,
            Some(("sandbox", name)) if !name.is_empty() => Self::Scenario(name.to_owned()),
            Some(("handout", id)) if !id.is_empty() => Self::Handout(id.to_owned()),
            Some(("tools", id)) if !id.is_empty() => Self::Tools(id.to_owned()),
            Some(("teacher", id)) if !id.is_empty() => Self::Teacher(id.to_owned()),
            Some(("submission", _)) => Self::Grading(Some(hash.to_owned())),
            Some(("run", _)) => Self::Link(hash.to_owned()),
            Some(("lab", lab)) if lab.contains('?') => Self::Link(hash.to_owned()),
            Some(("lab", id)) if !id.is_empty() => Self::Lab(id.to_owned()),
            _ => Self::Unknown(path.to_owned()),
        }
    }

    /// The route that the browser is at.
    pub fn current() -> Self {
        Self::of(
            &window()
                .and_then(|w| w.location().hash().ok())
                .unwrap_or_default(),
        )
    }
}

/// The address of a lab.
pub fn lab_address(id: &str) -> String {
    format!("#/lab/{id}")
}

/// The address of a lab on paper.
pub fn handout_address(id: &str) -> String {
    format!("#/handout/{id}")
}

/// The address of what a lab would be with real clients.
pub fn tools_address(id: &str) -> String {
    format!("#/tools/{id}")
}

/// The address of what a teacher may expect of a lab.
pub fn teacher_address(id: &str) -> String {
    format!("#/teacher/{id}")
}

/// The address of a scenario.
pub fn scenario_address(name: &str) -> String {
    format!("#/sandbox/{name}")
}

/// Goes to an address.
pub fn go(address: &str) {
    go_anew(address);
}

/// Goes to an address; `false` if the page is there already.
pub fn go_anew(address: &str) -> bool {
    let Some(location) = window().map(|window| window.location()) else {
        return false;
    };
    let before = location.hash().ok();
    // Fails only for addresses that are none.
    let _ = location.set_hash(address);
    before != location.hash().ok()
}

/// The whole URL of an address, such as that of a link to a run; it leads out of a frame.
pub fn url_of(address: &str) -> String {
    let here = window().and_then(|w| w.location().href().ok());
    let here = here.unwrap_or_default();
    let page = here.split('#').next().unwrap_or_default();
    let page = match page.split_once('?') {
        Some((page, _)) if embed::is_on() => page,
        _ => page,
    };
    format!("{page}{address}")
}

/// The route that the browser is at, followed.
#[hook]
pub fn use_route() -> Route {
    let route = use_state_eq(Route::current);
    {
        let route = route.setter();
        use_effect_with((), move |()| {
            let listener = window().map(|w| {
                EventListener::new(&w, "hashchange", move |_| route.set(Route::current()))
            });
            move || drop(listener)
        });
    }
    (*route).clone()
}
