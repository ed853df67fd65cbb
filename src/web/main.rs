//! Logarium in a browser: yew draws what `view` says there is to draw, and JavaScript can call what `lab` can do.
//!
//! This room has no rules of its own: it knows no Kafka, and asks `lab` and `view` for everything that is true.

mod app;
mod clipboard;
mod command;
mod components;
mod crash;
mod drag;
mod embed;
mod exports;
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

use web_sys::window;

fn main() {
    crash::watch();
    exports::publish();
    // A page without a place for it, such as a notebook, still has the exports.
    if let Some(root) = window()
        .and_then(|w| w.document())
        .and_then(|d| d.get_element_by_id("app"))
    {
        root.set_inner_html("");
        yew::Renderer::<app::App>::with_root(root).render();
    }
}
