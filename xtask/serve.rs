//! `cargo xtask serve`: the page on this machine, rebuilt whenever a file changes.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use notify::{EventKind, RecursiveMode, Watcher};
use site::{Made, Site};

use crate::module::Effort;
use crate::{dist, page, project, say, tools};

/// The port that is tried first.
const FIRST_PORT: u16 = 8080;
/// What the page is made of.
const WATCHED: [&str; 5] = ["index.html", "www", "src", "labs", "Cargo.lock"];
/// Files that are saved together are one change.
const TOGETHER: Duration = Duration::from_millis(300);

/// Serves until interrupted.
pub fn serve() -> Result<()> {
    tools::for_wasm()?;
    // Before the first build, so that no change is missed.
    let mut changes = Changes::watch()?;
    let folder = project::target()?.join("serve");
    // Apart from `dist/`, which holds what is published.
    build(&folder)?;
    let port = free_port().context("no port from 8080 up is free")?;
    let number = Arc::new(AtomicU64::new(since_1970()));
    let shown = Arc::clone(&number);
    let made = Made {
        name: "build.txt",
        content: Box::new(move || shown.load(Ordering::Relaxed).to_string()),
    };
    let _site = Site::on(port, &folder, Some(made))?;
    say::step(
        &format!("Logarium is at http://127.0.0.1:{port}/"),
        "Ctrl+C ends it",
    );
    loop {
        changes.wait()?;
        match build(&folder) {
            Ok(()) => {
                number.fetch_add(1, Ordering::Relaxed);
                say::line("the page is built; what is open loads it again");
            }
            // What is there is served on until it is mended.
            Err(error) => say::line(&format!("{error:#}")),
        }
    }
}

fn build(folder: &Path) -> Result<()> {
    say::step(
        "building the page",
        "2 to 4 minutes from nothing, else seconds",
    );
    let new = folder.with_extension("new");
    dist::remove(&new)?;
    page::build(&new, Effort::Soon)?;
    dist::replace(folder, &new)
}

/// Builds of one server and the next have different numbers.
fn since_1970() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |now| now.as_secs())
}

fn free_port() -> Option<u16> {
    (FIRST_PORT..=u16::MAX).find(|&port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok())
}

/// What is heard of the files that the page is made of.
struct Changes {
    heard: Receiver<notify::Result<notify::Event>>,
    _watcher: notify::RecommendedWatcher,
}

impl Changes {
    fn watch() -> Result<Self> {
        let (tell, heard) = mpsc::channel();
        let mut watcher = notify::recommended_watcher(tell)?;
        for path in WATCHED.map(|name| project::root().join(name)) {
            watcher
                .watch(&path, RecursiveMode::Recursive)
                .with_context(|| path.display().to_string())?;
        }
        Ok(Self {
            heard,
            _watcher: watcher,
        })
    }

    /// Waits until something has changed, and then until nothing does for a moment.
    fn wait(&mut self) -> Result<()> {
        while !is_change(&self.heard.recv()??) {}
        while self.heard.recv_timeout(TOGETHER).is_ok() {}
        Ok(())
    }
}

fn is_change(event: &notify::Event) -> bool {
    let is_file = |path: &PathBuf| !path.is_dir();
    let is_read = matches!(event.kind, EventKind::Access(_));
    !is_read && event.paths.iter().any(is_file)
}
