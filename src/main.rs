//! `logarium`: labs without a screen.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
