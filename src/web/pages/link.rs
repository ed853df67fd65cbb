//! A link to a run: opened, and shown on the page of its lab.

use lab::link;
use yew::prelude::*;

use crate::handover::{self, Linked};
use crate::i18n::Texts;
use crate::pages::lab::LabPage;
use crate::pages::lost::Lost;
use crate::settings::Theme;

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
#[component]
pub fn LinkPage(props: &Props) -> Html {
    let opened = use_memo(props.address.clone(), |address| open(address));
    match &*opened {
        Ok(id) => {
            html! { <LabPage id={id.clone()} theme={props.theme} texts={props.texts.clone()} /> }
        }
        Err(details) => {
            html! { <Lost title={props.texts.get("lost-link")} details={details.clone()} /> }
        }
    }
}

/// Opens a link and leaves its run for the page of the lab, whose id this is.
fn open(address: &str) -> Result<String, Vec<(String, String)>> {
    let opened = link::open(address).map_err(|problems| {
        let details = problems.0.into_iter();
        details
            .map(|problem| (problem.path, problem.message))
            .collect::<Vec<_>>()
    })?;
    let id = opened.session.lab().id().to_owned();
    let linked = Linked {
        view: opened.view,
        losses: opened.losses,
    };
    handover::leave(opened.session, Some(linked));
    Ok(id)
}
