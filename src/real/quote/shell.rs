//! Words of bash.

/// A text as one word of bash.
pub(crate) fn shell(text: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || "_-./:=,@%+".contains(c);
    if !text.is_empty() && text.chars().all(is_bare) {
        return text.to_owned();
    }
    if text.chars().all(is_literal) {
        return format!("'{text}'");
    }
    let mut quoted = String::from("$'");
    for c in text.chars() {
        match c {
            '\n' => quoted.push_str("\\n"),
            '\'' => quoted.push_str("\\'"),
            '\\' => quoted.push_str("\\\\"),
            c if is_literal(c) => quoted.push(c),
            c => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    // Three octal digits: what follows is never taken for a part of the number.
                    quoted.push_str(&format!("\\{byte:03o}"));
                }
            }
        }
    }
    quoted.push('\'');
    quoted
}

/// Whether a character is nothing but itself between single quotes, also to a reader who expects an expansion.
fn is_literal(c: char) -> bool {
    (super::is_plain(c)) && !matches!(c, '\'' | '\\' | '$' | '`')
}
