//! Addresses: what of a text that somebody pasted is the link, and which form it has.

use super::percent;
use crate::problem::{Problem, Problems};

/// A longer text is no link.
const TEXT_MAX: usize = 1024 * 1024;

/// The form of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Address {
    /// `#/lab/<id>?<query>`, decoded. Without a query it is the lab at its beginning.
    Lab { id: String, query: Option<String> },
    /// `#/run/<payload>`.
    Run(String),
}

impl Address {
    /// Finds the link in a whole URL or in what follows its `#`.
    ///
    /// # Errors
    /// When there is none.
    pub(super) fn of(text: &str) -> Result<Self, Problems> {
        if text.len() > TEXT_MAX {
            let message = format!("the link is longer than {TEXT_MAX} bytes");
            return Err(Problem::of("", message).into());
        }
        let text = text.trim();
        let fragment = text.split_once('#').map_or(text, |(_, fragment)| fragment);
        let fragment = percent::decode(fragment);
        let path = fragment.trim_start_matches('/');
        if let Some(payload) = path.strip_prefix("run/") {
            return Ok(Self::Run(payload.to_owned()));
        }
        if let Some(lab) = path.strip_prefix("lab/") {
            let (id, query) = match lab.split_once('?') {
                Some((id, query)) => (id, Some(query.to_owned())),
                None => (lab, None),
            };
            let id = id.trim_end_matches('/').to_owned();
            return Ok(Self::Lab { id, query });
        }
        let message = "this is no link to a run; one has #/lab/<id>?.. or #/run/.. in it";
        Err(Problem::of("", message).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_found_in_what_somebody_pasted() {
        let run = Ok(Address::Run("1.abc".to_owned()));
        for text in [
            "#/run/1.abc",
            "/run/1.abc",
            " https://a.b/c?d=e#/run/1.abc\n",
            "file:///x.html#run/1.abc",
        ] {
            assert_eq!(Address::of(text), run, "{text}");
        }
        let lab = |id: &str, query: Option<&str>| {
            let (id, query) = (id.to_owned(), query.map(str::to_owned));
            Ok(Address::Lab { id, query })
        };
        assert_eq!(Address::of("#/lab/commit/"), lab("commit", None));
        assert_eq!(Address::of("#/lab/a?do=1s%3Ax"), lab("a", Some("do=1s:x")));
        for text in ["", "#", "https://a.b", "#/labs", "/tmp/x"] {
            assert!(Address::of(text).is_err(), "{text}");
        }
        assert!(Address::of(&"x".repeat(TEXT_MAX + 1)).is_err());
    }
}
