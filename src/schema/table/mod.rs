//! Rows of files that people have: CSV, JSON, JSON Lines and Avro, as values of a schema that the file has, that somebody gives,
//! or that is guessed from all of its rows.

mod csv_rows;
mod format;
mod guess;
mod json_rows;
mod rows;
mod sizes;
mod unbracketed;

pub use format::Format;
pub use guess::Guess;
pub use rows::{RowProblem, Rows};
pub use sizes::{Size, Sizes};
