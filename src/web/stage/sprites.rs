//! The shapes of messages, drawn once and stamped thousands of times a frame.

use view::flights::{Flight, Kind, Way};
use view::scene::geometry::Point;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, window};

use super::canvas::write;
use super::palette::Palette;

/// From the middle of a shape to its edge.
pub(super) const SIZE: f64 = 6.5;
/// From the middle of a sprite to its edge, with room for the mark of what is held.
const HALF: f64 = 26.0;
/// The same for one that flies.
const NEAR: f64 = 10.0;
/// Of each kind: asking and answering, each flying and held.
const OF_KIND: usize = 4;

/// From the middle of a shape of this kind to its edge.
pub(super) fn size(kind: Kind) -> f64 {
    if kind == Kind::Control {
        SIZE * 0.62
    } else {
        SIZE
    }
}

/// Every shape, in the colours and at the sharpness of one canvas: each a small canvas of its own, which is stamped as it
/// is. Nothing is quicker where the processor paints.
pub struct Sprites {
    shapes: Vec<Sprite>,
    ratio: f64,
}

struct Sprite {
    canvas: HtmlCanvasElement,
    /// Device pixels from its edge to its middle.
    half: f64,
}

impl Sprites {
    /// The shapes in these colours, `ratio` device pixels to one of CSS, unless the browser gives no canvas.
    pub fn of(palette: &Palette, ratio: f64) -> Option<Self> {
        let kinds = Kind::ALL.into_iter();
        let each = kinds.flat_map(|kind| {
            let states = [(true, false), (false, false), (true, true), (false, true)];
            states.map(|(asks, held)| Sprite::of(palette, ratio, kind, asks, held))
        });
        let shapes: Option<Vec<Sprite>> = each.collect();
        Some(Self {
            shapes: shapes?,
            ratio,
        })
    }

    /// Stamps a message at a place, on whole pixels of the device, so that it stays sharp. The context counts in those.
    pub fn stamp(&self, context: &CanvasRenderingContext2d, flight: &Flight, at: Point) {
        let asks = usize::from(flight.way != Way::Request);
        let held = usize::from(flight.arrives.is_none());
        let Some(sprite) = self
            .shapes
            .get(OF_KIND * flight.kind as usize + asks + 2 * held)
        else {
            return;
        };
        let whole = |place: f64| (place * self.ratio).round() - sprite.half;
        // Fails only for a canvas without a pixel.
        let _ =
            context.draw_image_with_html_canvas_element(&sprite.canvas, whole(at.x), whole(at.y));
    }
}

impl Sprite {
    fn of(palette: &Palette, ratio: f64, kind: Kind, asks: bool, held: bool) -> Option<Self> {
        let document = window()?.document()?;
        let canvas: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
        let half = (if held { HALF } else { NEAR } * ratio).ceil();
        canvas.set_width((2.0 * half) as u32);
        canvas.set_height((2.0 * half) as u32);
        let context = canvas.get_context("2d").ok().flatten()?;
        let context: CanvasRenderingContext2d = context.dyn_into().ok()?;
        // Fails only for numbers that are none.
        let _ = context.set_transform(ratio, 0.0, 0.0, ratio, half, half);
        shape(&context, palette, kind, asks);
        if held {
            mark(&context, palette, kind);
        }
        Some(Self { canvas, half })
    }
}

/// Draws a shape around the origin.
fn shape(context: &CanvasRenderingContext2d, palette: &Palette, kind: Kind, asks: bool) {
    let colour = palette.kind(kind);
    outline(context, kind, size(kind));
    context.set_line_width(4.0);
    context.set_stroke_style_str(&palette.halo);
    context.stroke();
    context.set_fill_style_str(if asks { colour } else { &palette.halo });
    context.fill();
    context.set_line_width(2.0);
    context.set_stroke_style_str(colour);
    context.stroke();
}

/// What is held shows it.
fn mark(context: &CanvasRenderingContext2d, palette: &Palette, kind: Kind) {
    context.set_font("600 11px \"Atkinson Hyperlegible Mono\", monospace");
    let at = Point {
        x: SIZE + 5.0,
        y: -8.0,
    };
    write(context, "II", at, palette.kind(kind), &palette.halo);
}

/// Circles ask for records, squares bring them, diamonds are groups, triangles replicate, dots are the rest.
fn outline(context: &CanvasRenderingContext2d, kind: Kind, size: f64) {
    context.begin_path();
    let polygon = |points: &[(f64, f64)]| {
        for (dx, dy) in points {
            context.line_to(dx * size, dy * size);
        }
        context.close_path();
    };
    match kind {
        Kind::Produce => polygon(&[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]),
        Kind::Group => polygon(&[(0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)]),
        Kind::Replication => polygon(&[(0.0, -1.1), (1.1, 0.9), (-1.1, 0.9)]),
        // Fails only for a negative radius.
        Kind::Fetch | Kind::Control => {
            let _ = context.arc(0.0, 0.0, size, 0.0, std::f64::consts::TAU);
        }
    }
}
