//! Java's literals.

use super::{escaped_utf16, is_plain};

/// A text as a literal of Java.
pub(crate) fn java(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            // Java reads `\u` before it reads quotes, so line breaks and quotes must not be written that way.
            '\r' => quoted.push_str("\\r"),
            c if is_plain(c) => quoted.push(c),
            c => quoted.push_str(&escaped_utf16(c)),
        }
    }
    quoted.push('"');
    quoted
}
