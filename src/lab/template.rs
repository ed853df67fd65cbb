//! Templates of values: `{"number": "{n}"}`. A text that is to say `{n}` itself has `{{n}}`.

use serde_json::Value;

const HOLE: &str = "{n}";
/// What stands for the text of a hole.
const ESCAPED: &str = "{{n}}";

/// The `n`th value of a template: a text that is `{n}` alone becomes the number, within a longer text it is put in.
#[must_use]
pub fn fill(template: &Value, n: u32) -> Value {
    match template {
        Value::String(text) if text == HOLE => n.into(),
        Value::String(text) => {
            let number = n.to_string();
            let pieces = text.split(ESCAPED);
            let filled: Vec<String> = pieces.map(|piece| piece.replace(HOLE, &number)).collect();
            filled.join(HOLE).into()
        }
        Value::Array(items) => items.iter().map(|item| fill(item, n)).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(key, value)| (key.clone(), fill(value, n)))
            .collect(),
        other => other.clone(),
    }
}

/// The template whose every value is this one.
#[must_use]
pub fn of(value: Value) -> Value {
    match value {
        Value::String(text) => text.replace(HOLE, ESCAPED).into(),
        Value::Array(items) => items.into_iter().map(of).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(key, value)| (key, of(value)))
            .collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_says_a_hole_itself_is_left_alone() {
        for value in [json!("{n}"), json!({ "a": ["no. {n}", "{{n}}", 1] })] {
            assert_eq!(fill(&of(value.clone()), 3), value);
        }
    }

    #[test]
    fn the_number_is_put_in_everywhere() {
        let template =
            json!({ "number": "{n}", "text": "message #{n} from p", "list": ["{n}", true] });
        assert_eq!(
            fill(&template, 3),
            json!({ "number": 3, "text": "message #3 from p", "list": [3, true] })
        );
    }
}
