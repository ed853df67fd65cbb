//! How wide a text will be, near enough to keep labels apart without asking a browser.

/// The size of small labels.
pub const SMALL: f64 = 11.5;
/// The size of normal labels.
pub const NORMAL: f64 = 13.0;
/// The size of names.
pub const NAME: f64 = 14.0;
/// One character of the monospace font, per unit of size.
const ADVANCE: f64 = 0.63;

/// The width of `text` at `size`, never less than it will be.
#[must_use]
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().count() as f64 * size * ADVANCE
}

/// As much of `text` as fits into `room`, with an ellipsis where it was cut.
#[must_use]
pub fn fitted(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let keep = (room / (size * ADVANCE)) as usize;
    let mut cut: String = text.chars().take(keep.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

/// The same with the end of `text`, where a partition has its number.
#[must_use]
pub fn fitted_to_end(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let keep = (room / (size * ADVANCE)) as usize;
    let cut = text.chars().count() - keep.saturating_sub(1);
    format!("…{}", text.chars().skip(cut).collect::<String>())
}

/// The same with both ends: of a partition's name the beginning, and its number.
#[must_use]
pub fn fitted_around(text: &str, size: f64, room: f64) -> String {
    let number = text.rfind('-').map_or("", |at| &text[at..]);
    if width(text, size) <= room || number.is_empty() {
        return fitted(text, size, room);
    }
    let keep = ((room / (size * ADVANCE)) as usize).saturating_sub(1);
    let head = keep.saturating_sub(number.chars().count()).max(1);
    format!("{}…{number}", text.chars().take(head).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_only_where_it_must_be() {
        assert_eq!(fitted("numtest-0", SMALL, 100.0), "numtest-0");
        assert_eq!(fitted("__consumer_offsets-12", SMALL, 90.0), "__consumer_…");
        assert_eq!(
            fitted_to_end("__consumer_offsets-12", SMALL, 90.0),
            "…_offsets-12"
        );
        assert_eq!(fitted_to_end("readings-1", SMALL, 0.0), "…");
        assert_eq!(fitted_around("orders-0", SMALL, 100.0), "orders-0");
        assert_eq!(fitted_around("orders-0", SMALL, 52.0), "orde…-0");
        assert_eq!(fitted_around("payments-12", SMALL, 20.0), "p…-12");
    }
}
