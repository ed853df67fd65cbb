//! Text as YAML, a shell, Python, Java and a properties file write it, so that it is read back as it was.

mod java;
mod properties;
mod python;
mod shell;
mod yaml;

pub(crate) use java::java;
pub(crate) use properties::properties;
pub(crate) use python::{python, python_json, python_plain};
pub(crate) use shell::shell;
pub(crate) use yaml::compose;

/// Whether a character can stand for itself in a text between quotes: whoever reads it sees what it is.
fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || (' '..='~').contains(&c)
}

/// A character as `\u` and four hexadecimal digits, or two such where it takes two UTF-16 units.
fn escaped_utf16(c: char) -> String {
    let mut units = [0; 2];
    let units = c.encode_utf16(&mut units);
    units.iter().map(|unit| format!("\\u{unit:04x}")).collect()
}
