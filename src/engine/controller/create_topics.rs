//! Creating topics (`ReplicationControlManager.createTopics`).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::once_each::once_each;
use super::replica_placer::{self, UsableBroker};
use super::{Controller, topic_name};
use crate::metadata::{ConfigResource, MetadataRecord};
use crate::model::{BrokerId, TopicId};
use crate::node::{Effects, Now, Reply};
use crate::protocol::{
    ApiError, CreatableTopic, CreateTopicsRequest, CreateTopicsResponse, CreatedTopic, ErrorCode,
};

impl Controller {
    /// Each topic is created or refused by itself.
    pub(super) fn create_topics(
        &mut self,
        now: Now,
        reply: Reply,
        request: &CreateTopicsRequest,
        effects: &mut Effects,
    ) {
        let (mut records, mut topics) = (Vec::new(), Vec::new());
        for (topic, named) in once_each(&request.topics, |topic| &topic.name) {
            let created = named.and_then(|()| self.create_topic(topic, &mut records));
            topics.push((topic.name.clone(), created));
        }
        if request.validate_only {
            records.clear();
        }
        let response = CreateTopicsResponse { topics };
        self.write(now, &records, [(reply, response.into())], effects);
    }

    /// Creates the topics that the cluster begins with, once every broker serves.
    pub(super) fn create_first_topics(&mut self, now: Now, effects: &mut Effects) {
        let all_serve = || {
            self.setup
                .brokers
                .iter()
                .all(|id| self.image.is_active(*id))
        };
        if self.topics_created || !all_serve() {
            return;
        }
        self.topics_created = true;
        let setup = Arc::clone(&self.setup);
        let mut records = Vec::new();
        for topic in &setup.topics {
            // What the lab asks for in vain is simply not there.
            let _ = self.place_topic(topic, &mut records);
        }
        self.write(now, &records, [], effects);
    }

    fn create_topic(
        &mut self,
        topic: &CreatableTopic,
        records: &mut Vec<MetadataRecord>,
    ) -> Result<CreatedTopic, ApiError> {
        // A topic that the cluster is to begin with is on its way, with its own partitions and configs.
        let first = self
            .setup
            .topics
            .iter()
            .any(|first| first.name == topic.name);
        if first && !self.topics_created {
            return Err(ErrorCode::TopicAlreadyExists.into());
        }
        self.place_topic(topic, records)
    }

    /// Adds the records that make the topic, unless something is wrong with it.
    fn place_topic(
        &mut self,
        topic: &CreatableTopic,
        records: &mut Vec<MetadataRecord>,
    ) -> Result<CreatedTopic, ApiError> {
        topic_name::check(&topic.name, &self.image)?;
        let configs = topic
            .configs
            .iter()
            .map(|(name, value)| (&**name, &**value));
        self.check_topic_configs(configs)?;
        let partitions = if topic.assignments.is_empty() {
            self.place_automatically(topic)?
        } else {
            self.place_by_hand(topic)?
        };
        // The id is the offset at which the topic's own record will be.
        let topic_id = TopicId(self.log.end_offset().plus(records.len() as i64).0);
        let created = CreatedTopic {
            topic_id,
            num_partitions: i32::try_from(partitions.len()).unwrap_or(i32::MAX),
            replication_factor: partitions.first().map_or(0, |replicas| {
                i16::try_from(replicas.len()).unwrap_or(i16::MAX)
            }),
        };
        records.push(MetadataRecord::Topic {
            name: topic.name.clone(),
            topic_id,
        });
        records.extend(
            topic
                .configs
                .iter()
                .map(|(name, value)| MetadataRecord::Config {
                    resource: ConfigResource::Topic(topic.name.clone()),
                    name: name.as_str().into(),
                    value: Some(value.as_str().into()),
                }),
        );
        records.extend(
            (0..)
                .zip(partitions)
                .map(|(partition, replicas)| self.new_partition(topic_id, partition, replicas)),
        );
        Ok(created)
    }

