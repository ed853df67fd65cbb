//! A value in as many characters as there is room for.

/// Shortens a JSON text to at most `room` characters: first its spaces go, then quotes and outer
/// braces, then the names of its fields, then its end.
#[must_use]
pub fn brief(value: &str, room: usize) -> String {
    let fits = |text: &str| text.chars().count() <= room;
    if fits(value) {
        return value.to_owned();
    }
    let bare: String = value.chars().filter(|c| !matches!(c, '"' | ' ')).collect();
    let inner = bare
        .strip_prefix('{')
        .and_then(|b| b.strip_suffix('}'))
        .unwrap_or(&bare);
    if fits(inner) {
        return inner.to_owned();
    }
    let is_flat = inner != bare && !inner.contains(['{', '[']);
    let fields = inner.split(',').filter(|_| is_flat);
    let values: Vec<&str> = fields
        .filter_map(|field| Some(field.split_once(':')?.1))
        .collect();
    let values = values.join(",");
    if !values.is_empty() && fits(&values) {
        return values;
    }
    let mut cut: String = inner.chars().take(room.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::brief;

    #[test]
    fn a_value_loses_no_more_than_it_must() {
        let value = r#"{"number": 7}"#;
        assert_eq!(brief(value, 13), value);
        assert_eq!(brief(value, 8), "number:7");
        assert_eq!(brief(value, 5), "7");
        assert_eq!(brief(r#"{"number": 1234567}"#, 5), "numb…");
        assert_eq!(brief(r#"{"amount": -70, "corrects": 3}"#, 6), "-70,3");
        assert_eq!(brief(r#"{"a": {"b": 12345}}"#, 5), "a:{b…");
    }

    #[test]
    fn characters_count_not_bytes() {
        assert_eq!(brief("añoñño", 6), "añoñño");
    }
}
