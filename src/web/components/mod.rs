//! The parts that pages are made of.

pub mod dials;
pub mod events;
pub mod fault;
pub mod fix;
pub mod flights;
pub mod help;
pub mod hero;
pub mod icon;
pub mod inspector;
pub mod lesson;
pub mod markdown;
pub mod notices;
pub mod predict;
pub mod scorecard;
pub mod seeking;
pub mod send;
pub mod shell;
pub mod tabs;
pub mod timeline;
