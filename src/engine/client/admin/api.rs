//! From commands to requests, and from responses to outcomes: one entry for each command.

use super::call::Verdict;
use super::{AdminAnswer, AdminCommand, Resource, group_offsets, groups, partitions};
use crate::model::{BrokerId, Duration};
use crate::protocol::{
    ApiError, CreatePartitionsRequest, CreateTopicsRequest, DeleteTopicsRequest,
    DescribeClusterRequest, DescribeConfigsRequest, DescribeTopicPartitionsRequest,
    ElectLeadersRequest, ErrorCode, IncrementalAlterConfigsRequest, MetadataRequest, Request,
    Response,
};

/// The request that asks about some resources of a command, of a broker that may take so long.
pub(super) fn request(
    command: &AdminCommand,
    asked: &[Resource],
    timeout: Duration,
) -> Option<Request> {
    let is_asked = |resource: Resource| asked.contains(&resource);
    Some(match command {
        AdminCommand::CreateTopics {
            topics,
            validate_only,
        } => CreateTopicsRequest {
            topics: topics.clone(),
            validate_only: *validate_only,
        }
        .into(),
        AdminCommand::DeleteTopics(topics) => DeleteTopicsRequest {
            topics: topics.clone(),
        }
        .into(),
        AdminCommand::CreatePartitions {
            topics,
            validate_only,
        } => CreatePartitionsRequest {
            topics: topics.clone(),
            validate_only: *validate_only,
        }
        .into(),
        AdminCommand::DescribeCluster {
            include_fenced_brokers,
        } => DescribeClusterRequest {
            include_fenced_brokers: *include_fenced_brokers,
        }
        .into(),
        AdminCommand::ListTopics => MetadataRequest {
            topics: None,
            allow_auto_topic_creation: false,
        }
        .into(),
        AdminCommand::DescribeTopics(topics) => DescribeTopicPartitionsRequest {
            topics: topics.clone(),
        }
        .into(),
        AdminCommand::DescribeConfigs {
            resources,
            include_synonyms,
        } => DescribeConfigsRequest {
            resources: chosen(resources, |of| is_asked(Resource::Config(of.clone())))
                .map(|resource| (resource, None))
                .collect(),
            include_synonyms: *include_synonyms,
        }
        .into(),
        AdminCommand::AlterConfigs {
            resources,
            validate_only,
        } => IncrementalAlterConfigsRequest {
            resources: chosen(resources, |(of, _)| is_asked(Resource::Config(of.clone())))
                .collect(),
            validate_only: *validate_only,
        }
        .into(),
        AdminCommand::ElectLeaders {
            election_type,
            partitions,
        } => ElectLeadersRequest {
            election_type: *election_type,
            partitions: partitions.clone(),
        }
        .into(),
        AdminCommand::DeleteRecords(_) | AdminCommand::ListOffsets { .. } => {
            return partitions::request(command, asked, timeout);
        }
        AdminCommand::ListGroupOffsets { .. }
        | AdminCommand::AlterGroupOffsets { .. }
        | AdminCommand::DeleteGroupOffsets { .. } => return group_offsets::request(command),
        AdminCommand::ListGroups { .. }
        | AdminCommand::DescribeGroups(_)
        | AdminCommand::DeleteGroups(_) => return groups::request(command, asked),
    })
}

/// What a broker's answer says of what it was asked about. Of a change to the cluster as a whole every error is final but
/// that somebody else is the controller; partitions and groups know more errors after which another try helps.
pub(super) fn read(
    command: &AdminCommand,
    asked: &[Resource],
    from: BrokerId,
    response: &Response,
) -> Vec<(Resource, Verdict)> {
    use AdminAnswer::{Cluster, Configs, Created, Done, Metadata, Topic};
    let verdicts = match response {
        Response::CreateTopics(response) => list(&response.topics, |(topic, result)| {
            (Resource::Topic(topic.clone()), result.clone().map(Created))
        }),
        Response::DeleteTopics(response) => list(&response.topics, |(topic, result)| {
            (
                Resource::Topic(topic.clone()),
                result.clone().map(|()| Done),
            )
        }),
        Response::CreatePartitions(response) => list(&response.topics, |(topic, result)| {
            (
                Resource::Topic(topic.clone()),
                result.clone().map(|()| Done),
            )
        }),
        Response::DescribeCluster(response) => {
            vec![settled(Resource::Cluster, Ok(Cluster(response.clone())))]
        }
        Response::Metadata(response) if matches!(command, AdminCommand::ListGroups { .. }) => {
            vec![groups::on_each(&response.brokers)]
        }
        Response::Metadata(response) => {
            let metadata = Box::new(response.clone());
            vec![settled(Resource::Cluster, Ok(Metadata { from, metadata }))]
        }
        Response::DescribeTopicPartitions(response) => list(&response.topics, |(topic, found)| {
            let described = found.clone().map(Topic).map_err(ApiError::from);
            (Resource::Topic(topic.clone()), described)
        }),
        Response::DescribeConfigs(response) => list(&response.resources, |(of, result)| {
            (Resource::Config(of.clone()), result.clone().map(Configs))
        }),
        Response::IncrementalAlterConfigs(response) => list(&response.resources, |(of, result)| {
            (Resource::Config(of.clone()), result.clone().map(|()| Done))
        }),
        Response::ElectLeaders(response) => list(&response.partitions, |(partition, result)| {
            let partition = Resource::Partition(partition.clone());
            (partition, result.clone().map(|()| Done))
        }),
        Response::DeleteRecords(_) | Response::ListOffsets(_) => partitions::read(response),
        Response::OffsetFetch(_) | Response::OffsetCommit(_) | Response::OffsetDelete(_) => {
            group_offsets::read(command, response)
        }
        Response::ListGroups(_) | Response::DescribeGroups(_) | Response::DeleteGroups(_) => {
            groups::read(from, response)
        }
        _ => Vec::new(),
    };
    let elsewhere = |(_, verdict): &(Resource, Verdict)| matches!(verdict, Verdict::Settled(Err(why)) if why.error == ErrorCode::NotController);
    if verdicts.iter().any(elsewhere) {
        let again = |resource: &Resource| {
            let verdict = Verdict::Unmapped(ErrorCode::NotController);
            (resource.clone(), verdict)
        };
        return asked.iter().map(again).collect();
    }
    verdicts
}

/// What has its outcome.
pub(super) fn settled(
    resource: Resource,
    outcome: Result<AdminAnswer, ApiError>,
) -> (Resource, Verdict) {
    (resource, Verdict::Settled(outcome))
}

fn list<T>(
    of: &[T],
    outcome: impl Fn(&T) -> (Resource, Result<AdminAnswer, ApiError>),
) -> Vec<(Resource, Verdict)> {
    let outcomes = of.iter().map(outcome);
    outcomes
        .map(|(resource, outcome)| settled(resource, outcome))
        .collect()
}

fn chosen<T: Clone>(of: &[T], is_asked: impl Fn(&T) -> bool) -> impl Iterator<Item = T> {
    of.iter().filter(move |one| is_asked(one)).cloned()
}
