//! What a field or a config does, and what an anomaly is, is said in every language: in English where it is defined, in the others in their texts.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::{Discriminant, discriminant};

use engine::config::{
    AdminConfig, BrokerConfig, Configs as _, ConsumerConfig, Definition, ProducerConfig,
    RegistryConfig, Scope, TopicConfig,
};
use judge::Anomaly;
use lab::form::{Field, Kind};
use lab::scenario::Scenario;
use lab::{Path, Segment};
use serde_json::{Value, json};
use view::setup::{Setup, config_key};

use crate::languages::{languages, messages};

/// Every text that the form of a scenario can show, by what names it.
#[derive(Default)]
struct Shown {
    docs: BTreeMap<String, String>,
    seen: Vec<(String, Discriminant<Kind>)>,
}

impl Shown {
    /// The texts of a place of a scenario, and of all that it may hold.
    fn look(&mut self, draft: &Value, field: &Field) {
        self.note(&field.key, &field.doc);
        self.look_within(draft, field);
    }

    fn look_within(&mut self, draft: &Value, field: &Field) {
        let place = (field.key.clone(), discriminant(&field.kind));
        if self.seen.contains(&place) {
            return;
        }
        self.seen.push(place);
        let at = |path: &Path, value: &Value| {
            let mut draft = draft.clone();
            put(&mut draft, path, value.clone());
            let field = Field::of(&draft, path).expect("it was there");
            (draft, field)
        };
        match &field.kind {
            Kind::Parts(parts) => parts.iter().for_each(|part| self.look(draft, part)),
            Kind::Word(words) => words
                .iter()
                .for_each(|word| self.note(&word.key, &word.doc)),
            Kind::Absent { blank } => {
                let (draft, field) = at(&field.path, blank);
                self.look_within(&draft, &field);
            }
            Kind::List { blank, .. } => {
                let (draft, _) = at(&field.path, &json!([blank]));
                // Items that may be any JSON have no place of their own.
                if let Some(item) = Field::of(&draft, &field.path.index(0)) {
                    self.look(&draft, &item);
                }
            }
            Kind::Named { blank, .. } => {
                let (draft, entry) = at(&field.path.key("new"), blank);
                self.look(&draft, &entry);
            }
            Kind::Either { options, .. } => {
                for option in options {
                    self.note(&option.key, &option.doc);
                    let (draft, field) = at(&field.path, &option.blank);
                    let Kind::Either { inner, chosen, .. } = &field.kind else {
                        panic!("{} was a choice", field.path);
                    };
                    assert!(chosen.is_some(), "{} {}", field.path, option.name);
                    inner.iter().for_each(|part| self.look(&draft, part));
                }
            }
            Kind::Flag | Kind::Number { .. } | Kind::Text | Kind::Json | Kind::Configs => {}
        }
    }

    fn note(&mut self, key: &str, doc: &str) {
        if !doc.is_empty() {
            self.docs.insert(key.to_owned(), doc.to_owned());
        }
    }
}

/// Puts a value where perhaps nothing is above it either.
fn put(draft: &mut Value, path: &Path, value: Value) {
    let mut way = Path::ROOT;
    for step in path.segments() {
        if way.get(draft).is_none_or(Value::is_null) {
            way.set(draft, json!({}))
                .expect("what is above it is there");
        }
        way = match step {
            Segment::Key(key) => way.key(key),
            Segment::Index(index) => way.index(*index),
        };
    }
    way.set(draft, value).expect("what is above it is there");
}

/// Every text of the forms of the sandbox.
fn fields() -> BTreeMap<String, String> {
    let scenario = Scenario::blank();
    let mut draft = scenario.draft().clone();
    let root = Path::ROOT;
    let broker = root.key("cluster").key("brokers").index(0);
    let topic = root.key("topics").key("topic-1");
    let client = root.key("clients").key("producer-1");
    put(&mut draft, &topic, json!({}));
    put(&mut draft, &client, json!({ "kind": "producer" }));
    let scenario = Scenario::parse(&draft.to_string()).expect("it is JSON");
    let mut shown = Shown::default();
    for path in [root.clone(), root.key("cluster"), broker, topic, client] {
        let setup = Setup::of(&scenario, Some(&path));
        let form = setup.open.expect("a scenario has it");
        shown.look_within(scenario.draft(), &form.field);
    }
    shown.docs
}

