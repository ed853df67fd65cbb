//! The pages.

pub mod course;
pub mod grading;
pub mod handout;
pub mod home;
pub mod licences;
pub mod link;
pub mod lost;
pub mod open;
pub mod preview;
pub mod sandbox;
pub mod scenario;
pub mod teacher;
pub mod tools;
pub mod waiting;
