//! Where the cells, lines and markers of one partition strip go.

mod fit;
mod hatch;
mod watermarks;

use serde::Serialize;

use self::fit::Fit;
pub use self::hatch::{hatching, outline};
use super::geometry::Rect;
use super::text;
use crate::stage::Strip;

/// Between two cells.
const GAP: f64 = 2.0;
/// The height of the line with the partition's name.
const TITLE: f64 = 20.0;
/// The height of the line with the watermark's label.
const LABELS: f64 = 17.0;
/// The height of one line of markers.
const MARKERS: f64 = 18.0;

/// A partition strip on a broker's card.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StripBox {
    /// All of it.
    pub rect: Rect,
    /// The row of cells, whether filled or not.
    pub row: Rect,
    /// One box for each of the strip's last cells, in order.
    pub cells: Vec<Rect>,
    /// How many of the strip's first cells are not shown.
    pub hidden: usize,
    /// How many records of the log are not shown, if any.
    pub earlier: i64,
    /// Where that count stands.
    pub earlier_x: f64,
    /// What the log has lost at its start, if anything.
    pub gone: Option<Gone>,
    /// Where new segments begin.
    pub segments: Vec<f64>,
    /// Whether there is room for values within the cells.
    pub roomy: bool,
    /// Where the last stable offset is, unless that is the high watermark.
    pub last_stable: Option<Tag>,
    /// Where the high watermark is.
    pub high_watermark: Tag,
    /// Where the log ends, unless that is the high watermark.
    pub log_end: Option<Tag>,
    /// Positions and committed offsets.
    pub markers: Vec<Marker>,
}

/// The records that were deleted from a log's start.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Gone {
    /// Their box.
    pub rect: Rect,
    /// Their offsets, where there is room to say them.
    pub text: String,
}

/// A label beside a vertical line.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tag {
    /// The line.
    pub x: f64,
    /// Where the label begins or ends.
    pub text_x: f64,
    /// Whether the label ends there.
    pub ends: bool,
    /// What it says.
    pub text: String,
}

/// A sign under a strip.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Marker {
    /// Triangle or flag.
    pub sign: Sign,
    /// Where it points, and where its label is.
    pub tag: Tag,
    /// The line it stands on, from the top.
    pub y: f64,
}

/// What a marker shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// A consumer's position.
    Position,
    /// A group's committed offset.
    Committed,
}

impl StripBox {
    /// How high the strip will be at this width.
    #[must_use]
    pub fn height(strip: &Strip, width: f64) -> f64 {
        Self::place(strip, 0.0, 0.0, width).rect.h
    }

    /// Lays out `strip` from the given corner.
    #[must_use]
    pub fn place(strip: &Strip, x: f64, y: f64, width: f64) -> Self {
        let row_y = y + TITLE + if strip.internal { 0.0 } else { LABELS };
        let fit = Fit::of(strip, width);
        let row = Rect {
            x,
            y: row_y,
            w: width,
            h: fit.height,
        };
        let shift = fit.gone + fit.ellipsis;
        let cells: Vec<Rect> = (0..fit.shown)
            .map(|i| Rect {
                x: x + shift + i as f64 * (fit.cell + GAP),
                y: row_y,
                w: fit.cell,
                h: fit.height,
            })
            .collect();
        let shown = &strip.cells[strip.cells.len() - fit.shown..];
        let edge = |offset: i64| {
            let before = shown.iter().filter(|cell| cell.offset < offset).count() as f64;
            x + shift + before * (fit.cell + GAP) - GAP / 2.0
        };
        let segments = strip
            .segments
            .iter()
            .filter(|base| shown.first().is_some_and(|cell| cell.offset < **base))
            .filter(|base| **base < strip.log_end)
            .map(|base| edge(*base));
        let watermarks = watermarks::of(strip, edge, x, x + width);
        let markers = markers(strip, edge, (x, x + width), row.bottom() + 4.0);
        let reserved = match strip.leader && !strip.internal {
            true if strip.bookmarks.is_empty() => MARKERS,
            true => 2.0 * MARKERS,
            false => 0.0,
        };
        let bottom = markers
            .iter()
            .map(|m| m.y + MARKERS)
            .fold(row.bottom() + reserved + 4.0, f64::max);
        Self {
            rect: Rect {
                x,
                y,
                w: width,
                h: bottom - y,
            },
            row,
            cells,
            hidden: strip.cells.len() - fit.shown,
            earlier: fit.earlier,
            earlier_x: x + fit.gone,
            gone: (fit.gone > 0.0).then_some(Gone {
                rect: Rect {
                    x,
                    y: row_y,
                    w: fit.gone - 2.0 * GAP,
                    h: fit.height,
                },
                text: fit.gone_text,
            }),
            segments: segments.collect(),
            roomy: fit.cell >= 51.0 && !strip.internal,
            last_stable: watermarks.last_stable,
            high_watermark: watermarks.high_watermark,
            log_end: watermarks.log_end,
            markers,
        }
    }
}

