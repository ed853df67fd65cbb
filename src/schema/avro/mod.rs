//! Avro: schemas, values and their bytes. The one place that sees `apache_avro`.
//!
//! The crate reads schemas into its model, writes their canonical form, hashes it, and packs blocks. The rest is our own, because the
//! reference, Avro for Java, does it otherwise: the crate tells no place of a mistake and lets several pass, reads text
//! that is cut short as null, keeps maps in no order, and judges compatibility by rules of its own.

mod anatomy;
mod check;
mod compatible;
pub mod container;
mod decode;
mod defaults;
mod encode;
mod json;
mod level;
mod logical;
mod names;
mod node;
mod resolve;
mod schema;
mod text;
mod trace;
mod value;

pub use anatomy::{Anatomy, dissect};
pub use compatible::{Incompatibility, IncompatibilityType, can_read};
pub use decode::{DecodeError, decode, decode_first};
pub use encode::encode;
pub use json::{from_json, to_json, to_plain};
pub use level::{Conflict, Level, conflicts};
pub use names::is_name;
pub use resolve::{Note, Resolved, resolve};
pub use schema::Schema;
pub use text::{from_texts, is_date, is_local_timestamp};
pub use value::Value;
