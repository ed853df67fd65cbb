//! Kafka's error codes (`org.apache.kafka.common.protocol.Errors`, 4.3.0).

use std::fmt;

macro_rules! errors {
    ($($(#[$attr:meta])* $variant:ident = $code:literal $name:literal $retriable:literal $refresh:literal),* $(,)?) => {
        /// An error code of Kafka's protocol.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)]
        #[repr(i16)]
        pub enum ErrorCode {
            $($(#[$attr])* $variant = $code),*
        }

        impl ErrorCode {
            /// Every code, in Kafka's order.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Its name in Kafka's protocol, such as `NOT_LEADER_OR_FOLLOWER`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// Whether a client may try again without its application's help.
            #[must_use]
            pub const fn is_retriable(self) -> bool {
                match self { $(Self::$variant => $retriable),* }
            }

            /// Whether a client should first ask again who leads what.
            #[must_use]
            pub const fn refreshes_metadata(self) -> bool {
                match self { $(Self::$variant => $refresh),* }
            }
        }
    };
}

errors! {
    UnknownServerError = -1 "UNKNOWN_SERVER_ERROR" false false,
    #[default] None = 0 "NONE" false false,
    OffsetOutOfRange = 1 "OFFSET_OUT_OF_RANGE" false false,
    CorruptMessage = 2 "CORRUPT_MESSAGE" true false,
    UnknownTopicOrPartition = 3 "UNKNOWN_TOPIC_OR_PARTITION" true true,
    InvalidFetchSize = 4 "INVALID_FETCH_SIZE" false false,
    LeaderNotAvailable = 5 "LEADER_NOT_AVAILABLE" true true,
    NotLeaderOrFollower = 6 "NOT_LEADER_OR_FOLLOWER" true true,
    RequestTimedOut = 7 "REQUEST_TIMED_OUT" true false,
    BrokerNotAvailable = 8 "BROKER_NOT_AVAILABLE" false false,
    ReplicaNotAvailable = 9 "REPLICA_NOT_AVAILABLE" true true,
    MessageTooLarge = 10 "MESSAGE_TOO_LARGE" false false,
    StaleControllerEpoch = 11 "STALE_CONTROLLER_EPOCH" false false,
    OffsetMetadataTooLarge = 12 "OFFSET_METADATA_TOO_LARGE" false false,
    NetworkException = 13 "NETWORK_EXCEPTION" true true,
    CoordinatorLoadInProgress = 14 "COORDINATOR_LOAD_IN_PROGRESS" true false,
    CoordinatorNotAvailable = 15 "COORDINATOR_NOT_AVAILABLE" true false,
    NotCoordinator = 16 "NOT_COORDINATOR" true false,
    InvalidTopicException = 17 "INVALID_TOPIC_EXCEPTION" false false,
    RecordListTooLarge = 18 "RECORD_LIST_TOO_LARGE" false false,
    NotEnoughReplicas = 19 "NOT_ENOUGH_REPLICAS" true false,
    NotEnoughReplicasAfterAppend = 20 "NOT_ENOUGH_REPLICAS_AFTER_APPEND" true false,
    InvalidRequiredAcks = 21 "INVALID_REQUIRED_ACKS" false false,
    IllegalGeneration = 22 "ILLEGAL_GENERATION" false false,
    InconsistentGroupProtocol = 23 "INCONSISTENT_GROUP_PROTOCOL" false false,
    InvalidGroupId = 24 "INVALID_GROUP_ID" false false,
    UnknownMemberId = 25 "UNKNOWN_MEMBER_ID" false false,
    InvalidSessionTimeout = 26 "INVALID_SESSION_TIMEOUT" false false,
    RebalanceInProgress = 27 "REBALANCE_IN_PROGRESS" false false,
    InvalidCommitOffsetSize = 28 "INVALID_COMMIT_OFFSET_SIZE" false false,
    TopicAuthorizationFailed = 29 "TOPIC_AUTHORIZATION_FAILED" false false,
    GroupAuthorizationFailed = 30 "GROUP_AUTHORIZATION_FAILED" false false,
    ClusterAuthorizationFailed = 31 "CLUSTER_AUTHORIZATION_FAILED" false false,
    InvalidTimestamp = 32 "INVALID_TIMESTAMP" false false,
    UnsupportedSaslMechanism = 33 "UNSUPPORTED_SASL_MECHANISM" false false,
    IllegalSaslState = 34 "ILLEGAL_SASL_STATE" false false,
    UnsupportedVersion = 35 "UNSUPPORTED_VERSION" false false,
    TopicAlreadyExists = 36 "TOPIC_ALREADY_EXISTS" false false,
    InvalidPartitions = 37 "INVALID_PARTITIONS" false false,
    InvalidReplicationFactor = 38 "INVALID_REPLICATION_FACTOR" false false,
    InvalidReplicaAssignment = 39 "INVALID_REPLICA_ASSIGNMENT" false false,
    InvalidConfig = 40 "INVALID_CONFIG" false false,
    NotController = 41 "NOT_CONTROLLER" true false,
    InvalidRequest = 42 "INVALID_REQUEST" false false,
    UnsupportedForMessageFormat = 43 "UNSUPPORTED_FOR_MESSAGE_FORMAT" false false,
    PolicyViolation = 44 "POLICY_VIOLATION" false false,
    OutOfOrderSequenceNumber = 45 "OUT_OF_ORDER_SEQUENCE_NUMBER" false false,
    DuplicateSequenceNumber = 46 "DUPLICATE_SEQUENCE_NUMBER" false false,
    InvalidProducerEpoch = 47 "INVALID_PRODUCER_EPOCH" false false,
    InvalidTxnState = 48 "INVALID_TXN_STATE" false false,
    InvalidProducerIdMapping = 49 "INVALID_PRODUCER_ID_MAPPING" false false,
    InvalidTransactionTimeout = 50 "INVALID_TRANSACTION_TIMEOUT" false false,
    ConcurrentTransactions = 51 "CONCURRENT_TRANSACTIONS" true false,
    TransactionCoordinatorFenced = 52 "TRANSACTION_COORDINATOR_FENCED" false false,
    TransactionalIdAuthorizationFailed = 53 "TRANSACTIONAL_ID_AUTHORIZATION_FAILED" false false,
    SecurityDisabled = 54 "SECURITY_DISABLED" false false,
    OperationNotAttempted = 55 "OPERATION_NOT_ATTEMPTED" false false,
    KafkaStorageError = 56 "KAFKA_STORAGE_ERROR" true true,
    LogDirNotFound = 57 "LOG_DIR_NOT_FOUND" false false,
    SaslAuthenticationFailed = 58 "SASL_AUTHENTICATION_FAILED" false false,
    UnknownProducerId = 59 "UNKNOWN_PRODUCER_ID" false false,
    ReassignmentInProgress = 60 "REASSIGNMENT_IN_PROGRESS" false false,
    DelegationTokenAuthDisabled = 61 "DELEGATION_TOKEN_AUTH_DISABLED" false false,
    DelegationTokenNotFound = 62 "DELEGATION_TOKEN_NOT_FOUND" false false,
    DelegationTokenOwnerMismatch = 63 "DELEGATION_TOKEN_OWNER_MISMATCH" false false,
    DelegationTokenRequestNotAllowed = 64 "DELEGATION_TOKEN_REQUEST_NOT_ALLOWED" false false,
    DelegationTokenAuthorizationFailed = 65 "DELEGATION_TOKEN_AUTHORIZATION_FAILED" false false,
    DelegationTokenExpired = 66 "DELEGATION_TOKEN_EXPIRED" false false,
    InvalidPrincipalType = 67 "INVALID_PRINCIPAL_TYPE" false false,
    NonEmptyGroup = 68 "NON_EMPTY_GROUP" false false,
    GroupIdNotFound = 69 "GROUP_ID_NOT_FOUND" false false,
    FetchSessionIdNotFound = 70 "FETCH_SESSION_ID_NOT_FOUND" true false,
    InvalidFetchSessionEpoch = 71 "INVALID_FETCH_SESSION_EPOCH" true false,
    ListenerNotFound = 72 "LISTENER_NOT_FOUND" true true,
    TopicDeletionDisabled = 73 "TOPIC_DELETION_DISABLED" false false,
    FencedLeaderEpoch = 74 "FENCED_LEADER_EPOCH" true true,
    UnknownLeaderEpoch = 75 "UNKNOWN_LEADER_EPOCH" true false,
    UnsupportedCompressionType = 76 "UNSUPPORTED_COMPRESSION_TYPE" false false,
    StaleBrokerEpoch = 77 "STALE_BROKER_EPOCH" false false,
    OffsetNotAvailable = 78 "OFFSET_NOT_AVAILABLE" true false,
    MemberIdRequired = 79 "MEMBER_ID_REQUIRED" false false,
    PreferredLeaderNotAvailable = 80 "PREFERRED_LEADER_NOT_AVAILABLE" true true,
    GroupMaxSizeReached = 81 "GROUP_MAX_SIZE_REACHED" false false,
    FencedInstanceId = 82 "FENCED_INSTANCE_ID" false false,
    EligibleLeadersNotAvailable = 83 "ELIGIBLE_LEADERS_NOT_AVAILABLE" true true,
    ElectionNotNeeded = 84 "ELECTION_NOT_NEEDED" true true,
    NoReassignmentInProgress = 85 "NO_REASSIGNMENT_IN_PROGRESS" false false,
    GroupSubscribedToTopic = 86 "GROUP_SUBSCRIBED_TO_TOPIC" false false,
    InvalidRecord = 87 "INVALID_RECORD" false false,
    UnstableOffsetCommit = 88 "UNSTABLE_OFFSET_COMMIT" true false,
    ThrottlingQuotaExceeded = 89 "THROTTLING_QUOTA_EXCEEDED" true false,
    ProducerFenced = 90 "PRODUCER_FENCED" false false,
    ResourceNotFound = 91 "RESOURCE_NOT_FOUND" false false,
    DuplicateResource = 92 "DUPLICATE_RESOURCE" false false,
    UnacceptableCredential = 93 "UNACCEPTABLE_CREDENTIAL" false false,
    InconsistentVoterSet = 94 "INCONSISTENT_VOTER_SET" false false,
    InvalidUpdateVersion = 95 "INVALID_UPDATE_VERSION" false false,
    FeatureUpdateFailed = 96 "FEATURE_UPDATE_FAILED" false false,
    PrincipalDeserializationFailure = 97 "PRINCIPAL_DESERIALIZATION_FAILURE" false false,
    SnapshotNotFound = 98 "SNAPSHOT_NOT_FOUND" false false,
    PositionOutOfRange = 99 "POSITION_OUT_OF_RANGE" false false,
    UnknownTopicId = 100 "UNKNOWN_TOPIC_ID" true true,
    DuplicateBrokerRegistration = 101 "DUPLICATE_BROKER_REGISTRATION" false false,
    BrokerIdNotRegistered = 102 "BROKER_ID_NOT_REGISTERED" false false,
    InconsistentTopicId = 103 "INCONSISTENT_TOPIC_ID" true true,
    InconsistentClusterId = 104 "INCONSISTENT_CLUSTER_ID" false false,
    TransactionalIdNotFound = 105 "TRANSACTIONAL_ID_NOT_FOUND" false false,
    FetchSessionTopicIdError = 106 "FETCH_SESSION_TOPIC_ID_ERROR" true false,
    IneligibleReplica = 107 "INELIGIBLE_REPLICA" false false,
    NewLeaderElected = 108 "NEW_LEADER_ELECTED" false false,
    OffsetMovedToTieredStorage = 109 "OFFSET_MOVED_TO_TIERED_STORAGE" false false,
    FencedMemberEpoch = 110 "FENCED_MEMBER_EPOCH" false false,
    UnreleasedInstanceId = 111 "UNRELEASED_INSTANCE_ID" false false,
    UnsupportedAssignor = 112 "UNSUPPORTED_ASSIGNOR" false false,
    StaleMemberEpoch = 113 "STALE_MEMBER_EPOCH" false false,
    MismatchedEndpointType = 114 "MISMATCHED_ENDPOINT_TYPE" false false,
    UnsupportedEndpointType = 115 "UNSUPPORTED_ENDPOINT_TYPE" false false,
    UnknownControllerId = 116 "UNKNOWN_CONTROLLER_ID" false false,
    UnknownSubscriptionId = 117 "UNKNOWN_SUBSCRIPTION_ID" false false,
    TelemetryTooLarge = 118 "TELEMETRY_TOO_LARGE" false false,
    InvalidRegistration = 119 "INVALID_REGISTRATION" false false,
    TransactionAbortable = 120 "TRANSACTION_ABORTABLE" false false,
    InvalidRecordState = 121 "INVALID_RECORD_STATE" false false,
    ShareSessionNotFound = 122 "SHARE_SESSION_NOT_FOUND" true false,
    InvalidShareSessionEpoch = 123 "INVALID_SHARE_SESSION_EPOCH" true false,
    FencedStateEpoch = 124 "FENCED_STATE_EPOCH" false false,
    InvalidVoterKey = 125 "INVALID_VOTER_KEY" false false,
    DuplicateVoter = 126 "DUPLICATE_VOTER" false false,
    VoterNotFound = 127 "VOTER_NOT_FOUND" false false,
    InvalidRegularExpression = 128 "INVALID_REGULAR_EXPRESSION" false false,
    RebootstrapRequired = 129 "REBOOTSTRAP_REQUIRED" false false,
    StreamsInvalidTopology = 130 "STREAMS_INVALID_TOPOLOGY" false false,
    StreamsInvalidTopologyEpoch = 131 "STREAMS_INVALID_TOPOLOGY_EPOCH" false false,
    StreamsTopologyFenced = 132 "STREAMS_TOPOLOGY_FENCED" false false,
    ShareSessionLimitReached = 133 "SHARE_SESSION_LIMIT_REACHED" true false,
}

impl ErrorCode {
    /// Its number on the wire.
    #[must_use]
    pub const fn code(self) -> i16 {
        self as i16
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", self.name(), self.code())
    }
}
