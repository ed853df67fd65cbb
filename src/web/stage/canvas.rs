//! Messages in flight: a pure function of model time, drawn at every animation frame.

use view::flights::{Crowd, Flight, Kind, Stream, Way, streams};
use view::scene::Scene;
use view::scene::geometry::{Lane, Point};
use web_sys::CanvasRenderingContext2d;

use super::palette::Palette;
use super::sprites::{SIZE, Sprites, size};

/// How near a click must be.
const REACH: f64 = 13.0;
/// With more messages than this, labels would hide each other.
const LABELS_MOST: usize = 6;

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
    pub fn draw(&self, context: &CanvasRenderingContext2d, sprites: &Sprites, ratio: f64) {
        let scale = |to: f64| {
            // Fails only for numbers that are none.
            let _ = context.set_transform(to, 0.0, 0.0, to, 0.0, 0.0);
        };
        scale(ratio);
        context.clear_rect(0.0, 0.0, self.scene.width, self.scene.height);
        if let Some(streams) = streams(self.flights) {
            return self.draw_streams(context, &streams);
        }
        scale(1.0);
        let mut crowd = Crowd::default();
        for flight in self.flights {
            let Some(lane) = self.scene.lane(flight.from, flight.to) else {
                continue;
            };
            if crowd.shows(flight, lane.length()) || self.selected == Some(flight.id) {
                sprites.stamp(context, flight, self.on(lane, flight));
            }
        }
        scale(ratio);
        let matters = |flight: &&Flight| flight.kind != Kind::Control;
        let labelled = self.flights.iter().filter(matters).count() <= LABELS_MOST;
        for flight in self.flights {
            let selected = self.selected == Some(flight.id);
            let told = selected || (labelled && matters(&flight));
            let Some(at) = self.place(flight).filter(|_| told) else {
                continue;
            };
            if selected {
                self.draw_ring(context, flight, at);
            }
            self.draw_label(context, flight, at);
        }
    }

    /// Where a message is.
    pub fn place(&self, flight: &Flight) -> Option<Point> {
        let lane = self.scene.lane(flight.from, flight.to)?;
        Some(self.on(lane, flight))
    }

    fn on(&self, lane: Lane, flight: &Flight) -> Point {
        let progress = flight.progress(self.now);
        let shown = if self.still {
            (progress * 4.0).floor() / 4.0
        } else {
            progress
        };
        lane.at(shown)
    }

    fn draw_ring(&self, context: &CanvasRenderingContext2d, flight: &Flight, at: Point) {
        context.begin_path();
        let _ = context.arc(
            at.x,
            at.y,
            size(flight.kind) + 5.0,
            0.0,
            std::f64::consts::TAU,
        );
        context.set_stroke_style_str(&self.palette.selected);
        context.set_line_width(2.0);
        context.stroke();
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
        write(context, text, at, colour, &self.palette.halo);
    }

    fn draw_streams(&self, context: &CanvasRenderingContext2d, streams: &[Stream]) {
        context.set_font("600 12px \"Atkinson Hyperlegible Mono\", monospace");
        for Stream { from, to, count } in streams {
            let Some(lane) = self.scene.lane(*from, *to) else {
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

/// Writes letters that stay readable over lines.
pub(super) fn write(
    context: &CanvasRenderingContext2d,
    text: &str,
    at: Point,
    colour: &str,
    halo: &str,
) {
    context.set_line_width(3.5);
    context.set_line_join("round");
    context.set_stroke_style_str(halo);
    context.set_fill_style_str(colour);
    // Fail only for a canvas that is gone.
    let _ = context.stroke_text(text, at.x, at.y);
    let _ = context.fill_text(text, at.x, at.y);
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
