//! What is missing and no loss: expired, compacted and deleted records, and what nobody wanted.

use serde_json::{Value, json};

use crate::{act_at, counts_at, orders, play, session};

/// A consumer that takes half a second for a record, and fetches them one by one.
fn slow() -> Value {
    let mut file = orders();
    file["clients"]["consumer-1"]["process_ms"] = json!(500);
    let config = &mut file["clients"]["consumer-1"]["config"];
    config["max.poll.records"] = json!(1);
    config["max.partition.fetch.bytes"] = json!(1);
    config["fetch.max.bytes"] = json!(1);
    file
}

#[test]
fn what_retention_deleted_before_a_slow_reader_came_has_expired() {
    let mut session = session("retention-time", &[]);
    let counts = counts_at(&mut session, 100_000);
    assert_eq!((counts.expired, counts.lost), (20, 0));
}

#[test]
fn what_an_admin_deleted_before_a_reader_came_is_deleted() {
    let mut session = play(&slow());
    act_at(
        &mut session,
        5000,
        json!({ "delete_records": { "topic": "orders", "before": 15 } }),
    );
    let counts = counts_at(&mut session, 40_000);
    assert!(counts.deleted > 0, "{counts:?}");
    assert_eq!(counts.lost, 0);
    assert_eq!(counts.processed + counts.deleted, 20);
}

#[test]
fn what_went_with_its_topic_is_deleted() {
    let mut session = play(&slow());
    act_at(&mut session, 5000, json!({ "delete_topic": "orders" }));
    let counts = counts_at(&mut session, 40_000);
    assert!(counts.deleted > 0, "{counts:?}");
    assert_eq!((counts.lost, counts.processed + counts.deleted), (0, 20));
}

#[test]
fn what_made_room_for_a_later_record_of_its_key_is_compacted_also_where_that_was_said_later() {
    for later in [false, true] {
        let mut file = slow();
        file["cluster"]["config"]["log.cleaner.backoff.ms"] = json!(1000);
        let policy = if later { "delete" } else { "compact" };
        file["topics"]["orders"]["config"] = json!({
            "cleanup.policy": policy, "segment.ms": 500, "min.cleanable.dirty.ratio": 0.01
        });
        file["clients"]["producer-1"]["source"]["key"] = json!("always");
        file["clients"]["producer-1"]["source"]["every_ms"] = json!(300);
        file["clients"]["consumer-1"]["process_ms"] = json!(3000);
        let mut session = play(&file);
        if later {
            let config = json!({ "cleanup.policy": "compact" });
            let alter = json!({ "topic": "orders", "config": config });
            act_at(&mut session, 9000, json!({ "alter_config": alter }));
        }
        let counts = counts_at(&mut session, 60_000);
        assert!(counts.compacted > 0, "{counts:?}");
        let all = counts.processed + counts.compacted;
        assert_eq!((counts.lost, all), (0, 20));
        let again = lab::Scorecard::of(session.world());
        assert_eq!(session.scorecard(), &again, "keys are found again");
    }
}

#[test]
fn what_a_group_was_sent_past_by_an_admin_is_not_wanted() {
    let mut session = play(&slow());
    act_at(&mut session, 5000, json!({ "close": "consumer-1" }));
    act_at(
        &mut session,
        8000,
        json!({ "reset_offsets": { "group": "billing", "topic": "orders", "to": 15 } }),
    );
    act_at(&mut session, 9000, json!({ "start": "consumer-1" }));
    let counts = counts_at(&mut session, 40_000);
    assert!(counts.processed < 20, "{counts:?}");
    assert_eq!((counts.lost, counts.deleted, counts.expired), (0, 0, 0));
}

#[test]
fn a_log_that_cannot_have_expired_yet_has_lost_what_it_lacks() {
    // The only replica comes back without its disk, and new records take the old ones' places.
    let mut file = slow();
    file["topics"]["orders"] = json!({ "assignments": [[1]] });
    file["clients"]["producer-1"]["source"]["count"] = json!(200);
    let mut session = play(&file);
    act_at(&mut session, 5000, json!({ "power_cut": "broker-1" }));
    act_at(&mut session, 5100, json!({ "wipe": "broker-1" }));
    act_at(&mut session, 5200, json!({ "start": "broker-1" }));
    let counts = counts_at(&mut session, 60_000);
    assert!(counts.lost > 0, "{counts:?}");
    assert_eq!(
        (counts.expired, counts.compacted, counts.deleted),
        (0, 0, 0)
    );
}
