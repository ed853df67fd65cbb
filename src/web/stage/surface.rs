//! The canvas: its size in device pixels, its context, its colours.

use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, window};

use super::canvas::Picture;
use super::palette::Palette;
use super::sprites::Sprites;

/// A canvas to draw on.
pub struct Surface {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    palette: Palette,
    /// The shapes in these colours; drawn anew when colours or sharpness differ.
    sprites: Option<Sprites>,
    /// The theme for which the palette was read.
    theme: Option<String>,
    ratio: f64,
}

impl Surface {
    /// The canvas with a 2D context, unless the browser gives none.
    pub fn of(canvas: HtmlCanvasElement) -> Option<Self> {
        let context = canvas.get_context("2d").ok().flatten()?.dyn_into().ok()?;
        let palette = Palette::of(&canvas);
        Some(Self {
            canvas,
            context,
            palette,
            sprites: None,
            theme: theme(),
            ratio: 1.0,
        })
    }

    /// Its colours.
    pub const fn palette(&self) -> &Palette {
        &self.palette
    }

    /// Its colours as the style sheet has them at this moment, whether or not a frame was drawn since they changed.
    pub fn palette_now(&self) -> Palette {
        Palette::of(&self.canvas)
    }

    /// Makes it as large as the scene, sharp on every screen, in the colours of the theme.
    pub fn fit(&mut self, width: f64, height: f64) {
        let theme = theme();
        if theme != self.theme {
            self.palette = Palette::of(&self.canvas);
            self.theme = theme;
            self.sprites = None;
        }
        let ratio = window()
            .map_or(1.0, |w| w.device_pixel_ratio())
            .clamp(1.0, 3.0);
        if self.sprites.is_none() || self.ratio != ratio {
            self.ratio = ratio;
            self.sprites = Sprites::of(&self.palette, ratio);
        }
        let wanted = ((width * self.ratio) as u32, (height * self.ratio) as u32);
        if (self.canvas.width(), self.canvas.height()) != wanted {
            self.canvas.set_width(wanted.0);
            self.canvas.set_height(wanted.1);
            let style = self.canvas.style();
            // Fail only for values that are none.
            let _ = style.set_property("width", &format!("{width}px"));
            let _ = style.set_property("height", &format!("{height}px"));
        }
    }

    /// Draws a frame.
    pub fn draw(&self, picture: &Picture) {
        if let Some(sprites) = &self.sprites {
            picture.draw(&self.context, sprites, self.ratio);
        }
    }
}

/// The theme in force.
fn theme() -> Option<String> {
    let root = window()?.document()?.document_element()?;
    root.get_attribute("data-theme")
}
