//! A still of the stage, as a picture to be saved.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Blob, Element, HtmlCanvasElement, window};
use yew::prelude::*;

use super::{Message, Open, Workbench};
use crate::files;
use crate::i18n::Texts;
use crate::stage::{Taken, still};

/// Where the stages are, in the order of the page.
const STAGES: &str = ".lab-stage .stage-of";

impl Open {
    /// Saves what the stage shows as a picture.
    pub(super) fn save_still(&self, context: &Context<Workbench>) {
        let texts = &context.props().texts;
        let (id, title) = self.named();
        let playhead = self.player.look(lab::Session::playhead).0;
        let at = (playhead / 1_000).to_string();
        let name = texts.with("still-saved-as", &[("lab", &id), ("at", &at)]);
        let about = texts.with("still-about", &[("at", &texts.moment(playhead))]);
        let failed = context.link().callback(|()| Message::StillFailed);
        let drawn = still([&title, &about], &self.taken(texts));
        let given = drawn.and_then(|canvas| give(&canvas, name, failed.clone()));
        if given.is_err() {
            failed.emit(());
        }
    }

    /// The stages on the page, with what flies over each.
    fn taken(&self, texts: &Texts) -> Vec<Taken> {
        let found = window()
            .and_then(|window| window.document())
            .and_then(|document| document.query_selector_all(STAGES).ok());
        let Some(found) = found else {
            return Vec::new();
        };
        let stages = (0..found.length()).filter_map(|at| {
            let stage: Element = found.item(at)?.dyn_into().ok()?;
            let scene = if at == 0 {
                &self.panels.scene
            } else {
                &self.beside.as_ref()?.scene
            };
            let player = self.player.clone();
            Some(Taken {
                scene: stage.query_selector(".scene").ok().flatten()?,
                size: (scene.width, scene.height),
                name: self.beside.as_ref().map(|beside| {
                    if at == 0 {
                        texts.get("compare-first")
                    } else {
                        format!(
                            "{}: {}",
                            texts.get("compare-second"),
                            beside.changes.join(" ")
                        )
                    }
                }),
                flights: Box::new(move |ratio| player.picture_of(at, ratio)),
            })
        });
        stages.collect()
    }

    /// Says that the browser has made no picture.
    pub(super) fn no_still(&mut self, context: &Context<Workbench>) -> bool {
        let text = context.props().texts.get("still-failed");
        self.notify("still-failed", true, text, Vec::new());
        true
    }
}

/// Has the canvas made into a file, and offers that to be saved.
fn give(
    canvas: &HtmlCanvasElement,
    name: String,
    failed: Callback<()>,
) -> Result<(), wasm_bindgen::JsValue> {
    let made = Closure::once_into_js(move |blob: Option<Blob>| match blob {
        Some(blob) => files::save_blob(&name, &blob),
        None => failed.emit(()),
    });
    canvas.to_blob_with_type(made.unchecked_ref(), "image/png")
}
