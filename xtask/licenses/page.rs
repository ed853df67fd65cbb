//! The page of licences: a table of parts, and each text once, however many came with it.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::Part;

/// Nothing runs on it, and it loads nothing but the site's own style and letters.
const POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'";

/// A page that needs no script.
pub fn of(parts: &[Part]) -> String {
    let texts = Texts::of(parts);
    let rows: String = parts.iter().map(|part| row(part, &texts)).collect();
    let terms: String = texts.all.iter().enumerate().map(terms).collect();
    format!(
        r##"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Logarium: licences · licencias</title>
<link rel="icon" href="icons/logarium.svg" type="image/svg+xml">
<link rel="stylesheet" href="style/tokens.css">
<link rel="stylesheet" href="style/base.css">
<link rel="stylesheet" href="style/licenses.css">
</head>
<body>
<main class="licenses">
<p><a href="./">Logarium</a></p>
<h1>Licences <span lang="es">· Licencias</span></h1>
<p>What this page is made of, who may do what with it, and where its source is.</p>
<p lang="es">De qué está hecha esta página, qué se puede hacer con ello y dónde está su código fuente.</p>
<div class="licenses-table" tabindex="0" role="region" aria-label="Parts · Partes">
<table>
<thead><tr><th scope="col">Part <span lang="es">· Parte</span></th><th scope="col">Version <span lang="es">· Versión</span></th><th scope="col">SPDX</th><th scope="col">Texts <span lang="es">· Textos</span></th><th scope="col">Source <span lang="es">· Código</span></th></tr></thead>
<tbody>
{rows}</tbody>
</table>
</div>
<h2>Texts <span lang="es">· Textos</span></h2>
{terms}</main>
</body>
</html>
"##
    )
}

/// Every text once.
struct Texts {
    all: Vec<String>,
    /// Its place by its words: copies differ in their line ends.
    places: BTreeMap<String, usize>,
}

impl Texts {
    fn of(parts: &[Part]) -> Self {
        let mut texts = Self {
            all: Vec::new(),
            places: BTreeMap::new(),
        };
        for text in parts.iter().flat_map(|part| &part.terms) {
            texts.places.entry(words(text)).or_insert_with(|| {
                texts.all.push(text.trim().to_string());
                texts.all.len() - 1
            });
        }
        texts
    }

    /// The numbers of a part's texts, as people count.
    fn numbers(&self, part: &Part) -> Vec<usize> {
        part.terms
            .iter()
            .map(|text| self.places[&words(text)] + 1)
            .collect()
    }
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn row(part: &Part, texts: &Texts) -> String {
    let mut links = String::new();
    for number in texts.numbers(part) {
        write!(links, "<a href=\"#text-{number}\">{number}</a> ").expect("a string");
    }
    let source = escaped(&part.source);
    let source = if source.starts_with("https://") {
        format!("<a href=\"{source}\" rel=\"noreferrer\">{source}</a>")
    } else {
        source
    };
    format!(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{source}</td></tr>\n",
        escaped(&part.name),
        escaped(&part.version),
        escaped(&part.license),
        links.trim_end(),
    )
}

fn terms((place, text): (usize, &String)) -> String {
    let number = place + 1;
    format!(
        "<section id=\"text-{number}\"><h3>{number}</h3><pre>{}</pre></section>\n",
        escaped(text)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(name: &str, terms: &[&str]) -> Part {
        Part {
            name: name.into(),
            version: "1.0.0".into(),
            license: "MIT".into(),
            source: "https://example.org/a".into(),
            terms: terms.iter().map(|text| (*text).to_string()).collect(),
        }
    }

    #[test]
    fn a_text_stands_once_however_many_came_with_it() {
        let page = of(&[
            part("a", &["Do as you like.", "By A."]),
            part("b", &["Do as\r\nyou like.\n"]),
        ]);
        assert_eq!(page.matches("Do as").count(), 1);
        assert_eq!(page.matches("href=\"#text-1\"").count(), 2);
        assert_eq!(page.matches("href=\"#text-2\"").count(), 1);
    }

    #[test]
    fn what_authors_write_is_text_and_nothing_else() {
        let page = of(&[part("<script>", &["By \"A\" <a@example.org> & B"])]);
        assert!(!page.contains("<script>"));
        assert!(page.contains("By &quot;A&quot; &lt;a@example.org&gt; &amp; B"));
    }
}
