//! The canvas's colours, read from the style sheet.

use view::flights::Kind;
use wasm_bindgen::JsCast;
use web_sys::{HtmlCanvasElement, window};

/// The colours of messages, as the style sheet has them now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Palette {
    kinds: [String; Kind::ALL.len()],
    /// Labels.
    pub label: String,
    /// What keeps labels and shapes readable over lines.
    pub halo: String,
    /// The selected message.
    pub selected: String,
}

impl Palette {
    /// Reads the colours that hold for `canvas`.
    pub fn of(canvas: &HtmlCanvasElement) -> Self {
        let Some(style) =
            window().and_then(|w| w.get_computed_style(canvas.unchecked_ref()).ok().flatten())
        else {
            return Self::default();
        };
        let colour = |name: &str| {
            style
                .get_property_value(&format!("--flight-{name}"))
                .unwrap_or_default()
        };
        Self {
            kinds: Kind::ALL.map(|kind| colour(kind.key())),
            label: colour("label"),
            halo: colour("halo"),
            selected: colour("selected"),
        }
    }

    /// The colour of a kind of message.
    pub fn kind(&self, kind: Kind) -> &str {
        &self.kinds[kind as usize]
    }
}
