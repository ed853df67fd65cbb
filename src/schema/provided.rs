//! Where nodes and labs find whoever knows Avro. Natively that is built in; in a browser it comes when the first lab needs
//! it, so that a page without schemas does not wait for it.

use engine::schemas::{Definition, Known, SchemaFormat, Schemas};

use crate::place::{Problem, Problems};

/// Whoever knows Avro.
#[derive(Clone, Copy)]
pub struct Knower {
    pub(crate) format: &'static dyn SchemaFormat,
    pub(crate) read: fn(&Definition) -> Result<Known, Problems>,
}

/// Whoever knows Avro, for nodes: nobody while it is not there.
#[must_use]
pub fn schemas() -> Schemas {
    there().map_or(Schemas::NONE, |knower| Schemas(knower.format))
}

/// Reads a schema.
///
/// # Errors
/// Everything that is wrong with it, with its place. What is wrong with what it refers to has no place in it. In a browser
/// also when nobody was provided who could read it.
pub fn read_schema(definition: &Definition) -> Result<Known, Problems> {
    let Some(knower) = there() else {
        return Err(Problem::at("", "the code that reads schemas was not fetched").into());
    };
    (knower.read)(definition)
}

#[cfg(not(target_family = "wasm"))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "in a browser it may not be there yet"
)]
const fn there() -> Option<Knower> {
    Some(Knower::AVRO)
}

#[cfg(target_family = "wasm")]
use fetched::there;

/// Where it comes with the code that has it.
#[cfg(target_family = "wasm")]
mod fetched {
    use std::sync::OnceLock;

    use super::Knower;

    static THERE: OnceLock<Knower> = OnceLock::new();

    pub(super) fn there() -> Option<Knower> {
        THERE.get().copied()
    }

    impl Knower {
        /// Puts it where everybody finds it, as long as the page is there.
        pub fn provide(self) {
            // Whoever was faster has provided the same.
            let _ = THERE.set(self);
        }

        /// Whether somebody is there who knows Avro.
        #[must_use]
        pub fn is_there() -> bool {
            there().is_some()
        }
    }
}
