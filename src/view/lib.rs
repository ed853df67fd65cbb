//! From the world to plain data for a screen: it decides what there is to draw, and `web` draws it.
//!
//! This room knows no browser and no language: what it says is a [`saying::Saying`], by key.

pub mod clock;
mod counts;
pub mod deed;
pub mod fault;
pub mod flights;
pub mod inspector;
pub mod lesson;
pub mod pace;
pub mod saying;
pub mod scene;
pub mod scorecard;
pub mod selection;
pub mod stage;
pub mod timeline;
