//! Points, boxes, and the lanes that messages travel on. All in CSS pixels.

use serde::Serialize;

/// A place on the stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// A box on the stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Rect {
    /// Its left edge.
    pub x: f64,
    /// Its upper edge.
    pub y: f64,
    /// Its width.
    pub w: f64,
    /// Its height.
    pub h: f64,
}

impl Rect {
    /// Its right edge.
    #[must_use]
    pub fn right(&self) -> f64 {
        self.x + self.w
    }

    /// Its lower edge.
    #[must_use]
    pub fn bottom(&self) -> f64 {
        self.y + self.h
    }

    /// The middle between left and right.
    #[must_use]
    pub fn middle(&self) -> f64 {
        self.x + self.w / 2.0
    }

    /// Its centre.
    #[must_use]
    pub fn center(&self) -> Point {
        Point {
            x: self.middle(),
            y: self.y + self.h / 2.0,
        }
    }

    /// The same box, larger by `by` on every side.
    #[must_use]
    pub fn grown(&self, by: f64) -> Self {
        Self {
            x: self.x - by,
            y: self.y - by,
            w: self.w + 2.0 * by,
            h: self.h + 2.0 * by,
        }
    }

    /// Whether the two share any area.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }
}

/// The way between two cards: a quadratic curve, straight when `bend` lies on the line.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Lane {
    /// Where it begins.
    pub from: Point,
    /// What it bends towards.
    pub bend: Point,
    /// Where it ends.
    pub to: Point,
}

impl Lane {
    /// How far requests and responses keep to their right, so that they never meet head-on.
    const KEEP_RIGHT: f64 = 8.0;

    /// A straight lane.
    #[must_use]
    pub fn straight(from: Point, to: Point) -> Self {
        Self {
            from,
            bend: Point {
                x: (from.x + to.x) / 2.0,
                y: (from.y + to.y) / 2.0,
            },
            to,
        }
    }

    /// The same lane the other way.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self {
            from: self.to,
            bend: self.bend,
            to: self.from,
        }
    }

    /// From its beginning to its end, straight through the air; at least 1.
    #[must_use]
    pub fn length(&self) -> f64 {
        let (dx, dy) = (self.to.x - self.from.x, self.to.y - self.from.y);
        (dx * dx + dy * dy).sqrt().max(1.0)
    }

    /// The place at `t` between 0 (its beginning) and 1 (its end), on the right-hand side of the road.
    #[must_use]
    pub fn at(&self, t: f64) -> Point {
        let s = 1.0 - t;
        let blend = |a: f64, b: f64, c: f64| s * s * a + 2.0 * s * t * b + t * t * c;
        let (dx, dy) = (self.to.x - self.from.x, self.to.y - self.from.y);
        let length = self.length();
        Point {
            x: blend(self.from.x, self.bend.x, self.to.x) - dy / length * Self::KEEP_RIGHT,
            y: blend(self.from.y, self.bend.y, self.to.y) + dx / length * Self::KEEP_RIGHT,
        }
    }
}

/// A coordinate as an attribute, to a tenth of a pixel. There are thousands, and whole numbers are written quickly.
#[must_use]
pub fn px(value: f64) -> String {
    let tenths = (value * 10.0).round() as i64;
    let sign = if tenths < 0 { "-" } else { "" };
    let tenths = tenths.unsigned_abs();
    format!("{sign}{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOWN: (Point, Point) = (Point { x: 100.0, y: 0.0 }, Point { x: 100.0, y: 200.0 });

    #[test]
    fn a_lane_starts_and_ends_beside_its_cards() {
        let lane = Lane::straight(DOWN.0, DOWN.1);
        assert_eq!(lane.at(0.0), Point { x: 92.0, y: 0.0 });
        assert_eq!(lane.at(0.5), Point { x: 92.0, y: 100.0 });
        assert_eq!(lane.at(1.0), Point { x: 92.0, y: 200.0 });
    }

    #[test]
    fn coordinates_are_written_to_a_tenth_of_a_pixel() {
        let written = [0.0, 12.34, 12.36, -0.04, -7.25, 1_280.0].map(px);
        assert_eq!(written, ["0.0", "12.3", "12.4", "0.0", "-7.3", "1280.0"]);
    }

    #[test]
    fn what_comes_back_keeps_to_the_other_side() {
        let back = Lane::straight(DOWN.0, DOWN.1).reversed();
        assert_eq!(back.at(0.25), Point { x: 108.0, y: 150.0 });
    }
}
