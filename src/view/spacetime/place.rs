//! Where labels have room: each covers no other.

/// A box on the drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Area {
    /// The box of a text on a line, from its left end.
    pub(super) fn of_text(x: f64, baseline: f64, width: f64, size: f64) -> Self {
        Self {
            left: x,
            top: baseline - size,
            right: x + width,
            bottom: baseline + 2.0,
        }
    }

    /// A square around a point.
    pub(super) const fn around(x: f64, y: f64, half: f64) -> Self {
        Self {
            left: x - half,
            top: y - half,
            right: x + half,
            bottom: y + half,
        }
    }

    fn covers(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// The boxes that are taken.
#[derive(Default)]
pub(super) struct Taken(Vec<Area>);

impl Taken {
    /// Takes a box if it is free.
    pub(super) fn take(&mut self, area: Area) -> bool {
        let free = !self.0.iter().any(|taken| taken.covers(&area));
        if free {
            self.0.push(area);
        }
        free
    }

    /// Takes a box, free or not.
    pub(super) fn occupy(&mut self, area: Area) {
        self.0.push(area);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_is_taken_once() {
        let mut taken = Taken::default();
        assert!(taken.take(Area::of_text(10.0, 20.0, 50.0, 11.0)));
        assert!(!taken.take(Area::of_text(40.0, 25.0, 50.0, 11.0)));
        assert!(taken.take(Area::of_text(60.5, 20.0, 50.0, 11.0)));
        taken.occupy(Area::around(200.0, 20.0, 6.0));
        assert!(!taken.take(Area::of_text(195.0, 20.0, 50.0, 11.0)));
    }
}
