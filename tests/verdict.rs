//! Verdicts follow from what clients saw.

use std::sync::Arc;

use engine::model::{Instant, Offset};
use lab::{Action, AnomalyKind, Claim, Session, Verdict, shelf, verdict};

fn session(id: &str, changes: &[&str]) -> Session {
    let mut lab = shelf::open(id).unwrap();
    lab.set_all(changes).unwrap();
    Session::new(Arc::new(lab))
}

fn at(seconds: u64) -> Instant {
    Instant(seconds * 1_000_000)
}

fn act(session: &mut Session, seconds: u64, action: Action) {
    session.advance(at(seconds));
    session.act(action).unwrap();
}

fn judge(session: &Session, claim: Claim) -> Verdict {
    verdict(session.world(), claim)
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
    assert_eq!(
        (
            verdict.counts.delivered,
            verdict.counts.duplicated,
            verdict.counts.lost
        ),
        (20, 10, 0)
    );
    assert!(
        verdict
            .anomalies
            .iter()
            .all(|one| one.kind == AnomalyKind::Duplicate && one.reader == "group numtest-group")
    );
    assert!(!judge(&session, Claim::AtMostOnce).holds);
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
        for lost in &verdict.anomalies {
            assert_eq!(
                (lost.kind.name(), lost.partition.to_string()),
                ("lost-write", "numtest-0".to_owned())
            );
            assert!((Offset(0)..Offset(5)).contains(&lost.offset));
        }
        losses += verdict.counts.lost;
    }
    assert!(losses > 0, "twelve power cuts lose something");
}
