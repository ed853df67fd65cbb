//! The form of a history: operations of clients, as they began and as they ended.

use crate::scalar::Scalar;

/// One line of a history: that a client began something, or what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Its number in the history; without one it is one more than the number before.
    pub index: Option<u64>,
    /// Who did it.
    pub process: Process,
    /// Whether it began, or how it ended.
    pub kind: Kind,
    /// What was done, and what came of it.
    pub action: Action,
    /// When, in ns since the begin of the test.
    pub time: Option<i64>,
    /// The keys that were given or taken away while a poll lasted: Jepsen's `rebalance-log`.
    pub rebalanced: Vec<Key>,
}

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Process {
    /// A client that does one thing after the other: one producer and one consumer at most. A client that lost its
    /// memory goes on as another process.
    Client(i64),
    /// Whoever is no client, such as `nemesis`. The judge does not listen to it.
    Other(Box<str>),
}

/// Whether an operation begins, or how it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It begins.
    Invoke,
    /// It happened.
    Ok,
    /// It did not happen.
    Fail,
    /// Nobody knows whether it happened.
    Info,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Records were sent.
    Send(Vec<Send>),
    /// Records were asked for.
    Poll(Vec<Poll>),
    /// Both, all or nothing.
    Txn(Vec<MicroOp>),
    /// The client reads these keys from now on, and no other.
    Assign(Vec<Key>),
    /// The same, of a group's member.
    Subscribe(Vec<Key>),
    /// Anything else, such as `crash`: no rule is about it.
    Other(Box<str>),
}

/// One part of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MicroOp {
    /// A record was sent.
    Send(Send),
    /// Records were asked for.
    Poll(Poll),
}

/// A record that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Send {
    /// To which partition.
    pub key: Key,
    /// Where it is stored, if the client was told.
    pub offset: Option<u64>,
    /// What it is. No value is sent twice to the same key.
    pub value: Scalar,
}

/// What one `poll()` returned: the records of each partition in the order of their delivery.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Poll(pub Vec<(Key, Vec<Read>)>);

/// A record that was delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// Where it is stored, if the client was told.
    pub offset: Option<u64>,
    /// What it is.
    pub value: Scalar,
}

/// A partition of a topic. The number 11 and the text "11" are the same key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(pub Scalar);

impl Kind {
    /// All, in the order in which they come about.
    pub const ALL: [Self; 4] = [Self::Invoke, Self::Ok, Self::Fail, Self::Info];

    /// What it is called in a history: its `type`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Invoke => "invoke",
            Self::Ok => "ok",
            Self::Fail => "fail",
            Self::Info => "info",
        }
    }
}

impl Action {
    /// What it is called in a history: its `f`.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Send(_) => "send",
            Self::Poll(_) => "poll",
            Self::Txn(_) => "txn",
            Self::Assign(_) => "assign",
            Self::Subscribe(_) => "subscribe",
            Self::Other(name) => name,
        }
    }
}
