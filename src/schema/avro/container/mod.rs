//! Object container files: a header with the schema, then blocks of values, each followed by the same sixteen bytes, so that
//! a reader can begin at any block (the specification's "Object Container Files").

mod codec;
mod dissect;
mod header;
mod problem;
mod reader;
mod writer;

pub use dissect::dissect_file;
pub use engine::schemas::Codec;
pub use header::{Header, SyncMarker};
pub use problem::FileProblem;
pub use reader::{Block, FileReader, Outline, outline};
pub use writer::{BLOCK_BYTES, FileWriter};

#[cfg(test)]
mod tests;
