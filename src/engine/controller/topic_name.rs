//! Which names topics may have (`org.apache.kafka.common.internals.Topic`).

use crate::metadata::{METADATA_TOPIC, MetadataImage};
use crate::model::TopicName;
use crate::protocol::{ApiError, ErrorCode};

/// Letters, digits, `.`, `_`, `-`; at most 249 of them; not `.` or `..`.
#[must_use]
pub fn is_legal_name(name: &str) -> bool {
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    !name.is_empty() && name.len() <= 249 && name != "." && name != ".." && name.chars().all(legal)
}

/// Whether a new topic may have this name.
///
/// # Errors
/// `TOPIC_ALREADY_EXISTS`; `INVALID_TOPIC_EXCEPTION` for a name that is not legal, or the same as that of another topic
/// in metrics, which know no difference between `.` and `_`; `INVALID_REQUEST` for the metadata log's own.
pub(super) fn check(name: &TopicName, image: &MetadataImage) -> Result<(), ApiError> {
    if name.as_str() == METADATA_TOPIC {
        let message = format!("{METADATA_TOPIC} is the controller's own");
        return Err(ApiError::new(ErrorCode::InvalidRequest, message));
    }
    if image.topics.contains_key(name) {
        let message = format!("there is a topic {name} already");
        return Err(ApiError::new(ErrorCode::TopicAlreadyExists, message));
    }
    if !is_legal_name(name.as_str()) {
        let message = format!(
            "{:?} is no topic name: 1 to 249 letters, digits, '.', '_' or '-', and not '.' or '..'",
            name.as_str()
        );
        return Err(ApiError::new(ErrorCode::InvalidTopicException, message));
    }
    if let Some(other) = image.topics.keys().find(|other| collide(name, other)) {
        let message = format!("{name} is the same as {other} to metrics: '.' and '_' are one");
        return Err(ApiError::new(ErrorCode::InvalidTopicException, message));
    }
    Ok(())
}

fn collide(one: &TopicName, other: &TopicName) -> bool {
    let unify = |c: char| if c == '.' { '_' } else { c };
    let unified = |name: &str| name.chars().map(unify).collect::<String>();
    unified(one.as_str()) == unified(other.as_str())
}
