//! Times as people type them.

/// Reads `20s`, `20000ms`, `2m` or `20000` (ms) as milliseconds.
pub(super) fn parse(text: &str) -> Result<u64, String> {
    const DAY_MS: u64 = 86_400_000;
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let factor = match &text[digits.len()..] {
        "" | "ms" => 1,
        "s" => 1_000,
        "m" | "min" => 60_000,
        "h" => 3_600_000,
        unit => return Err(format!("{unit:?} is no unit; use ms, s, m or h, as in 20s")),
    };
    let number: u64 = digits
        .parse()
        .map_err(|_| "write a whole number and a unit, as in 20s or 500ms".to_owned())?;
    match number.checked_mul(factor) {
        Some(ms) if (1..=DAY_MS).contains(&ms) => Ok(ms),
        _ => Err("must be from 1ms to 24h".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn times_are_read_with_their_units() {
        assert_eq!(parse("20s"), Ok(20_000));
        assert_eq!(parse("20000ms"), Ok(20_000));
        assert_eq!(parse("20000"), Ok(20_000));
        assert_eq!(parse("2m"), Ok(120_000));
        for bad in [
            "",
            "s",
            "1.5s",
            "-1s",
            "0",
            "25h",
            "3 days",
            "99999999999999999999s",
            "7ñ",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
