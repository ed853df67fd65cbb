//! What a group subscribes to, by name and by regular expression, and whether that is as it was
//! (`ModernGroup.computeMetadataHash`, KIP-1101).

use std::collections::BTreeSet;

use xxhash_rust::xxh3::xxh3_64;

use super::{ConsumerGroup, ConsumerMemberMetadata};
use crate::metadata::{MetadataImage, TopicImage};
use crate::model::TopicName;

/// Says how the hash of a topic is made, in case that ever changes (`TOPIC_HASH_MAGIC_BYTE`).
const TOPIC_HASH: u8 = 0;

impl ConsumerGroup {
    /// The topics that a member subscribes to.
    pub(super) fn topics_of<'a>(
        &'a self,
        member: &'a ConsumerMemberMetadata,
    ) -> impl Iterator<Item = &'a TopicName> {
        let resolved = member
            .regex
            .as_ref()
            .and_then(|regex| self.regexes.get(regex));
        let matched = resolved.into_iter().flat_map(|resolved| &resolved.topics);
        member.topics.iter().chain(matched)
    }

    /// Whether a member subscribes to a topic.
    pub(super) fn subscribes(&self, member: &ConsumerMemberMetadata, topic: &TopicName) -> bool {
        self.topics_of(member).any(|known| known == topic)
    }
}

/// A hash of these topics: of their ids, names and sizes, and of the racks that their replicas are in.
pub(super) fn metadata_hash(topics: &BTreeSet<&TopicName>, image: &MetadataImage) -> i64 {
    let known = topics
        .iter()
        .filter_map(|name| Some((*name, image.topics.get(*name)?)));
    let hashes: Vec<u8> = known
        .flat_map(|(name, topic)| topic_hash(name, topic, image).to_le_bytes())
        .collect();
    if hashes.is_empty() {
        return 0;
    }
    xxh3_64(&hashes).cast_signed()
}

/// `Utils.computeTopicHash`: numbers with their lowest byte first, texts in UTF-16 with their lengths after them.
fn topic_hash(name: &TopicName, topic: &TopicImage, image: &MetadataImage) -> u64 {
    let mut bytes = vec![TOPIC_HASH];
    bytes.extend(0_i64.to_le_bytes());
    bytes.extend(topic.id.0.to_le_bytes());
    write_text(&mut bytes, name.as_str());
    bytes.extend((topic.partitions.len() as i32).to_le_bytes());
    for (number, partition) in (0_i32..).zip(&topic.partitions) {
        bytes.extend(number.to_le_bytes());
        let registered = partition
            .replicas
            .iter()
            .filter_map(|id| image.brokers.get(id));
        let racks: BTreeSet<&str> = registered
            .filter_map(|broker| broker.rack.as_deref())
            .collect();
        for rack in racks {
            bytes.extend((rack.encode_utf16().count() as i32).to_le_bytes());
            write_text(&mut bytes, rack);
        }
    }
    xxh3_64(&bytes)
}

fn write_text(to: &mut Vec<u8>, text: &str) {
    let mut units = 0_i32;
    for unit in text.encode_utf16() {
        to.extend(unit.to_le_bytes());
        units += 1;
    }
    to.extend(units.to_le_bytes());
}
