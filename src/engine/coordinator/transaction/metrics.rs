//! What the transaction coordinator measures, under Kafka's JMX names.

use super::TransactionCoordinator;
use crate::metadata::MetadataImage;
use crate::metrics::Report;

impl TransactionCoordinator {
    /// Adds its metrics to a broker's.
    pub fn report(&self, image: &MetadataImage, report: &mut Report) {
        let bean = |name: &str| {
            format!(
                "kafka.coordinator.transaction:type=TransactionMarkerChannelManager,name={name}"
            )
        };
        let unknown = self.without_destination(image);
        report.gauge(&bean("UnknownDestinationQueueSize"), unknown);
        let retrying = self.retrying.len() as u64;
        report.gauge(&bean("LogAppendRetryQueueSize"), retrying);
    }
}
