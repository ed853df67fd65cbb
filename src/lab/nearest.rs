//! The name that somebody may have meant.

/// The known name most like `given`, if one is like it at all.
pub fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |name: &str| name.to_lowercase().replace(['_', '.', ' '], "-");
    let wanted = plain(given);
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&wanted, &plain(name)), name))
        .min()
        .filter(|(distance, name)| *distance <= (name.chars().count() / 3).max(1))
        .map(|(_, name)| name)
}

/// `; did you mean "x"?` if some known name is near, and what there is otherwise.
pub fn suggestion<'a>(given: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    const LISTED_MAX: usize = 20;
    if let Some(name) = nearest(given, known.clone()) {
        return format!("; did you mean {name:?}?");
    }
    let mut names: Vec<&str> = known.into_iter().take(LISTED_MAX + 1).collect();
    let more = if names.len() > LISTED_MAX {
        ", …"
    } else {
        ""
    };
    names.truncate(LISTED_MAX);
    if names.is_empty() {
        "; there is none".to_owned()
    } else {
        format!("; there is {}{more}", names.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_a_stranger_is_not() {
        let known = ["first-records", "commit"];
        assert_eq!(nearest("frist_records", known), Some("first-records"));
        assert_eq!(nearest("comit", known), Some("commit"));
        assert_eq!(nearest("unclean", known), None);
        assert_eq!(
            suggestion("unclean", known),
            "; there is first-records, commit"
        );
        assert_eq!(suggestion("x", []), "; there is none");
    }
}
