//! The value of an operation: what was sent, what was polled, which keys.

use std::borrow::Cow;

use super::{Place, Told};
use crate::json::Json;
use crate::operation::{Key, MicroOp, Poll, Read, Send};
use crate::scalar::Scalar;

const SEND: &str =
    "must be [\"send\", key, value], or [\"send\", key, [offset, value]] once it is known where";
const POLL: &str = "must be [\"poll\"], or [\"poll\", {key: [[offset, value], ...], ...}]";
const SCALAR: &str = "must be null, true, false, a number from -2^63 to 2^63 - 1, or a text";

/// How long a key or a value may be, in bytes. It tells one record from the others, and is no content.
pub const TEXT_BYTES_MAX: usize = 4_096;

/// The value of a `send`.
pub(super) fn sends(value: &Json, place: &Place, told: &mut Told) -> Vec<Send> {
    let what = "must be a list of sends";
    each(value, place, told, what, |item, place, told| match item {
        Json::List(parts) if is(parts, "send") => send(item, parts, place, told),
        other => told.wrong(other, place, SEND),
    })
}

/// The value of a `poll`; nothing is none.
pub(super) fn polls(value: &Json, place: &Place, told: &mut Told) -> Vec<Poll> {
    if *value == Json::Null {
        return Vec::new();
    }
    let what = "must be a list of polls";
    each(value, place, told, what, |item, place, told| match item {
        Json::List(parts) if is(parts, "poll") => poll(item, parts, place, told),
        other => told.wrong(other, place, POLL),
    })
}

/// The value of a `txn`.
pub(super) fn micro_ops(value: &Json, place: &Place, told: &mut Told) -> Vec<MicroOp> {
    let what = "must be a list of sends and polls";
    each(value, place, told, what, |item, place, told| match item {
        Json::List(parts) if is(parts, "send") => send(item, parts, place, told).map(MicroOp::Send),
        Json::List(parts) if is(parts, "poll") => poll(item, parts, place, told).map(MicroOp::Poll),
        other => told.wrong(other, place, format!("{SEND}; or {POLL}")),
    })
}

/// A list of keys; nothing is none.
pub(super) fn keys(value: &Json, place: &Place, told: &mut Told) -> Vec<Key> {
    if *value == Json::Null {
        return Vec::new();
    }
    each(value, place, told, "must be a list of keys", key)
}

/// Reads each item of a list.
fn each<T>(
    value: &Json,
    place: &Place,
    told: &mut Told,
    what: &str,
    read: impl Fn(&Json, &Place, &mut Told) -> Option<T>,
) -> Vec<T> {
    let Json::List(items) = value else {
        return told.wrong(value, place, what).unwrap_or_default();
    };
    let mut list = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        list.extend(read(item, &Place::Item(place, at), told));
    }
    list
}

fn is(parts: &[Json], name: &str) -> bool {
    matches!(parts.first(), Some(Json::Text(found)) if found == name)
}

fn send(item: &Json, parts: &[Json], place: &Place, told: &mut Told) -> Option<Send> {
    let [_, to, sent] = parts else {
        return told.wrong(item, place, SEND);
    };
    let key = key(to, &Place::Item(place, 1), told);
    let read = match sent {
        Json::List(_) => read(sent, &Place::Item(place, 2), told),
        value => scalar(value, &Place::Item(place, 2), told).map(|value| Read {
            offset: None,
            value,
        }),
    }?;
    Some(Send {
        key: key?,
        offset: read.offset,
        value: read.value,
    })
}

fn poll(item: &Json, parts: &[Json], place: &Place, told: &mut Told) -> Option<Poll> {
    match parts {
        [_] => Some(Poll::default()),
        [_, Json::Object(returned)] => {
            let place = Place::Item(place, 1);
            let lists = returned.iter().filter_map(|(name, reads)| {
                let place = Place::Part(&place, name);
                let key = key(&Json::Text(Cow::Borrowed(name)), &place, told)?;
                let what = "must be a list of [offset, value]";
                Some((key, each(reads, &place, told, what, read)))
            });
            Some(Poll(lists.collect()))
        }
        _ => told.wrong(item, place, POLL),
    }
}

/// `[offset, value]`; an offset of null or -1 is none.
fn read(item: &Json, place: &Place, told: &mut Told) -> Option<Read> {
    let Json::List(parts) = item else {
        return told.wrong(item, place, "must be [offset, value]");
    };
    let [offset, value] = parts.as_slice() else {
        return told.wrong(item, place, "must be [offset, value]");
    };
    let offset = match offset {
        Json::Null | Json::Integer(-1) => None,
        Json::Integer(offset) if *offset >= 0 => u64::try_from(*offset).ok(),
        other => {
            let message = "must be an offset from 0 to 2^63 - 1, or null or -1 where none is known";
            return told.wrong(other, &Place::Item(place, 0), message);
        }
    };
    let value = scalar(value, &Place::Item(place, 1), told)?;
    Some(Read { offset, value })
}

fn key(value: &Json, place: &Place, told: &mut Told) -> Option<Key> {
    scalar(value, place, told).map(Key)
}

fn scalar(value: &Json, place: &Place, told: &mut Told) -> Option<Scalar> {
    match value {
        Json::Text(text) if text.len() > TEXT_BYTES_MAX => {
            let message = format!("must have at most {TEXT_BYTES_MAX} bytes");
            told.wrong(value, place, message)
        }
        value => value.scalar().or_else(|| told.wrong(value, place, SCALAR)),
    }
}
