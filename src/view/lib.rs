//! From the world to plain data for a screen: it decides what there is to draw, and `web` draws it.
//!
//! This room knows no browser and no language: what it says is a [`saying::Saying`], by key.

mod administered;
mod application;
pub mod ask;
pub mod charts;
pub mod clock;
pub mod close_up;
pub mod compare;
mod counts;
pub mod course;
pub mod deed;
pub mod embed;
pub mod explore;
pub mod fault;
pub mod files;
pub mod flights;
pub mod glossary;
pub mod hex;
pub mod inspector;
pub mod lesson;
pub mod menu;
pub mod pace;
pub mod palette;
pub mod saying;
pub mod scene;
pub mod schemas;
pub mod scorecard;
pub mod seen;
pub mod selection;
pub mod setup;
pub mod spacetime;
pub mod stage;
pub mod timeline;
pub mod why;
