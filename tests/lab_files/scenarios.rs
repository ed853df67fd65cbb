//! Scenarios: made from templates, edited field by field, undone, and valid when they say so.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::model::Instant;
use lab::form::{Field, Kind};
use lab::scenario::{Edit, Scenario, templates};
use lab::{Lab, Path, Problems, Session, shelf};
use serde_json::{Value, json};

fn path(text: &str) -> Path {
    Path::parse(text).expect(text)
}

fn set(scenario: &mut Scenario, at: &str, value: Value) {
    scenario.edit(&Edit::Set(path(at), value)).expect(at);
}

fn problems(scenario: &Scenario) -> Vec<String> {
    let told = scenario
        .lab()
        .map_or_else(Problems::clone, |_| Problems::default());
    told.iter().map(ToString::to_string).collect()
}

fn ran(lab: &Lab, seconds: u64) -> Session {
    let mut session = Session::new(Arc::new(lab.clone()));
    session.seek(Instant(seconds * 1_000_000));
    session
}

/// A field and everything in it.
fn all(field: &Field) -> Vec<Field> {
    let inner: Vec<&Field> = match &field.kind {
        Kind::List { items, .. } => items.iter().collect(),
        Kind::Named { entries, .. } => entries.iter().collect(),
        Kind::Parts(parts) => parts.iter().collect(),
        Kind::Either { inner, .. } => inner.iter().collect(),
        _ => Vec::new(),
    };
    let mut found = vec![field.clone()];
    found.extend(inner.into_iter().flat_map(all));
    found
}

#[test]
fn every_template_is_valid_and_does_something() {
    for template in templates() {
        let scenario = template.open();
        assert_eq!(problems(&scenario), Vec::<String>::new(), "{}", template.id);
        let session = ran(scenario.lab().expect("it is valid"), 10);
        assert!(session.position().0 > 100, "{}", template.id);
    }
    assert!(Scenario::blank().lab().is_ok());
}

#[test]
fn what_is_added_to_an_empty_cluster_talks_at_once() {
    let mut scenario = Scenario::blank();
    for edit in [
        Edit::AddProducer,
        Edit::AddConsumer { new_group: true },
        Edit::AddConsumer { new_group: false },
        Edit::AddConsumer { new_group: true },
    ] {
        scenario.edit(&edit).expect("it can be added");
    }
    assert_eq!(problems(&scenario), Vec::<String>::new());
    let lab = scenario.lab().expect("it is valid");
    let groups: Vec<_> = lab
        .clients()
        .iter()
        .filter_map(|c| c.config("group.id"))
        .collect();
    assert_eq!(groups, ["group-1", "group-1", "group-2"]);
    let session = ran(lab, 10);
    let counts = session.scorecard().total();
    assert!(counts.get(lab::Count::Processed) > 4, "{counts:?}");
}

#[test]
fn topics_are_replicated_as_far_as_there_are_brokers() {
    let mut scenario = Scenario::blank();
    for _ in 0..3 {
        scenario.edit(&Edit::AddBroker).expect("there is room");
    }
    scenario.edit(&Edit::AddTopic).expect("there is room");
    let lab = scenario.lab().expect("it is valid");
    let names: Vec<_> = lab.brokers().iter().map(|broker| &*broker.name).collect();
    assert_eq!(names, ["broker-1", "broker-2", "broker-3", "broker-4"]);
    assert_eq!(lab.topics()[0].replication_factor, 3);
}

#[test]
fn everybody_outside_kafka_can_be_added_and_says_what_it_still_needs() {
    let mut scenario = Scenario::blank();
    for kind in ["sink", "receiver", "sender", "pusher"] {
        scenario.edit(&Edit::AddClient(kind)).expect(kind);
    }
    let told = problems(&scenario);
    assert!(told.iter().all(|told| told.contains(".to[0]")), "{told:?}");
    set(&mut scenario, "clients.sender-1.to", json!(["receiver-1"]));
    set(&mut scenario, "clients.pusher-1.to", json!(["receiver-1"]));
    assert_eq!(problems(&scenario), Vec::<String>::new());
}

#[test]
fn what_is_typed_wrong_is_kept_beside_what_is_wrong_with_it_and_can_be_undone() {
    let mut scenario = templates()[0].open();
    let before = scenario.draft().clone();
    set(
        &mut scenario,
        "topics.numbers[\"replication.factor\"]",
        json!(3),
    );
    set(
        &mut scenario,
        "topics.numbers.config",
        json!({ "cleanup.polcy": "compact" }),
    );
    let told = problems(&scenario);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told.iter().any(|told| told.contains("cleanup.policy")),
        "{told:?}"
    );
    assert_eq!(
        scenario.draft()["topics"]["numbers"]["replication.factor"],
        3
    );
    assert!(scenario.undo() && scenario.undo() && !scenario.undo());
    assert_eq!(scenario.draft(), &before);
    assert!(scenario.lab().is_ok());
    assert!(scenario.redo());
    assert_eq!(problems(&scenario).len(), 1);
    set(&mut scenario, "seed", json!(7));
    assert!(
        !scenario.redo(),
        "who goes another way cannot redo the old one"
    );
}

