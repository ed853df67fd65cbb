//! The world, tested with a toy node that does as it is told and tells what it saw.

mod determinism;
mod disk_model;
mod disks;
mod faults;
mod network;
mod processes;
mod property;
mod queue;
mod refusals;
mod storing;
mod toy;
mod watching;
mod ways;
