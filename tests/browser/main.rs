//! The built page in a real browser. Needs `dist/` as `cargo xtask bundle` makes it.

mod bad_input;
mod breaking;
mod judging;
mod links;
mod looks;
mod opening;
mod playing;
mod steps;
mod stopping;
mod travelling;
