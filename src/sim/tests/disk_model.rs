//! A file's marks, held against a plain model in which every chunk knows for itself whether it is safe.

use engine::model::{BrokerEpoch, Duration, Instant};
use engine::node::{Chunk, File, Ticket};
use proptest::prelude::*;

use crate::disk::Disk;
use crate::{DiskSetup, FileState};

const WRITE_BACK: u64 = 3_000;
/// A thirtieth of it: how exactly the disk remembers when something was written.
const STRETCH: u64 = WRITE_BACK / 30;

#[derive(Clone, Debug)]
enum Deed {
    Append,
    Truncate(u64),
    Trim(u64),
    Swap(u64, u64, usize),
    BeginFlush,
    EndFlush(usize),
    Replace,
    Delete,
    Forget,
    CutPower(u64),
    Wait(u64),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        8 => Just(Deed::Append),
        2 => (0_u64..8).prop_map(Deed::Truncate),
        2 => (0_u64..4).prop_map(Deed::Trim),
        3 => (0_u64..8, 0_u64..4, 0_usize..4).prop_map(|(at, remove, with)| Deed::Swap(at, remove, with)),
        3 => Just(Deed::BeginFlush),
        3 => any::<usize>().prop_map(Deed::EndFlush),
        1 => Just(Deed::Replace),
        1 => Just(Deed::Delete),
        1 => Just(Deed::Forget),
        1 => (0_u64..8).prop_map(Deed::CutPower),
        4 => (0_u64..WRITE_BACK).prop_map(Deed::Wait),
    ]
}

/// A chunk, and what would make it survive.
#[derive(Clone, Debug)]
struct Kept {
    number: i64,
    written: Instant,
    /// It was flushed, or is made so.
    safe: bool,
    /// The flushes under way that cover it.
    covered: Vec<Ticket>,
}

/// One file, chunk by chunk.
#[derive(Default)]
struct Model {
    chunks: Vec<Kept>,
    now: Instant,
    numbers: i64,
    tickets: Vec<Ticket>,
}

impl Model {
    fn new_chunk(&mut self, safe: bool) -> Kept {
        self.numbers += 1;
        Kept {
            number: self.numbers,
            written: self.now,
            safe,
            covered: vec![],
        }
    }

    /// How many chunks from the front are safe at `margin` before now.
    fn safe(&self, margin: u64) -> u64 {
        let written_back = |kept: &Kept| self.now.since(kept.written).0 >= WRITE_BACK + margin;
        let safe = |kept: &&Kept| kept.safe || written_back(kept);
        self.chunks.iter().take_while(safe).count() as u64
    }
}

fn chunk(kept: &Kept) -> Chunk {
    Chunk::BrokerEpoch(BrokerEpoch(kept.number))
}

fn perform(disk: &mut Disk, model: &mut Model, deed: &Deed) {
    let file = File::HighWatermarks;
    let len = model.chunks.len();
    match *deed {
        Deed::Append => {
            let new = model.new_chunk(false);
            disk.append(file, chunk(&new), model.now).expect("it fits");
            model.chunks.push(new);
        }
        Deed::Truncate(to) => {
            disk.truncate(&file, to);
            model.chunks.truncate(to as usize);
        }
        Deed::Trim(count) => {
            disk.trim_front(&file, count);
            model.chunks.drain(..len.min(count as usize));
        }
        Deed::Swap(at, remove, with) => {
            let at = len.min(at as usize);
            let end = len.min(at + remove as usize);
            let before = at.checked_sub(1).map(|before| model.chunks[before].clone());
            let new: Vec<Kept> = (0..with)
                .map(|_| {
                    let new = model.new_chunk(true);
                    // As safe as what stands before it.
                    before.clone().map_or(new.clone(), |before| Kept {
                        number: new.number,
                        ..before
                    })
                })
                .collect();
            let chunks = new.iter().map(chunk).collect();
            disk.swap(file.clone(), at as u64, remove, chunks)
                .expect("it fits");
            if disk.file(&file).is_some() {
                model.chunks.splice(at..end, new);
            }
        }
        Deed::BeginFlush => {
            let ticket = Ticket(model.numbers as u64 + 1_000 * model.tickets.len() as u64);
            disk.begin_flush(&file, ticket, model.now);
            for kept in &mut model.chunks {
                kept.covered.push(ticket);
            }
            model.tickets.push(ticket);
        }
        Deed::EndFlush(any) => {
            let Some(place) = any.checked_rem(model.tickets.len()) else {
                return;
            };
            let ticket = model.tickets.remove(place);
            disk.end_flush(&file, ticket);
            for kept in &mut model.chunks {
                kept.safe |= kept.covered.contains(&ticket);
            }
        }
        Deed::Replace => {
            let new = model.new_chunk(true);
            disk.replace(file, chunk(&new)).expect("it fits");
            model.chunks = vec![new];
        }
        Deed::Delete => {
            disk.delete(&file);
            model.chunks.clear();
        }
        Deed::Forget => {
            disk.forget_process(model.now);
            model.tickets.clear();
        }
        Deed::CutPower(torn) => {
            let flushed = disk.file(&file).map_or(0, |file| file.flushed(model.now));
            disk.cut_power(model.now, |_, unflushed| torn.min(unflushed));
            model.tickets.clear();
            model.chunks.truncate((flushed + torn) as usize);
            for kept in &mut model.chunks {
                kept.safe = true;
            }
        }
        Deed::Wait(time) => model.now += Duration(time),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_counts_as_flushed_is_what_is_safe(deeds in prop::collection::vec(deed(), 1..60)) {
        let mut disk = Disk::new(DiskSetup { write_back: Duration(WRITE_BACK), ..DiskSetup::default() });
        let mut model = Model::default();
        for deed in &deeds {
            perform(&mut disk, &mut model, deed);
            let none = FileState::default();
            let file = disk.file(&File::HighWatermarks).unwrap_or(&none);
            let held: Vec<Chunk> = file.chunks().iter().cloned().collect();
            let kept: Vec<Chunk> = model.chunks.iter().map(chunk).collect();
            prop_assert_eq!(held, kept);
            let flushed = file.flushed(model.now);
            prop_assert!(flushed <= model.safe(0), "{} chunks count as flushed, {} are", flushed, model.safe(0));
            prop_assert!(flushed >= model.safe(STRETCH), "{} chunks count as flushed, {} are", flushed, model.safe(STRETCH));
            let bytes: u64 = model.chunks.iter().map(|kept| chunk(kept).size()).sum();
            prop_assert_eq!((disk.used(), file.bytes()), (bytes, bytes));
        }
    }
}
