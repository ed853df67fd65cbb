//! How brokers stop, and what their disks keep.

use engine::model::{Instant, NodeId, Offset};
use engine::node::Note;
use sim::{DiskSetup, Fault};

use crate::cluster::{Cluster, cluster, partition};

const VALUES: [&str; 5] = ["a", "b", "c", "d", "e"];

fn is_running(kafka: &Cluster, broker: u32) -> bool {
    kafka
        .world
        .slot(NodeId(broker))
        .is_some_and(|slot| slot.life().is_running())
}

#[test]
fn a_broker_that_closes_hands_over_what_it_led_before_it_goes() {
    let mut kafka = cluster(3)
        .topic("t", 1, 3, &[])
        .producer("t", &VALUES, &[])
        .start();
    kafka.until_ms(4_000);
    let old = kafka.leads("t", 0);
    kafka.close(old);
    kafka.until_ms(6_000);
    assert!(!is_running(&kafka, old));
    assert_ne!(
        kafka.leads("t", 0),
        old,
        "nobody waited for a session to run out"
    );
}

#[test]
fn a_broker_that_closed_in_order_has_lost_nothing_even_when_the_power_fails_then() {
    let mut kafka = cluster(1)
        .topic("t", 1, 1, &[])
        .producer("t", &VALUES, &[])
        .start();
    kafka.until_ms(4_000).close(1);
    kafka.until_ms(6_000).fault(Fault::PowerCut(NodeId(1)));
    kafka
        .until_ms(7_000)
        .fault(Fault::Restart(NodeId(1)))
        .until_ms(20_000);
    assert_eq!(kafka.log(1, "t", 0), VALUES);
    assert_eq!(kafka.high_watermark(1, "t", 0), Offset(5));
}

#[test]
fn a_killed_broker_keeps_what_was_written_though_nothing_was_flushed() {
    let mut kafka = cluster(1)
        .topic("t", 1, 1, &[])
        .producer("t", &VALUES, &[])
        .start();
    kafka.until_ms(4_000).fault(Fault::Crash(NodeId(1)));
    kafka
        .until_ms(5_000)
        .fault(Fault::Restart(NodeId(1)))
        .until_ms(40_000);
    assert_eq!(kafka.log(1, "t", 0), VALUES);
    assert_eq!(kafka.high_watermark(1, "t", 0), Offset(5));
}

#[test]
fn an_acknowledgement_does_not_mean_that_anything_was_flushed() {
    let mut kafka = cluster(1)
        .topic("t", 1, 1, &[])
        .producer("t", &VALUES, &[])
        .start();
    kafka.until_ms(4_000);
    assert_eq!(kafka.acknowledged().len(), 5);
    assert_eq!(kafka.replica(1, "t", 0).log().flushed_to(), Offset(0));
}

#[test]
fn with_flush_messages_1_every_record_is_flushed() {
    let mut kafka = cluster(1)
        .topic("t", 1, 1, &[("flush.messages", "1")])
        .producer("t", &VALUES, &[])
        .start();
    kafka.until_ms(4_000);
    assert_eq!(kafka.replica(1, "t", 0).log().flushed_to(), Offset(5));
}

#[test]
fn a_broker_whose_disk_is_full_halts_and_another_one_leads() {
    let mut kafka = cluster(3)
        .topic("t", 1, 3, &[])
        .producer("t", &VALUES, &[])
        .start();
    kafka.until_ms(900);
    let old = kafka.leads("t", 0);
    kafka.fault(Fault::DiskFull(NodeId(old)));
    kafka.until(|_, step| step.notes.contains(&Note::LogDirFailed));
    assert!(!is_running(&kafka, old));
    kafka.until_ms(60_000);
    let new = kafka.leads("t", 0);
    assert_ne!(new, old);
    assert_eq!(kafka.log(new, "t", 0), VALUES);
    assert_eq!(kafka.acknowledged().len(), 5);
    kafka.fault(Fault::DiskFreed(NodeId(old)));
    kafka.fault(Fault::Restart(NodeId(old))).until_ms(90_000);
    assert_eq!(kafka.log(old, "t", 0), VALUES);
    assert_eq!(kafka.isr("t", 0), [1, 2, 3]);
}

