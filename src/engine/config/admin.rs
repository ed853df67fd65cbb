//! `org.apache.kafka.clients.admin.AdminClientConfig`, 4.3.0.

use super::configs::{Configs, configs};
use super::error::ConfigError;
use super::producer::MetadataRecovery;
use crate::model::Duration;

configs! {
    /// An admin client's configs.
    pub struct AdminConfig: Admin => ReadOnly, checked by check {
        default_api_timeout: Duration as Int = "default.api.timeout.ms" "60000" in 0..; "when a command is given up, all its tries together"
        metadata_max_age: Duration = "metadata.max.age.ms" "300000" in 0..; "when metadata is fetched again though nothing went wrong"
        metadata_recovery: MetadataRecovery = "metadata.recovery.strategy" "rebootstrap"; "what a client does when it reaches none of the brokers it knows"
        metadata_rebootstrap_trigger: Duration = "metadata.recovery.rebootstrap.trigger.ms" "300000" in 0..; "how long a client asks in vain before it does so"
        reconnect_backoff: Duration = "reconnect.backoff.ms" "50" in 0..; "the first wait before connecting again"
        reconnect_backoff_max: Duration = "reconnect.backoff.max.ms" "1000" in 0..; "the longest wait before connecting again"
        request_timeout: Duration as Int = "request.timeout.ms" "30000" in 0..; "how long an answer is waited for"
        retries: i32 = "retries" "2147483647" in 0..; "how often a request is sent again"
        retry_backoff: Duration = "retry.backoff.ms" "100" in 0..; "the first wait before a retry"
        retry_backoff_max: Duration = "retry.backoff.max.ms" "1000" in 0..; "the longest wait before a retry"
        connection_setup_timeout: Duration = "socket.connection.setup.timeout.ms" "10000" in 0..; "how long a connection may take to open"
    }
}

const API_TIMEOUT: &str = "default.api.timeout.ms";

impl AdminConfig {
    /// How long a command may take: `default.api.timeout.ms`, but as long as one request at least
    /// (`KafkaAdminClient.configureDefaultApiTimeoutMs`).
    #[must_use]
    pub fn api_timeout(&self) -> Duration {
        self.default_api_timeout.max(self.request_timeout)
    }
}

/// A timeout of the whole that somebody chose must not be shorter than that of one request; the default gives way.
fn check(config: &AdminConfig) -> Result<(), ConfigError> {
    let chosen = config.get(API_TIMEOUT).unwrap_or_default();
    let default = AdminConfig::definition(API_TIMEOUT)?.default;
    if config.request_timeout <= config.default_api_timeout || chosen == default {
        return Ok(());
    }
    Err(ConfigError::TooLarge {
        name: "request.timeout.ms",
        value: config.get("request.timeout.ms").unwrap_or_default(),
        limit: API_TIMEOUT,
        limit_value: chosen,
    })
}
