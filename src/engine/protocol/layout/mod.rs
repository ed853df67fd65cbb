//! Kafka's messages as bytes: every field of every API as a real cluster has it on the wire, and which bytes are which.
//!
//! A message here knows what the engine models of it. The rest is what Kafka sends if nobody asked for anything else:
//! nothing is throttled, no session of fetches is open, nobody is told what they may do. Nodes have no addresses: brokers
//! are called `broker-1`, `broker-2` and so on, at port 9092.

mod cluster;
mod configs;
mod consumer_group;
mod controller;
mod fetch;
mod group_admin;
mod groups;
mod http;
mod offsets;
mod pen;
mod positions;
mod produce;
mod topics;
mod transactions;
mod versions;

use std::ops::Range;

pub use versions::{newest, version};

use super::{ApiKey, Body, Request, Response};
use crate::app::Letter;
use crate::log::Compressed;
use crate::model::{Part, TopicId, TopicName};
use pen::Pen;

/// The bytes of a message, and what each of them says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The bytes, from the frame's size on.
    pub bytes: Vec<u8>,
    /// What they say: each byte lies in exactly one part that holds no others. Paths are Kafka's names of the fields in its
    /// message definitions.
    pub parts: Vec<Part>,
    /// The version of the API; `None` where HTTP is spoken.
    pub version: Option<i16>,
    /// The batches of records among the bytes that applications wrote, each with its topic.
    pub batches: Vec<(TopicName, Range<usize>)>,
}

/// What is known of a message beside what it says.
#[derive(Clone, Copy)]
pub struct Envelope<'e> {
    /// Pairs a response with its request.
    pub correlation_id: i32,
    /// `client.id` of whoever asks; responses have none.
    pub client_id: Option<&'e str>,
    /// The request that a response answers: it has the same version, and a few fields repeat what was asked. Without it
    /// the newest version is taken, and those fields are null.
    pub asked: Option<&'e Request>,
    /// The ids of topics, for the APIs that call topics by them; a topic that is not known has Kafka's zero UUID.
    pub topic_id: &'e dyn Fn(&TopicName) -> Option<TopicId>,
}

impl Envelope<'_> {
    /// The envelope of a message of which nothing else is known.
    #[must_use]
    pub fn new(correlation_id: i32) -> Self {
        Self {
            correlation_id,
            client_id: None,
            asked: None,
            topic_id: &|_| None,
        }
    }
}

/// The bytes of a message; `None` for what applications tell each other in no protocol of Kafka's or the registry's.
///
/// # Errors
/// When a batch in it is compressed: such a batch has a size, but no bytes.
pub fn layout(message: &Body, envelope: &Envelope<'_>) -> Result<Option<Layout>, Compressed> {
    match message {
        Body::Request(request) => request_layout(request, envelope).map(Some),
        Body::Response(response) => response_layout(response, envelope).map(Some),
        Body::Outside(Letter::RegistryRequest(request)) => Ok(Some(http::request(request))),
        Body::Outside(Letter::RegistryResponse(response)) => Ok(Some(http::response(response))),
        Body::Outside(_) => Ok(None),
    }
}

/// `RequestHeader` of version 2, or 1 before the API became flexible. `clientId` is never compact, so that a broker can
/// read it whatever the version.
fn request_layout(request: &Request, envelope: &Envelope<'_>) -> Result<Layout, Compressed> {
    let api = request.api_key();
    let version = version(request);
    let mut pen = Pen::new(api, version, envelope);
    pen.structure("header", |pen| {
        pen.int16_for("requestApiKey", api as i16, api.name());
        pen.int16("requestApiVersion", version);
        pen.int32("correlationId", envelope.correlation_id);
        pen.old_nullable_string("clientId", envelope.client_id);
    });
    pen.body(|pen| write_request(pen, request));
    pen.finish()
}

/// `ResponseHeader` of version 1, or 0 before the API became flexible.
fn response_layout(response: &Response, envelope: &Envelope<'_>) -> Result<Layout, Compressed> {
    let api = response.api_key();
    let asked = envelope.asked.filter(|request| request.api_key() == api);
    let version = asked.map_or_else(|| newest(api), version);
    let envelope = Envelope { asked, ..*envelope };
    let mut pen = Pen::new(api, version, &envelope);
    pen.structure("header", |pen| {
        pen.int32("correlationId", envelope.correlation_id);
    });
    pen.body(|pen| write_response(pen, response));
    pen.finish()
}

