//! The tools, which must be there.

use std::process::Command;

pub(crate) fn python() -> Command {
    Command::new("python3")
}

pub(crate) fn bash() -> Command {
    Command::new("bash")
}

pub(crate) fn shellcheck() -> Command {
    Command::new("shellcheck")
}

/// What a command prints; it must end well.
pub(crate) fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| {
        panic!(
            "{:?} is needed ({error}); `cargo xtask test` installs it where it may",
            command.get_program()
        )
    });
    let (out, errors) = (
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{command:?}\n{out}{errors}");
    out
}
