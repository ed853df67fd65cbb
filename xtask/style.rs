//! Style sheets with their fonts and pictures inside.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::bundle;

/// A style sheet in which every `url(...)` holds the file itself.
pub fn inlined(sheet: &Path) -> Result<String> {
    let css = bundle::read(sheet)?;
    if css.contains("@import") {
        bail!(
            "{} imports another sheet; link it from the page",
            sheet.display()
        );
    }
    let folder = sheet.parent().context("a sheet lies in a folder")?;
    let mut packed = String::new();
    let mut rest = css.as_str();
    while let Some((before, target, after)) = next_url(rest) {
        packed.push_str(before);
        if target.starts_with("data:") || target.starts_with('#') {
            packed.push_str(&format!("url(\"{target}\")"));
        } else {
            let file = folder.join(target);
            packed.push_str(&format!("url(\"{}\")", bundle::data_url(&file)?));
        }
        rest = after;
    }
    packed.push_str(rest);
    Ok(packed)
}

/// The text before the next `url(...)`, what it holds, and the text after it.
fn next_url(css: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = css.split_once("url(")?;
    let (target, after) = rest.split_once(')')?;
    Some((before, target.trim().trim_matches(['"', '\'']), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_found_with_and_without_quotes() {
        assert_eq!(next_url("a: url( 'x.svg' );"), Some(("a: ", "x.svg", ";")));
        assert_eq!(next_url("url(y.png) b"), Some(("", "y.png", " b")));
        assert_eq!(next_url("none"), None);
    }
}
