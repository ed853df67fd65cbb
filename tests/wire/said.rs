//! What a message says is in the field that is meant for it. Whoever reads bytes knows fields by their places alone, so no
//! other library can tell when two numbers of the same size were mixed up before they were written.

use engine::model::Part;

use crate::messages::all;
use crate::name;

/// Fails unless one of the messages of that name says all of this.
fn says(wanted: &str, fields: &[(&str, &str)]) {
    let found = all().into_iter().filter(|case| name(case) == wanted);
    let mut found = found.map(|case| case.layout().parts);
    let holds = |parts: &[Part], (path, value): &(&str, &str)| {
        parts
            .iter()
            .any(|part| part.path == *path && part.value == *value)
    };
    assert!(
        found.any(|parts| fields.iter().all(|field| holds(&parts, field))),
        "{wanted}: {fields:?}"
    );
}

#[test]
fn what_is_produced_and_fetched() {
    says(
        "Produce request 12",
        &[
            ("header.requestApiKey", "0 (Produce)"),
            ("header.requestApiVersion", "12"),
            ("header.correlationId", "16909060"),
            ("header.clientId", "\"someone\""),
            ("transactionalId", "\"tx\""),
            ("acks", "-1"),
            ("timeoutMs", "30000"),
            ("topicData[0].name", "\"orders\""),
            ("topicData[0].partitionData[1].index", "2"),
            (
                "topicData[0].partitionData[1].records.batches[0].baseSequence",
                "20",
            ),
        ],
    );
    says(
        "Produce response 12",
        &[
            (
                "responses[0].partitionResponses[0].baseOffset",
                "4294967296",
            ),
            (
                "responses[0].partitionResponses[0].logAppendTimeMs",
                "1700000000000",
            ),
            ("responses[0].partitionResponses[0].logStartOffset", "12"),
            (
                "responses[1].partitionResponses[0].errorCode",
                "6 (NOT_LEADER_OR_FOLLOWER)",
            ),
            (
                "responses[1].partitionResponses[0].currentLeader.leaderId",
                "3",
            ),
            (
                "responses[1].partitionResponses[0].currentLeader.leaderEpoch",
                "9",
            ),
            ("nodeEndpoints[0].host", "\"broker-3\""),
        ],
    );
    says(
        "Fetch request 12",
        &[
            ("replicaId", "-1"),
            ("maxWaitMs", "500"),
            ("minBytes", "1"),
            ("maxBytes", "52428800"),
            ("isolationLevel", "1 (READ_COMMITTED)"),
            ("rackId", "\"eu-1\""),
            ("topics[2].topic", "\"orders\""),
            ("topics[2].partitions[0].partition", "300"),
            ("topics[2].partitions[0].currentLeaderEpoch", "5"),
            ("topics[2].partitions[0].fetchOffset", "77"),
            ("topics[2].partitions[0].lastFetchedEpoch", "4"),
            ("topics[2].partitions[0].logStartOffset", "-1"),
            ("topics[2].partitions[0].partitionMaxBytes", "1048576"),
        ],
    );
    says(
        "Fetch response 12",
        &[
            ("responses[0].partitions[0].highWatermark", "303"),
            ("responses[0].partitions[0].lastStableOffset", "301"),
            ("responses[0].partitions[0].logStartOffset", "2"),
            (
                "responses[0].partitions[0].abortedTransactions[0].producerId",
                "7",
            ),
            (
                "responses[0].partitions[0].abortedTransactions[0].firstOffset",
                "300",
            ),
            (
                "responses[0].partitions[0].records.batches[2].attributes",
                "transactional, control",
            ),
            ("responses[0].partitions[1].preferredReadReplica", "3"),
            ("responses[1].partitions[0].divergingEpoch.epoch", "3"),
            ("responses[1].partitions[0].divergingEpoch.endOffset", "55"),
            ("responses[2].partitions[0].currentLeader.tag", "1"),
        ],
    );
}

#[test]
fn what_offsets_are_listed_and_committed() {
    says(
        "ListOffsets response 11",
        &[
            ("topics[0].partitions[0].timestamp", "1700000000123"),
            ("topics[0].partitions[0].offset", "90"),
            ("topics[0].partitions[0].leaderEpoch", "8"),
        ],
    );
    says(
        "OffsetForLeaderEpoch request 4",
        &[
            ("replicaId", "-1"),
            ("topics[0].partitions[1].currentLeaderEpoch", "9"),
            ("topics[0].partitions[1].leaderEpoch", "7"),
        ],
    );
    says(
        "OffsetCommit request 9",
        &[
            ("generationIdOrMemberEpoch", "12"),
            ("groupInstanceId", "\"desk-1\""),
            ("topics[0].partitions[0].committedOffset", "1234"),
            ("topics[0].partitions[0].committedLeaderEpoch", "5"),
            ("topics[0].partitions[0].committedMetadata", "\"at noon\""),
        ],
    );
    says(
        "OffsetCommit request 4",
        &[
            ("header.clientIdLength", "7"),
            ("groupIdLength", "7"),
            ("retentionTimeMs", "86400000"),
            ("topicsCount", "2"),
        ],
    );
    says(
        "OffsetFetch response 9",
        &[
            ("groups[0].topics[0].partitions[0].metadata", "\"at noon\""),
            ("groups[0].topics[1].partitions[0].committedOffset", "-1"),
            ("groups[1].errorCode", "16 (NOT_COORDINATOR)"),
        ],
    );
}

