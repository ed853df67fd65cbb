//! Templates of values: `{"number": "{n}"}`.

use serde_json::Value;

const HOLE: &str = "{n}";

/// The `n`th value of a template: a text that is `{n}` alone becomes the number, within a longer text it is put in.
#[must_use]
pub fn fill(template: &Value, n: u32) -> Value {
    match template {
        Value::String(text) if text == HOLE => n.into(),
        Value::String(text) => text.replace(HOLE, &n.to_string()).into(),
        Value::Array(items) => items.iter().map(|item| fill(item, n)).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(key, value)| (key.clone(), fill(value, n)))
            .collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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
