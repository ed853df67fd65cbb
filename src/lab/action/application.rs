//! What is asked of the application on a client.

use engine::app::processor::{Manner, Step};
use engine::client::producer::TransactionCall;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::file::{AppStepFile, MannerFile};

/// A call about transactions: what a producer's application does by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Transact {
    /// The producer; one with a `transactional.id`.
    pub client: String,
    /// Which call.
    pub call: TransactCall,
}

/// A call about transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TransactCall {
    /// `initTransactions()`.
    Init,
    /// `beginTransaction()`.
    Begin,
    /// `commitTransaction()`.
    Commit,
    /// `abortTransaction()`.
    Abort,
}

/// An application that is to fail at a line of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fail {
    /// The consumer.
    pub client: String,
    /// After which step, as soon as it is done once more.
    pub after: AppStepFile,
    /// How.
    #[serde(default)]
    pub how: MannerFile,
}

impl TransactCall {
    /// The call in the engine's words.
    #[must_use]
    pub const fn call(self) -> TransactionCall {
        match self {
            Self::Init => TransactionCall::Init,
            Self::Begin => TransactionCall::Begin,
            Self::Commit => TransactionCall::Commit,
            Self::Abort => TransactionCall::Abort,
        }
    }
}

impl From<AppStepFile> for Step {
    fn from(step: AppStepFile) -> Self {
        match step {
            AppStepFile::Fetch => Self::Fetch,
            AppStepFile::Process => Self::Process,
            AppStepFile::Write => Self::Write,
            AppStepFile::SendOffsets => Self::SendOffsets,
            AppStepFile::Commit => Self::Commit,
        }
    }
}

impl From<MannerFile> for Manner {
    fn from(how: MannerFile) -> Self {
        match how {
            MannerFile::Crash => Self::Crash,
            MannerFile::Throw => Self::Throw,
        }
    }
}
