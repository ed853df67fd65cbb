//! What kind of file something is.

/// The kinds of files that have rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// An Avro object container file.
    Avro,
    /// Comma-separated values, or with semicolons or tabs; the first line names the columns.
    Csv,
    /// JSON: a list of rows, or a row after the other.
    Json,
}

impl Format {
    /// The format of a file by how its name ends; the error says what there is.
    ///
    /// # Errors
    /// When the name ends in no known way.
    pub fn of(name: &str) -> Result<Self, String> {
        let ending = name
            .rsplit_once('.')
            .map_or("", |(_, ending)| ending)
            .to_ascii_lowercase();
        match ending.as_str() {
            "avro" => Ok(Self::Avro),
            "csv" | "tsv" => Ok(Self::Csv),
            "json" | "jsonl" | "ndjson" => Ok(Self::Json),
            _ => Err("the name must end in .avro, .csv, .tsv, .json, .jsonl or .ndjson".to_owned()),
        }
    }
}
