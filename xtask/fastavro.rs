//! fastavro, which `tests/avro` holds our Avro against: in a Python of the project's own.

use std::process::Command;

use anyhow::{Result, ensure};

use crate::{run, say, tools};

/// What pip installs: fastavro, and what it reads Snappy with.
const PACKAGES: [&str; 2] = ["fastavro==1.13.1", "cramjam==2.14.0"];

/// Makes sure of it, where `tests/avro` looks.
pub fn ensure() -> Result<()> {
    let folder = tools::folder().join("python");
    let python = folder.join("bin/python3");
    let imports = ["-c", "import fastavro, cramjam"];
    if run::answer(Command::new(&python).args(imports)).is_some() {
        return Ok(());
    }
    ensure!(
        run::answer(Command::new("python3").arg("--version")).is_some(),
        "there is no Python to install fastavro with; on Debian: apt-get install python3-venv"
    );
    say::step("installing fastavro by pip", "once; up to 1 minute");
    let log = tools::folder().join("fastavro.log");
    let mut venv = Command::new("python3");
    run::logged(
        "making a Python of the project's own",
        venv.args(["-m", "venv"]).arg(&folder),
        &log,
    )?;
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet"]).args(PACKAGES);
    run::logged("installing fastavro", &mut pip, &log)
}
