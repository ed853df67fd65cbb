//! DescribeCluster (60, KIP-700).

use std::sync::Arc;

use crate::model::BrokerId;

/// Which brokers are there?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DescribeClusterRequest {
    /// Whether those count too that are fenced (KIP-1073).
    pub include_fenced_brokers: bool,
}

/// The brokers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DescribeClusterResponse {
    /// The broker to send changes of the cluster to; under KRaft any live one, since they pass them on.
    pub controller: Option<BrokerId>,
    /// In the order of their ids.
    pub brokers: Vec<DescribedBroker>,
}

/// One broker.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DescribedBroker {
    /// Its id.
    pub id: BrokerId,
    /// `broker.rack`.
    pub rack: Option<Arc<str>>,
    /// Whether the controller keeps clients away from it.
    pub fenced: bool,
}
