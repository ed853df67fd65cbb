//! Deleting topics (`ReplicationControlManager.deleteTopics`).

use super::Controller;
use super::once_each::once_each;
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
        let (mut records, mut topics) = (Vec::new(), Vec::new());
        for (name, named) in once_each(&request.topics, |name| name) {
            let removal = named.and_then(|()| self.remove_topic(name));
            topics.push((name.clone(), removal.map(|record| records.push(record))));
        }
        let response = DeleteTopicsResponse { topics };
        self.write(now, &records, [(reply, response.into())], effects);
    }

    fn remove_topic(&self, name: &TopicName) -> Result<MetadataRecord, ApiError> {
        if !self.setup.config.delete_topic {
            let message = "delete.topic.enable is false";
            return Err(ApiError::new(ErrorCode::TopicDeletionDisabled, message));
        }
        let topic = self.image.topics.get(name);
        let topic_id = topic.ok_or(ErrorCode::UnknownTopicOrPartition)?.id;
        Ok(MetadataRecord::RemoveTopic { topic_id })
    }
}
