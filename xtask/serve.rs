//! `cargo xtask serve`: the page on this machine, rebuilt whenever a file changes.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::say::{self, Heartbeat};
use crate::{project, tools};

/// The port that is tried first.
const FIRST_PORT: u16 = 8080;
/// How often the server is asked whether it is there.
const POLL: Duration = Duration::from_millis(200);

/// Serves until interrupted.
pub fn serve() -> Result<()> {
    tools::for_wasm()?;
    let port = free_port().context("no port from 8080 up is free")?;
    say::step(
        "building the page",
        "2 to 4 minutes from nothing, else seconds",
    );
    let mut trunk = tools::program("trunk")?;
    trunk
        .args(["serve", "--offline", "--skip-version-check"])
        .args(["--address=127.0.0.1", "--public-url=/"])
        .arg(format!("--port={port}"))
        // Apart from `dist/`, which holds what is published.
        .arg("--dist")
        .arg(project::root().join("target/serve"))
        // Trunk reads it as a flag with a value and refuses "1".
        .env_remove("NO_COLOR");
    thread::spawn(move || announce(port));
    let status = trunk.status().context("trunk does not start")?;
    ensure!(status.success(), "trunk failed ({status})");
    Ok(())
}

fn free_port() -> Option<u16> {
    (FIRST_PORT..=u16::MAX).find(|&port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok())
}

/// Says where the page is as soon as it is there; Trunk listens after its first build.
fn announce(port: u16) {
    let heartbeat = Heartbeat::start("building the page");
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    while TcpStream::connect_timeout(&address, POLL).is_err() {
        thread::sleep(POLL);
    }
    drop(heartbeat);
    say::step(
        &format!("Logarium is at http://127.0.0.1:{port}/"),
        "Ctrl+C ends it",
    );
}
