//! The metadata log as bytes, and as an image.

use std::sync::Arc;

use engine::config::BrokerConfig;
use engine::metadata::{
    ConfigResource, LeaderRecoveryState, MetadataDelta, MetadataImage, MetadataRecord,
    PartitionChange,
};
use engine::model::{BrokerEpoch, BrokerId, NodeId, Offset, Payload, TopicId};
use proptest::prelude::*;

use crate::cluster::partition;
use crate::control::ids;

/// One record of each kind, and of some more than one.
fn records() -> Vec<MetadataRecord> {
    let change = PartitionChange {
        isr: Some(ids(&[3])),
        leader: Some(Some(NodeId(3))),
        leader_recovery_state: Some(LeaderRecoveryState::Recovering),
        elr: Some(ids(&[1, 2])),
        last_known_elr: Some(ids(&[])),
        ..PartitionChange::of(TopicId(7), 0)
    };
    let nobody = PartitionChange {
        leader: Some(None),
        ..PartitionChange::of(TopicId(7), 0)
    };
    let config = |resource, value: Option<&str>| MetadataRecord::Config {
        resource,
        name: "min.insync.replicas".into(),
        value: value.map(Arc::from),
    };
    let registration_change =
        |fenced, in_controlled_shutdown| MetadataRecord::BrokerRegistrationChange {
            broker: NodeId(1),
            epoch: BrokerEpoch(5),
            fenced,
            in_controlled_shutdown,
        };
    vec![
        MetadataRecord::RegisterBroker {
            broker: NodeId(1),
            incarnation_id: u64::MAX,
            epoch: BrokerEpoch(5),
            rack: Some("a".into()),
            fenced: true,
            in_controlled_shutdown: false,
        },
        registration_change(Some(false), None),
        registration_change(None, Some(true)),
        registration_change(Some(true), None),
        MetadataRecord::Topic {
            name: "foo".into(),
            topic_id: TopicId(7),
        },
        config(ConfigResource::Topic("foo".into()), Some("2")),
        config(ConfigResource::Topic("foo".into()), None),
        config(ConfigResource::Broker(None), Some("1")),
        config(ConfigResource::Broker(Some(NodeId(12))), None),
        MetadataRecord::Partition {
            topic_id: TopicId(7),
            partition: 0,
            replicas: ids(&[1, 2, 3]),
            isr: ids(&[1, 2]),
        },
        MetadataRecord::PartitionChange(change),
        MetadataRecord::PartitionChange(nobody),
        MetadataRecord::ClearElr { topic: None },
        MetadataRecord::ClearElr {
            topic: Some("foo".into()),
        },
        MetadataRecord::ProducerIds {
            broker: NodeId(1),
            broker_epoch: BrokerEpoch(5),
            next_producer_id: 1000,
        },
        MetadataRecord::FeatureLevel {
            name: "eligible.leader.replicas.version".into(),
            level: 1,
        },
        MetadataRecord::RemoveTopic {
            topic_id: TopicId(7),
        },
        MetadataRecord::UnregisterBroker {
            broker: NodeId(1),
            epoch: BrokerEpoch(5),
        },
    ]
}

fn image(node: BrokerId) -> MetadataImage {
    MetadataImage::new(node, Arc::new(BrokerConfig::default()))
}

/// Replays records, and says what they changed.
fn replay(image: &mut MetadataImage, records: &[MetadataRecord]) -> MetadataDelta {
    let mut delta = MetadataDelta::default();
    for record in records {
        let offset = image.end_offset;
        image.replay(offset, record, &mut delta);
    }
    delta
}

#[test]
fn every_record_is_read_as_it_was_written() {
    for record in records() {
        assert_eq!(MetadataRecord::decode(&record.encode()), Some(record));
    }
}

