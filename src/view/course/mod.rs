//! The course: its tracks and labs in order, a lab on paper, and what a teacher may expect of it.

mod expected;
mod handout;

pub use expected::{Asked, Expected, Told};
pub use handout::{Handout, Line, Sheet};

use lab::{Cover, Track};
use serde::Serialize;

/// A track with its labs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrackPlan {
    /// The track.
    pub track: Track,
    /// Its labs, in order.
    pub labs: Vec<LabPlan>,
}

/// A lab in the plan of the course.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LabPlan {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub summary: String,
    /// How many steps it has.
    pub steps: usize,
    /// How many minutes it takes, if it says so.
    pub minutes: Option<u32>,
    /// The labs on which it builds, with their titles.
    pub needs: Vec<Needed>,
}

/// A lab on which another builds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Needed {
    /// Its id.
    pub id: String,
    /// Its title; its id where it is not among the labs.
    pub title: String,
}

/// The labs by track, in their order.
#[must_use]
pub fn plan(labs: &[Cover]) -> Vec<TrackPlan> {
    let mut tracks: Vec<TrackPlan> = Vec::new();
    for lab in labs {
        let planned = LabPlan::of(lab, labs);
        match tracks.iter_mut().find(|plan| plan.track == lab.track) {
            Some(plan) => plan.labs.push(planned),
            None => tracks.push(TrackPlan {
                track: lab.track,
                labs: vec![planned],
            }),
        }
    }
    tracks
}

impl TrackPlan {
    /// How many minutes all of it takes, of the labs that say so.
    #[must_use]
    pub fn minutes(&self) -> u32 {
        self.labs.iter().filter_map(|lab| lab.minutes).sum()
    }
}

impl LabPlan {
    /// A lab among others.
    #[must_use]
    pub fn of(lab: &Cover, labs: &[Cover]) -> Self {
        let needed = |id: &String| {
            let found = labs.iter().find(|lab| lab.id == *id);
            Needed {
                id: id.clone(),
                title: found.map_or_else(|| id.clone(), |lab| lab.title.clone()),
            }
        };
        Self {
            id: lab.id.clone(),
            title: lab.title.clone(),
            summary: lab.summary.clone(),
            steps: lab.steps,
            minutes: lab.minutes,
            needs: lab.needs.iter().map(needed).collect(),
        }
    }
}