/// Every text of a config.
fn configs() -> BTreeMap<String, String> {
    let all: [(Scope, &[Definition]); 6] = [
        (Scope::Broker, BrokerConfig::definitions()),
        (Scope::Topic, TopicConfig::definitions()),
        (Scope::Producer, ProducerConfig::definitions()),
        (Scope::Consumer, ConsumerConfig::definitions()),
        (Scope::Admin, AdminConfig::definitions()),
        (Scope::Registry, RegistryConfig::definitions()),
    ];
    let of = |(scope, definitions): (Scope, &'static [Definition])| {
        definitions.iter().map(move |definition| {
            let key = config_key(scope, definition.name);
            (key, definition.doc.to_owned())
        })
    };
    all.into_iter().flat_map(of).collect()
}

/// What each anomaly is.
fn anomalies() -> BTreeMap<String, String> {
    let of = |anomaly: Anomaly| (anomaly.name().to_owned(), anomaly.meaning().to_owned());
    Anomaly::ALL.into_iter().map(of).collect()
}

/// All that is said of fields, configs and anomalies in English, by the key that other languages have for it.
fn english() -> BTreeMap<String, String> {
    let keyed = |kind: &str, docs: BTreeMap<String, String>| -> Vec<(String, String)> {
        docs.into_iter()
            .map(|(name, doc)| (format!("{kind}-{}", plain(&name)), doc))
            .collect()
    };
    let all = [
        keyed("field", fields()),
        keyed("config", configs()),
        keyed("anomaly", anomalies()),
    ]
    .concat();
    let count = all.len();
    let english: BTreeMap<String, String> = all.into_iter().collect();
    assert_eq!(english.len(), count, "two texts have the same key");
    english
}

/// A name as keys of texts can hold it.
fn plain(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    name.chars().map(plain).collect()
}

/// Whether a key is that of a field, a config or an anomaly.
pub fn is_doc(key: &str) -> bool {
    const SCOPES: [&str; 6] = [
        "broker-",
        "topic-",
        "producer-",
        "consumer-",
        "admin-",
        "registry-",
    ];
    let config = key.strip_prefix("config-");
    let of_scope = |rest: &str| SCOPES.iter().any(|scope| rest.starts_with(scope));
    key.starts_with("field-") || key.starts_with("anomaly-") || config.is_some_and(of_scope)
}

#[test]
fn every_language_says_what_every_field_config_and_anomaly_is_and_nothing_else() {
    let english = english();
    for language in languages() {
        let said = messages(&language);
        let said: BTreeSet<&String> = said.keys().filter(|key| is_doc(key)).collect();
        let known: BTreeSet<&String> = english.keys().collect();
        if language == "en" {
            assert!(said.is_empty(), "English stands elsewhere: {said:?}");
        } else {
            let lacking: Vec<_> = known.difference(&said).collect();
            let beyond: Vec<_> = said.difference(&known).collect();
            assert!(
                lacking.is_empty() && beyond.is_empty(),
                "{language} lacks {lacking:?} and has beyond them {beyond:?}"
            );
        }
    }
}

#[test]
fn what_a_field_or_a_config_does_is_not_said_in_english_again() {
    let english = english();
    for language in languages().iter().filter(|language| *language != "en") {
        let same: Vec<String> = messages(language)
            .into_iter()
            .filter(|(key, message)| english.get(key) == Some(&message.text))
            .map(|(key, _)| key)
            .collect();
        assert_eq!(same, Vec::<String>::new(), "{language}");
    }
}
