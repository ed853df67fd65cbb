//! A host's disk: what processes wrote, how much room is left, and what it is at.
//!
//! It has one arm. Flushes and reads are done one after the other in the order in which they were asked for, whichever
//! file they are about; what a process had asked for is forgotten when it ends. Writing takes no time: it goes into the
//! page cache, as does reading what is in it.

use std::sync::Arc;

use engine::model::{Duration, Instant};
use engine::node::{Chunk, DiskImage, File, Ticket};
use imbl::OrdMap;

use crate::file_state::FileState;
use crate::setup::DiskSetup;

/// The disk of one host. Cloning shares its files.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Disk {
    setup: DiskSetup,
    /// Shared one by one, so that the first change after a clone copies one of them.
    files: OrdMap<File, Arc<FileState>>,
    used: u64,
    /// The bytes that it held when a fault filled it, until another one makes room.
    filled: Option<u64>,
    slowness: u32,
    /// When it has done all that it was asked for.
    free_at: Instant,
}

impl Disk {
    pub(crate) fn new(setup: DiskSetup) -> Self {
        Self {
            setup,
            files: OrdMap::new(),
            used: 0,
            filled: None,
            slowness: 1,
            free_at: Instant::ZERO,
        }
    }

    /// The files in order of their names.
    pub fn files(&self) -> impl Iterator<Item = (&File, &FileState)> {
        self.files.iter().map(|(file, state)| (file, &**state))
    }

    /// One file.
    #[must_use]
    pub fn file(&self, file: &File) -> Option<&FileState> {
        self.files.get(file).map(|state| &**state)
    }

    /// The bytes that its files have.
    #[must_use]
    pub const fn used(&self) -> u64 {
        self.used
    }

    /// The bytes that it holds at most; `None` is unbounded.
    #[must_use]
    pub const fn capacity(&self) -> Option<u64> {
        match (self.filled, self.setup.capacity) {
            (None, 0) => None,
            (None, capacity) => Some(capacity),
            (filled, _) => filled,
        }
    }

    /// How many times as long as it should it takes to flush and to read.
    #[must_use]
    pub const fn slowness(&self) -> u32 {
        self.slowness
    }

    /// Whether a fault filled it.
    #[must_use]
    pub const fn is_filled(&self) -> bool {
        self.filled.is_some()
    }

    /// It holds no more than it does now, from now on.
    pub(crate) const fn fill(&mut self) {
        self.filled = Some(self.used);
    }

    /// It holds what it should again.
    pub(crate) const fn free(&mut self) {
        self.filled = None;
    }

    /// What is asked of it from now on takes so many times as long as it should.
    pub(crate) const fn slow_down(&mut self, times: u32) {
        self.slowness = times;
    }

    /// Empties it.
    pub(crate) fn wipe(&mut self) {
        self.files = OrdMap::new();
        self.used = 0;
    }

    /// What a process that starts now finds.
    pub(crate) fn image(&self) -> DiskImage {
        let files = self.files.iter();
        let mut image = DiskImage::new();
        image.extend(files.map(|(file, state)| (file.clone(), state.chunks().clone())));
        image
    }

    /// Appends; the file is made if there is none. It is given back when the chunk does not fit.
    pub(crate) fn append(&mut self, file: File, chunk: Chunk, now: Instant) -> Result<(), File> {
        let size = chunk.size();
        if !self.fits(size) {
            return Err(file);
        }
        self.used += size;
        let write_back = self.setup.write_back;
        if let Some(state) = self.files.get_mut(&file) {
            Arc::make_mut(state).append(chunk, now, write_back);
        } else {
            let mut state = FileState::default();
            state.append(chunk, now, write_back);
            self.files.insert(file, Arc::new(state));
        }
        Ok(())
    }

    /// Keeps only the first `len` chunks, durably at once.
    pub(crate) fn truncate(&mut self, file: &File, len: u64) {
        self.used -= self.change(file, |state| state.truncate(len));
    }

    /// Drops `count` chunks from the front, durably at once.
    pub(crate) fn trim_front(&mut self, file: &File, count: u64) {
        self.used -= self.change(file, |state| state.trim_front(count));
    }

