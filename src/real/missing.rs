//! What of a lab cannot be had with real tools.

use lab::{Action, Path};

use crate::reason::Reason;

/// Something that cannot be had, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Missing {
    /// What.
    pub what: Part,
    /// The name of the file that lacks it.
    pub file: &'static str,
    /// Why.
    pub why: Reason,
}

/// A part of a lab.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Where it is in the lab's file.
    pub path: Path,
    /// What it is.
    pub kind: PartKind,
}

/// What a part of a lab is.
#[derive(Clone, Debug, PartialEq)]
pub enum PartKind {
    /// Something that is done.
    Action(Action),
    /// A client, or something outside Kafka.
    Client(String),
    /// A value.
    Setting,
}

impl Missing {
    /// A value that cannot be had.
    pub(crate) const fn setting(path: Path, file: &'static str, why: Reason) -> Self {
        let kind = PartKind::Setting;
        let what = Part { path, kind };
        Self { what, file, why }
    }

    /// A client that cannot be had.
    pub(crate) fn client(name: &str, file: &'static str, why: Reason) -> Self {
        let what = Part {
            path: client_path(name),
            kind: PartKind::Client(name.to_owned()),
        };
        Self { what, file, why }
    }
}

/// Where a client is in the lab's file.
pub(crate) fn client_path(name: &str) -> Path {
    Path::ROOT.key("clients").key(name)
}