    fn place_automatically(
        &mut self,
        topic: &CreatableTopic,
    ) -> Result<Vec<Vec<BrokerId>>, ApiError> {
        let config = &self.setup.config;
        let partitions = match topic.num_partitions {
            -1 => config.num_partitions,
            count => count,
        };
        let replication_factor = match topic.replication_factor {
            -1 => i16::try_from(config.default_replication_factor).unwrap_or(i16::MAX),
            count => count,
        };
        if replication_factor < 1 {
            let message = "a replication factor is larger than 0, or -1 for the default";
            return Err(ApiError::new(ErrorCode::InvalidReplicationFactor, message));
        }
        if partitions < 1 {
            let message = "there are more partitions than 0, or -1 for the default";
            return Err(ApiError::new(ErrorCode::InvalidPartitions, message));
        }
        self.place(partitions, replication_factor)
    }

    /// Places new partitions, and makes sure that of each at least one replica can be in sync.
    pub(super) fn place(
        &mut self,
        partitions: i32,
        replication_factor: i16,
    ) -> Result<Vec<Vec<BrokerId>>, ApiError> {
        let brokers = self.usable_brokers();
        let placed =
            replica_placer::place(brokers, partitions, replication_factor, &mut self.entropy);
        placed.map_err(|why| {
            let message = format!("{replication_factor} replicas find no place: {why}");
            ApiError::new(ErrorCode::InvalidReplicationFactor, message)
        })
    }

    fn usable_brokers(&self) -> Vec<UsableBroker> {
        let registered = self.image.brokers.iter();
        let staying = registered.filter(|(_, known)| !known.in_controlled_shutdown);
        let usable = staying.map(|(id, known)| UsableBroker {
            id: *id,
            rack: known.rack.clone(),
            fenced: known.fenced,
        });
        usable.collect()
    }

    fn place_by_hand(&self, topic: &CreatableTopic) -> Result<Vec<Vec<BrokerId>>, ApiError> {
        if topic.replication_factor != -1 || topic.num_partitions != -1 {
            let message = "replicas that are assigned by hand are counted by their assignment";
            return Err(ApiError::new(ErrorCode::InvalidRequest, message));
        }
        let invalid = |message: String| ApiError::new(ErrorCode::InvalidReplicaAssignment, message);
        let mut placed: BTreeMap<i32, Vec<BrokerId>> = BTreeMap::new();
        for (number, replicas) in &topic.assignments {
            let before = placed.values().next().map(Vec::len);
            self.check_assignment(replicas, before)?;
            if placed.insert(*number, replicas.clone()).is_some() {
                return Err(invalid(format!("partition {number} is assigned twice")));
            }
        }
        if (0..)
            .zip(placed.keys())
            .any(|(expected, number)| expected != *number)
        {
            return Err(invalid(
                "partitions are numbered from 0, without gaps".to_owned(),
            ));
        }
        Ok(placed.into_values().collect())
    }

    /// Whether replicas may be assigned by hand like this (`validateManualPartitionAssignment`); all partitions have
    /// as many.
    ///
    /// # Errors
    /// `INVALID_REPLICA_ASSIGNMENT`.
    pub(super) fn check_assignment(
        &self,
        replicas: &[BrokerId],
        count: Option<usize>,
    ) -> Result<(), ApiError> {
        let invalid =
            |message: String| Err(ApiError::new(ErrorCode::InvalidReplicaAssignment, message));
        if replicas.is_empty() {
            return invalid("an assignment is empty".to_owned());
        }
        for (place, id) in replicas.iter().enumerate() {
            if !self.image.brokers.contains_key(id) {
                return invalid(format!("broker {id} is not registered"));
            }
            if replicas[..place].contains(id) {
                return invalid(format!("broker {id} is assigned the same partition twice"));
            }
        }
        if count.is_some_and(|count| count != replicas.len()) {
            return invalid("all partitions of a topic have as many replicas".to_owned());
        }
        if !replicas.iter().any(|id| self.image.is_active(*id)) {
            return invalid("every broker of an assignment is fenced or shuts down".to_owned());
        }
        Ok(())
    }

    /// A new partition: active replicas are in sync, and the first of them leads.
    pub(super) fn new_partition(
        &self,
        topic_id: TopicId,
        partition: i32,
        replicas: Vec<BrokerId>,
    ) -> MetadataRecord {
        let active = replicas
            .iter()
            .copied()
            .filter(|id| self.image.is_active(*id));
        MetadataRecord::Partition {
            topic_id,
            partition,
            isr: active.collect(),
            replicas,
        }
    }
}
