//! The beginning of a JSON text that is cut off or damaged: everything that is still whole.

use serde_json::Value;

/// How often a text is cut shorter before it is given up.
const TRIES_MAX: usize = 8;

/// Reads as much of a JSON text as can be read. `None`: nothing.
pub(super) fn beginning(text: &str) -> Option<Value> {
    let mut rest = text;
    for _ in 0..TRIES_MAX {
        let closed = closed(rest)?;
        match serde_json::from_str(&closed) {
            Ok(value) => return Some(value),
            Err(error) => {
                let line_start = closed
                    .match_indices('\n')
                    .nth(error.line().checked_sub(2).unwrap_or(usize::MAX))
                    .map_or(0, |(at, _)| at + 1);
                let at = line_start + error.column().saturating_sub(1);
                rest = &rest[..rest.floor_char_boundary(at.min(rest.len().checked_sub(1)?))];
            }
        }
    }
    None
}

/// The text up to the last place where an item or a field is over, with all that is open there closed.
fn closed(text: &str) -> Option<String> {
    let mut open = Vec::new();
    let (mut quoted, mut escaped) = (false, false);
    let mut whole = None;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '{' => open.push('}'),
            '[' => open.push(']'),
            '}' | ']' => {
                if open.last() != Some(&c) {
                    break;
                }
                open.pop();
                whole = Some((at + 1, open.len()));
            }
            ',' => whole = Some((at, open.len())),
            _ => {}
        }
    }
    // Nothing has been closed since that was open there.
    let (end, depth) = whole?;
    let mut closed = text[..end].to_owned();
    closed.extend(open.get(..depth)?.iter().rev());
    Some(closed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_whole_is_kept() {
        let text = r#"{"a":1,"b":"x,\"}]","c":[{"d":1},{"e":[2,3]}],"f":true}"#;
        let whole: Value = serde_json::from_str(text).unwrap();
        assert_eq!(beginning(text), Some(whole));
        let cut = |end: &str| beginning(&text[..text.find(end).unwrap()]);
        assert_eq!(cut("1,\"b"), None);
        assert_eq!(cut("\\\""), Some(json!({ "a": 1 })));
        assert_eq!(
            cut(",{\"e"),
            Some(json!({ "a": 1, "b": "x,\"}]", "c": [{ "d": 1 }] }))
        );
        assert_eq!(
            cut("3]"),
            Some(json!({ "a": 1, "b": "x,\"}]", "c": [{ "d": 1 }, { "e": [2] }] }))
        );
    }

    #[test]
    fn what_is_damaged_ends_there() {
        assert_eq!(
            beginning(r#"{"a":1,"b":2x3,"c":4}"#),
            Some(json!({ "a": 1 }))
        );
        assert_eq!(
            beginning("{\"a\":1,\n\"b\":[1,2,x],\"c\":4}"),
            Some(json!({ "a": 1, "b": [1, 2] }))
        );
        assert_eq!(beginning(r#"{"a":1]"#), None);
        assert_eq!(beginning(""), None);
        assert_eq!(beginning("7"), None);
    }
}
