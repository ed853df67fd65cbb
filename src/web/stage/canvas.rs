//! Messages in flight: a pure function of model time, drawn at every animation frame.

use std::collections::BTreeMap;

use view::flights::{Flight, Kind, Way};
use view::scene::Scene;
use view::scene::geometry::Point;
use web_sys::CanvasRenderingContext2d;

use super::palette::Palette;

/// From the middle of a shape to its edge.
const SIZE: f64 = 6.5;
/// How near a click must be.
const REACH: f64 = 13.0;
/// With more messages than this, labels would hide each other.
const LABELS_MOST: usize = 6;
/// With more messages than this, those of one way are drawn as a stream.
const SINGLE_MOST: usize = 3_000;

/// What a frame shows.
pub struct Picture<'a> {
    /// Where everything is.
    pub scene: &'a Scene,
    /// What is in flight.
    pub flights: &'a [Flight],
    /// The moment, in µs.
    pub now: u64,
    /// The selected message.
    pub selected: Option<u64>,
    /// The colours.
    pub palette: &'a Palette,
    /// Whether messages jump from end to middle to end instead of gliding.
    pub still: bool,
}

impl Picture<'_> {
    /// Draws the frame, `ratio` device pixels to one of CSS.
    pub fn draw(&self, context: &CanvasRenderingContext2d, ratio: f64) {
        // Fails only for numbers that are none.
        let _ = context.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0);
        context.clear_rect(0.0, 0.0, self.scene.width, self.scene.height);
        if self.flights.len() > SINGLE_MOST {
            return self.draw_streams(context);
        }
        let labelled = self
            .flights
            .iter()
            .filter(|f| f.kind != Kind::Control)
            .count()
            <= LABELS_MOST;
        for flight in self.flights {
            let Some(at) = self.place(flight) else {
                continue;
            };
            self.draw_shape(context, flight, at);
            if (labelled && flight.kind != Kind::Control) || self.selected == Some(flight.id) {
                self.draw_label(context, flight, at);
            }
        }
    }

    /// Where a message is.
    pub fn place(&self, flight: &Flight) -> Option<Point> {
        let progress = flight.progress(self.now);
        let shown = if self.still {
            (progress * 4.0).floor() / 4.0
        } else {
            progress
        };
        Some(self.scene.lane(flight.from, flight.to)?.at(shown))
    }

    fn draw_shape(&self, context: &CanvasRenderingContext2d, flight: &Flight, at: Point) {
        let size = if flight.kind == Kind::Control {
            SIZE * 0.62
        } else {
            SIZE
        };
        let colour = self.palette.kind(flight.kind);
        if self.selected == Some(flight.id) {
            context.begin_path();
            let _ = context.arc(at.x, at.y, size + 5.0, 0.0, std::f64::consts::TAU);
            context.set_stroke_style_str(&self.palette.selected);
            context.set_line_width(2.0);
            context.stroke();
        }
        outline(context, flight.kind, at, size);
        context.set_line_width(4.0);
        context.set_stroke_style_str(&self.palette.halo);
        context.stroke();
        context.set_fill_style_str(if flight.way == Way::Request {
            colour
        } else {
            &self.palette.halo
        });
        context.fill();
        context.set_line_width(2.0);
        context.set_stroke_style_str(colour);
        context.stroke();
        if flight.arrives.is_none() {
            context.set_font("600 11px \"Atkinson Hyperlegible Mono\", monospace");
            self.write(
                context,
                "II",
                Point {
                    x: at.x + SIZE + 5.0,
                    y: at.y - 8.0,
                },
                colour,
            );
        }
    }

    fn draw_label(&self, context: &CanvasRenderingContext2d, flight: &Flight, at: Point) {
        context.set_font("11.5px \"Atkinson Hyperlegible Next\", sans-serif");
        let width = context
            .measure_text(flight.name)
            .map(|m| m.width())
            .unwrap_or_default();
        let arrow = if flight.way == Way::Response {
            "↩ "
        } else {
            ""
        };
        let right = at.x + SIZE + 8.0;
        let fits = right + width + 14.0 < self.scene.width && flight.way != Way::Response;
        let x = if fits {
            right
        } else {
            at.x - SIZE - 8.0 - width - if arrow.is_empty() { 0.0 } else { 14.0 }
        };
        let text = format!("{arrow}{}", flight.name);
        self.write(
            context,
            &text,
            Point {
                x: x.max(2.0),
                y: at.y + 4.0,
            },
            &self.palette.label,
        );
    }

    fn write(&self, context: &CanvasRenderingContext2d, text: &str, at: Point, colour: &str) {
        context.set_line_width(3.5);
        context.set_line_join("round");
        context.set_stroke_style_str(&self.palette.halo);
        context.set_fill_style_str(colour);
        // Fail only for a canvas that is gone.
        let _ = context.stroke_text(text, at.x, at.y);
        let _ = context.fill_text(text, at.x, at.y);
    }

    fn draw_streams(&self, context: &CanvasRenderingContext2d) {
        let mut streams: BTreeMap<(u32, u32), usize> = BTreeMap::new();
        for flight in self.flights {
            *streams.entry((flight.from, flight.to)).or_default() += 1;
        }
        context.set_font("600 12px \"Atkinson Hyperlegible Mono\", monospace");
        for ((from, to), count) in streams {
            let Some(lane) = self.scene.lane(from, to) else {
                continue;
            };
            let (a, middle, b) = (lane.at(0.0), lane.at(0.5), lane.at(1.0));
            context.begin_path();
            context.move_to(a.x, a.y);
            context.quadratic_curve_to(lane.bend.x, lane.bend.y, b.x, b.y);
            context.set_line_width(5.0);
            context.set_stroke_style_str(self.palette.kind(Kind::Produce));
            context.stroke();
            self.write(context, &count.to_string(), middle, &self.palette.label);
        }
    }
}

/// Circles ask for records, squares bring them, diamonds are groups, triangles replicate, dots are the rest.
fn outline(context: &CanvasRenderingContext2d, kind: Kind, at: Point, size: f64) {
    let Point { x, y } = at;
    context.begin_path();
    let polygon = |points: &[(f64, f64)]| {
        for (dx, dy) in points {
            context.line_to(x + dx * size, y + dy * size);
        }
        context.close_path();
    };
    match kind {
        Kind::Produce => polygon(&[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]),
        Kind::Group => polygon(&[(0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)]),
        Kind::Replication => polygon(&[(0.0, -1.1), (1.1, 0.9), (-1.1, 0.9)]),
        // Fails only for a negative radius.
        Kind::Fetch | Kind::Control => drop(context.arc(x, y, size, 0.0, std::f64::consts::TAU)),
    }
}

/// The message nearest to a place, if one is near enough.
pub fn hit(picture: &Picture, x: f64, y: f64) -> Option<u64> {
    let distance = |flight: &Flight| {
        let at = picture.place(flight)?;
        Some((at.x - x) * (at.x - x) + (at.y - y) * (at.y - y))
    };
    let near = picture
        .flights
        .iter()
        .filter(|flight| flight.way != Way::Handshake);
    let near = near.filter_map(|flight| Some((distance(flight)?, flight.id)));
    near.filter(|(d, _)| *d <= REACH * REACH)
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, id)| id)
}
