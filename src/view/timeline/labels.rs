//! Which marks have room for their labels.

use super::{Axis, Mark, Tone};

/// From a mark to its label, and from the label to what follows.
const GAP: f64 = 14.0;
/// Half a sign.
const SIGN: f64 = 6.0;

/// For each mark whether its label, `widths[i]` wide and to its right, can be shown without covering another label or
/// sign. What somebody did, and what broke, goes first. `margin` is what the axis leaves at both ends.
#[must_use]
pub fn labels_with_room(marks: &[Mark], widths: &[f64], axis: Axis, margin: f64) -> Vec<bool> {
    let mut shown = vec![false; marks.len()];
    let mut taken: Vec<(f64, f64)> = Vec::new();
    let of_weight =
        |plain: bool| (0..marks.len()).filter(move |i| (marks[*i].tone == Tone::Plain) == plain);
    for i in of_weight(false).chain(of_weight(true)) {
        let from = axis.x(marks[i].at);
        let span = (from, from + GAP + widths[i]);
        let covers_none = taken.iter().all(|(a, b)| span.1 <= *a || *b <= span.0);
        let sign_within = marks
            .iter()
            .map(|mark| axis.x(mark.at))
            .any(|x| x > from + 1.0 && x < span.1 + SIGN);
        if covers_none && !sign_within && span.1 <= axis.width + margin {
            shown[i] = true;
            taken.push(span);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::saying::Saying;

    const AXIS: Axis = Axis {
        end: 1_000,
        width: 1_000.0,
    };

    fn mark(at: u64, tone: Tone) -> Mark {
        Mark {
            step: at,
            at,
            tone,
            text: Saying::new("mark-started"),
        }
    }

    #[test]
    fn what_somebody_did_goes_before_what_happened_by_itself() {
        let marks = [mark(100, Tone::Plain), mark(100, Tone::Mine)];
        assert_eq!(
            labels_with_room(&marks, &[80.0, 80.0], AXIS, 0.0),
            [false, true]
        );
    }

    #[test]
    fn a_label_covers_no_sign() {
        let marks = [mark(100, Tone::Mine), mark(150, Tone::Plain)];
        assert_eq!(
            labels_with_room(&marks, &[80.0, 80.0], AXIS, 0.0),
            [false, true]
        );
    }

    #[test]
    fn a_label_stays_on_the_line() {
        assert_eq!(
            labels_with_room(&[mark(950, Tone::Bad)], &[80.0], AXIS, 0.0),
            [false]
        );
    }
}
