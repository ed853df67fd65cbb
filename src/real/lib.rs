//! What a lab would be with real clients: a compose file with the official Apache Kafka image, the commands of Kafka's
//! own tools and of kcat, clients in Python and in Java, and the commands that do the lab's faults; and what of the lab
//! cannot be had that way, each with the reason.
//!
//! Everything is made from a [`lab::Lab`] and is text. This room knows no world and no screen, and runs nothing.

mod cluster;
mod compose;
mod configs;
mod deeds;
mod faults;
mod java;
mod json;
mod library;
mod missing;
mod pipes;
mod python;
mod quote;
mod reason;
mod script;
mod sinks;
mod template;
mod text;
mod topics;
mod words;

use lab::Lab;

pub use missing::{Missing, Part, PartKind};
pub use reason::Reason;

/// What a lab would be with real clients.
#[derive(Clone, Debug, PartialEq)]
pub struct Kit {
    /// The files, in the order in which somebody needs them.
    pub files: Vec<KitFile>,
    /// What of the lab is in none of them, or lacks in one.
    pub missing: Vec<Missing>,
}

/// A file of a kit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KitFile {
    /// Its name.
    pub name: &'static str,
    /// What it is written in.
    pub syntax: Syntax,
    /// What it says.
    pub text: String,
}

/// What a file is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Syntax {
    /// YAML.
    Yaml,
    /// Bash.
    Shell,
    /// Python.
    Python,
    /// Java.
    Java,
}

/// Makes the kit of a lab.
#[must_use]
pub fn kit(lab: &Lab) -> Kit {
    let mut missing = Vec::new();
    let mut files = vec![
        compose::file(lab, &mut missing),
        topics::file(lab),
        python::file(lab, &mut missing),
        java::file(lab, &mut missing),
        faults::file(lab, &mut missing),
    ];
    files.extend(pipes::files(lab, &mut missing));
    Kit { files, missing }
}
