//! Functions that files of a kit are made of besides what is the lab's own: each file has those that it needs.

/// The pieces of a library that a text needs, with what those need in turn, in the library's order. Pieces are divided by
/// two empty lines; `name` reads the name that a line of a piece gives, and `uses` says whether a text has need of a name.
pub(crate) fn needed(
    library: &str,
    text: &str,
    name: fn(&str) -> Option<&str>,
    uses: fn(&str, &str) -> bool,
) -> Vec<String> {
    let pieces: Vec<&str> = library
        .split("\n\n\n")
        .map(|piece| piece.trim_matches('\n'))
        .collect();
    let mut is_needed = vec![false; pieces.len()];
    let mut asking = vec![text];
    while let Some(text) = asking.pop() {
        for (piece, is_needed) in pieces.iter().zip(&mut is_needed) {
            let names_it = piece.lines().filter_map(name).any(|name| uses(text, name));
            if names_it && !*is_needed {
                *is_needed = true;
                asking.push(piece);
            }
        }
    }
    let needed = pieces
        .iter()
        .zip(is_needed)
        .filter(|(_, is_needed)| *is_needed);
    needed.map(|(piece, _)| (*piece).to_owned()).collect()
}

/// Whether a text has a name as a word of its own.
pub(crate) fn mentions(text: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

/// Whether a text calls a function that is nobody's method, or names a class.
pub(crate) fn calls(text: &str, name: &str) -> bool {
    if name.starts_with(|c: char| c.is_ascii_uppercase()) {
        return mentions(text, name);
    }
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        !before.is_some_and(is_part) && text[at + name.len()..].starts_with('(')
    })
}
