//! The Content-Security-Policy of a page: only its own inline blocks run, named by their hashes.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use crate::html::{self, Element};

/// Where a page may load from, besides its own inline blocks.
#[derive(Clone, Copy)]
pub enum Sources {
    /// The site that it is part of.
    OwnSite,
    /// Nowhere: everything is inside.
    Nowhere,
}

/// The page with a policy in place of any that it had.
pub fn with_policy(page: &str, sources: Sources) -> String {
    let mut changes: Vec<_> = html::elements(page, "meta")
        .into_iter()
        .filter(is_policy)
        .map(|meta| (meta.range, String::new()))
        .collect();
    let meta = format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">",
        policy(page, sources)
    );
    // Browsers look for the charset near the top only, so it goes first.
    let top = html::elements(page, "meta")
        .iter()
        .find(|meta| meta.attribute("charset").is_some())
        .map(|meta| meta.range.end)
        .or_else(|| page.find("<head>").map(|at| at + "<head>".len()))
        .unwrap_or(0);
    changes.push((top..top, meta));
    html::replaced(page, changes)
}

fn is_policy(meta: &Element<'_>) -> bool {
    meta.attribute("http-equiv")
        .is_some_and(|kind| kind.eq_ignore_ascii_case("Content-Security-Policy"))
}

fn policy(page: &str, sources: Sources) -> String {
    let scripts = hashes(
        html::elements(page, "script")
            .iter()
            .filter(|script| script.attribute("src").is_none() && runs(script)),
    );
    let styles = hashes(html::elements(page, "style").iter());
    let own = match sources {
        Sources::OwnSite => " 'self'",
        Sources::Nowhere => "",
    };
    let mut rules = vec![
        "default-src 'none'".to_string(),
        format!("script-src{own}{scripts} 'wasm-unsafe-eval'"),
        format!("style-src{own}{styles}"),
        format!("img-src{own} data: blob:"),
        format!("font-src{own} data:"),
    ];
    rules.extend(match sources {
        Sources::OwnSite => ["connect-src", "manifest-src", "worker-src"]
            .map(|rule| format!("{rule} 'self'"))
            .to_vec(),
        Sources::Nowhere => Vec::new(),
    });
    rules.extend(["base-uri 'none'", "form-action 'none'"].map(String::from));
    rules.join("; ")
}

/// Whether a script is code; blocks of other types are data.
fn runs(script: &Element<'_>) -> bool {
    matches!(
        script.attribute("type").unwrap_or_default(),
        "" | "module" | "text/javascript"
    )
}

fn hashes<'page>(blocks: impl Iterator<Item = &'page Element<'page>>) -> String {
    blocks
        .map(|block| {
            let digest = Sha256::digest(block.content.as_bytes());
            format!(" 'sha256-{}'", BASE64_STANDARD.encode(digest))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<head><meta charset=\"utf-8\"><title>x</title><style>a {}</style>\
        <script type=\"module\">alert('Hello, world.');</script>\
        <script type=\"text/plain\">data</script></head>";

    #[test]
    fn code_is_named_by_its_hash_and_data_is_not() {
        let page = with_policy(PAGE, Sources::Nowhere);
        // The example in the CSP specification.
        let hash = "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='";
        assert!(page.contains(&format!("script-src {hash} 'wasm-unsafe-eval';")));
        assert!(page.starts_with("<head><meta charset=\"utf-8\"><meta http-equiv="));
        assert!(!page.contains("'self'"));
    }

    #[test]
    fn an_old_policy_gives_way() {
        let site = with_policy(PAGE, Sources::OwnSite);
        assert!(site.contains("connect-src 'self'; "));
        let file = with_policy(PAGE, Sources::Nowhere);
        assert_eq!(with_policy(&site, Sources::Nowhere), file);
    }
}
