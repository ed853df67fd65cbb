//! Moments of a run in words: `9.2s`, or `9.2s@412` for the one that is step 412.

use std::fmt;

use engine::model::{Instant, StepId};

/// A moment of a run, and the step that it is, unless the time says that already: then it is after everything up to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) at: Instant,
    pub(crate) step: Option<StepId>,
}

impl Moment {
    /// After everything up to a time.
    pub(crate) const fn at(at: Instant) -> Self {
        Self { at, step: None }
    }

    /// Reads a moment.
    ///
    /// # Errors
    /// What is expected.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let expected = || format!("{text:?} is no moment; write seconds, as in 9.2s or 9.2s@412");
        let (time, step) = match text.split_once('@') {
            Some((time, step)) => (time, Some(number(step).ok_or_else(expected)?)),
            None => (text, None),
        };
        Ok(Self {
            at: seconds(time).ok_or_else(expected)?,
            step: step.map(StepId),
        })
    }
}

fn seconds(text: &str) -> Option<Instant> {
    let number_of_seconds = text.strip_suffix('s')?;
    let (whole, decimals) = match number_of_seconds.split_once('.') {
        Some((whole, decimals)) if (1..=6).contains(&decimals.len()) => (whole, decimals),
        Some(_) => return None,
        None => (number_of_seconds, "0"),
    };
    let micros = number(&format!("{decimals:0<6}"))?;
    let whole = number(whole)?.checked_mul(1_000_000)?;
    whole.checked_add(micros).map(Instant)
}

/// Digits and nothing else, not even a sign.
fn number(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, micros) = (self.at.0 / 1_000_000, self.at.0 % 1_000_000);
        let decimals = format!(".{micros:06}");
        let decimals = decimals.trim_end_matches('0').trim_end_matches('.');
        write!(f, "{seconds}{decimals}s")?;
        match self.step {
            Some(step) => write!(f, "@{}", step.0),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_reads_as_it_is_written() {
        for text in ["0s", "9.2s", "12.000001s@7", "86400s@0"] {
            assert_eq!(Moment::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Moment::parse("9.20s").unwrap().at, Instant(9_200_000));
        for text in [
            "",
            "s",
            "9",
            "9.s",
            ".5s",
            "9.1234567s",
            "-1s",
            "+1s",
            "9s@",
            "9s@-1",
            "9s@1@2",
            "1e3s",
            "99999999999999999999s",
            "18446744073709s@x",
        ] {
            assert!(Moment::parse(text).is_err(), "{text}");
        }
    }
}
