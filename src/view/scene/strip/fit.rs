//! How large the cells of a strip are, and how many there is room for.

use crate::scene::text;
use crate::stage::Strip;

use super::GAP;

/// The widths that a cell may have: a few, so that a growing log does not resize at every record.
const WIDTHS: [f64; 6] = [86.0, 68.0, 51.0, 42.0, 30.0, 24.0];
/// The widest cell of Kafka's own topics.
const INTERNAL: f64 = 30.0;
/// The narrowest strip on which deleted records are named; on others there is only a sliver of them.
const ROOM_FOR_GHOSTS: f64 = 220.0;
/// That sliver.
const SLIVER: f64 = 10.0;

/// What a strip's width is spent on, from the left: deleted records, the count of those that are not shown, cells.
pub(super) struct Fit {
    /// The room for deleted records, two gaps behind them included.
    pub(super) gone: f64,
    /// What stands there.
    pub(super) gone_text: String,
    /// The room for the count of records that are not shown.
    pub(super) ellipsis: f64,
    /// The width of a cell.
    pub(super) cell: f64,
    /// Its height.
    pub(super) height: f64,
    /// How many of the last cells are shown.
    pub(super) shown: usize,
    /// How many records before them are not.
    pub(super) earlier: i64,
}

impl Fit {
    pub(super) fn of(strip: &Strip, width: f64) -> Self {
        let (gone, gone_text) = ghosts(strip, width);
        let width = width - gone;
        let records = (strip.log_end - strip.log_start).max(0);
        let digits = strip.log_end.to_string().len() as f64;
        let narrowest: f64 = (digits * 7.4 + 8.0).max(WIDTHS[WIDTHS.len() - 1]);
        let candidates = WIDTHS
            .into_iter()
            .filter(|w| *w >= narrowest && !(strip.internal && *w > INTERNAL));
        let whole = candidates.fold(None, |found: Option<f64>, w| {
            found.or_else(|| (records as f64 * (w + GAP) <= width).then_some(w))
        });
        let known = strip.cells.len() as i64 == records;
        let (cell, shown, ellipsis) = if let Some(cell) = whole.filter(|_| known) {
            (cell, strip.cells.len(), 0.0)
        } else {
            let ellipsis = text::width("…", text::SMALL) * (digits + 1.0) + 4.0;
            let room = ((width - ellipsis) / (narrowest + GAP)).max(1.0) as usize;
            (narrowest, room.min(strip.cells.len()), ellipsis)
        };
        Self {
            gone,
            gone_text,
            ellipsis,
            cell,
            height: height(cell, strip.internal),
            shown,
            earlier: records - shown as i64,
        }
    }
}

/// The room for deleted records, and which they are.
fn ghosts(strip: &Strip, width: f64) -> (f64, String) {
    let text = match strip.log_start {
        ..=0 => return (0.0, String::new()),
        1 => "0".to_owned(),
        start => format!("0–{}", start - 1),
    };
    if width < ROOM_FOR_GHOSTS {
        return (SLIVER + 2.0 * GAP, String::new());
    }
    (text::width(&text, text::SMALL) + 12.0 + 2.0 * GAP, text)
}

fn height(cell: f64, internal: bool) -> f64 {
    match cell {
        _ if internal => 22.0,
        51.0.. => 46.0,
        42.0.. => 34.0,
        _ => 28.0,
    }
}
