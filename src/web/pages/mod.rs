//! The pages.

pub mod home;
pub mod licences;
pub mod link;
pub mod lost;
pub mod sandbox;
pub mod scenario;
pub mod waiting;
