//! The driver process, such as chromedriver, and the browser session it holds.

use std::env;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use crate::firefox;

/// It gives up when another one takes the port between its choosing and its listening.
const ATTEMPTS: u32 = 5;
/// How long a browser may take to say goodbye before it is killed.
const GOODBYE: Duration = Duration::from_secs(5);

/// How long a page may take to load.
const LOAD: Duration = Duration::from_secs(60);
/// How long one script may run; a benchmark or two hundred seeds take their time.
const SCRIPT: Duration = Duration::from_secs(600);

/// Runs the driver, and kills its process group, the browser included, once it ends or the pipe
/// to this process closes: also when this process is itself interrupted or killed.
const GUARD: &str =
    "exec 3<&0; (read -r _ <&3; kill -KILL 0) & \"$0\" --port=0 </dev/null; kill -KILL 0";

/// Chromium without a screen, a network of its own, or anything remembered.
const FLAGS: [&str; 13] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--force-device-scale-factor=1",
    "--hide-scrollbars",
    // No name resolves: a page that needs another host fails here rather than in a classroom.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/// Which browser is driven.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Browser {
    /// What the tests use: its driver has commands for what only inspectors can do.
    Chromium,
    /// Another one, by the standard's commands alone.
    Firefox,
}

/// A browser with a fresh profile; it ends with this value, also when a test panics.
pub(crate) struct Driver {
    runtime: Runtime,
    client: Client,
    guard: Child,
    _profile: TempDir,
}

impl Driver {
    pub(crate) fn start(browser: Browser) -> Self {
        let (mut guard, port) = (0..ATTEMPTS)
            .find_map(|_| launch(browser))
            .expect("the driver starts; `cargo xtask test` installs it");
        let profile = tempfile::tempdir().expect("a folder for the browser's profile");
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let client = runtime.block_on(
            ClientBuilder::new(HttpConnector::new())
                .capabilities(browser.capabilities(&profile))
                .connect(&format!("http://127.0.0.1:{port}")),
        );
        let client = client.unwrap_or_else(|e| {
            end(&mut guard);
            panic!("no browser session: {e}");
        });
        Self {
            runtime,
            client,
            guard,
            _profile: profile,
        }
    }

    /// Waits for what the browser answers.
    pub(crate) fn block<T>(&self, work: impl AsyncFnOnce(&Client) -> T) -> T {
        self.runtime.block_on(work(&self.client))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let goodbye = self.client.clone().close();
        // Whether or not it answers, nothing of it stays.
        let _ = self
            .runtime
            .block_on(async { tokio::time::timeout(GOODBYE, goodbye).await });
        end(&mut self.guard);
    }
}

/// Starts the driver on a port of its choice; nothing if it gave up.
fn launch(browser: Browser) -> Option<(Child, u16)> {
    let program = browser.driver();
    let mut guard = Command::new("sh")
        .args(["-c", GUARD])
        .arg(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .expect("a shell");
    let mut lines = BufReader::new(guard.stdout.take().expect("a piped stdout")).lines();
    let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
        let (_, port) = line.split_once(browser.announcement())?;
        port.trim_end_matches('.').parse().ok()
    });
    let Some(port) = port else {
        end(&mut guard);
        return None;
    };
    // Keeps the pipe open, or its next line would end the driver.
    thread::spawn(move || lines.for_each(drop));
    Some((guard, port))
}

/// Ends the driver and every browser process below it.
fn end(guard: &mut Child) {
    drop(guard.stdin.take());
    // It kills itself too, so there is no status to care for.
    let _ = guard.wait();
}

impl Browser {
    fn driver(self) -> PathBuf {
        match self {
            Self::Chromium => env::var_os("CHROMEDRIVER")
                .unwrap_or_else(|| "chromedriver".into())
                .into(),
            Self::Firefox => firefox::driver(),
        }
    }

    /// What the driver says before the port that it listens on.
    fn announcement(self) -> &'static str {
        match self {
            Self::Chromium => "ChromeDriver was started successfully on port ",
            Self::Firefox => firefox::ANNOUNCEMENT,
        }
    }

    fn capabilities(self, profile: &TempDir) -> Capabilities {
        let mut wanted = match self {
            Self::Chromium => chromium(profile),
            Self::Firefox => firefox::capabilities(),
        };
        wanted["timeouts"] = json!({ "script": SCRIPT.as_millis(), "pageLoad": LOAD.as_millis() });
        wanted.as_object().expect("an object").clone()
    }
}

fn chromium(profile: &TempDir) -> Value {
    let mut args: Vec<String> = FLAGS.map(String::from).into();
    args.push(format!("--user-data-dir={}", profile.path().display()));
    let mut options = json!({ "args": args });
    if let Ok(binary) = env::var("CHROMIUM") {
        options["binary"] = binary.into();
    }
    json!({
        "goog:chromeOptions": options,
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
    })
}
