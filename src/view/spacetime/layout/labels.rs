//! What arrows and marks say, where there is room for it. No label covers another: it is left out first.

use serde::Serialize;

use super::super::place::{Area, Taken};
use super::super::{Arrow, Diagram};
use super::{Line, SIGN, Spot, wide};
use crate::saying::Saying;
use crate::scene::text::{SMALL, fitted};
use crate::timeline::Tone;

/// From a lane to its labels.
const GAP: f64 = 9.0;
/// How many letters of what a message carries are worth showing.
const DETAIL_MIN: usize = 10;
/// The longest text of a mark.
const MARK_MAX: f64 = 300.0;

/// A text on the drawing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Label {
    /// Its left end.
    pub x: f64,
    /// Its baseline.
    pub y: f64,
    /// What it says.
    pub text: String,
}

/// Gives marks their labels; what somebody did, and what broke, goes first.
pub(super) fn of_spots(
    spots: &mut [Spot],
    diagram: &Diagram,
    width: f64,
    say: &dyn Fn(&Saying) -> String,
    taken: &mut Taken,
) {
    for plain in [false, true] {
        let of_weight = spots
            .iter_mut()
            .filter(|spot| (spot.tone == Tone::Plain) == plain);
        for spot in of_weight {
            let mut text = spot
                .events
                .first()
                .map_or_else(String::new, |index| say(&diagram.events[*index].text));
            text = fitted(&text, SMALL, MARK_MAX);
            if spot.events.len() > 1 {
                text.push_str(&format!(" (+{})", spot.events.len() - 1));
            }
            spot.label = beside(spot, text, width, taken);
        }
    }
}

/// To the right of the last lane it is on, or else to the left of the first.
fn beside(spot: &Spot, text: String, width: f64, taken: &mut Taken) -> Option<Label> {
    let (first, last) = (*spot.xs.first()?, *spot.xs.last()?);
    let room = wide(&text);
    let places = [last + SIGN + 3.0, first - SIGN - 3.0 - room];
    let y = spot.y + SMALL / 2.0 - 1.5;
    let fits =
        |x: &f64| *x >= 0.0 && x + room <= width && taken.take(Area::of_text(*x, y, room, SMALL));
    let x = places.into_iter().find(fits)?;
    Some(Label { x, y, text })
}

/// Gives arrows their labels: above their beginning, or else below their end; what they carry is left out first.
pub(super) fn of_arrows(lines: &mut [Line], diagram: &Diagram, taken: &mut Taken) {
    for (line, arrow) in lines.iter_mut().zip(&diagram.arrows) {
        let room = (line.x2 - line.x1).abs() - 2.0 * GAP;
        let fit = texts(arrow, room)
            .into_iter()
            .filter(|text| wide(text) <= room);
        line.label = { fit }.find_map(|text| {
            let places = [above_start(line, &text), below_end(line, &text)];
            let free = |(x, y): &(f64, f64)| taken.take(Area::of_text(*x, *y, wide(&text), SMALL));
            let (x, y) = places.into_iter().find(free)?;
            Some(Label { x, y, text })
        });
    }
}

/// What an arrow may say, the most telling first. A few letters of what it carries tell nothing.
fn texts(arrow: &Arrow, room: f64) -> Vec<String> {
    let name = arrow.flight.name.to_owned();
    if arrow.detail.is_empty() {
        return vec![name];
    }
    let cut = fitted(&format!("{name} {}", arrow.detail), SMALL, room);
    let tells = cut.chars().count() >= name.chars().count() + DETAIL_MIN;
    let mut texts = vec![name];
    if tells {
        texts.insert(0, cut);
    }
    texts
}

/// The arrow goes down from there, so that it never crosses its own label.
fn above_start(line: &Line, text: &str) -> (f64, f64) {
    (beside_end(line.x1, line.x2, text), line.y1 - 3.0)
}

fn below_end(line: &Line, text: &str) -> (f64, f64) {
    (beside_end(line.x2, line.x1, text), line.y2 + SMALL)
}

/// The left end of a text next to one end of a line, on the side of the other.
fn beside_end(end: f64, other: f64, text: &str) -> f64 {
    if other > end {
        end + GAP
    } else {
        end - GAP - wide(text)
    }
}
