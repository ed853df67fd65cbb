//! The licences of what is in the page. The site has a file of them; the single file brings them along in itself.

use web_sys::window;
use yew::prelude::*;

use crate::components::shell::Shell;
use crate::i18n::use_texts;
use crate::pages::lost::Lost;

/// Where the single file has them.
const INSIDE: &str = "licenses";
/// The site's file.
const BESIDE: &str = "licenses.html";

/// Where they are read.
pub fn address() -> &'static str {
    if inside().is_some() {
        "#/licences"
    } else {
        BESIDE
    }
}

/// The page; of a site, it leads nowhere.
#[component]
pub fn Licences() -> Html {
    let texts = use_texts();
    let inside = use_memo((), |()| inside());
    match &*inside {
        Some(text) => {
            html! { <Shell>{ Html::from_html_unchecked(AttrValue::from(text.clone())) }</Shell> }
        }
        None => html! { <Lost title={texts.get("lost-no-page")} /> },
    }
}

fn inside() -> Option<String> {
    let document = window()?.document()?;
    Some(document.get_element_by_id(INSIDE)?.inner_html())
}
