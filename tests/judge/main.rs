//! Sentences about histories: what clients saw, and what the judge says of it.

mod clean;
mod cycles;
mod documented;
mod language;
mod lost;
mod orders;
mod pairing;
mod polling;
mod properties;
mod reading;
mod sending;
