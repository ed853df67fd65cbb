//! A host's disk: what processes wrote, and how much of it would survive a power cut.

use engine::node::{Chunk, DiskImage, File, Ticket};
use imbl::{OrdMap, Vector};

/// The files of one host. Cloning shares their content.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Disk {
    files: OrdMap<File, FileState>,
}

/// One file. Positions count the chunks since the file was made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct FileState {
    chunks: Vector<Chunk>,
    trimmed: u64,
    flushed: u64,
    /// The flushes under way, each with the position up to which it flushes.
    flushing: Vector<(Ticket, u64)>,
}

impl FileState {
    /// What it holds.
    #[must_use]
    pub const fn chunks(&self) -> &Vector<Chunk> {
        &self.chunks
    }

    /// How many chunks were dropped from its front over time.
    #[must_use]
    pub const fn trimmed(&self) -> u64 {
        self.trimmed
    }

    /// How many of its chunks, from the front, would survive a power cut for certain.
    #[must_use]
    pub const fn flushed(&self) -> u64 {
        self.flushed - self.trimmed
    }

    /// The position after its last chunk.
    fn end(&self) -> u64 {
        self.trimmed + self.chunks.len() as u64
    }

    /// Keeps only the first chunks. A flush under way covers nothing that is written in their place.
    fn keep(&mut self, len: u64) {
        let end = (self.trimmed.saturating_add(len)).min(self.end());
        self.chunks.truncate((end - self.trimmed) as usize);
        self.flushed = self.flushed.min(end);
        for (_, upto) in &mut self.flushing {
            *upto = (*upto).min(end);
        }
    }
}

impl Disk {
    /// The files in order of their names.
    pub fn files(&self) -> impl Iterator<Item = (&File, &FileState)> {
        self.files.iter()
    }

    /// One file.
    #[must_use]
    pub fn file(&self, file: &File) -> Option<&FileState> {
        self.files.get(file)
    }

    /// What a process that starts now finds.
    pub(crate) fn image(&self) -> DiskImage {
        self.files
            .iter()
            .map(|(file, state)| (file.clone(), state.chunks.clone()))
            .collect()
    }

    /// Appends; the file is made if there is none.
    pub(crate) fn append(&mut self, file: File, chunk: Chunk) {
        self.files.entry(file).or_default().chunks.push_back(chunk);
    }

    /// Keeps only the first `len` chunks, durably at once.
    pub(crate) fn truncate(&mut self, file: &File, len: u64) {
        if let Some(state) = self.files.get_mut(file) {
            state.keep(len);
        }
    }

    /// Drops `count` chunks from the front, durably at once.
    pub(crate) fn trim_front(&mut self, file: &File, count: u64) {
        if let Some(state) = self.files.get_mut(file) {
            let count = count.min(state.chunks.len() as u64);
            state.chunks = state.chunks.split_off(count as usize);
            state.trimmed += count;
            state.flushed = state.flushed.max(state.trimmed);
        }
    }

    /// Puts other chunks in the place of some, durably at once. A flush under way is done with them.
    pub(crate) fn swap(&mut self, file: &File, at: u64, remove: u64, with: Vec<Chunk>) {
        let Some(state) = self.files.get_mut(file) else {
            return;
        };
        let at = at.min(state.chunks.len() as u64);
        let mut after = state.chunks.split_off(at as usize);
        let rest = after.split_off(remove.min(after.len() as u64) as usize);
        let (removed, added) = (after.len() as u64, with.len() as u64);
        state.chunks.extend(with);
        state.chunks.append(rest);
        let (from, to) = (state.trimmed + at, state.trimmed + at + removed);
        let moved = |position: u64| {
            if position > to {
                position - removed + added
            } else if position >= from {
                from + added
            } else {
                position
            }
        };
        state.flushed = moved(state.flushed);
        for (_, upto) in &mut state.flushing {
            *upto = moved(*upto);
        }
    }

    /// Replaces the content, durably at once.
    pub(crate) fn replace(&mut self, file: File, chunk: Chunk) {
        let state = FileState {
            chunks: Vector::unit(chunk),
            flushed: 1,
            ..FileState::default()
        };
        self.files.insert(file, state);
    }

    /// Removes a file, durably at once.
    pub(crate) fn delete(&mut self, file: &File) {
        self.files.remove(file);
    }

    /// Begins a flush of what the file holds now.
    pub(crate) fn begin_flush(&mut self, file: &File, ticket: Ticket) {
        if let Some(state) = self.files.get_mut(file) {
            let end = state.end();
            state.flushing.push_back((ticket, end));
        }
    }

    /// Ends a flush. The file may be gone, or another: then there is nothing to mark.
    pub(crate) fn end_flush(&mut self, file: &File, ticket: Ticket) {
        let Some(state) = self.files.get_mut(file) else {
            return;
        };
        if let Some(place) = state
            .flushing
            .iter()
            .position(|(begun, _)| *begun == ticket)
        {
            let (_, upto) = state.flushing.remove(place);
            state.flushed = state.flushed.max(upto);
        }
    }

    /// The process is gone and with it who waited for the flushes; what was written stays.
    pub(crate) fn abandon_flushes(&mut self) {
        self.each(
            |state| !state.flushing.is_empty(),
            |_, state| state.flushing = Vector::new(),
        );
    }

    /// Keeps of each file what was flushed, and of the rest as many chunks as `torn` says of that many. What is left
    /// is what stable storage holds.
    pub(crate) fn cut_power(&mut self, mut torn: impl FnMut(&File, u64) -> u64) {
        self.each(
            |state| state.flushed < state.end(),
            |file, state| {
                let unflushed = state.end() - state.flushed;
                state.keep(state.flushed() + torn(file, unflushed));
                state.flushed = state.end();
            },
        );
        self.abandon_flushes();
    }

    /// Changes the files that need it, in order, and leaves the others shared with the disk's clones.
    fn each(
        &mut self,
        needs: impl Fn(&FileState) -> bool,
        mut change: impl FnMut(&File, &mut FileState),
    ) {
        let files: Vec<File> = self
            .files
            .iter()
            .filter(|(_, state)| needs(state))
            .map(|(file, _)| file.clone())
            .collect();
        for file in files {
            if let Some(state) = self.files.get_mut(&file) {
                change(&file, state);
            }
        }
    }
}
