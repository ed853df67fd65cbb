//! A link to a run: opened, and shown on the page of its lab.

use lab::Replay;
use lab::link::{self, Opening, View};
use yew::prelude::*;

use crate::components::seeking::Seeking;
use crate::components::shell::Shell;
use crate::handover::{self, Linked};
use crate::i18n::Texts;
use crate::pages::lost::Lost;
use crate::route;
use crate::settings::Theme;
use crate::workbench::Workbench;
use crate::working::{Told, Working};

/// Properties of [`LinkPage`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The link, from its `#` on.
    pub address: String,
    /// The theme.
    pub theme: Theme,
    /// The language.
    pub texts: Texts,
}

/// The page of a link; of one that brings no run, it says why.
pub struct LinkPage {
    view: View,
    state: State,
}

/// How far the link is opened.
enum State {
    /// Its run is being played.
    Opening(Working<Replay>),
    /// Its run was left for the page of the lab, whose id this is.
    Open(String),
    /// It cannot be opened: where and why.
    Failed(Vec<(String, String)>),
}

impl Component for LinkPage {
    type Message = Told<Replay>;
    type Properties = Props;

    fn create(context: &Context<Self>) -> Self {
        let Opening { replay, view } = match link::opening(&context.props().address) {
            Ok(opening) => opening,
            Err(problems) => {
                let details = problems.0.into_iter();
                let details = details.map(|problem| (problem.path, problem.message));
                return Self {
                    view: View::default(),
                    state: State::Failed(details.collect()),
                };
            }
        };
        let mut page = Self {
            view,
            state: State::Failed(Vec::new()),
        };
        match Working::begin(replay, context.link().callback(|told| told)) {
            Ok(replay) => page.opened(*replay),
            Err(going_on) => page.state = State::Opening(going_on),
        }
        page
    }

    fn update(&mut self, _: &Context<Self>, told: Told<Replay>) -> bool {
        if let Told::Done(replay) = told {
            self.opened(*replay);
        }
        true
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let props = context.props();
        match &self.state {
            State::Opening(working) => {
                let progress = working.progress();
                let on_cancel = Callback::from(|()| route::go("#/"));
                html! {
                    <Shell>
                        <main class="opening" data-test="opening">
                            <h1>{ props.texts.get("opening-link") }</h1>
                            <Seeking at={progress.at} to={progress.to} {on_cancel} />
                        </main>
                    </Shell>
                }
            }
            State::Open(id) => {
                html! { <Workbench id={id.clone()} theme={props.theme} texts={props.texts.clone()} /> }
            }
            State::Failed(details) => {
                html! { <Lost title={props.texts.get("lost-link")} details={details.clone()} /> }
            }
        }
    }
}

impl LinkPage {
    /// Leaves the run for the page of its lab.
    fn opened(&mut self, replay: Replay) {
        let (session, losses) = replay.finish();
        self.state = State::Open(session.lab().id().to_owned());
        let linked = Linked {
            view: self.view.clone(),
            losses,
        };
        handover::leave(session, Some(linked));
    }
}
