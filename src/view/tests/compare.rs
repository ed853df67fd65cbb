//! What a screen is told of two configurations side by side.

use std::sync::Arc;

use engine::model::Instant;
use lab::{Action, Session, Twin, shelf};
use view::compare::{Compared, settings};

fn attacked() -> Session {
    let lab = shelf::open("acks-1").expect("a built-in lab");
    let mut session = Session::new(Arc::new(lab));
    session.seek(Instant(10_000_000));
    session
        .act(Action::Crash("leader of payments-0".to_owned()))
        .expect("there is one");
    session.seek(Instant(40_000_000));
    session
}

fn twin(session: &Session, changes: &[&str]) -> Twin {
    let mut twin = Twin::of(session, changes).expect("it can be configured so");
    while !twin.follow(session, 10_000).done {}
    twin
}

#[test]
fn both_scorecards_stand_beside_each_other_with_their_difference() {
    let session = attacked();
    let changes = [
        "clients.producer-1.config.acks=all",
        "clients.producer-2.config.acks=all",
    ];
    let compared = Compared::of(&session, &twin(&session, &changes));
    assert!(!compared.first.holds && compared.second.holds && !compared.same);
    assert_eq!(compared.first.at, compared.second.at);
    let lost = compared
        .rows
        .iter()
        .find(|row| row.name.key == "count-lost");
    let lost = lost.expect("the claim forbids it");
    assert_eq!(lost.breaks, [true, false]);
    assert_eq!(lost.difference(), -lost.first.cast_signed());
    assert!(compared.rows.iter().any(|row| row.name.key == "count-sent"));
}

#[test]
fn what_is_forbidden_is_shown_though_nothing_of_it_happened() {
    let session = {
        let mut session = attacked();
        session.seek(Instant(5_000_000));
        session
    };
    let compared = Compared::of(&session, &twin(&session, &[]));
    assert!(compared.same && compared.first.holds);
    let lost = compared
        .rows
        .iter()
        .find(|row| row.name.key == "count-lost");
    assert_eq!(lost.map(|row| (row.first, row.second)), Some((0, 0)));
}

#[test]
fn whatever_the_lab_says_can_be_set_to_what_it_is() {
    for id in ["acks-1", "retention-time", "first-records"] {
        let lab = shelf::open(id).expect("a built-in lab");
        let settings = settings(&lab);
        assert!(settings.len() > 50, "{id}: {}", settings.len());
        for setting in settings {
            if !setting.said {
                continue;
            }
            let change = format!("{}={}", setting.path, setting.value);
            let mut changed = lab.clone();
            assert_eq!(changed.set(&change), Ok(()), "{id}: {change}");
        }
    }
}

#[test]
fn what_the_lab_says_comes_before_what_it_leaves_to_kafka() {
    let lab = shelf::open("acks-1").expect("a built-in lab");
    let settings = settings(&lab);
    let place = |path: &str| settings.iter().position(|setting| setting.path == path);
    let said = place("clients.producer-1.config.acks").expect("the lab says it");
    let unsaid = place("clients.producer-1.config[\"linger.ms\"]").expect("Kafka has it");
    assert!(said < unsaid);
    assert!(settings[said].said && !settings[unsaid].said);
    assert_eq!(settings[said].value, "1");
    let paths: std::collections::BTreeSet<_> = settings.iter().map(|one| &one.path).collect();
    assert_eq!(paths.len(), settings.len(), "each once");
}