#[test]
fn a_topic_that_is_renamed_keeps_its_clients() {
    let mut scenario = templates()[0].open();
    let rename = |to: &str| Edit::Rename(path("topics.numbers"), to.to_owned());
    scenario.edit(&Edit::AddTopic).expect("there is room");
    let taken = scenario.edit(&rename("topic-1")).expect_err("it is taken");
    assert!(
        taken.to_string().contains("there is one of that name"),
        "{taken}"
    );
    scenario.edit(&rename("figures")).expect("it is free");
    assert_eq!(problems(&scenario), Vec::<String>::new());
    assert_eq!(
        scenario.draft()["clients"]["consumer-1"]["subscribe"],
        json!(["figures"])
    );
}

#[test]
fn removing_what_others_need_tells_who_does() {
    let mut scenario = templates()[0].open();
    scenario
        .edit(&Edit::Unset(path("topics.numbers")))
        .expect("it is there");
    let told = problems(&scenario);
    for needs in [
        "clients.producer-1.source.topic",
        "clients.consumer-1.subscribe[0]",
    ] {
        assert!(
            told.iter().any(|told| told.starts_with(needs)),
            "{needs}: {told:?}"
        );
    }
    let gone = scenario.edit(&Edit::Unset(path("topics.numbers")));
    assert!(gone.is_err());
}

#[test]
fn a_lab_can_be_taken_into_the_sandbox_and_out_again_as_a_file() {
    for built_in in shelf::labs() {
        let lab = shelf::open(built_in.id).expect("it is built in");
        let scenario = Scenario::of_lab(&lab, "mine");
        assert_eq!(problems(&scenario), Vec::<String>::new(), "{}", built_in.id);
        let again = Scenario::parse(&scenario.text()).expect("it is JSON");
        assert_eq!(again.draft(), scenario.draft());
        let (theirs, mine) = (ran(&lab, 5), ran(again.lab().expect("it is valid"), 5));
        assert_eq!(
            theirs.world().digest(),
            mine.world().digest(),
            "{}",
            built_in.id
        );
    }
}

#[test]
fn a_form_holds_everything_that_a_file_says() {
    for built_in in shelf::labs() {
        let lab = shelf::open(built_in.id).expect("it is built in");
        let document = lab.source();
        let form = Field::of(document, &Path::ROOT).expect("the whole is a place");
        for field in all(&form) {
            let there = field.path.get(document).filter(|value| !value.is_null());
            assert_eq!(
                field.value.as_ref(),
                there,
                "{} {}",
                built_in.id,
                field.path
            );
            let alone = Field::of(document, &field.path);
            assert_eq!(
                alone.map(|f| f.value),
                Some(field.value.clone()),
                "{}",
                field.path
            );
            if let Kind::Either { chosen, .. } = &field.kind {
                assert_eq!(chosen.is_some(), field.value.is_some(), "{}", field.path);
            }
        }
    }
}

#[test]
fn every_text_of_a_form_is_among_those_that_languages_translate() {
    let known: BTreeMap<String, String> = Field::docs().into_iter().collect();
    for built_in in shelf::labs() {
        let lab = shelf::open(built_in.id).expect("it is built in");
        let form = Field::of(lab.source(), &Path::ROOT).expect("the whole is a place");
        for field in all(&form).iter().filter(|field| !field.doc.is_empty()) {
            assert_eq!(
                known.get(&field.key),
                Some(&field.doc),
                "{} {}",
                field.path,
                field.key
            );
        }
    }
}

#[test]
fn whatever_a_form_offers_has_the_shape_that_a_file_needs() {
    let scenario = Scenario::of_lab(&shelf::open("failover").expect("it is built in"), "mine");
    let form = Field::of(scenario.draft(), &Path::ROOT).expect("the whole is a place");
    let shape = |told: &str| told.contains("must be an object") || told.contains("is missing");
    for field in all(&form) {
        let offered: Vec<Value> = match &field.kind {
            Kind::Either { options, .. } => options.iter().map(|one| one.blank.clone()).collect(),
            Kind::Word(words) => words.iter().map(|word| word.value.clone()).collect(),
            Kind::Absent { blank } => vec![blank.clone()],
            Kind::List { blank, .. } => vec![json!([blank])],
            Kind::Named { blank, .. } => vec![json!({ "new": blank })],
            _ => Vec::new(),
        };
        for value in offered {
            let mut changed = scenario.clone();
            let edit = Edit::Set(field.path.clone(), value.clone());
            if field.path == Path::ROOT || changed.edit(&edit).is_err() {
                continue;
            }
            let told = problems(&changed);
            assert!(
                !told.iter().any(|told| shape(told)),
                "{} = {value}: {told:?}",
                field.path
            );
        }
    }
}
