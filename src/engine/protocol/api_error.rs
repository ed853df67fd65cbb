//! Why something was refused (`org.apache.kafka.common.requests.ApiError`).

use super::ErrorCode;

/// An error code, and a sentence for whoever asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ApiError {
    /// The code.
    pub error: ErrorCode,
    /// What exactly is wrong; empty where the code says all.
    pub message: String,
}

impl ApiError {
    /// A refusal.
    #[must_use]
    pub fn new(error: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            error,
            message: message.into(),
        }
    }
}

impl From<ErrorCode> for ApiError {
    fn from(error: ErrorCode) -> Self {
        Self::new(error, String::new())
    }
}
