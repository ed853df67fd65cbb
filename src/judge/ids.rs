//! Dense numbers for what a history names, so that a record costs a few bytes.

/// A client.
pub(crate) type ProcessId = u32;
/// A partition.
pub(crate) type KeyId = u32;
/// A value of a key: what Jepsen's rules call a value is one of these.
pub(crate) type ItemId = u32;
/// An operation that ended, or that was left open.
pub(crate) type OpId = u32;

/// The number of the next thing in a list.
///
/// # Panics
/// With 2^32 of them, which would be hundreds of gigabytes before.
pub(crate) fn next(len: usize) -> u32 {
    u32::try_from(len).expect("a history has fewer than 2^32 of anything")
}
