//! The digests of many runs at many points: what two machines must agree on.

use serde_json::{Value, json};
use sim::{Digest, World};

use super::{STEPS_MAX, bad_input, read};
use crate::lab::Lab;
use crate::problem::{Problem, Problems};

/// The most seeds that one call runs.
const SEEDS_MAX: u64 = 10_000;

/// The digest after every `every` steps, `count` times, or until nothing happens any more; and then that of the complete
/// state, with every byte on every disk.
#[must_use]
pub fn digests(lab: &Lab, every: u64, count: u64) -> Vec<Digest> {
    let mut world = World::new(lab.setup());
    let mut found = Vec::new();
    for _ in 0..count {
        let end = world.steps().0.saturating_add(every).min(STEPS_MAX);
        while world.steps().0 < end && world.step().is_some() {}
        found.push(world.digest());
    }
    found.push(world.state_digest());
    found
}

/// The digests of a lab under many seeds, as JSON: the export to JavaScript.
///
/// `lab` is as for [`run_json`](super::run_json). `options` is an object: `first_seed`, `seeds`, `every` and `count`,
/// all of them whole numbers. The answer has `digests`, a list for each seed; or `status` 2 and `problems`.
#[must_use]
pub fn digests_json(lab: &str, options: &str) -> String {
    let found = read(lab).and_then(|lab| Ok((lab, Wanted::parse(options)?)));
    match found {
        Ok((lab, wanted)) => {
            let last = wanted.first_seed.saturating_add(wanted.seeds);
            let runs = (wanted.first_seed..last).map(|seed| {
                let digests = digests(&lab.clone().with_seed(seed), wanted.every, wanted.count);
                digests.iter().map(Digest::to_string).collect::<Vec<_>>()
            });
            json!({ "digests": runs.collect::<Vec<_>>() }).to_string()
        }
        Err(problems) => bad_input(&problems),
    }
}

struct Wanted {
    first_seed: u64,
    seeds: u64,
    every: u64,
    count: u64,
}

impl Wanted {
    fn parse(text: &str) -> Result<Self, Problems> {
        let options: Value = serde_json::from_str(text)
            .map_err(|error| Problem::of("options", format!("are not JSON: {error}")))?;
        let number = |name: &str, max: u64| {
            let found = options
                .get(name)
                .and_then(Value::as_u64)
                .filter(|number| *number <= max);
            found
                .ok_or_else(|| Problem::of(name, format!("must be a whole number from 0 to {max}")))
        };
        Ok(Self {
            first_seed: number("first_seed", u64::from(u32::MAX))?,
            seeds: number("seeds", SEEDS_MAX)?,
            every: number("every", STEPS_MAX)?,
            count: number("count", STEPS_MAX)?,
        })
    }
}
