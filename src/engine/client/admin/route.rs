//! Whom to ask (`KafkaAdminClient.NodeProvider`, `PartitionLeaderStrategy`, `CoordinatorStrategy`).

use super::call::Verdict;
use super::{AdminCommand, Resource};
use crate::metadata::ConfigResource;
use crate::model::{BrokerId, TopicName};
use crate::protocol::{ErrorCode, FindCoordinatorRequest, MetadataRequest, Request, Response};

/// Whom a resource of a command is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Route {
    /// The broker that Metadata names as the controller; it passes on what it is asked.
    Controller,
    /// Whoever has the least to do.
    LeastLoaded,
    /// This broker and no other.
    Broker(BrokerId),
    /// Whoever leads the partition: Metadata says who.
    Leader,
    /// The group's coordinator: any broker says who.
    Coordinator,
}

impl Route {
    /// Whom a command goes to.
    pub fn of(command: &AdminCommand, resource: &Resource) -> Self {
        match (command, resource) {
            (_, Resource::Broker(id) | Resource::Config(ConfigResource::Broker(Some(id)))) => {
                Self::Broker(*id)
            }
            (
                AdminCommand::CreateTopics { .. }
                | AdminCommand::DeleteTopics(_)
                | AdminCommand::CreatePartitions { .. }
                | AdminCommand::ElectLeaders { .. },
                _,
            ) => Self::Controller,
            (_, Resource::Partition(_)) => Self::Leader,
            (_, Resource::Group(_)) => Self::Coordinator,
            _ => Self::LeastLoaded,
        }
    }

    /// Whether somebody has to be asked first who it is.
    pub const fn needs_lookup(self) -> bool {
        matches!(self, Self::Leader | Self::Coordinator)
    }

    /// The question who it is: one Metadata for all partitions, one FindCoordinator for each group.
    pub fn lookup(resources: &[Resource]) -> Option<Request> {
        if let Some(Resource::Group(group)) = resources.first() {
            return Some(FindCoordinatorRequest::of_group(group.clone()).into());
        }
        let topics = resources.iter().filter_map(|resource| match resource {
            Resource::Partition(partition) => Some(partition.topic.clone()),
            _ => None,
        });
        let mut topics: Vec<TopicName> = topics.collect();
        topics.dedup();
        let request = MetadataRequest {
            topics: Some(topics),
            allow_auto_topic_creation: false,
        };
        Some(request.into())
    }
}

/// What the answer says about whom to ask. A partition that is not there yet, or has no leader yet, is asked about again.
pub(super) fn found(asked: &[Resource], response: &Response) -> Vec<(Resource, Verdict)> {
    let verdicts = asked.iter().map(|resource| {
        let verdict = match (resource, response) {
            (Resource::Partition(partition), Response::Metadata(metadata)) => {
                let topic = metadata.topics.iter().find(|t| t.name == partition.topic);
                let found = topic.and_then(|topic| {
                    let mut partitions = topic.partitions.iter();
                    partitions.find(|found| found.partition == partition.partition)
                });
                match (topic.map(|topic| topic.error), found.map(|p| p.leader)) {
                    (Some(ErrorCode::None), Some(Some(leader))) => Verdict::Mapped(leader),
                    (Some(ErrorCode::None), Some(None)) => {
                        Verdict::Unmapped(ErrorCode::LeaderNotAvailable)
                    }
                    (Some(error), _) if error != ErrorCode::None && !error.is_retriable() => {
                        Verdict::Settled(Err(error.into()))
                    }
                    _ => Verdict::Unmapped(ErrorCode::UnknownTopicOrPartition),
                }
            }
            (Resource::Group(_), Response::FindCoordinator(found)) => {
                match (found.error, found.node) {
                    (ErrorCode::None, Some(node)) => Verdict::Mapped(node),
                    (error, _) if error.is_retriable() => Verdict::Unmapped(error),
                    (error, _) => Verdict::Settled(Err(error.into())),
                }
            }
            _ => Verdict::Settled(Err(ErrorCode::UnknownServerError.into())),
        };
        (resource.clone(), verdict)
    });
    verdicts.collect()
}
