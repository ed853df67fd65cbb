//! A file of rows that somebody opens in the page: its schema, its first rows, its blocks, and what its rows take. It is read in
//! slices, so that the page never stands still.

mod counted;
mod desk;

pub use desk::{Desk, Shown, SizeLine};

/// Bytes that a file may have in the page; the command line takes any.
pub const FILE_MAX: usize = 256 * 1024 * 1024;
/// Rows that are shown.
pub const ROWS_SHOWN: usize = 50;
/// Bytes from the beginning of an Avro file that are shown one by one.
pub const BYTES_SHOWN: usize = 512 * 1024;
