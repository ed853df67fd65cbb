//! Deleting topics (`ReplicationControlManager.deleteTopics`).

use std::collections::BTreeMap;

use super::Controller;
use crate::metadata::MetadataRecord;
use crate::model::TopicName;
use crate::node::{Effects, Now, Reply};
use crate::protocol::{ApiError, DeleteTopicsRequest, DeleteTopicsResponse, ErrorCode};

impl Controller {
    pub(super) fn delete_topics(
        &mut self,
        now: Now,
        reply: Reply,
        request: &DeleteTopicsRequest,
        effects: &mut Effects,
    ) {
        let mut counts = BTreeMap::new();
        for name in &request.topics {
            *counts.entry(name).or_insert(0) += 1;
        }
        let (mut records, mut topics) = (Vec::new(), Vec::new());
        for name in &request.topics {
            let Some(count) = counts.remove(name) else {
                continue;
            };
            let removal = self.remove_topic(name, count);
            topics.push((name.clone(), removal.map(|record| records.push(record))));
        }
        let response = DeleteTopicsResponse { topics };
        self.write(now, &records, [(reply, response.into())], effects);
    }

    fn remove_topic(&self, name: &TopicName, count: u32) -> Result<MetadataRecord, ApiError> {
        if !self.setup.config.delete_topic {
            let message = "delete.topic.enable is false";
            return Err(ApiError::new(ErrorCode::TopicDeletionDisabled, message));
        }
        if count > 1 {
            let message = format!("{name} is named twice");
            return Err(ApiError::new(ErrorCode::InvalidRequest, message));
        }
        let topic = self.image.topics.get(name);
        let topic_id = topic.ok_or(ErrorCode::UnknownTopicOrPartition)?.id;
        Ok(MetadataRecord::RemoveTopic { topic_id })
    }
}
