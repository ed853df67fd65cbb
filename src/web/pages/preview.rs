//! A lab that is being written, as its files are now: `logarium lab preview` serves them beside the page.

use gloo_timers::callback::Interval;
use lab::Problem;
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Response, window};
use yew::prelude::*;

use crate::components::shell::Shell;
use crate::i18n::Texts;
use crate::opened;
use crate::settings::Theme;
use crate::workbench::Workbench;

/// How often the files are looked at, in ms.
const EVERY: u32 = 1_000;

/// Properties of [`Preview`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The theme.
    pub theme: Theme,
    /// The language.
    pub texts: Texts,
}

/// The files of a lab, as they are served.
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Files {
    files: Vec<(String, String)>,
}

/// What happens to the page.
pub enum Message {
    /// It is time to look again.
    Look,
    /// The files, or why there are none.
    Came(Result<String, String>),
    /// What there is to show of them.
    Shown(State),
}

/// The page.
pub struct Preview {
    /// What came last.
    text: String,
    /// How often it has changed.
    changes: u32,
    state: State,
    _look: Interval,
}

pub enum State {
    /// Nothing has come yet.
    Waiting,
    /// The id of the lab that is shown.
    Open(String),
    /// What is wrong with it.
    Wrong(Vec<Problem>),
    /// Nobody serves one.
    Nobody(String),
}

impl Component for Preview {
    type Message = Message;
    type Properties = Props;

    fn create(context: &Context<Self>) -> Self {
        context.link().send_message(Message::Look);
        let link = context.link().clone();
        Self {
            text: String::new(),
            changes: 0,
            state: State::Waiting,
            _look: Interval::new(EVERY, move || link.send_message(Message::Look)),
        }
    }

    fn update(&mut self, context: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Look => {
                context
                    .link()
                    .send_future(async { Message::Came(fetched().await) });
                false
            }
            Message::Came(Ok(text)) if text == self.text => false,
            Message::Came(Ok(text)) => {
                self.text.clone_from(&text);
                context
                    .link()
                    .send_future(async move { Message::Shown(shown(&text).await) });
                false
            }
            Message::Shown(state) => {
                self.state = state;
                self.changes += 1;
                true
            }
            Message::Came(Err(why)) => {
                let is_new = matches!(self.state, State::Waiting);
                if is_new {
                    self.state = State::Nobody(why);
                }
                is_new
            }
        }
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let Props { texts, theme } = context.props();
        let page = |title: String, more: Html| {
            html! { <Shell><main class="lost" data-test="preview"><h1>{ title }</h1>{ more }</main></Shell> }
        };
        match &self.state {
            State::Waiting => page(texts.get("preview-waiting"), Html::default()),
            State::Nobody(why) => page(
                texts.get("preview-nobody"),
                html! { <p>{ texts.get("preview-how") }{ " " }<code>{ "logarium lab preview <folder>" }</code>{ " " }<small>{ why }</small></p> },
            ),
            State::Wrong(problems) => page(
                texts.with("open-wrong", &[("count", &problems.len().to_string())]),
                html! { <ul class="problems" data-test="preview-problems">{ for problems.iter().map(|problem| html! { <li>{ problem.to_string() }</li> }) }</ul> },
            ),
            State::Open(id) => {
                html! { <Workbench key={self.changes} id={id.clone()} theme={*theme} texts={texts.clone()} /> }
            }
        }
    }
}

/// The lab of what came, kept as one that was opened from its files.
async fn shown(text: &str) -> State {
    let files: Files = match serde_json::from_str(text) {
        Ok(files) => files,
        Err(error) => return State::Nobody(error.to_string()),
    };
    match opened::keep(&files.files).await {
        Ok(lab) => State::Open(lab.id().to_owned()),
        Err(problems) => State::Wrong(problems.0),
    }
}

async fn fetched() -> Result<String, String> {
    let told = |error: JsValue| error.as_string().unwrap_or_else(|| format!("{error:?}"));
    let window = window().ok_or("no window")?;
    let response = JsFuture::from(window.fetch_with_str("preview.json")).await;
    let response: Response = response.map_err(told)?.unchecked_into();
    if !response.ok() {
        return Err(response.status().to_string());
    }
    let text = JsFuture::from(response.text().map_err(told)?).await;
    text.map_err(told)?
        .as_string()
        .ok_or_else(|| "no text".to_owned())
}
