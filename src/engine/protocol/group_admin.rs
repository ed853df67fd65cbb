//! What administrators ask about groups: DescribeGroups (15), ListGroups (16), DeleteGroups (42).

use std::sync::Arc;

use crate::model::Payload;
use crate::protocol::ErrorCode;

/// Tell me about these groups.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DescribeGroupsRequest {
    /// Their `group.id`s.
    pub groups: Vec<Arc<str>>,
}

/// What is known of each.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DescribeGroupsResponse {
    /// One entry per group of the request.
    pub groups: Vec<DescribedGroup>,
}

/// A group as an administrator sees it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DescribedGroup {
    /// `None`, `GROUP_ID_NOT_FOUND` (KIP-1043), or why the coordinator cannot tell.
    pub error: ErrorCode,
    /// `group.id`.
    pub group_id: Arc<str>,
    /// `Empty`, `PreparingRebalance`, `CompletingRebalance`, `Stable` or `Dead`; nothing with most errors.
    pub state: Arc<str>,
    /// What kind of group it is: `consumer`; empty if nobody ever joined it.
    pub protocol_type: Arc<str>,
    /// The assignor in use; only of a stable group.
    pub protocol: Arc<str>,
    /// Its members.
    pub members: Vec<DescribedMember>,
}

/// A member as an administrator sees it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DescribedMember {
    /// Its id.
    pub member_id: Arc<str>,
    /// Its `group.instance.id`, if it is static.
    pub group_instance_id: Option<Arc<str>>,
    /// Its `client.id`.
    pub client_id: Arc<str>,
    /// What it says for the assignor in use; no bytes unless the group is stable.
    pub metadata: Payload,
    /// What it was given; no bytes unless the group is stable.
    pub assignment: Payload,
}

/// Which groups do you coordinate? Each broker knows its own alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListGroupsRequest {
    /// Only those in these states, whatever the case of the letters; none means all (KIP-518).
    pub states_filter: Vec<Arc<str>>,
    /// Only those of these types; none means all (KIP-848).
    pub types_filter: Vec<Arc<str>>,
}

/// These.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListGroupsResponse {
    /// `None`, or `COORDINATOR_LOAD_IN_PROGRESS` while some of them are not known yet.
    pub error: ErrorCode,
    /// The groups.
    pub groups: Vec<ListedGroup>,
}

/// A group in a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListedGroup {
    /// `group.id`.
    pub group_id: Arc<str>,
    /// What kind of group it is: `consumer`; empty if nobody ever joined it.
    pub protocol_type: Arc<str>,
    /// How far it is.
    pub state: Arc<str>,
    /// `classic`.
    pub group_type: Arc<str>,
}

/// Forget these groups, with their offsets.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DeleteGroupsRequest {
    /// Their `group.id`s.
    pub groups: Vec<Arc<str>>,
}

/// What became of each.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DeleteGroupsResponse {
    /// One entry per group: `None`, `GROUP_ID_NOT_FOUND`, `NON_EMPTY_GROUP`, or why the coordinator cannot.
    pub results: Vec<(Arc<str>, ErrorCode)>,
}
