//! The path of a line.

use super::{Line, Scale};
use crate::scene::geometry::px;
use crate::timeline::Axis;

/// A line as the data of an SVG path: points joined while they follow each other, a dot where one is alone.
#[must_use]
pub fn path(line: &Line, moments: &[u64], axis: Axis, scale: &Scale, height: f64) -> String {
    let mut path = String::new();
    let mut is_open = false;
    for (index, (moment, value)) in moments.iter().zip(&line.values).enumerate() {
        let Some(value) = value else {
            is_open = false;
            continue;
        };
        let (x, y) = (axis.x(*moment), scale.y(*value, height));
        let command = if is_open { "L" } else { "M" };
        path.extend([command, &px(x), " ", &px(y)]);
        let is_alone = !is_open && line.values.get(index + 1).is_none_or(Option::is_none);
        if is_alone {
            path.push_str("h0");
        }
        is_open = true;
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::LineName;

    #[test]
    fn what_was_not_measured_is_a_gap_and_what_is_alone_is_a_dot() {
        let line = Line {
            name: LineName::All,
            values: vec![Some(0.0), Some(5.0), None, Some(10.0), None],
            now: None,
            most: None,
        };
        let axis = Axis {
            end: 100,
            width: 100.0,
        };
        let scale = Scale::holding(10.0, false);
        let moments = [0, 25, 50, 75, 100];
        assert_eq!(
            path(&line, &moments, axis, &scale, 40.0),
            "M0.0 40.0L25.0 20.0M75.0 0.0h0"
        );
    }
}
