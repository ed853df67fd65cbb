//! Transactions: InitProducerId (22), AddPartitionsToTxn (24), AddOffsetsToTxn (25), EndTxn (26), WriteTxnMarkers (27).

use super::pen::{Pen, by_topic};
use crate::model::TopicPartition;
use crate::protocol::{
    AddOffsetsToTxnRequest, AddOffsetsToTxnResponse, AddPartitionsToTxnRequest,
    AddPartitionsToTxnResponse, EndTxnRequest, EndTxnResponse, ErrorCode, InitProducerIdRequest,
    InitProducerIdResponse, WriteTxnMarkersRequest, WriteTxnMarkersResponse,
};

/// The first version of AddPartitionsToTxn in which brokers ask, about many transactions at once.
const BY_BROKERS: i16 = 4;
/// The first version of EndTxn whose answer gives a producer id and an epoch.
const WITH_PRODUCER: i16 = 5;

pub(super) fn init_request(pen: &mut Pen<'_>, asked: &InitProducerIdRequest) {
    pen.nullable_string("transactionalId", asked.transactional_id.as_deref());
    pen.int32("transactionTimeoutMs", asked.transaction_timeout_ms);
    pen.int64("producerId", asked.producer_id);
    pen.int16("producerEpoch", asked.producer_epoch);
}

pub(super) fn init_response(pen: &mut Pen<'_>, said: &InitProducerIdResponse) {
    pen.not_throttled();
    pen.error("errorCode", said.error);
    pen.int64("producerId", said.producer_id);
    pen.int16("producerEpoch", said.producer_epoch);
}

pub(super) fn partitions_request(pen: &mut Pen<'_>, asked: &AddPartitionsToTxnRequest) {
    if pen.version < BY_BROKERS {
        for own in &asked.transactions {
            pen.string("v3AndBelowTransactionalId", &own.transactional_id);
            pen.int64("v3AndBelowProducerId", own.producer_id);
            pen.int16("v3AndBelowProducerEpoch", own.producer_epoch);
            topics(pen, "v3AndBelowTopics", &own.partitions);
        }
        return;
    }
    pen.array("transactions", &asked.transactions, |pen, transaction| {
        pen.string("transactionalId", &transaction.transactional_id);
        pen.int64("producerId", transaction.producer_id);
        pen.int16("producerEpoch", transaction.producer_epoch);
        pen.boolean("verifyOnly", transaction.verify_only);
        topics(pen, "topics", &transaction.partitions);
    });
}

fn topics(pen: &mut Pen<'_>, name: &'static str, places: &[TopicPartition]) {
    let topics = by_topic(places, |place| place);
    pen.array(name, topics, |pen, (topic, places)| {
        pen.string("name", topic.as_str());
        pen.int32s("partitions", places.iter().map(|place| place.partition));
    });
}

pub(super) fn partitions_response(pen: &mut Pen<'_>, said: &AddPartitionsToTxnResponse) {
    pen.not_throttled();
    if pen.version < BY_BROKERS {
        let own = said.transactions.first();
        let places = own.map_or(&[][..], |own| &own.partitions);
        return results(pen, "resultsByTopicV3AndBelow", places);
    }
    pen.error("errorCode", ErrorCode::None);
    pen.array("resultsByTransaction", &said.transactions, |pen, said| {
        pen.string("transactionalId", &said.transactional_id);
        results(pen, "topicResults", &said.partitions);
    });
}

fn results(pen: &mut Pen<'_>, name: &'static str, places: &[(TopicPartition, ErrorCode)]) {
    let topics = by_topic(places, |(place, _)| place);
    pen.array(name, topics, |pen, (topic, places)| {
        pen.string("name", topic.as_str());
        pen.array("resultsByPartition", places, |pen, (place, error)| {
            pen.int32("partitionIndex", place.partition);
            pen.error("partitionErrorCode", *error);
        });
    });
}

pub(super) fn offsets_request(pen: &mut Pen<'_>, asked: &AddOffsetsToTxnRequest) {
    pen.string("transactionalId", &asked.transactional_id);
    pen.int64("producerId", asked.producer_id);
    pen.int16("producerEpoch", asked.producer_epoch);
    pen.string("groupId", &asked.group_id);
}

pub(super) fn offsets_response(pen: &mut Pen<'_>, said: AddOffsetsToTxnResponse) {
    pen.not_throttled();
    pen.error("errorCode", said.error);
}

pub(super) fn end_request(pen: &mut Pen<'_>, asked: &EndTxnRequest) {
    pen.string("transactionalId", &asked.transactional_id);
    pen.int64("producerId", asked.producer_id);
    pen.int16("producerEpoch", asked.producer_epoch);
    pen.boolean("committed", asked.committed);
}

pub(super) fn end_response(pen: &mut Pen<'_>, said: EndTxnResponse) {
    pen.not_throttled();
    pen.error("errorCode", said.error);
    if pen.version >= WITH_PRODUCER {
        pen.int64("producerId", said.producer_id);
        pen.int16("producerEpoch", said.producer_epoch);
    }
}

pub(super) fn markers_request(pen: &mut Pen<'_>, asked: &WriteTxnMarkersRequest) {
    pen.array("markers", &asked.markers, |pen, marker| {
        pen.int64("producerId", marker.producer_id);
        pen.int16("producerEpoch", marker.producer_epoch);
        pen.boolean("transactionResult", marker.committed);
        let topics = by_topic(&marker.partitions, |place| place);
        pen.array("topics", topics, |pen, (topic, places)| {
            pen.string("name", topic.as_str());
            pen.int32s(
                "partitionIndexes",
                places.iter().map(|place| place.partition),
            );
        });
        pen.int32("coordinatorEpoch", marker.coordinator_epoch);
        // Versions are few: 0, 1 and 2.
        pen.int8("transactionVersion", marker.transaction_version as i8);
    });
}

pub(super) fn markers_response(pen: &mut Pen<'_>, said: &WriteTxnMarkersResponse) {
    pen.array("markers", &said.markers, |pen, said| {
        pen.int64("producerId", said.producer_id);
        let topics = by_topic(&said.partitions, |(place, _)| place);
        pen.array("topics", topics, |pen, (topic, partitions)| {
            pen.string("name", topic.as_str());
            pen.array("partitions", partitions, |pen, (place, error)| {
                pen.int32("partitionIndex", place.partition);
                pen.error("errorCode", *error);
            });
        });
    });
}
