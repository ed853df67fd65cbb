//! Lists and values in words: what would be taken for a separator stands in quotes, as in JSON.

use serde_json::Value;

/// Cuts a text at a separator, wherever that is not within quotes.
pub(super) fn split(text: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((part, after)) = split_once(rest, separator) {
        parts.push(part);
        rest = after;
    }
    parts.push(rest);
    parts
}

/// Cuts it at the first one.
pub(super) fn split_once(text: &str, separator: char) -> Option<(&str, &str)> {
    let (mut quoted, mut escaped) = (false, false);
    let at = text.char_indices().find_map(|(at, c)| {
        if escaped {
            escaped = false;
        } else if c == '"' {
            quoted = !quoted;
        } else if quoted {
            escaped = c == '\\';
        }
        (c == separator && !quoted).then_some(at)
    })?;
    Some((&text[..at], &text[at + separator.len_utf8()..]))
}

/// A value in words: text as it is, unless it would be read as something else; all other values as JSON.
pub(super) fn write(value: &Value) -> String {
    const TAKEN: &[char] = &['"', '\\', '&', ';', ',', '='];
    match value.as_str() {
        Some(text)
            if !text.is_empty()
                && text.trim() == text
                && !text.contains(TAKEN)
                && !text.contains(char::is_control)
                && serde_json::from_str::<Value>(text).is_err() =>
        {
            text.to_owned()
        }
        _ => value.to_string(),
    }
}

/// Reads a value: as JSON if it can be read as such, otherwise as text.
pub(super) fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_value_reads_as_it_is_written() {
        for value in [
            json!("broker-1"),
            json!("leader of orders-0"),
            json!("5"),
            json!(5),
            json!("a,b;c&d=e \"f\" \\"),
            json!(""),
            json!(" x"),
            json!(null),
            json!("null"),
            json!({}),
            json!([]),
            json!("{\"a\":1}"),
            json!("Ünü 🎈 100%"),
        ] {
            let text = write(&value);
            assert_eq!(read(&text), value);
            for separator in ['&', ';', ',', '='] {
                assert_eq!(split(&text, separator), [text.as_str()]);
            }
        }
        assert_eq!(write(&json!("broker-1")), "broker-1");
    }

    #[test]
    fn separators_within_quotes_do_not_count() {
        assert_eq!(split("a;\"b;\\\";c\";d", ';'), ["a", "\"b;\\\";c\"", "d"]);
        assert_eq!(split("", ';'), [""]);
        assert_eq!(split_once("\"a=b\"=c", '='), Some(("\"a=b\"", "c")));
    }
}
