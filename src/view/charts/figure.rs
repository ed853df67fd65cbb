//! Values as people read them.

/// A value with three digits that count: `0`, `4.5`, `22.2 k`, `1.3 M`.
#[must_use]
pub fn figure(value: f64) -> String {
    let (value, unit) = match value {
        _ if value >= 999_500_000.0 => (value / 1e9, " G"),
        _ if value >= 999_500.0 => (value / 1e6, " M"),
        _ if value >= 9_999.5 => (value / 1e3, " k"),
        _ => (value, ""),
    };
    let decimals = match value {
        _ if value >= 99.95 => 0,
        _ if value >= 9.995 => 1,
        _ => 2,
    };
    let text = format!("{value:.decimals$}");
    let text = if decimals > 0 {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    format!("{text}{unit}")
}

#[cfg(test)]
mod tests {
    use super::figure;

    #[test]
    fn figures_have_the_digits_that_count() {
        let figures = [
            0.0,
            5.0,
            4.5,
            0.333,
            23.16,
            150.2,
            2_500.0,
            22_222.0,
            1_300_000.0,
        ];
        assert_eq!(
            figures.map(figure),
            [
                "0", "5", "4.5", "0.33", "23.2", "150", "2500", "22.2 k", "1.3 M"
            ]
        );
    }
}
