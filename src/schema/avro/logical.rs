//! Values as people read them where a schema says more than their type: dates, times, decimals.

use num_bigint::{BigInt, Sign};
use time::format_description::BorrowedFormatItem;
use time::macros::{datetime, format_description};
use time::{Date, Duration, PrimitiveDateTime, Time};

use super::node::Logical;
use super::value::Value;

const DATE: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");
const TIME: &[BorrowedFormatItem<'_>] =
    format_description!("[hour]:[minute][optional [:[second][optional [.[subsecond]]]]]");
const EPOCH: PrimitiveDateTime = datetime!(1970-01-01 00:00);

/// Nanoseconds in a unit of a time of day or a timestamp.
const MILLI: i128 = 1_000_000;
const MICRO: i128 = 1_000;
const NANO: i128 = 1;

/// The value as text; `None` when it is out of what can be told (years beyond 9999), or of another type.
pub(super) fn text(logical: Logical, value: &Value) -> Option<String> {
    match (logical, value) {
        (Logical::Date, Value::Int(days)) => EPOCH
            .date()
            .checked_add(Duration::days((*days).into()))?
            .format(DATE)
            .ok(),
        (Logical::TimeMillis, Value::Int(number)) => of_day((*number).into(), MILLI),
        (Logical::TimeMicros, Value::Long(number)) => of_day((*number).into(), MICRO),
        (Logical::Decimal { scale, .. }, Value::Bytes(bytes) | Value::Fixed(bytes)) => {
            Some(decimal(&BigInt::from_signed_bytes_be(bytes), scale))
        }
        (Logical::Uuid, Value::String(text)) => Some(text.clone()),
        (Logical::Duration, Value::Fixed(bytes)) => duration(bytes),
        (logical, Value::Long(number)) => {
            let (unit, zone) = timestamp(logical)?;
            let after = nanoseconds(i128::from(*number) * unit)?;
            let moment = EPOCH.checked_add(after)?;
            let date = moment.date().format(DATE).ok()?;
            Some(format!("{date}T{}{zone}", clock(moment.time(), unit)))
        }
        _ => None,
    }
}

/// The value that a text means; `None` when it is none of this kind. A decimal in a fixed of `size` bytes fills them.
pub(super) fn read(logical: Logical, text: &str, size: Option<usize>) -> Option<Value> {
    match logical {
        Logical::Date => {
            let days = (Date::parse(text, DATE).ok()? - EPOCH.date()).whole_days();
            Some(Value::Int(i32::try_from(days).ok()?))
        }
        Logical::TimeMillis => Some(Value::Int(
            i32::try_from(since_midnight(text, MILLI)?).ok()?,
        )),
        Logical::TimeMicros => Some(Value::Long(
            i64::try_from(since_midnight(text, MICRO)?).ok()?,
        )),
        Logical::Decimal { precision, scale } => {
            let unscaled = unscaled(text, precision, scale)?;
            let bytes = unscaled.to_signed_bytes_be();
            match size {
                None => Some(Value::Bytes(bytes)),
                Some(size) => {
                    let missing = size.checked_sub(bytes.len())?;
                    let sign = if unscaled.sign() == Sign::Minus {
                        0xff
                    } else {
                        0
                    };
                    Some(Value::Fixed([vec![sign; missing], bytes].concat()))
                }
            }
        }
        Logical::Uuid => is_uuid(text).then(|| Value::String(text.to_owned())),
        Logical::Duration => None,
        logical => {
            let (unit, zone) = timestamp(logical)?;
            let (date, time) = text.strip_suffix(zone)?.split_once(['T', ' '])?;
            let moment = Date::parse(date, DATE)
                .ok()?
                .with_time(Time::parse(time, TIME).ok()?);
            let nanoseconds = (moment - EPOCH).whole_nanoseconds();
            (nanoseconds % unit == 0).then_some(())?;
            Some(Value::Long(i64::try_from(nanoseconds / unit).ok()?))
        }
    }
}

/// What a text has to look like.
pub(super) fn shape(logical: Logical) -> String {
    match logical {
        Logical::Date => "a date such as \"2024-01-31\"".to_owned(),
        Logical::TimeMillis | Logical::TimeMicros => "a time such as \"13:45:30.250\"".to_owned(),
        Logical::Decimal { precision, scale } => {
            format!(
                "a decimal of up to {precision} digits, {scale} of them behind the point, such as \"12.30\""
            )
        }
        Logical::Uuid => "a UUID such as \"123e4567-e89b-12d3-a456-426614174000\"".to_owned(),
        Logical::Duration => "twelve bytes".to_owned(),
        Logical::LocalTimestampMillis
        | Logical::LocalTimestampMicros
        | Logical::LocalTimestampNanos => {
            "a local time such as \"2024-01-31T13:45:30.250\"".to_owned()
        }
        Logical::TimestampMillis | Logical::TimestampMicros | Logical::TimestampNanos => {
            "a moment such as \"2024-01-31T13:45:30.250Z\"".to_owned()
        }
    }
}

/// The unit of a timestamp in nanoseconds, and what its text ends with.
fn timestamp(logical: Logical) -> Option<(i128, &'static str)> {
    Some(match logical {
        Logical::TimestampMillis => (MILLI, "Z"),
        Logical::TimestampMicros => (MICRO, "Z"),
        Logical::TimestampNanos => (NANO, "Z"),
        Logical::LocalTimestampMillis => (MILLI, ""),
        Logical::LocalTimestampMicros => (MICRO, ""),
        Logical::LocalTimestampNanos => (NANO, ""),
        _ => return None,
    })
}

fn nanoseconds(count: i128) -> Option<Duration> {
    const SECOND: i128 = 1_000_000_000;
    let seconds = i64::try_from(count.div_euclid(SECOND)).ok()?;
    let rest = i32::try_from(count.rem_euclid(SECOND)).ok()?;
    Some(Duration::new(seconds, rest))
}

fn of_day(count: i128, unit: i128) -> Option<String> {
    let after = nanoseconds(count * unit)?;
    let in_day = !after.is_negative() && after < Duration::DAY;
    in_day.then(|| clock(Time::MIDNIGHT + after, unit))
}

fn since_midnight(text: &str, unit: i128) -> Option<i128> {
    let nanoseconds = (Time::parse(text, TIME).ok()? - Time::MIDNIGHT).whole_nanoseconds();
    (nanoseconds % unit == 0).then_some(nanoseconds / unit)
}

/// A time of day with as many digits as its unit has.
fn clock(time: Time, unit: i128) -> String {
    let (hour, minute, second, nanosecond) = time.as_hms_nano();
    let fraction = match unit {
        MILLI => format!("{:03}", nanosecond / 1_000_000),
        MICRO => format!("{:06}", nanosecond / 1_000),
        _ => format!("{nanosecond:09}"),
    };
    format!("{hour:02}:{minute:02}:{second:02}.{fraction}")
}

fn decimal(unscaled: &BigInt, scale: usize) -> String {
    let sign = if unscaled.sign() == Sign::Minus {
        "-"
    } else {
        ""
    };
    let digits = format!("{:0>1$}", unscaled.magnitude().to_string(), scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    if scale == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    }
}

fn unscaled(text: &str, precision: usize, scale: usize) -> Option<BigInt> {
    let (sign, digits) = text
        .strip_prefix('-')
        .map_or(("", text), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.chars().all(|letter| letter.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) || fraction.len() > scale {
        return None;
    }
    let padded = format!("{whole}{fraction:0<scale$}");
    (padded.trim_start_matches('0').len() <= precision).then_some(())?;
    format!("{sign}{padded}").parse().ok()
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.char_indices().all(|(index, letter)| match index {
            8 | 13 | 18 | 23 => letter == '-',
            _ => letter.is_ascii_hexdigit(),
        })
}

/// Months, days and milliseconds, each the lowest byte first.
fn duration(bytes: &[u8]) -> Option<String> {
    let mut numbers = bytes
        .chunks_exact(4)
        .map(|four| u32::from_le_bytes(four.try_into().expect("four bytes")));
    let (months, days, millis) = (numbers.next()?, numbers.next()?, numbers.next()?);
    Some(format!("{months} months, {days} days, {millis} ms"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_as_text_is_read_back_as_it_was() {
        let money = Logical::Decimal {
            precision: 4,
            scale: 2,
        };
        for (logical, value, written) in [
            (Logical::Date, Value::Int(19_753), "2024-01-31"),
            (Logical::Date, Value::Int(-1), "1969-12-31"),
            (Logical::TimeMillis, Value::Int(49_530_250), "13:45:30.250"),
            (Logical::TimeMicros, Value::Long(1), "00:00:00.000001"),
            (
                Logical::TimestampMillis,
                Value::Long(0),
                "1970-01-01T00:00:00.000Z",
            ),
            (
                Logical::TimestampMicros,
                Value::Long(-1),
                "1969-12-31T23:59:59.999999Z",
            ),
            (
                Logical::LocalTimestampMillis,
                Value::Long(1_706_708_730_250),
                "2024-01-31T13:45:30.250",
            ),
            (money, Value::Bytes(vec![0x04, 0xd2]), "12.34"),
            (money, Value::Bytes(vec![0xff]), "-0.01"),
            (money, Value::Bytes(vec![0x00]), "0.00"),
        ] {
            assert_eq!(text(logical, &value).as_deref(), Some(written));
            assert_eq!(read(logical, written, None), Some(value), "{written}");
        }
    }

    #[test]
    fn a_decimal_in_a_fixed_fills_it_with_its_sign() {
        let money = Logical::Decimal {
            precision: 4,
            scale: 2,
        };
        assert_eq!(
            read(money, "-1.00", Some(4)),
            Some(Value::Fixed(vec![0xff, 0xff, 0xff, 0x9c]))
        );
        assert_eq!(read(money, "99.99", Some(1)), None);
        assert_eq!(read(money, "100.00", None), None, "five digits");
        assert_eq!(read(money, "1.001", None), None, "three behind the point");
    }

    #[test]
    fn what_no_calendar_holds_has_no_text() {
        assert_eq!(text(Logical::Date, &Value::Int(i32::MAX)), None);
        assert_eq!(text(Logical::TimestampMillis, &Value::Long(i64::MAX)), None);
        assert_eq!(text(Logical::TimeMillis, &Value::Int(-1)), None);
    }
}
