//! Just enough HTML to rework the page: elements of one name, their attributes.

use std::ops::Range;

/// One element of a page.
pub struct Element<'page> {
    /// Where it is, from its `<` to its last `>`.
    pub range: Range<usize>,
    /// What is between its tags; empty for `<link>`, `<meta>` and `<img>`.
    pub content: &'page str,
    attributes: Vec<(&'page str, &'page str)>,
}

impl<'page> Element<'page> {
    /// The value of an attribute; empty if it is only named.
    pub fn attribute(&self, name: &str) -> Option<&'page str> {
        self.attributes
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value)
    }
}

/// All elements of one name, in the order of the page.
pub fn elements<'page>(page: &'page str, name: &str) -> Vec<Element<'page>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = next_tag(page, name, from) {
        let (attributes, content_start) = attributes(page, start + 1 + name.len());
        let closing = format!("</{name}>");
        let content_end = match name {
            "link" | "meta" | "img" => content_start,
            _ => page[content_start..]
                .find(&closing)
                .map_or(page.len(), |at| content_start + at),
        };
        let end = match &page[content_end..] {
            rest if rest.starts_with(&closing) => content_end + closing.len(),
            _ => content_end,
        };
        found.push(Element {
            range: start..end,
            content: &page[content_start..content_end],
            attributes,
        });
        from = end;
    }
    found
}

/// A page with some ranges replaced; they must not overlap.
pub fn replaced(page: &str, mut changes: Vec<(Range<usize>, String)>) -> String {
    // What is inserted before a range comes before what replaces it.
    changes.sort_by_key(|(range, _)| (range.start, range.end));
    let mut new = String::new();
    let mut from = 0;
    for (range, text) in changes {
        new.push_str(&page[from..range.start]);
        new.push_str(&text);
        from = range.end;
    }
    new.push_str(&page[from..]);
    new
}

/// Where the next tag of this name opens, comments aside.
fn next_tag(page: &str, name: &str, mut from: usize) -> Option<usize> {
    loop {
        let start = from + page[from..].find('<')?;
        let rest = &page[start..];
        if rest.starts_with("<!--") {
            from = start + rest.find("-->")?;
            continue;
        }
        let after = rest[1..].strip_prefix(name);
        if after.is_some_and(|text| text.starts_with([' ', '\n', '\t', '\r', '>', '/'])) {
            return Some(start);
        }
        from = start + 1;
    }
}

/// The attributes that follow a tag's name, and where its `>` ends.
fn attributes(page: &str, mut at: usize) -> (Vec<(&str, &str)>, usize) {
    let mut found = Vec::new();
    loop {
        at = skip(page, at, |c| c.is_whitespace() || c == '/');
        if at >= page.len() || page[at..].starts_with('>') {
            return (found, (at + 1).min(page.len()));
        }
        let name_end = skip(page, at, |c| !c.is_whitespace() && !"=/>".contains(c));
        let name = &page[at..name_end];
        // A stray "=" with no name before it.
        at = name_end.max(at + usize::from(name.is_empty()));
        let Some(rest) = page[at..].strip_prefix('=') else {
            found.push((name, ""));
            continue;
        };
        let value_at = page.len() - rest.len();
        let quote = rest.chars().next().filter(|c| "\"'".contains(*c));
        let (start, end) = match quote {
            Some(quote) => (value_at + 1, skip(page, value_at + 1, |c| c != quote)),
            None => (
                value_at,
                skip(page, value_at, |c| !c.is_whitespace() && c != '>'),
            ),
        };
        found.push((name, &page[start..end]));
        at = (end + usize::from(quote.is_some())).min(page.len());
    }
}

fn skip(page: &str, from: usize, more: impl Fn(char) -> bool) -> usize {
    page[from..]
        .find(|c| !more(c))
        .map_or(page.len(), |at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<!-- <script>no</script> --><link rel=icon href='a.svg'>\
        <script type=\"module\" defer>let a = 1 < 2;</script><scripture/><script src=\"b.js\"></script>";

    #[test]
    fn elements_are_found_with_attributes_and_content() {
        let scripts = elements(PAGE, "script");
        assert_eq!(scripts.len(), 2);
        assert_eq!(scripts[0].attribute("type"), Some("module"));
        assert_eq!(scripts[0].attribute("defer"), Some(""));
        assert_eq!(scripts[0].content, "let a = 1 < 2;");
        assert_eq!(scripts[1].attribute("src"), Some("b.js"));
        assert_eq!(elements(PAGE, "link")[0].attribute("href"), Some("a.svg"));
    }

    #[test]
    fn replacing_keeps_everything_else() {
        let changes = vec![(8..9, "!".to_string()), (0..2, "H".to_string())];
        assert_eq!(replaced("hello wor", changes), "Hllo wo!");
    }

    #[test]
    fn broken_pages_end() {
        for page in ["<script", "<script a=\"", "<script =x>", "<!--", "<script>"] {
            elements(page, "script");
        }
    }
}
