//! The labs that are built in.

use crate::lab::Lab;
use crate::nearest::suggestion;
use crate::problem::Problem;

/// A built-in lab as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuiltIn {
    /// Its id.
    pub id: &'static str,
    /// Its `lab.json`.
    pub json: &'static str,
    /// Its prose: language and Markdown.
    pub prose: &'static [(&'static str, &'static str)],
}

/// The built-in labs, in the order of the curriculum, which `labs/order.txt` has.
#[must_use]
pub const fn labs() -> &'static [BuiltIn] {
    include!(concat!(env!("OUT_DIR"), "/labs.rs"))
}

/// A built-in lab as it is written.
#[must_use]
pub fn find(id: &str) -> Option<&'static BuiltIn> {
    labs().iter().find(|lab| lab.id == id)
}

/// Opens a built-in lab.
///
/// # Errors
/// When there is none of this id: which one may have been meant.
///
/// # Panics
/// Never: the built-in labs are valid, which their tests check.
pub fn open(id: &str) -> Result<Lab, Problem> {
    let Some(found) = find(id) else {
        let hint = suggestion(id, labs().iter().map(|lab| lab.id));
        return Err(Problem::of("", format!("there is no lab {id:?}{hint}")));
    };
    Ok(Lab::parse(found.json, found.prose)
        .unwrap_or_else(|problems| panic!("labs/{id}: {problems}")))
}

/// The prose of a built-in lab.
pub(crate) fn prose_of(id: &str) -> Option<&'static [(&'static str, &'static str)]> {
    find(id).map(|lab| lab.prose)
}
