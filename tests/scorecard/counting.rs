//! What befalls records on their way, each counted.

use lab::{Claim, Count, Counts, Session};
use serde_json::json;

use crate::{act_at, counts_at, orders, play};

#[test]
fn a_quiet_run_counts_every_record_once_at_each_stage() {
    let mut session = play(&orders());
    let counts = counts_at(&mut session, 20_000);
    let expected = Counts {
        sent: 20,
        acknowledged: 20,
        stored: 20,
        delivered: 20,
        processed: 20,
        ..Counts::default()
    };
    assert_eq!(counts, expected);
    for claim in Claim::ALL {
        assert!(session.scorecard().verdict(claim).holds, "{claim}");
    }
}

#[test]
fn a_lost_response_stores_a_record_twice_unless_the_producer_is_idempotent() {
    for (idempotent, twice) in [(false, 1), (true, 0)] {
        let mut file = orders();
        file["clients"]["producer-1"]["config"]["enable.idempotence"] = json!(idempotent);
        let mut session = play(&file);
        let lost =
            json!({ "from": "broker-1", "to": "producer-1", "api": "Produce", "is": "response" });
        act_at(&mut session, 2500, json!({ "drop_next": lost }));
        let counts = counts_at(&mut session, 20_000);
        assert_eq!(counts.stored_twice, twice, "{counts:?}");
        assert_eq!((counts.stored, counts.delivered), (20 + twice, 20 + twice));
        assert_eq!((counts.duplicated, counts.repeated), (twice, twice));
        assert_eq!((counts.lost, counts.failed, counts.reordered), (0, 0, 0));
        let verdict = session.scorecard().verdict(Claim::ExactlyOnce);
        assert_eq!(verdict.holds, idempotent);
        assert_eq!(
            verdict
                .reasons
                .iter()
                .any(|reason| reason.count == Count::StoredTwice),
            !idempotent
        );
    }
}

#[test]
fn a_send_that_failed_without_an_answer_can_be_stored_all_the_same() {
    let mut file = orders();
    let config = &mut file["clients"]["producer-1"]["config"];
    config["delivery.timeout.ms"] = json!(1500);
    config["request.timeout.ms"] = json!(1000);
    let mut session = play(&file);
    // The broker gets the request; the producer gets no answer in time.
    let way = json!({ "from": "broker-1", "to": "producer-1", "one_way": true });
    act_at(&mut session, 2500, json!({ "partition": way }));
    act_at(&mut session, 6000, json!({ "heal": way }));
    let counts = counts_at(&mut session, 30_000);
    assert!(
        counts.failed > 0 && counts.despite_failure > 0,
        "{counts:?}"
    );
    assert!(counts.despite_failure <= counts.failed);
    assert_eq!(counts.aborted, 0, "nobody said that it was not written");
    assert_eq!(counts.lost, 0);
    assert_eq!(
        counts.delivered,
        counts.acknowledged + counts.despite_failure
    );
}

#[test]
fn several_in_flight_without_idempotence_can_change_places() {
    let mut reordered = 0;
    for seed in 1..=4 {
        let mut file = orders();
        file["seed"] = json!(seed);
        let producer = &mut file["clients"]["producer-1"];
        producer["config"]["enable.idempotence"] = json!(false);
        producer["config"]["acks"] = json!("1");
        producer["config"]["batch.size"] = json!(1);
        producer["source"]["every_ms"] = json!(3);
        let mut session = play(&file);
        act_at(
            &mut session,
            2030,
            json!({ "drop_next": { "from": "producer-1", "to": "broker-1", "api": "Produce" } }),
        );
        let counts = counts_at(&mut session, 20_000);
        assert_eq!(counts.lost, 0, "{counts:?}");
        reordered += counts.reordered;
        let verdict = session.scorecard().verdict(Claim::AtLeastOnce);
        assert!(verdict.holds, "order is another promise");
    }
    assert!(reordered > 0, "four disconnections change some order");
}

/// With `acks=0`: what is counted when the next batch that is sent after a moment dies on its way.
fn dropped_with_acks_0(after_ms: u64) -> (Session, Counts) {
    let mut file = orders();
    let config = &mut file["clients"]["producer-1"]["config"];
    config["acks"] = json!("0");
    config["enable.idempotence"] = json!(false);
    let mut session = play(&file);
    let next = json!({ "from": "producer-1", "to": "broker-1", "api": "Produce" });
    act_at(&mut session, after_ms, json!({ "drop_next": next }));
    let counts = counts_at(&mut session, 40_000);
    (session, counts)
}

#[test]
fn with_acks_0_what_dies_on_its_way_is_lost_once_a_later_record_is_read() {
    let (session, counts) = dropped_with_acks_0(2_500);
    assert_eq!((counts.sent, counts.acknowledged), (20, 20));
    assert!(counts.stored < 20, "{counts:?}");
    assert_eq!(counts.lost, 20 - counts.stored);
    assert!(!session.scorecard().verdict(Claim::AtLeastOnce).holds);
}

#[test]
fn with_acks_0_nobody_has_passed_what_comes_last() {
    // The last record is sent at 3900 ms.
    let (_, counts) = dropped_with_acks_0(3_850);
    assert_eq!((counts.acknowledged, counts.stored), (20, 19));
    assert_eq!(counts.lost, 0, "no later record says that it will not come");
}

#[test]
fn every_part_adds_up_to_the_whole() {
    let mut file = orders();
    file["topics"]["orders"] = json!({ "partitions": 3, "replication.factor": 3 });
    let mut second = file["clients"]["consumer-1"].clone();
    second["config"]["group.id"] = json!("shipping");
    file["clients"]["consumer-2"] = second;
    let second = file["clients"]["producer-1"].clone();
    file["clients"]["producer-2"] = second;
    let mut session = play(&file);
    let total = counts_at(&mut session, 20_000);
    let scorecard = session.scorecard();
    assert_eq!((total.sent, total.delivered), (40, 80));
    assert_eq!(scorecard.readers().len(), 2);
    assert!(
        scorecard
            .readers()
            .values()
            .all(|counts| counts.processed == 40 && counts.sent == 0)
    );
    assert_eq!(scorecard.producers().len(), 2);
    assert!(
        scorecard
            .producers()
            .values()
            .all(|counts| counts.stored == 20 && counts.processed == 40)
    );
    let sum = |count: Count| -> u64 {
        scorecard
            .partitions()
            .values()
            .map(|counts| counts.get(count))
            .sum()
    };
    for count in Count::ALL {
        assert_eq!(sum(*count), total.get(*count), "{}", count.name());
    }
}
