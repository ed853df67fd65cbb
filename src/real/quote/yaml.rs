//! YAML's double quotes.

use super::is_plain;

/// A text as a value of a compose file, where `$` begins a variable unless it is doubled.
pub(crate) fn compose(text: &str) -> String {
    yaml(&text.replace('$', "$$"))
}

/// A text as YAML's double-quoted scalar.
fn yaml(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            c if is_plain(c) => quoted.push(c),
            c => quoted.push_str(&format!("\\U{:08x}", u32::from(c))),
        }
    }
    quoted.push('"');
    quoted
}
