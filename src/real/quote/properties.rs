//! A Java properties file, into which the image writes what its environment says, without escaping anything.

use super::escaped_utf16;

/// A value that `Properties.load` reads back as it was.
pub(crate) fn properties(text: &str) -> String {
    let mut escaped = String::new();
    for (at, c) in text.char_indices() {
        match c {
            '\\' => escaped.push_str("\\\\"),
            '\n' => escaped.push_str("\\n"),
            ' ' if at == 0 => escaped.push_str("\\ "),
            ' '..='~' => escaped.push(c),
            c => escaped.push_str(&escaped_utf16(c)),
        }
    }
    escaped
}
