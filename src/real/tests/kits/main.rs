//! Kits, read back: what they say is what the lab says, and what they do not say is told.

mod clients;
mod compose;
mod coverage;
mod faults;
mod nasty;
mod shell;
mod syntax;
mod topics;

use lab::{Lab, shelf};
use real::{Kit, KitFile};

/// All labs that are built in, and one that has everything that a lab can have.
fn labs() -> Vec<Lab> {
    let built_in = shelf::labs().iter().map(|lab| shelf::open(lab.id).unwrap());
    built_in.chain([everything()]).collect()
}

/// A lab with every kind of client and every action.
fn everything() -> Lab {
    Lab::parse(include_str!("everything.json"), &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

fn file<'a>(kit: &'a Kit, name: &str) -> &'a KitFile {
    kit.files.iter().find(|file| file.name == name).unwrap()
}
