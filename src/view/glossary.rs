//! The glossary: Kafka's terms, which a language explains under `term-<key>`, and how they are looked through.

use serde::Serialize;

/// The keys of all terms.
pub const TERMS: [&str; 58] = [
    "acks",
    "assignor",
    "batch",
    "broker",
    "commit",
    "committed-offset",
    "compaction",
    "consumer",
    "consumer-group",
    "controller",
    "controller-quorum",
    "coordinator",
    "elr",
    "fencing",
    "fetch",
    "follower",
    "generation",
    "heartbeat",
    "high-watermark",
    "idempotence",
    "isr",
    "key",
    "lag",
    "last-stable-offset",
    "leader",
    "leader-epoch",
    "linger",
    "log",
    "log-end-offset",
    "log-start-offset",
    "member",
    "metadata-log",
    "offset",
    "partition",
    "partitioner",
    "poll",
    "position",
    "preferred-leader",
    "producer",
    "producer-epoch",
    "quota",
    "rack",
    "rebalance",
    "record",
    "record-accumulator",
    "replica",
    "retention",
    "segment",
    "sequence-number",
    "session-timeout",
    "timestamp",
    "tombstone",
    "topic",
    "transaction",
    "transaction-marker",
    "transactional-id",
    "unclean-leader-election",
    "zombie",
];

/// A term as a language has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Term {
    /// Its key.
    pub key: &'static str,
    /// The word of the language.
    pub word: String,
    /// What it is, in the language.
    pub what: String,
    /// The words of other languages that differ from it, each with the language's code.
    pub elsewhere: Vec<(&'static str, String)>,
}

/// The terms that `typed` is found in, ordered by their words; those whose word has it come first. Neither case nor
/// accents matter.
#[must_use]
pub fn find<'t>(terms: &'t [Term], typed: &str) -> Vec<&'t Term> {
    let typed = folded(typed.trim());
    let has = |text: &str| folded(text).contains(&typed);
    let named = |term: &Term| has(&term.word) || term.elsewhere.iter().any(|(_, word)| has(word));
    let found = terms.iter().filter(|term| named(term) || has(&term.what));
    let mut found: Vec<&Term> = found.collect();
    found.sort_by_key(|term| (!named(term), folded(&term.word)));
    found
}

/// Small letters without accents.
fn folded(text: &str) -> String {
    let small = text.chars().flat_map(char::to_lowercase);
    let plain = |c: char| match c {
        'á' | 'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        other => other,
    };
    small.map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(key: &'static str, word: &str, what: &str, elsewhere: &str) -> Term {
        Term {
            key,
            word: word.to_owned(),
            what: what.to_owned(),
            elsewhere: vec![("en", elsewhere.to_owned())],
        }
    }

    fn keys(typed: &str) -> Vec<&'static str> {
        let terms = [
            term(
                "replica",
                "réplica",
                "Una copia de una partición.",
                "replica",
            ),
            term("partition", "partición", "Un log de un topic.", "partition"),
            term("key", "clave", "Parte de un registro.", "key"),
        ];
        let found = find(&terms, typed);
        found.into_iter().map(|term| term.key).collect()
    }

    #[test]
    fn all_terms_are_there_in_the_order_of_their_words() {
        assert_eq!(keys(""), ["key", "partition", "replica"]);
    }

    #[test]
    fn a_term_is_found_without_its_accents_and_before_those_that_only_speak_of_it() {
        assert_eq!(keys("Particion"), ["partition", "replica"]);
    }

    #[test]
    fn a_term_is_found_by_its_word_in_another_language() {
        assert_eq!(keys("key"), ["key"]);
        assert_eq!(keys("nothing of this"), [""; 0]);
    }
}
