//! From one operation of a client to its next: `poll-skip`, `nonmonotonic-poll`, `nonmonotonic-send` (Jepsen's
//! `poll-skip+nonmonotonic-cases` and `nonmonotonic-send-cases`).

use indexmap::IndexMap;

use super::{Names, join};
use crate::anomaly::Anomaly;
use crate::check::Case;
use crate::history::{Op, Outcome, Record, Subject};
use crate::ids::{ItemId, KeyId};
use crate::report::Found;

const POLL: Names = Names {
    skip: Some(Anomaly::PollSkip),
    nonmonotonic: Anomaly::NonmonotonicPoll,
};
/// That others send in between is normal.
const SEND: Names = Names {
    skip: None,
    nonmonotonic: Anomaly::NonmonotonicSend,
};

/// How far a client has come with its keys.
#[derive(Clone, Default)]
struct Client<'a> {
    polled: IndexMap<KeyId, Last<'a>>,
    sent: IndexMap<KeyId, Last<'a>>,
}

/// The last record of a key, in an operation that counts.
#[derive(Clone, Copy)]
struct Last<'a> {
    item: ItemId,
    op: &'a Op,
}

/// A poll has to go on behind the last poll that happened: one that failed, or of which nobody knows, is held against
/// that and moves nothing. A send has to be stored behind the last one that may have happened. Whoever is assigned other
/// keys forgets the ones that are not among them.
pub(super) fn find(case: &Case, found: &mut Found) {
    let history = case.history;
    let mut clients = vec![Client::default(); history.processes()];
    for (_, op) in history.ops() {
        let client = &mut clients[op.process as usize];
        match (op.subject, op.outcome) {
            (Subject::Assignment, Outcome::Fail) => {}
            (Subject::Assignment, Outcome::Ok | Outcome::Info) => {
                client.keep(history.keys_of(op));
            }
            (Subject::Records, outcome) => {
                let moves = outcome == Outcome::Ok;
                go_on(
                    case,
                    found,
                    POLL,
                    &mut client.polled,
                    op,
                    history.polled(op),
                    moves,
                );
                if outcome != Outcome::Fail {
                    go_on(
                        case,
                        found,
                        SEND,
                        &mut client.sent,
                        op,
                        history.sent(op),
                        true,
                    );
                }
            }
        }
    }
}

impl Client<'_> {
    fn keep(&mut self, keys: &[KeyId]) {
        let keys: IndexMap<KeyId, ()> = keys.iter().map(|key| (*key, ())).collect();
        self.polled.retain(|key, _| keys.contains_key(key));
        self.sent.retain(|key, _| keys.contains_key(key));
    }
}

/// Holds the first record of each key in `op` against the last one before; `moves` says whether `op` counts from now on.
fn go_on<'a>(
    case: &Case,
    found: &mut Found,
    names: Names,
    lasts: &mut IndexMap<KeyId, Last<'a>>,
    op: &'a Op,
    records: impl Iterator<Item = &'a Record>,
    moves: bool,
) {
    let mut own: IndexMap<KeyId, ItemId> = IndexMap::new();
    for record in records {
        let key = case.history.key_of(record.item);
        let is_first = own.insert(key, record.item).is_none();
        if let Some(last) = lasts.get(&key).filter(|_| is_first) {
            join(case, found, names, [last.item, record.item], &[last.op, op]);
        }
    }
    if moves {
        lasts.extend(own.into_iter().map(|(key, item)| (key, Last { item, op })));
    }
}
