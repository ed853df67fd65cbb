//! Finding a command by what somebody types.

/// How well a label answers a query: fewer is better; `None`: not at all. Every word of the query has to be in the label,
/// whatever the case; labels in which the words begin words come first, then the shorter ones.
#[must_use]
pub fn rank(query: &str, label: &str) -> Option<(usize, usize)> {
    let label = label.to_lowercase();
    let query = query.to_lowercase();
    let mut inside = 0;
    for word in query.split_whitespace() {
        let at = label.find(word)?;
        let begins = label[..at]
            .chars()
            .next_back()
            .is_none_or(|c| !c.is_alphanumeric());
        inside += usize::from(!begins);
    }
    Some((inside, label.chars().count()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best<'a>(query: &str, labels: &[&'a str]) -> Vec<&'a str> {
        let mut found: Vec<_> = labels
            .iter()
            .filter_map(|label| Some((rank(query, label)?, *label)))
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn every_word_has_to_be_there_in_any_order_and_case() {
        let labels = ["Crash broker-1.", "Crash broker-2.", "Pause broker-1."];
        assert_eq!(best("1 CRASH", &labels), ["Crash broker-1."]);
        assert_eq!(best("crush", &labels), Vec::<&str>::new());
        assert_eq!(best("", &labels).len(), 3);
    }

    #[test]
    fn what_begins_with_the_words_comes_first() {
        let labels = ["Replay", "Play", "Display"];
        assert_eq!(best("play", &labels), ["Play", "Replay", "Display"]);
    }

    #[test]
    fn letters_beyond_ascii_are_compared_too() {
        assert_eq!(best("ÉPOCA", &["época"]), ["época"]);
    }
}
