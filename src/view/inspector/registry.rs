//! What a schema registry knows: subjects, versions, ids, levels and the text of schemas.

use engine::app::processor::Processor;
use engine::client::producer::Producer;
use engine::registry::{Registry, RegistryResponse, RegistryState};

use super::facts::{count, fact};
use super::{Fact, Figure};
use crate::saying::Saying;

/// How many subjects are told of.
const SUBJECTS_MAX: usize = 20;

/// The registry itself, and then each subject with its versions.
pub(super) fn facts(registry: &Registry, facts: &mut Vec<Fact>) {
    let store = registry.store();
    let state = match registry.state() {
        RegistryState::Preparing => "registry-preparing",
        RegistryState::Reading => "registry-reading",
        RegistryState::Serving => "registry-serving",
        RegistryState::Ended => "registry-ended",
    };
    facts.push(Fact {
        name: Saying::new("fact-registry-state"),
        value: Figure::Said(Saying::new(state)),
    });
    facts.push(count("fact-registry-answered", registry.answered()));
    facts.push(count("fact-registry-waiting", registry.waiting()));
    if let Some(last) = registry.last() {
        facts.push(fact("fact-registry-last", last.request.line()));
        facts.push(fact("fact-registry-answer", answer(&last.response)));
    }
    let level = store.level(None);
    let level = level.unwrap_or(registry.setup().config.compatibility);
    facts.push(fact("fact-registry-level", level.name()));
    for subject in store.subjects(true).take(SUBJECTS_MAX) {
        if store.level(Some(subject)).is_some() {
            facts.push(Fact {
                name: Saying::new("fact-subject-level").with("subject", subject),
                value: Figure::Text(registry.level(subject).name().to_owned()),
            });
        }
        for (version, stored) in store.versions(subject, true) {
            let key = if stored.deleted {
                "fact-subject-deleted"
            } else {
                "fact-subject-version"
            };
            facts.push(Fact {
                name: Saying::new(key)
                    .with("subject", subject)
                    .with("version", version.to_string())
                    .with("id", stored.id.to_string()),
                value: Figure::Text(stored.schema.text.to_string()),
            });
        }
    }
}

/// What a producer's serializers wait for and know.
pub(super) fn of_producer(producer: &Producer, facts: &mut Vec<Fact>) {
    if let Some(asked) = producer.registry_asked() {
        facts.push(fact("fact-registry-asked", asked.line()));
    }
    if producer.schemas_cached() > 0 {
        facts.push(count("fact-schemas-cached", producer.schemas_cached()));
    }
}

/// What a consumer's deserializers wait for and know, and what they could not read.
pub(super) fn of_consumer(node: &Processor, facts: &mut Vec<Fact>) {
    let consumer = node.consumer();
    if let Some(asked) = consumer.registry_asked() {
        facts.push(fact("fact-registry-asked", asked.line()));
    }
    if consumer.schemas_cached() > 0 {
        facts.push(count("fact-schemas-cached", consumer.schemas_cached()));
    }
    if node.undeserializable() > 0 {
        facts.push(count("fact-undeserializable", node.undeserializable()));
        facts.push(count("fact-put-aside", node.put_aside()));
    }
}

/// The status, and what is the matter if something is.
pub(crate) fn answer(response: &RegistryResponse) -> String {
    match response.error() {
        None => format!("{} {}", response.status(), response.body()),
        Some(error) => format!("{} {}: {}", error.status, error.error_code, error.message),
    }
}
