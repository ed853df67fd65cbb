//! The axis of the timeline: where times are, and where its ticks stand.

/// A time axis from 0 to `end` over `width` pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// The last moment, in µs.
    pub end: u64,
    /// The pixels there are.
    pub width: f64,
}

/// A tick of the axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where it stands.
    pub x: f64,
    /// What it says.
    pub label: String,
}

/// The least room between two ticks.
const ROOM: f64 = 70.0;

impl Axis {
    /// Where a moment is.
    #[must_use]
    pub fn x(&self, micros: u64) -> f64 {
        micros.min(self.end) as f64 / self.end.max(1) as f64 * self.width
    }

    /// Which moment is at a place.
    #[must_use]
    pub fn moment(&self, x: f64) -> u64 {
        ((x / self.width.max(1.0)).clamp(0.0, 1.0) * self.end as f64) as u64
    }

    /// Ticks at round seconds, as many as fit.
    #[must_use]
    pub fn ticks(&self) -> Vec<Tick> {
        let steps = [
            1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 86_400,
        ];
        let wide = |seconds: &&u64| {
            self.x(**seconds * 1_000_000) >= ROOM || **seconds * 1_000_000 >= self.end
        };
        let step = steps.iter().find(wide).copied().unwrap_or(86_400) * 1_000_000;
        let last = self.end / step;
        (0..=last)
            .map(|i| Tick {
                x: self.x(i * step),
                label: label(i * step / 1_000_000),
            })
            .collect()
    }

    /// The end of an axis that holds all of `until` and ends at a round second.
    #[must_use]
    pub fn end_for(until: u64) -> u64 {
        let step = match until {
            0..60_000_000 => 5_000_000,
            60_000_000..600_000_000 => 30_000_000,
            _ => 300_000_000,
        };
        until.div_ceil(step).max(2) * step
    }
}

fn label(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{seconds} s"),
        _ => format!("{}:{:02}", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AXIS: Axis = Axis {
        end: 20_000_000,
        width: 800.0,
    };

    #[test]
    fn a_place_and_its_moment_agree() {
        assert_eq!(AXIS.moment(AXIS.x(3_482_000)), 3_482_000);
        assert_eq!(AXIS.moment(-20.0), 0);
        assert_eq!(AXIS.moment(9_000.0), AXIS.end);
    }

    #[test]
    fn ticks_are_round_and_apart() {
        let ticks = AXIS.ticks();
        assert_eq!(
            ticks.iter().map(|t| t.label.as_str()).collect::<Vec<_>>()[..3],
            ["0 s", "2 s", "4 s"]
        );
        assert!(ticks.windows(2).all(|pair| pair[1].x - pair[0].x >= ROOM));
    }

    #[test]
    fn an_axis_ends_at_a_round_second_beyond_the_run() {
        assert_eq!(
            [0, 9_000_000, 12_100_000].map(Axis::end_for),
            [10_000_000, 10_000_000, 15_000_000]
        );
    }
}
