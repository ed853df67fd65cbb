//! The shapes of cells that are not whole records: hatching for what was aborted, a hexagon for a marker.

use crate::scene::geometry::{Rect, px};

/// Between two lines of hatching.
const STEP: f64 = 6.0;
/// How far hatching keeps from the edge.
const INSET: f64 = 2.0;
/// How far the sides of a hexagon lean.
const LEAN: f64 = 7.0;

/// Lines from the lower left to the upper right within a box, as the path of a drawing.
#[must_use]
pub fn hatching(rect: Rect) -> String {
    let (left, right) = (rect.x + INSET, rect.right() - INSET);
    let (top, bottom) = (rect.y + INSET, rect.bottom() - INSET);
    let (width, height) = ((right - left).max(0.0), (bottom - top).max(0.0));
    let count = ((width + height) / STEP).ceil() as usize;
    let line = |i: usize| {
        // How far along the left side and then the bottom it starts, and along the top and then the right side it ends.
        let along = (i as f64 + 0.5) * STEP;
        let from = (left + (along - height).max(0.0), top + along.min(height));
        let to = (left + along.min(width), top + (along - width).max(0.0));
        (along < width + height)
            .then(|| format!("M{} {}L{} {}", px(from.0), px(from.1), px(to.0), px(to.1)))
    };
    (0..count).filter_map(line).collect()
}

/// A hexagon with its points at the sides of a box, as the path of a drawing.
#[must_use]
pub fn outline(rect: Rect) -> String {
    let (left, right, middle) = (rect.x, rect.right(), rect.y + rect.h / 2.0);
    let lean = LEAN.min(rect.w / 3.0);
    format!(
        "M{} {}L{} {}L{} {}L{} {}L{} {}L{} {}z",
        px(left),
        px(middle),
        px(left + lean),
        px(rect.y),
        px(right - lean),
        px(rect.y),
        px(right),
        px(middle),
        px(right - lean),
        px(rect.bottom()),
        px(left + lean),
        px(rect.bottom())
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hatching_stays_within_its_cell() {
        for (w, h) in [(24.0, 28.0), (86.0, 46.0), (30.0, 22.0), (3.0, 3.0)] {
            let rect = Rect {
                x: 10.0,
                y: 20.0,
                w,
                h,
            };
            let path = hatching(rect);
            let points = path.split(['M', 'L']).filter(|point| !point.is_empty());
            for point in points {
                let (x, y) = point.split_once(' ').expect("two numbers");
                let (x, y): (f64, f64) = (x.parse().expect("x"), y.parse().expect("y"));
                assert!(x >= rect.x && x <= rect.right(), "{w} x {h}: {path}");
                assert!(y >= rect.y && y <= rect.bottom(), "{w} x {h}: {path}");
            }
        }
        assert!(
            hatching(Rect {
                x: 0.0,
                y: 0.0,
                w: 24.0,
                h: 28.0
            })
            .matches('M')
            .count()
                >= 6
        );
    }
}