fn write_request(pen: &mut Pen<'_>, request: &Request) {
    match request {
        Request::Produce(request) => produce::request(pen, request),
        Request::Fetch(request) => fetch::request(pen, request),
        Request::ListOffsets(request) => offsets::list_request(pen, request),
        Request::Metadata(request) => cluster::metadata_request(pen, request),
        Request::OffsetCommit(request) => positions::commit_request(pen, request),
        Request::OffsetFetch(request) => positions::fetch_request(pen, request),
        Request::FindCoordinator(request) => cluster::coordinator_request(pen, request),
        Request::JoinGroup(request) => groups::join_request(pen, request),
        Request::Heartbeat(request) => groups::heartbeat_request(pen, request),
        Request::LeaveGroup(request) => groups::leave_request(pen, request),
        Request::SyncGroup(request) => groups::sync_request(pen, request),
        Request::DescribeGroups(request) => group_admin::describe_request(pen, request),
        Request::ListGroups(request) => group_admin::list_request(pen, request),
        Request::CreateTopics(request) => topics::create_request(pen, request),
        Request::DeleteTopics(request) => topics::delete_request(pen, request),
        Request::DeleteRecords(request) => offsets::delete_request(pen, request),
        Request::InitProducerId(request) => transactions::init_request(pen, request),
        Request::OffsetForLeaderEpoch(request) => offsets::epoch_request(pen, request),
        Request::AddPartitionsToTxn(request) => transactions::partitions_request(pen, request),
        Request::AddOffsetsToTxn(request) => transactions::offsets_request(pen, request),
        Request::EndTxn(request) => transactions::end_request(pen, request),
        Request::WriteTxnMarkers(request) => transactions::markers_request(pen, request),
        Request::TxnOffsetCommit(request) => positions::txn_commit_request(pen, request),
        Request::DescribeConfigs(request) => configs::describe_request(pen, request),
        Request::CreatePartitions(request) => topics::grow_request(pen, request),
        Request::DeleteGroups(request) => group_admin::delete_request(pen, request),
        Request::ElectLeaders(request) => topics::elect_request(pen, request),
        Request::IncrementalAlterConfigs(request) => configs::alter_request(pen, request),
        Request::OffsetDelete(request) => positions::delete_request(pen, request),
        Request::AlterPartition(request) => controller::alter_request(pen, request),
        Request::DescribeCluster(request) => cluster::describe_request(pen, *request),
        Request::BrokerRegistration(request) => controller::register_request(pen, request),
        Request::BrokerHeartbeat(request) => controller::heartbeat_request(pen, request),
        Request::UnregisterBroker(request) => controller::unregister_request(pen, *request),
        Request::AllocateProducerIds(request) => controller::ids_request(pen, *request),
        Request::DescribeTopicPartitions(request) => cluster::partitions_request(pen, request),
        Request::ConsumerGroupHeartbeat(request) => consumer_group::request(pen, request),
    }
}

fn write_response(pen: &mut Pen<'_>, response: &Response) {
    match response {
        Response::Produce(response) => produce::response(pen, response),
        Response::Fetch(response) => fetch::response(pen, response),
        Response::ListOffsets(response) => offsets::list_response(pen, response),
        Response::Metadata(response) => cluster::metadata_response(pen, response),
        Response::OffsetCommit(response) => positions::commit_response(pen, response),
        Response::OffsetFetch(response) => positions::fetch_response(pen, response),
        Response::FindCoordinator(response) => cluster::coordinator_response(pen, response),
        Response::JoinGroup(response) => groups::join_response(pen, response),
        Response::Heartbeat(response) => groups::heartbeat_response(pen, response),
        Response::LeaveGroup(response) => groups::leave_response(pen, response),
        Response::SyncGroup(response) => groups::sync_response(pen, response),
        Response::DescribeGroups(response) => group_admin::describe_response(pen, response),
        Response::ListGroups(response) => group_admin::list_response(pen, response),
        Response::CreateTopics(response) => topics::create_response(pen, response),
        Response::DeleteTopics(response) => topics::delete_response(pen, response),
        Response::DeleteRecords(response) => offsets::delete_response(pen, response),
        Response::InitProducerId(response) => transactions::init_response(pen, response),
        Response::OffsetForLeaderEpoch(response) => offsets::epoch_response(pen, response),
        Response::AddPartitionsToTxn(response) => transactions::partitions_response(pen, response),
        Response::AddOffsetsToTxn(response) => transactions::offsets_response(pen, *response),
        Response::EndTxn(response) => transactions::end_response(pen, *response),
        Response::WriteTxnMarkers(response) => transactions::markers_response(pen, response),
        Response::TxnOffsetCommit(response) => positions::txn_commit_response(pen, response),
        Response::DescribeConfigs(response) => configs::describe_response(pen, response),
        Response::CreatePartitions(response) => topics::grow_response(pen, response),
        Response::DeleteGroups(response) => group_admin::delete_response(pen, response),
        Response::ElectLeaders(response) => topics::elect_response(pen, response),
        Response::IncrementalAlterConfigs(response) => configs::alter_response(pen, response),
        Response::OffsetDelete(response) => positions::delete_response(pen, response),
        Response::AlterPartition(response) => controller::alter_response(pen, response),
        Response::DescribeCluster(response) => cluster::describe_response(pen, response),
        Response::BrokerRegistration(response) => controller::register_response(pen, response),
        Response::BrokerHeartbeat(response) => controller::heartbeat_response(pen, response),
        Response::UnregisterBroker(response) => controller::unregister_response(pen, response),
        Response::AllocateProducerIds(response) => controller::ids_response(pen, response),
        Response::DescribeTopicPartitions(response) => cluster::partitions_response(pen, response),
        Response::ConsumerGroupHeartbeat(response) => consumer_group::response(pen, response),
    }
}
