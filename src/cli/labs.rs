//! `logarium labs`.

use std::io::Write;
use std::process::ExitCode;

use lab::shelf;

use super::Failure;
use super::table::Table;

pub(super) fn run(language: &str, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let mut table = Table::new(&["lab", "track", "title", "languages"]);
    for built_in in shelf::labs() {
        let lab = shelf::open(built_in.id).map_err(lab::Problems::from)?;
        let languages: Vec<&str> = lab.languages().collect();
        let track = serde_json::to_value(lab.track()).unwrap_or_default();
        let track = track.as_str().unwrap_or_default().to_owned();
        table.row(vec![
            lab.id().to_owned(),
            track,
            lab.prose(language).title.clone(),
            languages.join(" "),
        ]);
    }
    write!(out, "{table}")?;
    Ok(ExitCode::SUCCESS)
}
