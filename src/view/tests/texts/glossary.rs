//! The glossary: every language explains every term, and nobody uses the words that it rules out.

use std::fs;

use view::glossary::TERMS;

use crate::languages::{files, languages, messages, root};

/// What a language says somewhere.
struct Said {
    place: String,
    text: String,
}

/// The texts of the page in a language, and those of all labs.
fn texts(language: &str) -> Vec<Said> {
    let mut said = Vec::new();
    for (key, message) in messages(language) {
        let what = message.attributes.into_iter();
        let what = what.filter(|(name, _)| name != "not");
        said.extend(what.map(|(name, text)| Said {
            place: format!("{language} {key}.{name}"),
            text,
        }));
        said.push(Said {
            place: format!("{language} {key}"),
            text: message.text,
        });
    }
    for lab in files(&root().join("labs")) {
        let file = lab.join(format!("{language}.md"));
        if let Ok(text) = fs::read_to_string(&file) {
            let lab = lab.file_name().unwrap_or_default().to_string_lossy();
            let mut in_code = false;
            for (at, line) in text.lines().enumerate() {
                in_code ^= line.trim_start().starts_with("```");
                if !in_code {
                    let place = format!("labs/{lab}/{language}.md:{}", at + 1);
                    let text = line.to_owned();
                    said.push(Said { place, text });
                }
            }
        }
    }
    said
}

/// The words of a text in small letters, without code and without the names of arguments.
fn words(text: &str) -> Vec<String> {
    let prose = text.split('`').step_by(2).collect::<Vec<_>>().join(" | ");
    let small = prose.to_lowercase();
    let words = small.split(|c: char| !c.is_alphanumeric() && !"$_.|-".contains(c));
    words
        .map(|word| word.trim_matches(['.', '-']).to_owned())
        .filter(|word| !word.is_empty() && !word.starts_with('$'))
        .collect()
}

fn uses(text: &[String], phrase: &str) -> bool {
    let phrase = words(phrase);
    text.windows(phrase.len()).any(|part| part == phrase)
}

#[test]
fn every_language_explains_every_term() {
    for language in languages() {
        let messages = messages(&language);
        let explained = messages.iter().filter(|(key, message)| {
            key.starts_with("term-") && message.attributes.contains_key("what")
        });
        let explained: Vec<String> = explained.map(|(key, _)| key.clone()).collect();
        let known: Vec<String> = TERMS.iter().map(|term| format!("term-{term}")).collect();
        assert_eq!(explained, known, "{language}");
    }
}

#[test]
fn no_two_terms_of_a_language_are_the_same_word() {
    for language in languages() {
        let mut terms: Vec<String> = messages(&language)
            .into_iter()
            .filter(|(key, _)| key.starts_with("term-"))
            .map(|(_, message)| message.text)
            .collect();
        let count = terms.len();
        terms.sort();
        terms.dedup();
        assert_eq!(terms.len(), count, "{language}");
    }
}

#[test]
fn no_text_uses_a_word_that_the_glossary_rules_out() {
    let mut found = Vec::new();
    for language in languages() {
        let texts: Vec<(String, Vec<String>)> = texts(&language)
            .into_iter()
            .map(|said| (said.place, words(&said.text)))
            .collect();
        for (key, message) in messages(&language) {
            let Some(not) = message.attributes.get("not") else {
                continue;
            };
            for phrase in not.split(',').map(str::trim) {
                assert!(
                    !words(phrase).is_empty(),
                    "{language} {key} rules out nothing"
                );
                let wrong = texts.iter().filter(|(_, text)| uses(text, phrase));
                found.extend(wrong.map(|(place, _)| {
                    format!("{place}: {phrase:?}, where {:?} is the word", message.text)
                }));
            }
        }
    }
    assert_eq!(found, Vec::<String>::new(), "{found:#?}");
}

#[test]
fn a_word_is_looked_for_whole_in_any_case_and_not_in_code() {
    let text = words("Un Corredor, `corredor.id`, { $corredor } y corredores.");
    assert!(uses(&text, "corredor"));
    assert!(uses(&text, "corredores"));
    assert!(!uses(&text, "corre"));
    assert!(!uses(&words("`corredor` de fondo"), "corredor"));
    assert!(uses(&words("el High-Water Mark"), "high-water mark"));
    assert!(!uses(
        &words("broker.corredor.id, broker-corredor"),
        "corredor"
    ));
}
