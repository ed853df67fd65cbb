//! Verdicts follow from what clients saw.

use std::sync::Arc;

use engine::model::{Instant, Offset};
use lab::{Action, Claim, Count, Scope, Session, Verdict, evidence};
use serde_json::json;

use crate::{act_at, orders, play, session};

fn at(seconds: u64) -> Instant {
    Instant(seconds * 1_000_000)
}

fn act(session: &mut Session, seconds: u64, action: Action) {
    session.advance(at(seconds));
    session.act(action).unwrap();
}

fn judge(session: &Session, claim: Claim) -> Verdict {
    session.scorecard().verdict(claim)
}

#[test]
fn a_group_that_crashes_before_it_commits_reads_again() {
    let mut session = session(
        "commit",
        &["clients.consumer-1.config[\"auto.commit.interval.ms\"]=600000"],
    );
    act(&mut session, 15, Action::Crash("consumer-1".to_owned()));
    act(&mut session, 16, Action::Start("consumer-1".to_owned()));
    // The coordinator waits for the dead member as long as session.timeout.ms.
    session.advance(at(90));
    let verdict = judge(&session, Claim::AtLeastOnce);
    assert!(verdict.holds);
    let counts = verdict.counts;
    assert_eq!(
        (counts.delivered, counts.duplicated, counts.lost),
        (20, 10, 0)
    );
    assert_eq!((counts.processed, counts.repeated), (20, 10));
    let found = evidence(session.world(), &Scope::Total, 100);
    assert!(!found.contains_key(&Count::Lost));
    assert!(
        found[&Count::Duplicated]
            .iter()
            .all(|one| one.reader.as_ref().unwrap().to_string() == "group numtest-group")
    );
    let broken = judge(&session, Claim::AtMostOnce);
    assert!(!broken.holds);
    assert_eq!(
        broken
            .reasons
            .iter()
            .map(|reason| (reason.count, reason.number))
            .collect::<Vec<_>>(),
        [(Count::Repeated, 10)]
    );
    assert!(judge(&session, Claim::None).holds);
}

#[test]
fn without_a_group_every_start_reads_for_itself() {
    let mut session = session("first-records", &[]);
    act(&mut session, 15, Action::Restart("consumer-1".to_owned()));
    session.advance(at(20));
    let verdict = judge(&session, Claim::AtMostOnce);
    assert!(verdict.holds, "{verdict:?}");
    assert_eq!(
        (verdict.counts.delivered, verdict.counts.duplicated),
        (20, 0)
    );
}

#[test]
fn an_acknowledged_record_that_went_with_the_power_is_a_lost_write() {
    // Nobody reads before the power goes, and what was acknowledged is in the page cache alone: how much of it survives is
    // chance.
    let changes = [
        "clients.consumer-1.start_ms=60000",
        "clients.producer-1.config[\"enable.idempotence\"]=false",
    ];
    let mut losses = 0;
    for seed in 1..=12 {
        let lab = session("first-records", &changes)
            .lab()
            .as_ref()
            .clone()
            .with_seed(seed);
        let mut session = Session::new(Arc::new(lab));
        act(&mut session, 6, Action::PowerCut("broker-1".to_owned()));
        act(&mut session, 7, Action::Restart("broker-1".to_owned()));
        session.advance(at(80));
        let verdict = judge(&session, Claim::AtLeastOnce);
        assert_eq!(verdict.holds, verdict.counts.lost == 0);
        assert_eq!(
            verdict.counts.acknowledged - verdict.counts.lost,
            verdict.counts.delivered,
            "seed {seed}"
        );
        assert!(judge(&session, Claim::AtMostOnce).holds);
        let found = evidence(session.world(), &Scope::Total, 100);
        for lost in found.get(&Count::Lost).into_iter().flatten() {
            assert_eq!(lost.partition.as_ref().unwrap().to_string(), "numtest-0");
            assert!((Offset(0)..Offset(5)).contains(&lost.offset.unwrap()));
        }
        losses += verdict.counts.lost;
    }
    assert!(losses > 0, "twelve power cuts lose something");
}

#[test]
fn what_is_committed_before_it_is_processed_can_be_lost_but_not_repeated() {
    let mut file = orders();
    file["clients"]["consumer-1"]["config"]["enable.auto.commit"] = json!(false);
    file["clients"]["consumer-1"]["process_ms"] = json!(400);
    file["clients"]["consumer-1"]["application"] = json!({ "commits": "before_processing" });
    let mut session = play(&file);
    act_at(&mut session, 5000, json!({ "crash": "consumer-1" }));
    act_at(&mut session, 6000, json!({ "start": "consumer-1" }));
    session.advance(at(40));
    let counts = session.scorecard().total();
    assert!(counts.lost > 0, "{counts:?}");
    assert_eq!(counts.lost + counts.processed, 20, "the log has them all");
    assert!(judge(&session, Claim::AtMostOnce).holds);
    for claim in [
        Claim::AtLeastOnce,
        Claim::EffectivelyOnce,
        Claim::ExactlyOnce,
    ] {
        assert!(!judge(&session, claim).holds, "{claim}");
    }
}

#[test]
fn where_the_same_again_changes_nothing_records_take_effect_once() {
    for (mode, holds) in [("blind", false), ("by_offset", true)] {
        let mut file = orders();
        file["clients"]["table-1"] = json!({ "kind": "sink", "keeps": "table" });
        file["clients"]["consumer-1"]["config"]["enable.auto.commit"] = json!(false);
        file["clients"]["consumer-1"]["application"] =
            json!({ "writes_to": { "sink": { "name": "table-1", "mode": mode } } });
        let mut session = play(&file);
        act_at(&mut session, 5000, json!({ "crash": "consumer-1" }));
        act_at(&mut session, 6000, json!({ "start": "consumer-1" }));
        session.advance(at(40));
        let counts = session.scorecard().total();
        assert_eq!((counts.processed, counts.duplicated), (40, 20));
        assert_eq!(
            judge(&session, Claim::EffectivelyOnce).holds,
            holds,
            "{mode}"
        );
    }
}

#[test]
fn what_an_application_recognises_has_its_effect_once() {
    let mut file = orders();
    file["clients"]["consumer-1"]["config"]["enable.auto.commit"] = json!(false);
    file["clients"]["consumer-1"]["application"] =
        json!({ "deduplicates": "by_offset", "writes_to": "store" });
    let mut session = play(&file);
    act_at(&mut session, 5000, json!({ "crash": "consumer-1" }));
    act_at(&mut session, 6000, json!({ "start": "consumer-1" }));
    session.advance(at(40));
    let counts = session.scorecard().total();
    assert_eq!((counts.processed, counts.repeated, counts.lost), (20, 0, 0));
    assert_eq!((counts.delivered, counts.duplicated), (40, 20));
    for claim in Claim::ALL {
        assert!(judge(&session, claim).holds, "{claim}");
    }
}

#[test]
fn order_is_a_promise_of_its_own() {
    let mut session = session("reorder", &[]);
    let lost = json!({ "from": "producer-1", "to": "broker-1", "api": "Produce", "is": "request" });
    act_at(&mut session, 5000, json!({ "drop_next": lost }));
    session.advance(at(10));
    assert!(session.scorecard().total().reordered > 0);
    for claim in Claim::ALL {
        let breaks = claim == Claim::InOrder;
        assert_eq!(judge(&session, claim).holds, !breaks, "{claim}");
    }
}