#[test]
fn a_disk_that_is_too_small_ends_a_broker_and_nothing_unwritten_was_acknowledged() {
    let mut kafka = cluster(1)
        .disk(DiskSetup {
            capacity: 200_000,
            ..DiskSetup::default()
        })
        .topic("t", 1, 1, &[])
        .bulk_producer("t", 1_000, 1_000, 10)
        .start();
    kafka.until_ms(30_000);
    assert!(!is_running(&kafka, 1));
    let acknowledged = kafka.acknowledged().len();
    let slot = kafka.world.slot(NodeId(1)).expect("the broker has a host");
    let file = slot
        .disk()
        .file(&engine::node::File::Log(partition("t", 0)))
        .expect("it has a log");
    let written: u32 = file
        .chunks()
        .iter()
        .map(|chunk| match chunk {
            engine::node::Chunk::Batch(batch) => batch.count(),
            _ => 0,
        })
        .sum();
    assert!(acknowledged > 0 && acknowledged as u32 <= written);
}

#[test]
fn a_broker_that_comes_back_with_the_log_of_a_deleted_topic_begins_anew() {
    let mut kafka = cluster(3)
        .admin()
        .topic("t", 1, 3, &[])
        .producer("t", &VALUES, &[])
        .start();
    kafka.until_ms(4_000);
    let leader = kafka.leads("t", 0);
    let away = (1..=3)
        .find(|id| *id != leader)
        .expect("there are followers");
    kafka.fault(Fault::Crash(NodeId(away))).until_ms(16_000);
    let delete = engine::protocol::DeleteTopicsRequest {
        topics: vec!["t".into()],
    };
    kafka.ask(leader, delete);
    kafka.until_ms(18_000);
    let create = engine::protocol::CreateTopicsRequest {
        topics: vec![engine::protocol::CreatableTopic {
            name: "t".into(),
            num_partitions: -1,
            replication_factor: -1,
            assignments: vec![(0, vec![NodeId(leader), NodeId(away)])],
            configs: Vec::new(),
        }],
        validate_only: false,
    };
    kafka.ask(leader, create);
    kafka.fault(Fault::Restart(NodeId(away))).until_ms(40_000);
    assert!(kafka.log(away, "t", 0).is_empty());
    assert!(kafka.world.now() >= Instant(40_000_000));
}

/// A producer that knows brokers 1 and 2 alone, since 3 and 4 were away when it asked; then 1 and 2 die. The records
/// that are acknowledged after that.
fn all_that_it_knew_have_gone(recovery: &str) -> usize {
    let mut kafka = cluster(4)
        .topic("t", 1, 4, &[])
        .producer(
            "t",
            &[],
            &[
                ("metadata.max.age.ms", "15000"),
                ("metadata.recovery.strategy", recovery),
            ],
        )
        .start();
    kafka.until_ms(3_000);
    for broker in [3, 4] {
        kafka.fault(Fault::Crash(NodeId(broker)));
    }
    kafka.until_ms(20_000);
    for broker in [3, 4] {
        kafka.fault(Fault::Restart(NodeId(broker)));
    }
    kafka.until_ms(27_000);
    assert_eq!(kafka.isr("t", 0), [1, 2, 3, 4]);
    for broker in [1, 2] {
        kafka.fault(Fault::Crash(NodeId(broker)));
    }
    kafka.until_ms(50_000).send("t", None, "x").until_ms(70_000);
    kafka.acknowledged().len()
}

#[test]
fn clients_find_brokers_again_after_all_that_they_knew_have_gone() {
    assert_eq!(all_that_it_knew_have_gone("rebootstrap"), 1);
    assert_eq!(all_that_it_knew_have_gone("none"), 0);
}