    /// Puts other chunks in the place of some, durably at once. They are written beside those before they replace
    /// them, so both must fit; the file is given back when they do not.
    pub(crate) fn swap(
        &mut self,
        file: File,
        at: u64,
        remove: u64,
        with: Vec<Chunk>,
    ) -> Result<(), File> {
        let added = with.iter().map(Chunk::size).sum();
        if !self.fits(added) {
            return Err(file);
        }
        if self.files.contains_key(&file) {
            self.used += added;
            self.used -= self.change(&file, |state| state.swap(at, remove, with));
        }
        Ok(())
    }

    /// Replaces the content, durably at once. It is written beside the old one before it replaces it, so both must
    /// fit; the file is given back when they do not.
    pub(crate) fn replace(&mut self, file: File, chunk: Chunk) -> Result<(), File> {
        let size = chunk.size();
        if !self.fits(size) {
            return Err(file);
        }
        let old = self.files.insert(file, Arc::new(FileState::holding(chunk)));
        self.used += size;
        self.used -= old.map_or(0, |old| old.bytes());
        Ok(())
    }

    /// Removes a file, durably at once.
    pub(crate) fn delete(&mut self, file: &File) {
        self.used -= self.files.remove(file).map_or(0, |old| old.bytes());
    }

    /// Begins a flush of what the file holds now, at `from` or when the arm is free. Answers when it is done.
    pub(crate) fn begin_flush(&mut self, file: &File, ticket: Ticket, from: Instant) -> Instant {
        self.change(file, |state| {
            state.begin_flush(ticket);
            0
        });
        self.occupy(from, self.setup.flush)
    }

    /// Ends a flush. The file may be gone, or another: then there is nothing to mark.
    pub(crate) fn end_flush(&mut self, file: &File, ticket: Ticket) {
        self.change(file, |state| {
            state.end_flush(ticket);
            0
        });
    }

    /// Reads so many bytes, at `from` or when the arm is free. Answers when it is done.
    pub(crate) fn read(&mut self, bytes: u64, from: Instant) -> Instant {
        self.occupy(from, self.setup.read_time(bytes))
    }

    /// The process is gone and with it what it waited for; what was written stays.
    pub(crate) fn forget_process(&mut self, now: Instant) {
        self.free_at = now;
        self.each(FileState::is_flushing, |_, state| {
            state.abandon_flushes();
            0
        });
    }

    /// Keeps of each file what was flushed or written back, and of the rest as many chunks as `torn` says of that
    /// many. What is left is what stable storage holds.
    pub(crate) fn cut_power(&mut self, now: Instant, mut torn: impl FnMut(&File, u64) -> u64) {
        let unflushed = |state: &FileState| state.chunks().len() as u64 - state.flushed(now);
        self.each(
            |state| unflushed(state) > 0,
            |file, state| {
                let kept = torn(file, unflushed(state));
                state.survive(state.flushed(now) + kept)
            },
        );
        self.forget_process(now);
    }

    fn fits(&self, size: u64) -> bool {
        self.capacity()
            .is_none_or(|capacity| self.used.saturating_add(size) <= capacity)
    }

    fn occupy(&mut self, from: Instant, time: Duration) -> Instant {
        self.free_at = from.max(self.free_at) + time * u64::from(self.slowness);
        self.free_at
    }

    /// Changes a file, if it is there. Answers the bytes that went.
    fn change(&mut self, file: &File, change: impl FnOnce(&mut FileState) -> u64) -> u64 {
        self.files
            .get_mut(file)
            .map_or(0, |state| change(Arc::make_mut(state)))
    }

    /// Changes the files that need it, in order, and leaves the others shared with the disk's clones. What `change`
    /// answers are the bytes that went.
    fn each(
        &mut self,
        needs: impl Fn(&FileState) -> bool,
        mut change: impl FnMut(&File, &mut FileState) -> u64,
    ) {
        let files: Vec<File> = self
            .files
            .iter()
            .filter(|(_, state)| needs(state))
            .map(|(file, _)| file.clone())
            .collect();
        for file in files {
            self.used -= self.change(&file, |state| change(&file, state));
        }
    }
}