#[test]
fn what_members_of_groups_say_and_hear() {
    says(
        "JoinGroup request 9",
        &[
            ("sessionTimeoutMs", "45000"),
            ("rebalanceTimeoutMs", "300000"),
            ("protocols[1].name", "\"cooperative-sticky\""),
            ("protocols[1].metadataLength", "200"),
            ("reason", "null"),
        ],
    );
    says(
        "JoinGroup response 9",
        &[
            ("protocolType", "\"consumer\""),
            ("protocolName", "\"range\""),
            ("skipAssignment", "true"),
        ],
    );
    says(
        "JoinGroup response 9",
        &[
            ("errorCode", "79 (MEMBER_ID_REQUIRED)"),
            ("protocolType", "null"),
        ],
    );
    says(
        "ConsumerGroupHeartbeat request 1",
        &[
            ("rackId", "\"eu-1\""),
            ("subscribedTopicNames[1]", "\"rides\""),
            ("subscribedTopicNamesLength[1]", "5"),
            ("subscribedTopicRegex", "\"a.*\""),
            ("serverAssignor", "\"uniform\""),
            // The id of `orders` is given as 1,006.
            ("topicPartitions[0].topicId", "AAAAAAAAAAAAAAAAAAAD7g"),
            ("topicPartitions[0].partitions[1]", "300"),
        ],
    );
    says(
        "ConsumerGroupHeartbeat request 1",
        &[
            ("rebalanceTimeoutMs", "-1"),
            ("subscribedTopicNamesCount", "null"),
            ("topicPartitionsCount", "null"),
        ],
    );
    says(
        "ConsumerGroupHeartbeat response 1",
        &[("memberEpoch", "0"), ("assignmentPresence", "-1")],
    );
}

#[test]
fn what_transactions_are_made_of() {
    says(
        "AddPartitionsToTxn request 3",
        &[
            ("v3AndBelowTransactionalId", "\"tx\""),
            ("v3AndBelowTopics[0].partitions[1]", "300"),
        ],
    );
    says(
        "AddPartitionsToTxn request 5",
        &[
            ("transactions[1].transactionalId", "\"ty\""),
            ("transactions[1].producerId", "4000"),
            ("transactions[1].producerEpoch", "3"),
            ("transactions[1].verifyOnly", "true"),
        ],
    );
    says(
        "EndTxn response 5",
        &[("producerId", "4000"), ("producerEpoch", "4")],
    );
    says(
        "WriteTxnMarkers request 2",
        &[
            ("markers[1].transactionResult", "false"),
            ("markers[1].coordinatorEpoch", "11"),
            ("markers[1].transactionVersion", "2"),
        ],
    );
}

#[test]
fn what_is_known_of_partitions() {
    says(
        "Metadata response 13",
        &[
            ("brokers[1].rack", "\"eu-1\""),
            ("controllerId", "2"),
            ("topics[0].isInternal", "true"),
            ("topics[0].partitions[0].leaderEpoch", "6"),
            ("topics[0].partitions[0].isrNodes[1]", "2"),
            ("topics[0].partitions[0].offlineReplicas[0]", "9"),
            (
                "topics[0].partitions[1].errorCode",
                "5 (LEADER_NOT_AVAILABLE)",
            ),
        ],
    );
    says(
        "DescribeTopicPartitions response 0",
        &[
            ("topics[0].partitions[0].eligibleLeaderReplicas[0]", "2"),
            ("topics[0].partitions[0].lastKnownElr[0]", "3"),
            ("topics[0].partitions[0].offlineReplicas[1]", "3"),
            ("nextCursorPresence", "-1"),
        ],
    );
    says(
        "AlterPartition request 3",
        &[
            ("brokerEpoch", "30"),
            ("topics[0].topicId", "AAAAAAAAAAAAAAAAAAAACQ"),
            ("topics[0].partitions[1].leaderEpoch", "6"),
            ("topics[0].partitions[1].partitionEpoch", "15"),
            (
                "topics[1].partitions[0].newIsrWithEpochs[1].brokerEpoch",
                "-1",
            ),
            (
                "topics[1].partitions[0].leaderRecoveryState",
                "1 (RECOVERING)",
            ),
        ],
    );
    says(
        "CreateTopics response 7",
        &[
            ("topics[0].numPartitions", "6"),
            ("topics[0].replicationFactor", "3"),
            ("topics[1].errorMessage", "\"not on a Sunday\""),
        ],
    );
}
