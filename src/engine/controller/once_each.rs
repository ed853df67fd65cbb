//! What a request names twice, Kafka's controller refuses altogether.

use std::collections::BTreeMap;
use std::fmt::Display;

use crate::protocol::{ApiError, ErrorCode};

/// Each thing that a request names, once, in the order of the request.
///
/// # Errors
/// Beside it, `INVALID_REQUEST` where the request names it more than once.
pub(super) fn once_each<'a, T, N: Display + Ord + 'a>(
    things: &'a [T],
    name: impl Fn(&'a T) -> &'a N,
) -> Vec<(&'a T, Result<(), ApiError>)> {
    let mut counts: BTreeMap<&N, u32> = BTreeMap::new();
    for thing in things {
        *counts.entry(name(thing)).or_default() += 1;
    }
    let first = things.iter().filter_map(|thing| {
        let named = match counts.remove(name(thing))? {
            1 => Ok(()),
            _ => {
                let message = format!("{} is named twice", name(thing));
                Err(ApiError::new(ErrorCode::InvalidRequest, message))
            }
        };
        Some((thing, named))
    });
    first.collect()
}
