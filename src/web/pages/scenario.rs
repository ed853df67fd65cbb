//! One scenario of the sandbox.

use yew::prelude::*;

use crate::i18n::Texts;
use crate::pages::lost::Lost;
use crate::scenarios;
use crate::settings::Theme;
use crate::workbench::Workbench;

/// Properties of [`ScenarioPage`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The name under which it is kept.
    pub name: String,
    /// The theme.
    pub theme: Theme,
    /// The language.
    pub texts: Texts,
}

/// The page of a scenario; of a name under which none is kept, it says so.
#[component]
pub fn ScenarioPage(props: &Props) -> Html {
    let scenario = use_memo(props.name.clone(), |name| scenarios::open(name));
    let id = scenario.as_ref().as_ref().map(|scenario| {
        let id = scenario.draft().get("id").and_then(|id| id.as_str());
        id.unwrap_or_default().to_owned()
    });
    match id {
        Some(id) => {
            html! { <Workbench {id} scenario={props.name.clone()} theme={props.theme} texts={props.texts.clone()} /> }
        }
        None => {
            let title = props.texts.with("lost-scenario", &[("name", &props.name)]);
            html! { <Lost {title} /> }
        }
    }
}
