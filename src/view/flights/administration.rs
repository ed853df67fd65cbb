//! What requests to change the cluster carry, and whether it was done.

use engine::metadata::ConfigResource;
use engine::protocol::{
    AlterConfigOp, AlterableConfig, ApiError, CreatableTopic, ElectLeadersRequest, Request,
    Response,
};

use super::detail::list;

/// What is asked for.
pub(super) fn of_request(request: &Request) -> String {
    match request {
        Request::CreateTopics(request) => list(request.topics.iter().map(topic)),
        Request::DeleteTopics(request) => list(request.topics.iter().map(ToString::to_string)),
        Request::CreatePartitions(request) => list(
            request
                .topics
                .iter()
                .map(|topic| format!("{} → {}", topic.name, topic.count)),
        ),
        Request::IncrementalAlterConfigs(request) => {
            list(request.resources.iter().map(|(of, changes)| {
                format!("{}: {}", owner(of), list(changes.iter().map(change)))
            }))
        }
        Request::DeleteRecords(request) => list(
            request
                .partitions
                .iter()
                .map(|(place, before)| format!("{place} < {before}")),
        ),
        Request::ElectLeaders(ElectLeadersRequest {
            partitions: Some(partitions),
            ..
        }) => list(partitions.iter().map(ToString::to_string)),
        _ => String::new(),
    }
}

/// What became of each, by Kafka's error code.
pub(super) fn of_response(response: &Response) -> String {
    match response {
        Response::CreateTopics(response) => results(&response.topics),
        Response::DeleteTopics(response) => results(&response.topics),
        Response::CreatePartitions(response) => results(&response.topics),
        Response::ElectLeaders(response) => results(&response.partitions),
        Response::IncrementalAlterConfigs(response) => list(
            response
                .resources
                .iter()
                .map(|(of, result)| said(&owner(of), result)),
        ),
        Response::DeleteRecords(response) => list(response.partitions.iter().map(|deleted| {
            let (place, error) = (&deleted.partition, deleted.error);
            format!("{place}: {}", error.name())
        })),
        _ => String::new(),
    }
}

fn results<N: ToString, T>(all: &[(N, Result<T, ApiError>)]) -> String {
    list(
        all.iter()
            .map(|(name, result)| said(&name.to_string(), result)),
    )
}

fn said<T>(name: &str, result: &Result<T, ApiError>) -> String {
    let code = result
        .as_ref()
        .err()
        .map(|why| why.error)
        .unwrap_or_default();
    format!("{name}: {}", code.name())
}

/// A topic with what is said of it; Kafka writes -1 for what is not.
fn topic(topic: &CreatableTopic) -> String {
    let CreatableTopic {
        name,
        num_partitions,
        replication_factor,
        ..
    } = topic;
    format!("{name} (partitions={num_partitions}, replication.factor={replication_factor})")
}

fn owner(of: &ConfigResource) -> String {
    match of {
        ConfigResource::Topic(topic) => topic.to_string(),
        ConfigResource::Broker(Some(id)) => format!("broker {id}"),
        ConfigResource::Broker(None) => "brokers".to_owned(),
    }
}

fn change(change: &AlterableConfig) -> String {
    let AlterableConfig {
        name,
        operation,
        value,
    } = change;
    let value = value.as_deref().unwrap_or_default();
    match operation {
        AlterConfigOp::Set => format!("{name}={value}"),
        AlterConfigOp::Delete => format!("-{name}"),
        AlterConfigOp::Append => format!("{name}+={value}"),
        AlterConfigOp::Subtract => format!("{name}-={value}"),
    }
}

#[cfg(test)]
mod tests {
    use engine::protocol::{CreateTopicsResponse, ErrorCode};

    use super::*;

    #[test]
    fn an_answer_on_its_way_says_whether_it_is_a_refusal() {
        let why = ApiError::new(ErrorCode::InvalidReplicationFactor, "Too many.");
        let response = Response::CreateTopics(CreateTopicsResponse {
            topics: vec![("orders".into(), Err(why))],
        });
        assert_eq!(of_response(&response), "orders: INVALID_REPLICATION_FACTOR");
    }
}
