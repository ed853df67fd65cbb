//! Deserialisation, which happens within `poll()` (`CompletedFetch.fetchRecords`, KIP-334).

use super::Consumer;
use super::calls::PollState;
use super::fetch_buffer::CompletedFetch;
use crate::client::serdes::{Deserialized, Poison, Readable};
use crate::node::{Effects, Now};
use crate::protocol::ErrorCode;
use crate::registry::RegistryRequest;

impl Consumer {
    /// What its deserializers ask a schema registry; the poll waits for the answer.
    #[must_use]
    pub fn registry_asked(&self) -> Option<&RegistryRequest> {
        self.deserializing.asked()
    }

    /// How many schemas its deserializers know.
    #[must_use]
    pub fn schemas_cached(&self) -> u64 {
        self.deserializing.cached()
    }

    /// Whether the application's thread waits for a schema registry.
    pub(super) fn waits_for_schema(&self) -> bool {
        self.poll == PollState::Polling && self.deserializing.asked().is_some()
    }

    /// Asks for the schema of the first record that cannot be read without it, of those that the poll would return. Says
    /// whether it has asked: nothing is taken before everything is known. A poll that waits proves no progress.
    pub(super) fn asks_for_schema(&mut self, now: Now, effects: &mut Effects) -> bool {
        if self.deserializing.is_plain() {
            return false;
        }
        loop {
            let Some((id, request)) = self.unknown_schema() else {
                return false;
            };
            self.deserializing.ask(now, id, request, effects);
            if self.deserializing.asked().is_some() {
                self.await_next_poll(effects);
                return true;
            }
        }
    }

    fn unknown_schema(&self) -> Option<(i32, RegistryRequest)> {
        let mut room = self.setup.config.max_poll_records as usize;
        for fetch in self.buffer.iter() {
            if fetch.error != ErrorCode::None || !self.is_at(fetch) {
                continue;
            }
            let ahead = fetch.ahead(room);
            room -= ahead.len();
            for at in ahead.iter() {
                match self.deserializing.record(&at.record) {
                    Ok(_) => {}
                    Err((_, Readable::Unknown(id, request))) => return Some((id, request)),
                    // Nothing behind it is returned.
                    Err(_) => return None,
                }
            }
        }
        None
    }

    /// Whether what was fetched is what the next poll returns of its partition.
    pub(super) fn is_at(&self, fetch: &CompletedFetch) -> bool {
        let state = self.positions.get(&fetch.partition);
        state.is_some_and(|state| {
            let position = state.valid_position();
            let is_here = position.is_some_and(|position| position.offset == fetch.next_offset);
            is_here && !state.paused && !state.pending_revocation
        })
    }

    /// What the next records of a fetch say, up to the first that cannot be read, which comes with them.
    pub(super) fn readable(
        &self,
        fetch: &CompletedFetch,
        room: usize,
    ) -> (Vec<Deserialized>, Option<Box<Poison>>) {
        let mut readable = Vec::new();
        if self.deserializing.is_plain() {
            return (readable, None);
        }
        for at in fetch.ahead(room).iter() {
            let (part, failure) = match self.deserializing.record(&at.record) {
                Ok(record) => {
                    readable.push(record);
                    continue;
                }
                Err((part, Readable::No(failure))) => (part, failure),
                // It is asked for before anything is taken.
                Err(_) => break,
            };
            let poison = Poison {
                partition: fetch.partition.clone(),
                offset: at.offset,
                timestamp: at.timestamp,
                part,
                reason: failure.reason,
                record: at.record.into_owned(),
            };
            return (readable, Some(Box::new(poison)));
        }
        (readable, None)
    }
}
