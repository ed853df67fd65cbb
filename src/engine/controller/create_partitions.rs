//! Letting topics grow (`ReplicationControlManager.createPartitions`).

use super::Controller;
use super::once_each::once_each;
use crate::metadata::MetadataRecord;
use crate::node::{Effects, Now, Reply};
use crate::protocol::{
    ApiError, CreatePartitionsRequest, CreatePartitionsResponse, CreatePartitionsTopic, ErrorCode,
};

impl Controller {
    pub(super) fn create_partitions(
        &mut self,
        now: Now,
        reply: Reply,
        request: &CreatePartitionsRequest,
        effects: &mut Effects,
    ) {
        let (mut records, mut topics) = (Vec::new(), Vec::new());
        for (topic, named) in once_each(&request.topics, |topic| &topic.name) {
            let grown = named.and_then(|()| self.grow(topic));
            topics.push((topic.name.clone(), grown.map(|grown| records.extend(grown))));
        }
        if request.validate_only {
            records.clear();
        }
        let response = CreatePartitionsResponse { topics };
        self.write(now, &records, [(reply, response.into())], effects);
    }

    /// The new partitions: as many replicas as the others have.
    fn grow(&mut self, topic: &CreatePartitionsTopic) -> Result<Vec<MetadataRecord>, ApiError> {
        let image = self.image.topics.get(&topic.name);
        let image = image.ok_or(ErrorCode::UnknownTopicOrPartition)?;
        let topic_id = image.id;
        let has = i32::try_from(image.partitions.len()).unwrap_or(i32::MAX);
        let replicas = image
            .partitions
            .first()
            .map_or(0, |state| state.replicas.len());
        if topic.count <= has {
            let message = format!("{} has {has} partitions already", topic.name);
            return Err(ApiError::new(ErrorCode::InvalidPartitions, message));
        }
        let additional = topic.count - has;
        let placed = match &topic.assignments {
            Some(assignments) => {
                if usize::try_from(additional) != Ok(assignments.len()) {
                    let message = format!(
                        "{additional} partitions are new, but {} assigned",
                        assignments.len()
                    );
                    return Err(ApiError::new(ErrorCode::InvalidReplicaAssignment, message));
                }
                for assignment in assignments {
                    self.check_assignment(assignment, Some(replicas))?;
                }
                assignments.clone()
            }
            None => self.place(additional, i16::try_from(replicas).unwrap_or(i16::MAX))?,
        };
        Ok((has..)
            .zip(placed)
            .map(|(partition, replicas)| self.new_partition(topic_id, partition, replicas))
            .collect())
    }
}
