//! The pages.

pub mod home;
pub mod lab;
pub mod link;
pub mod lost;
