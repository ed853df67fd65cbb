//! The built page in a real browser. Needs `dist/` as `cargo xtask bundle` makes it.

mod access;
mod bad_input;
mod breaking;
mod charts;
mod close_ups;
mod comparing;
mod embedding;
mod firefox;
mod fixing;
mod glossary;
mod hosting;
mod inspecting;
mod judging;
mod keeping;
mod links;
mod looks;
mod menus;
mod motion;
mod opening;
mod playing;
mod preferences;
mod sandbox;
mod spacetime;
mod steps;
mod stopping;
mod travelling;
