//! A transaction from its beginning to its end, under both transaction versions.

use engine::coordinator::transaction::TransactionState;
use engine::protocol::ErrorCode;

use crate::by_hand::{Transactional, read_committed, read_uncommitted};
use crate::cluster::{Cluster, cluster, partition};

fn kafka(version: i16) -> Cluster {
    let mut kafka = cluster(3)
        .topic("t", 2, 3, &[])
        .transaction_version(version)
        .admin()
        .start();
    kafka.until_ms(3_000);
    kafka
}

const BOTH: [(i16, bool); 2] = [(1, false), (2, true)];

#[test]
fn what_is_committed_is_read_and_what_is_aborted_is_not() {
    for (version, v2) in BOTH {
        let mut kafka = kafka(version);
        let mut producer = Transactional::begun(&mut kafka, "id", v2);
        let places = [partition("t", 0), partition("t", 1)];
        for place in &places {
            producer.write(&mut kafka, place, 0, "a");
        }
        assert_eq!(read_committed(&mut kafka, &places[0]), [""; 0]);
        producer.ended(&mut kafka, true);
        let second = i32::from(!v2);
        for place in &places {
            producer.write(&mut kafka, place, second, "b");
        }
        producer.ended(&mut kafka, false);
        kafka.until_ms(kafka.world.now().0 / 1_000 + 1_000);
        assert_eq!(
            producer.known(&kafka).state(),
            TransactionState::CompleteAbort
        );
        for place in &places {
            assert_eq!(
                read_committed(&mut kafka, place),
                ["a"],
                "version {version}"
            );
            assert_eq!(read_uncommitted(&mut kafka, place), ["a", "b"]);
        }
    }
}

#[test]
fn a_producer_that_starts_again_fences_the_one_before() {
    for (version, v2) in BOTH {
        let mut kafka = kafka(version);
        let place = partition("t", 0);
        let old = Transactional::begun(&mut kafka, "id", v2);
        old.write(&mut kafka, &place, 0, "old");
        let mut new = Transactional::new("id", v2);
        new.begin(&mut kafka);
        assert_eq!(new.producer_id, old.producer_id);
        assert!(new.epoch > old.epoch);
        assert_eq!(old.end(&mut kafka, true).error, ErrorCode::ProducerFenced);
        new.write(&mut kafka, &place, 0, "new");
        assert_eq!(
            old.produce(&mut kafka, &place, 1, "late"),
            ErrorCode::InvalidProducerEpoch
        );
        new.ended(&mut kafka, true);
        kafka.until_ms(kafka.world.now().0 / 1_000 + 1_000);
        assert_eq!(read_committed(&mut kafka, &place), ["new"]);
    }
}
