//! Names of records, enums and fixed, and the namespaces that they lie in.

/// The types that need no definition.
pub(super) const PRIMITIVES: [&str; 8] = [
    "null", "boolean", "int", "long", "float", "double", "bytes", "string",
];

/// Whether a text can be the name of a type, a field or a symbol: a letter or `_`, then letters, digits and `_`.
#[must_use]
pub fn is_name(text: &str) -> bool {
    let mut letters = text.chars();
    letters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

/// The full name: `name` itself if it has dots, otherwise below `namespace`.
pub(super) fn full(name: &str, namespace: &str) -> String {
    if name.contains('.') || namespace.is_empty() {
        name.to_owned()
    } else {
        format!("{namespace}.{name}")
    }
}

/// The namespace of a full name; empty for none.
pub(super) fn namespace(full: &str) -> &str {
    full.rsplit_once('.').map_or("", |(namespace, _)| namespace)
}

/// A full name without its namespace.
pub(super) fn short(full: &str) -> &str {
    full.rsplit_once('.').map_or(full, |(_, name)| name)
}
