//! `logarium digest`.

use std::io::Write;
use std::process::ExitCode;

use lab::fingerprint;

use super::{DigestArguments, Failure, find};

pub(super) fn run(arguments: &DigestArguments, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let lab = find::lab(&arguments.lab)?;
    let lab = match arguments.seed {
        Some(seed) => lab.with_seed(seed),
        None => lab,
    };
    writeln!(out, "{}", fingerprint(&lab, arguments.steps))?;
    Ok(ExitCode::SUCCESS)
}
