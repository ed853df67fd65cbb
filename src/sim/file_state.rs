//! One file on a disk: what it holds, and how much of that would survive a power cut.

use engine::model::{Duration, Instant};
use engine::node::{Chunk, Ticket};
use imbl::Vector;

/// One file. Positions count the chunks since the file was made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct FileState {
    chunks: Vector<Chunk>,
    bytes: u64,
    trimmed: u64,
    flushed: u64,
    /// The flushes under way, each with the position up to which it flushes.
    flushing: Vec<(Ticket, u64)>,
    /// What waits for the operating system to write it back, oldest first.
    written: Vec<Written>,
}

/// What was written in one stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Written {
    /// When it is written back.
    due: Instant,
    /// The position after it.
    end: u64,
}

impl FileState {
    /// A file that holds one chunk, durably.
    pub(crate) fn holding(chunk: Chunk) -> Self {
        Self {
            bytes: chunk.size(),
            chunks: Vector::unit(chunk),
            flushed: 1,
            ..Self::default()
        }
    }

    /// What it holds.
    #[must_use]
    pub const fn chunks(&self) -> &Vector<Chunk> {
        &self.chunks
    }

    /// How many bytes these are.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// How many chunks were dropped from its front over time.
    #[must_use]
    pub const fn trimmed(&self) -> u64 {
        self.trimmed
    }

    /// How many of its chunks, from the front, would survive a power cut at `now` for certain: those that were
    /// flushed, and those that the operating system has written back.
    #[must_use]
    pub fn flushed(&self, now: Instant) -> u64 {
        let written_back = self.written.iter().rev().find(|mark| mark.due <= now);
        self.flushed.max(written_back.map_or(0, |mark| mark.end)) - self.trimmed
    }

    /// Appends a chunk.
    pub(crate) fn append(&mut self, chunk: Chunk, now: Instant, write_back: Duration) {
        self.bytes += chunk.size();
        self.chunks.push_back(chunk);
        if write_back > Duration::ZERO {
            self.mark_written(now, write_back);
        }
    }

    /// Remembers when the last chunk was written, in stretches of a thirtieth of `write_back`: that many marks at most.
    fn mark_written(&mut self, now: Instant, write_back: Duration) {
        let end = self.end();
        if let Some(last) = self.written.last_mut()
            && now + write_back < last.due
        {
            last.end = end;
            return;
        }
        let durable = self.trimmed + self.flushed(now);
        self.flushed = durable;
        self.written
            .retain(|mark| mark.due > now && mark.end > durable);
        let stretch = (write_back.0 / 30).max(1);
        let next_stretch = Instant((now.0 / stretch).saturating_add(1).saturating_mul(stretch));
        self.written.push(Written {
            due: next_stretch + write_back,
            end,
        });
    }

    /// Keeps only the first chunks, durably at once. A flush under way covers nothing that is written in place of the
    /// others. Answers the bytes that went.
    pub(crate) fn truncate(&mut self, len: u64) -> u64 {
        let len = len.min(self.chunks.len() as u64);
        let gone = self.chunks.split_off(len as usize);
        let end = self.end();
        self.move_marks(|position| position.min(end));
        self.forget(&gone)
    }

    /// Drops chunks from the front, durably at once. Answers the bytes that went.
    pub(crate) fn trim_front(&mut self, count: u64) -> u64 {
        let count = count.min(self.chunks.len() as u64);
        let rest = self.chunks.split_off(count as usize);
        let gone = std::mem::replace(&mut self.chunks, rest);
        self.trimmed += count;
        self.flushed = self.flushed.max(self.trimmed);
        self.forget(&gone)
    }

    /// Puts other chunks in the place of some. They are as durable at once as what stands before them: what survives a
    /// power cut is always a first part. Answers the bytes that went.
    pub(crate) fn swap(&mut self, at: u64, remove: u64, with: Vec<Chunk>) -> u64 {
        let at = at.min(self.chunks.len() as u64);
        let mut gone = self.chunks.split_off(at as usize);
        let rest = gone.split_off(remove.min(gone.len() as u64) as usize);
        let (removed, added) = (gone.len() as u64, with.len() as u64);
        self.bytes += with.iter().map(Chunk::size).sum::<u64>();
        self.chunks.extend(with);
        self.chunks.append(rest);
        let (from, to) = (self.trimmed + at, self.trimmed + at + removed);
        self.move_marks(|position| {
            if position > to {
                position - removed + added
            } else if position >= from {
                from + added
            } else {
                position
            }
        });
        self.forget(&gone)
    }

    /// Begins a flush of what it holds now.
    pub(crate) fn begin_flush(&mut self, ticket: Ticket) {
        self.flushing.push((ticket, self.end()));
    }

    /// Ends a flush, if it began with what this file holds.
    pub(crate) fn end_flush(&mut self, ticket: Ticket) {
        let begun = |(begun, _): &(Ticket, u64)| *begun == ticket;
        if let Some(place) = self.flushing.iter().position(begun) {
            let (_, upto) = self.flushing.remove(place);
            self.flushed = self.flushed.max(upto);
        }
    }

    /// Whether somebody waits for a flush.
    pub(crate) const fn is_flushing(&self) -> bool {
        !self.flushing.is_empty()
    }

    /// Nobody waits for the flushes any more.
    pub(crate) fn abandon_flushes(&mut self) {
        self.flushing.clear();
    }

    /// Keeps the first chunks, which are all that stable storage holds. Answers the bytes that went.
    pub(crate) fn survive(&mut self, len: u64) -> u64 {
        let gone = self.truncate(len);
        self.flushed = self.end();
        self.flushing.clear();
        self.written.clear();
        gone
    }

    /// The position after its last chunk.
    fn end(&self) -> u64 {
        self.trimmed + self.chunks.len() as u64
    }

    fn move_marks(&mut self, moved: impl Fn(u64) -> u64) {
        self.flushed = moved(self.flushed);
        for (_, upto) in &mut self.flushing {
            *upto = moved(*upto);
        }
        for mark in &mut self.written {
            mark.end = moved(mark.end);
        }
    }

    fn forget(&mut self, gone: &Vector<Chunk>) -> u64 {
        let bytes = gone.iter().map(Chunk::size).sum();
        self.bytes -= bytes;
        bytes
    }
}
