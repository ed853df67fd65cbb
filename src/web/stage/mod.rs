//! The stage: nodes and strips in SVG, messages on a canvas above them.

mod broker;
mod canvas;
mod card;
mod client;
mod controller;
mod hit;
mod palette;
mod signs;
mod strip;
mod surface;
mod tank;
mod timers;

pub use canvas::{Picture, hit};
pub use hit::{Pointing, px};
pub use palette::Palette;
pub use signs::{Crown, Flag, Ring, Triangle};
pub use surface::Surface;
pub use tank::Tank;