impl Tag {
    /// From where to where the label reaches.
    fn span(&self) -> (f64, f64) {
        let width = text::width(&self.text, text::SMALL);
        if self.ends {
            (self.text_x - width, self.text_x)
        } else {
            (self.text_x, self.text_x + width)
        }
    }
}

/// A label before its line; behind it where there is no room, and at the right edge where there is none either.
fn tag_before(x: f64, text: String, left: f64, right: f64) -> Tag {
    let width = text::width(&text, text::SMALL);
    let (text_x, ends) = if x - 5.0 - width >= left {
        (x - 5.0, true)
    } else if x + 5.0 + width <= right {
        (x + 5.0, false)
    } else {
        (right, true)
    };
    Tag {
        x,
        text_x,
        ends,
        text,
    }
}

fn tag_after(x: f64, text: String, right: f64) -> Tag {
    let ends = x + 8.0 + text::width(&text, text::SMALL) > right;
    Tag {
        x,
        text_x: if ends { x - 8.0 } else { x + 8.0 },
        ends,
        text,
    }
}

/// Positions stand on the first lines, committed offsets below them, so that nothing jumps as they move.
fn markers(
    strip: &Strip,
    edge: impl Fn(i64) -> f64,
    (left, right): (f64, f64),
    top: f64,
) -> Vec<Marker> {
    let positions = strip
        .readers
        .iter()
        .map(|r| (Sign::Position, r.position, &r.name));
    let committed = strip
        .bookmarks
        .iter()
        .map(|b| (Sign::Committed, b.offset, &b.group));
    let mut lines: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut first = 0;
    let place = |(sign, offset, name): (Sign, i64, &String)| {
        let (at, number) = (edge(offset), format!(" {offset}"));
        // Where neither side has room for the name, the roomier one has its beginning.
        let room = (right - at).max(at - left) - 8.0 - text::width(&number, text::SMALL);
        let name = text::fitted(name, text::SMALL, room);
        let tag = tag_after(at, name + &number, right);
        let reach = text::width(&tag.text, text::SMALL) + 18.0;
        let span = if tag.ends {
            (tag.x - reach, tag.x + 8.0)
        } else {
            (tag.x - 8.0, tag.x + reach)
        };
        let free = |line: &[(f64, f64)]| {
            line.iter()
                .all(|taken| span.1 <= taken.0 || taken.1 <= span.0)
        };
        if sign == Sign::Committed && first == 0 {
            first = lines.len().max(1);
        }
        let line = (first..lines.len())
            .find(|line| free(&lines[*line]))
            .unwrap_or(lines.len().max(first));
        lines.resize(lines.len().max(line + 1), Vec::new());
        lines[line].push(span);
        Marker {
            sign,
            tag,
            y: top + line as f64 * MARKERS,
        }
    };
    positions.chain(committed).map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::sample::strip;
    use crate::stage::Bookmark;

    #[test]
    fn ten_records_show_their_values_on_a_desktop() {
        let place = StripBox::place(&strip(10, 10), 0.0, 0.0, 534.0);
        assert_eq!(
            (place.cells.len(), place.earlier, place.roomy),
            (10, 0, true)
        );
    }

    #[test]
    fn a_long_log_shows_its_end_and_counts_the_rest() {
        let place = StripBox::place(&strip(412, 410), 0.0, 0.0, 570.0);
        assert_eq!(place.earlier + place.cells.len() as i64, 412);
        assert!(place.cells.iter().all(|cell| cell.right() <= 570.0));
        let count = text::width("…412", text::SMALL);
        assert!(place.cells[0].x >= place.earlier_x + count);
    }

    #[test]
    fn a_phone_fits_at_least_three_cells() {
        let place = StripBox::place(&strip(9_000, 9_000), 0.0, 0.0, 170.0);
        assert!(place.cells.len() >= 3, "{}", place.cells.len());
    }

    #[test]
    fn the_watermark_stands_between_the_last_committed_cell_and_the_next() {
        let place = StripBox::place(&strip(6, 4), 0.0, 0.0, 570.0);
        assert_eq!(place.high_watermark.x, place.cells[4].x - GAP / 2.0);
        assert_eq!(place.log_end.expect("the log goes on").text, "LEO 6");
    }

    #[test]
    fn two_marks_that_stand_close_together_share_one_label() {
        for width in [91.0, 156.0, 280.0] {
            let place = StripBox::place(&strip(6, 5), 0.0, 0.0, width);
            let end = place.log_end.expect("the log goes on");
            let (from, to) = place.high_watermark.span();
            assert!(to <= width && from >= -6.0, "{width}: {from} to {to}");
            assert!(
                end.text.is_empty() || to < end.span().0,
                "{width}: {:?} and {end:?}",
                place.high_watermark
            );
        }
        let narrow = StripBox::place(&strip(6, 5), 0.0, 0.0, 156.0);
        assert_eq!(narrow.high_watermark.text, "HW 5 · LEO 6");
    }

    #[test]
    fn the_last_stable_offset_has_a_line_of_its_own_where_it_is_not_the_high_watermark() {
        let mut strip = strip(10, 8);
        assert_eq!(StripBox::place(&strip, 0.0, 0.0, 570.0).last_stable, None);
        strip.last_stable_offset = 3;
        let place = StripBox::place(&strip, 0.0, 0.0, 570.0);
        let stable = place.last_stable.expect("it stands back");
        assert_eq!(stable.x, place.cells[3].x - GAP / 2.0);
        assert_eq!(stable.text, "LSO 3");
        assert_eq!(place.high_watermark.text, "HW 8");
        assert_eq!(place.log_end.expect("the log goes on").text, "LEO 10");
    }

    #[test]
    fn three_marks_never_lie_upon_each_other() {
        for (lso, hw, leo) in [(3, 4, 5), (1, 8, 9), (0, 1, 9), (2, 9, 9), (8, 9, 10)] {
            for width in [60.0, 91.0, 156.0, 200.0, 280.0, 400.0, 570.0] {
                let mut strip = strip(leo, hw);
                strip.last_stable_offset = lso;
                let place = StripBox::place(&strip, 0.0, 0.0, width);
                let tags = [place.last_stable, Some(place.high_watermark), place.log_end];
                let labels = tags.iter().flatten().filter(|tag| !tag.text.is_empty());
                let spans: Vec<(f64, f64)> = labels.map(Tag::span).collect();
                let apart = spans.windows(2).all(|pair| pair[0].1 <= pair[1].0);
                assert!(apart, "{lso} {hw} {leo} at {width}: {tags:?}");
            }
        }
    }

    #[test]
    fn labels_never_share_a_line_when_they_would_touch() {
        let mut strip = strip(10, 10);
        strip.readers.clear();
        strip.bookmarks = ["a", "b", "c"]
            .map(|group| Bookmark {
                group: group.into(),
                offset: 5,
            })
            .into();
        let markers = StripBox::place(&strip, 0.0, 0.0, 570.0).markers;
        let lines: Vec<f64> = markers.iter().map(|m| m.y).collect();
        assert_eq!(lines.len(), 3);
        assert!(lines[0] < lines[1] && lines[1] < lines[2]);
    }

    #[test]
    fn in_a_narrow_strip_a_label_is_shortened_and_stays_within() {
        let mut strip = strip(90, 40);
        for reader in &mut strip.readers {
            "consumer-with-a-long-name".clone_into(&mut reader.name);
        }
        let place = StripBox::place(&strip, 0.0, 0.0, 130.0);
        for marker in &place.markers {
            let (from, to) = marker.tag.span();
            assert!(from >= 0.0 && to <= 130.0, "{marker:?}");
        }
    }

    #[test]
    fn an_empty_log_has_its_watermark_at_the_left() {
        let place = StripBox::place(&strip(0, 0), 10.0, 0.0, 300.0);
        assert!(place.cells.is_empty());
        assert!(!place.high_watermark.ends);
    }

    #[test]
    fn deleted_records_leave_a_ghost_before_the_first_cell() {
        let mut strip = strip(30, 30);
        strip.log_start = 10;
        strip.cells.retain(|cell| cell.offset >= 10);
        let place = StripBox::place(&strip, 0.0, 0.0, 570.0);
        let gone = place.gone.expect("ten records are gone");
        assert_eq!(gone.text, "0–9");
        assert!(gone.rect.right() < place.cells[0].x);
        assert_eq!((place.cells.len(), place.earlier), (20, 0));
        let narrow = StripBox::place(&strip, 0.0, 0.0, 120.0);
        assert_eq!(narrow.gone.expect("they are gone there too").text, "");
    }

    #[test]
    fn a_line_stands_where_a_segment_begins_among_the_cells_that_are_shown() {
        let mut strip = strip(30, 30);
        strip.segments = vec![10, 20, 30];
        let place = StripBox::place(&strip, 0.0, 0.0, 1_200.0);
        let before = |offset: usize| place.cells[offset].x - GAP / 2.0;
        assert_eq!(place.segments, [before(10), before(20)]);
        let narrow = StripBox::place(&strip, 0.0, 0.0, 160.0);
        assert!(narrow.segments.is_empty(), "both lie before what is shown");
    }
}
