//! The tabs beside, or below, the stage.

use yew::prelude::*;

use crate::command::{Command, Tab};
use crate::i18n::use_texts;

/// Properties of [`Tabs`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The tab shown.
    pub tab: Tab,
    /// How many messages are in flight.
    pub flights: usize,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// The row of tabs.
#[component]
pub fn Tabs(props: &Props) -> Html {
    let texts = use_texts();
    let tab = |tab: Tab| {
        let selected = props.tab == tab || (tab == Tab::Inspect && props.tab == Tab::Text);
        let really = props.tab == tab;
        let onclick = props
            .on_command
            .reform(move |_: MouseEvent| Command::Show(tab));
        let class = classes!(
            "tab",
            format!("tab-{}", tab.key()),
            (selected && !really).then_some("fallback")
        );
        html! {
            <button type="button" role="tab" id={format!("tab-{}", tab.key())} {class} data-test={format!("tab-{}", tab.key())}
                aria-selected={selected.to_string()} aria-controls={panel(tab)} {onclick}>
                { texts.get(&format!("tab-{}", tab.key())) }
                if tab == Tab::Flights && props.flights > 0 {
                    <span class="count">{ props.flights }</span>
                }
            </button>
        }
    };
    html! { <div class="tabs" role="tablist" aria-label={texts.get("tabs-label")}>{ for Tab::ALL.into_iter().map(tab) }</div> }
}

/// The panel that a tab shows.
const fn panel(tab: Tab) -> &'static str {
    match tab {
        Tab::Text => "panel-text",
        Tab::Inspect | Tab::Flights | Tab::Events | Tab::Score => "panel-side",
    }
}