#[test]
fn a_topic_record_is_kafkas_bytes() {
    let topic = MetadataRecord::Topic {
        name: "foo".into(),
        topic_id: TopicId(0x0102),
    };
    let uuid = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2];
    // Frame version 1, API key 2, version 0, COMPACT_STRING of three bytes, UUID, no tagged fields.
    let bytes = [&[1, 2, 0, 4][..], b"foo", &uuid, &[0]].concat();
    assert_eq!(*topic.encode().bytes(), bytes);
}

#[test]
fn a_partition_change_record_has_only_the_fields_that_change() {
    let change = MetadataRecord::PartitionChange(PartitionChange {
        isr: Some(ids(&[1, 2])),
        leader: Some(None),
        ..PartitionChange::of(TopicId(3), 4)
    });
    let id = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3];
    // Two tagged fields: 0 of nine bytes, a COMPACT_ARRAY of two; 1 of four bytes, -1.
    let isr = [0, 9, 3, 0, 0, 0, 1, 0, 0, 0, 2];
    let leader = [1, 4, 255, 255, 255, 255];
    let bytes = [&[1, 5, 2, 0, 0, 0, 4][..], &id, &[2], &isr, &leader].concat();
    assert_eq!(*change.encode().bytes(), bytes);
}

#[test]
fn an_image_says_what_brokers_have_to_act_on() {
    let all = records();
    let mut image = image(NodeId(9));
    let delta = replay(&mut image, &all[..12]);
    assert_eq!(delta.brokers, [NodeId(1)].into());
    assert_eq!(delta.partitions, [partition("foo", 0)].into());
    assert_eq!(delta.configs.len(), 3);
    assert!(delta.deleted_topics.is_empty());
    let delta = replay(&mut image, &all[12..]);
    assert!(delta.partitions.is_empty(), "its topic is gone");
    assert_eq!(delta.deleted_topics.len(), 1);
    assert_eq!(delta.deleted_topics[0].topic_id, TopicId(7));
    assert_eq!(delta.deleted_topics[0].partitions, 1);
    assert_eq!(image.end_offset, Offset(all.len() as i64));
}

#[test]
fn what_is_said_of_another_incarnation_or_topic_changes_nothing() {
    let mut image = image(NodeId(9));
    replay(&mut image, &records()[..10]);
    let before = image.clone();
    let strange = [
        MetadataRecord::BrokerRegistrationChange {
            broker: NodeId(1),
            epoch: BrokerEpoch(4),
            fenced: Some(false),
            in_controlled_shutdown: None,
        },
        MetadataRecord::UnregisterBroker {
            broker: NodeId(1),
            epoch: BrokerEpoch(4),
        },
        MetadataRecord::PartitionChange(PartitionChange {
            leader: Some(None),
            ..PartitionChange::of(TopicId(6), 0)
        }),
        MetadataRecord::RemoveTopic {
            topic_id: TopicId(6),
        },
    ];
    let delta = replay(&mut image, &strange);
    assert_eq!(delta, MetadataDelta::default());
    image.end_offset = before.end_offset;
    assert_eq!(image, before);
}

#[test]
fn a_broker_alone_may_be_told_a_config_that_the_others_do_not_see() {
    let told = MetadataRecord::Config {
        resource: ConfigResource::Broker(Some(NodeId(1))),
        name: "log.retention.ms".into(),
        value: Some("5000".into()),
    };
    let topic = &records()[4];
    for (node, expected) in [(1, 5_000), (2, 604_800_000)] {
        let mut image = image(NodeId(node));
        replay(&mut image, &[topic.clone(), told.clone()]);
        let config = image.topic_config(&"foo".into()).expect("it exists");
        assert_eq!(config.retention_ms, expected);
    }
}

proptest! {
    #[test]
    fn bytes_that_are_no_record_are_no_record(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let _ = MetadataRecord::decode(&Payload::from(bytes.clone()));
        let framed = [&[1][..], &bytes].concat();
        let _ = MetadataRecord::decode(&Payload::from(framed));
    }
}
