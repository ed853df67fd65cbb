//! Whatever is done to whatever cluster, what must hold holds after every event.

mod case;
mod claims;
mod dice;
mod faults;
mod firing;
mod firing_groups;
mod found;
mod lying;
mod run;
mod scene;
mod seeds;
mod twins;
mod world;
