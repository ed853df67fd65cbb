//! `logarium lab`: for whoever writes labs.

mod check;
mod preview;

use std::io::Write;
use std::process::ExitCode;

use clap::Subcommand;

use super::Failure;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Say everything that is wrong with a lab, or with all labs of a folder; then solve each by its own steps, and take its
    /// wrong turns.
    ///
    /// Exit status: 0 when all is well, 1 when a lab is not solved as it says, 2 when one cannot be read.
    Check(check::Arguments),
    /// Show a lab in the page while it is being written, on this machine and no other.
    Preview(preview::Arguments),
}

pub(super) fn run(command: &Command, out: &mut impl Write) -> Result<ExitCode, Failure> {
    match command {
        Command::Check(arguments) => check::run(arguments, out),
        Command::Preview(arguments) => preview::run(arguments, out),
    }
}
