//! One tab: what it is, where it is, and what it leaves behind when a test fails.

use std::cell::{Cell, RefCell};
use std::fmt::{Arguments, Display};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use fantoccini::error::CmdError;
use serde_json::Value;

use crate::command::ChromeCommand;
use crate::conditions::Wishes;
use crate::driver::{Browser, Driver};
use crate::firefox;
use crate::logs::Logs;
use crate::{dist, root};
use site::Site;

/// How long a page may take to do what is asked, where the caller names no time.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);
/// How often it is looked at meanwhile.
const POLL: Duration = Duration::from_millis(40);

/// A browser tab with a fresh profile at 1280x800, light, with motion.
pub struct Page {
    pub(crate) driver: Driver,
    pub(crate) site: Option<Site>,
    pub(crate) wishes: Cell<Wishes>,
    pub(crate) logs: RefCell<Logs>,
}

impl Page {
    /// A tab for the built page, served from `dist/`.
    #[must_use]
    pub fn of_dist() -> Self {
        Self::of(Some(Site::of(&dist())))
    }

    /// A tab of Firefox for the built page; nothing, said aloud, where there is no Firefox. It knows no conditions
    /// but its own, and neither logs nor requests.
    #[must_use]
    pub fn in_firefox() -> Option<Self> {
        if let Some(missing) = firefox::missing() {
            // Past the test's own output, which nobody reads when it passes.
            let _ = writeln!(
                io::stderr(),
                "SKIPPED: no test in Firefox, for {missing} is missing"
            );
            return None;
        }
        Some(Self::in_browser(Browser::Firefox, Some(Site::of(&dist()))))
    }

    /// A tab for any folder of static files.
    #[must_use]
    pub fn of_folder(folder: &Path) -> Self {
        Self::of(Some(Site::of(folder)))
    }

    /// A tab with no server behind it: for files opened from disk.
    #[must_use]
    pub fn without_server() -> Self {
        Self::of(None)
    }

    fn in_browser(browser: Browser, site: Option<Site>) -> Self {
        Self {
            driver: Driver::start(browser),
            site,
            wishes: Cell::default(),
            logs: RefCell::default(),
        }
    }

    fn of(site: Option<Site>) -> Self {
        let page = Self::in_browser(Browser::Chromium, site);
        page.resize(1280, 800);
        page.dark(false);
        page
    }

    /// Opens a path of the served folder (`"/"`, `"/?lang=es"`), or any whole URL.
    #[track_caller]
    pub fn open(&self, path: &str) {
        let url = match &self.site {
            Some(site) if path.starts_with('/') => format!("{}{path}", site.url()),
            _ => path.to_string(),
        };
        let opened = self.driver.block(async |tab| tab.goto(&url).await);
        must(opened, format_args!("{url} does not open"));
    }

    /// Opens a file from disk by its `file://` address.
    #[track_caller]
    pub fn open_file(&self, file: &Path) {
        let path = must(fs::canonicalize(file), format_args!("{}", file.display()));
        let url = url::Url::from_file_path(&path).expect("an absolute path");
        self.open(url.as_str());
    }

    /// Loads the page again.
    #[track_caller]
    pub fn reload(&self) {
        let done = self.driver.block(async |tab| tab.refresh().await);
        must(done, format_args!("the page does not reload"));
    }

    /// The address in the address bar.
    #[track_caller]
    pub fn url(&self) -> String {
        let url = self.driver.block(async |tab| tab.current_url().await);
        must(url, format_args!("the tab has no address")).into()
    }

    #[track_caller]
    pub(crate) fn command(&self, command: ChromeCommand) -> Value {
        must(self.try_command(command), format_args!("chromedriver"))
    }

    fn try_command(&self, command: ChromeCommand) -> Result<Value, Box<CmdError>> {
        let answer = self.driver.block(async |tab| tab.issue_cmd(command).await);
        answer.map_err(Box::new)
    }

    /// Saves a picture of the page under the name of the running test. Says where, if it could.
    fn last_picture(&self) -> Option<PathBuf> {
        let test = thread::current().name()?.replace("::", "-");
        let folder = root().join("target/shots/failed");
        let file = folder.join(test).with_extension("png");
        let picture = self.driver.block(async |tab| tab.screenshot().await).ok()?;
        fs::create_dir_all(folder).ok()?;
        fs::write(&file, picture).ok()?;
        Some(file)
    }
}

impl Drop for Page {
    /// A test that fails leaves a picture, and what the console said.
    fn drop(&mut self) {
        // Nothing below may panic: a second panic would hide the first.
        if !thread::panicking() {
            return;
        }
        if let Some(file) = self.last_picture() {
            eprintln!("the page as it was: {}", file.display());
        }
        if let Ok(entries) = self.try_command(ChromeCommand::log("browser")) {
            let logs = self.logs.get_mut();
            logs.add_console(&entries);
            for error in logs.errors() {
                eprintln!("console: {error}");
            }
        }
    }
}

/// The value, or a panic at the caller's line; a closure would panic at its own.
#[track_caller]
pub(crate) fn must<T, E: Display>(outcome: Result<T, E>, what: Arguments<'_>) -> T {
    match outcome {
        Ok(value) => value,
        Err(error) => panic!("{what}: {error}"),
    }
}

/// Looks until something is there or the time is up; looks at least once.
pub(crate) fn wait<T>(timeout: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    loop {
        let seen = look();
        if seen.is_some() || start.elapsed() > timeout {
            return seen;
        }
        thread::sleep(POLL);
    }
}
