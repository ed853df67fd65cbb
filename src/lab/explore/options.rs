//! How much is tried, and what for.

use std::fmt;
use std::str::FromStr;

use serde_json::Value;

use crate::claim::Claim;
use crate::problem::Problems;

/// The most runs of one search.
pub const RUNS_MAX: u64 = 10_000_000;

/// How much is tried, and what for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExploreOptions {
    /// How many runs there are, over all shards.
    pub runs: u64,
    /// The seed of the first; each next run has the next seed.
    pub first_seed: u64,
    /// What the runs are held to, in place of what the lab claims.
    pub claim: Option<Claim>,
    /// Which part of the runs is made.
    pub shard: Shard,
    /// Changes to the lab, as `path=value`.
    pub set: Vec<String>,
}

/// One of several equal parts of a search, which can be made on several machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Which part, from 1.
    pub part: u64,
    /// Of how many.
    pub of: u64,
}

impl Default for ExploreOptions {
    fn default() -> Self {
        Self {
            runs: 200,
            first_seed: 1,
            claim: None,
            shard: Shard { part: 1, of: 1 },
            set: Vec::new(),
        }
    }
}

impl ExploreOptions {
    /// The seeds of the runs, in order.
    pub fn seeds(&self) -> impl Iterator<Item = u64> + use<> {
        let (first, Shard { part, of }) = (self.first_seed, self.shard);
        let places = 0..self.runs.min(RUNS_MAX);
        let mine = places.filter(move |place| place % of.max(1) == part.saturating_sub(1));
        mine.map(move |place| first.wrapping_add(place))
    }

    /// Reads options from JSON; empty text is none.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn parse(text: &str) -> Result<Self, Problems> {
        const KNOWN: [&str; 5] = ["runs", "first_seed", "claim", "shard", "set"];
        let mut options = Self::default();
        crate::options::read(text, &KNOWN, |name, value| options.take(name, value))?;
        Ok(options)
    }

    fn take(&mut self, name: &str, value: &Value) -> Result<(), String> {
        match name {
            "runs" => {
                let runs = value.as_u64().filter(|runs| (1..=RUNS_MAX).contains(runs));
                let allowed = || format!("must be a whole number from 1 to {RUNS_MAX}");
                self.runs = runs.ok_or_else(allowed)?;
            }
            "first_seed" => {
                self.first_seed = value.as_u64().ok_or("must be a whole number from 0")?;
            }
            "claim" => {
                let names = || format!("must be one of {}", Claim::ALL.map(Claim::name).join(", "));
                self.claim = Some(serde_json::from_value(value.clone()).map_err(|_| names())?);
            }
            "shard" => {
                let text = value.as_str().ok_or("must be text such as 1/4")?;
                self.shard = text.parse()?;
            }
            _ => {
                self.set = serde_json::from_value(value.clone()).map_err(
                    |_| "must be a list of texts such as \"topics.orders.partitions=2\"",
                )?;
            }
        }
        Ok(())
    }
}

impl FromStr for Shard {
    type Err = String;

    /// Reads `2/4`: the second of four parts.
    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('/');
        let numbers = parts.and_then(|(part, of)| Some((part.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((part, of)) if (1..=of).contains(&part) => Ok(Self { part, of }),
            _ => Err("must be a part, from 1, and how many parts there are, as in 2/4".to_owned()),
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.part, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_share_the_seeds_and_leave_none_out() {
        let seeds = |shard: &str| {
            let shard = shard.parse().unwrap();
            let options = ExploreOptions {
                runs: 10,
                first_seed: 7,
                shard,
                ..ExploreOptions::default()
            };
            options.seeds().collect::<Vec<_>>()
        };
        assert_eq!(seeds("1/1"), (7..17).collect::<Vec<_>>());
        assert_eq!(seeds("2/4"), [8, 12, 16]);
        let mut all: Vec<u64> = ["1/3", "2/3", "3/3"].into_iter().flat_map(seeds).collect();
        all.sort_unstable();
        assert_eq!(all, (7..17).collect::<Vec<_>>());
        for bad in ["", "1", "0/2", "3/2", "1/0", "a/b", "1/2/3"] {
            assert!(bad.parse::<Shard>().is_err(), "{bad}");
        }
    }
}
