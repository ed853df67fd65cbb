//! The stage: nodes and strips in SVG, messages on a canvas above them.

mod broker;
mod canvas;
mod card;
mod cell;
mod client;
mod controller;
mod hit;
mod palette;
mod press;
mod signs;
mod sprites;
mod still;
mod strip;
mod surface;
mod tank;
mod timers;

pub use canvas::{Picture, hit};
pub use card::life_key;
pub use cell::{fate_class, sign};
pub use hit::Pointing;
pub use palette::Palette;
pub use signs::{Crown, Flag, Ring, Triangle};
pub use sprites::Sprites;
pub use still::{Taken, blank, still};
pub use strip::epoch_class;
pub use surface::Surface;
pub use tank::{Point, Tank};
