//! Logarium in a browser: yew draws what `view` says there is to draw, and JavaScript can call what `lab` can do.
//!
//! This room has no rules of its own: it knows no Kafka, and asks `lab` and `view` for everything that is true.

mod app;
mod chunks;
mod clipboard;
mod command;
mod components;
mod crash;
mod drag;
mod embed;
mod exports;
mod fetched;
mod files;
mod handover;
mod i18n;
mod identity;
mod locale;
mod opened;
mod pages;
mod player;
mod route;
mod scenarios;
mod settings;
mod size;
mod stage;
mod storage;
mod workbench;
mod working;

use web_sys::{Element, window};

use crate::chunks::{Code, FRAME};
use crate::i18n::Texts;

fn main() {
    crash::watch();
    // A page without a place for it, such as a notebook, still has the exports.
    match window()
        .and_then(|w| w.document())
        .and_then(|d| d.get_element_by_id("app"))
    {
        Some(root) => wasm_bindgen_futures::spawn_local(begin(root)),
        None => exports::publish(),
    }
}

/// Shows the page in the language to begin with. Scripts can call it when it is there.
async fn begin(root: Element) {
    let framed = if embed::is_on() {
        FRAME.fetch().await
    } else {
        Ok(())
    };
    let texts = Texts::fetch(settings::first_language()).await;
    match framed.and(texts) {
        Ok(texts) => {
            root.set_inner_html("");
            let props = app::Props { texts };
            yew::Renderer::<app::App>::with_root_and_props(root, props).render();
        }
        // There is no text yet to say it in.
        Err(problem) => crash::not_loaded(&problem.to_string()),
    }
    exports::publish();
}
