//! Model time and speed as people read them.

use std::fmt;

use engine::model::Timestamp;
use serde::Serialize;
use time::OffsetDateTime;

/// A time that is to be said; its decimals are written as the reader's language has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Time {
    /// A moment, in µs.
    Moment(u64),
    /// A moment to the microsecond.
    Exact(u64),
    /// A length, in µs.
    Length(u64),
    /// What a wall clock shows.
    Wall(Wall),
}

/// What a wall clock shows: the time of day (UTC), and the day where that is not the day on which the run began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Wall {
    ms: i64,
    dated: bool,
}

/// A day in ms.
const DAY: i64 = 86_400_000;

impl Wall {
    /// What a wall clock shows that a record or a node has, in a run that began at `start`.
    #[must_use]
    pub const fn of(shown: Timestamp, start: Timestamp) -> Self {
        Self {
            ms: shown.0,
            dated: shown.0.div_euclid(DAY) != start.0.div_euclid(DAY),
        }
    }
}

impl fmt::Display for Wall {
    /// `22:13:20.482`, or `2023-11-13 22:13:20.482`. Where the calendar has no such year, the plain number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanos = i128::from(self.ms) * 1_000_000;
        let Ok(shown) = OffsetDateTime::from_unix_timestamp_nanos(nanos) else {
            return write!(f, "{} ms", self.ms);
        };
        if self.dated {
            let (year, month, day) = shown.to_calendar_date();
            write!(f, "{year:04}-{:02}-{day:02} ", u8::from(month))?;
        }
        let (hours, minutes, seconds, ms) = shown.to_hms_milli();
        write!(f, "{hours:02}:{minutes:02}:{seconds:02}.{ms:03}")
    }
}

impl fmt::Display for Time {
    /// With a point before the decimals.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match *self {
            Self::Moment(micros) => seconds(micros),
            Self::Exact(micros) => exact(micros),
            Self::Length(micros) => length(micros),
            Self::Wall(wall) => wall.to_string(),
        })
    }
}

/// A moment with three decimals, such as `3.482 s`; from two minutes on `17:12.361`.
#[must_use]
pub fn seconds(micros: u64) -> String {
    let (seconds, millis) = (micros / 1_000_000, micros % 1_000_000 / 1_000);
    match seconds {
        0..120 => format!("{seconds}.{millis:03} s"),
        _ => format!("{}:{:02}.{millis:03}", seconds / 60, seconds % 60),
    }
}

/// A moment to the microsecond, such as `3.482017 s`.
fn exact(micros: u64) -> String {
    format!("{}.{:06} s", micros / 1_000_000, micros % 1_000_000)
}

/// A length of time in the unit that fits: `250 µs`, `20 ms`, `1.5 s`.
#[must_use]
pub fn length(micros: u64) -> String {
    match micros {
        0..1_000 => format!("{micros} µs"),
        1_000..1_000_000 => decimal(micros, 1_000, "ms"),
        _ => decimal(micros, 1_000_000, "s"),
    }
}

fn decimal(micros: u64, unit: u64, name: &str) -> String {
    let tenths = micros.saturating_add(unit / 20) / (unit / 10);
    match tenths % 10 {
        0 => format!("{} {name}", tenths / 10),
        rest => format!("{}.{rest} {name}", tenths / 10),
    }
}

/// The speeds that the dial stops at, in thousandths of real time: 1/1000 to 100 times, three to a decade.
pub const SPEEDS: [u32; 16] = [
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000,
];

/// The dial's stop for real time.
pub const REAL_TIME: usize = 9;

/// A speed as a ratio: `1/20` or `5×`.
#[must_use]
pub fn speed(thousandths: u32) -> String {
    match thousandths {
        0 => "0".to_owned(),
        1..1_000 => format!("1/{}", 1_000 / thousandths),
        _ => format!("{}×", thousandths / 1_000),
    }
}

/// A stop of the dial in words, for links: `1/20` or `5`.
#[must_use]
pub fn speed_words(stop: usize) -> Option<String> {
    let thousandths = SPEEDS.get(stop)?;
    Some(speed(*thousandths).trim_end_matches('×').to_owned())
}

/// The stop that such words mean.
#[must_use]
pub fn stop_of_words(words: &str) -> Option<usize> {
    (0..SPEEDS.len()).find(|stop| speed_words(*stop).as_deref() == Some(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_have_fixed_decimals_so_that_they_do_not_jump() {
        assert_eq!(seconds(3_482_017), "3.482 s");
        assert_eq!(seconds(1_032_361_000), "17:12.361");
        assert_eq!(exact(20_000), "0.020000 s");
    }

    #[test]
    fn lengths_take_the_unit_that_fits() {
        assert_eq!(
            [length(250), length(20_000), length(1_500_000)],
            ["250 µs", "20 ms", "1.5 s"]
        );
    }

    #[test]
    fn a_wall_clock_shows_the_time_of_day_and_another_day_than_the_run_s_by_its_date() {
        const START: Timestamp = Timestamp(1_700_000_000_000);
        let shown = |ms: i64| Wall::of(Timestamp(START.0 + ms), START).to_string();
        assert_eq!(shown(7), "22:13:20.007");
        assert_eq!(shown(-3_600_000), "21:13:20.000");
        assert_eq!(shown(7_200_000), "2023-11-15 00:13:20.000");
        let day = |ms: i64| Wall::of(Timestamp(ms), START).to_string();
        assert_eq!(day(-1), "1969-12-31 23:59:59.999");
        assert_eq!(day(951_782_400_000), "2000-02-29 00:00:00.000");
        assert_eq!(day(1_709_251_200_000), "2024-03-01 00:00:00.000");
        assert_eq!(day(253_402_300_799_999), "9999-12-31 23:59:59.999");
        assert_eq!(day(253_402_300_800_000), "253402300800000 ms");
        assert_eq!(day(i64::MIN), "-9223372036854775808 ms");
    }

    #[test]
    fn every_stop_of_the_dial_reads_as_it_is_written() {
        for stop in 0..SPEEDS.len() {
            let words = speed_words(stop).expect("it is a stop");
            assert_eq!(stop_of_words(&words), Some(stop), "{words}");
        }
        assert_eq!((stop_of_words("3"), speed_words(99)), (None, None));
    }

    #[test]
    fn speeds_are_ratios() {
        assert_eq!(
            [
                speed(1),
                speed(50),
                speed(SPEEDS[REAL_TIME]),
                speed(100_000)
            ],
            ["1/1000", "1/20", "1×", "100×"]
        );
    }
}
