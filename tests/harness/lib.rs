//! A built page in a headless Chromium, driven by calls that read as sentences.
//!
//! ```no_run
//! let page = harness::Page::of_dist();
//! page.open("/");
//! page.click("[data-test=play]");
//! page.wait_text("[data-test=clock]", "1.000 s");
//! assert_eq!(page.console_errors(), Vec::<String>::new());
//! ```
//!
//! Every call blocks, and panics at the caller's line when the page does not do what was asked: a
//! failed wish is a failed test. Knows nothing of Logarium but where its `dist/` is.

mod command;
mod conditions;
mod driver;
mod eyes;
mod firefox;
mod hands;
mod keys;
mod logs;
mod page;

use std::env;
use std::path::PathBuf;

pub use page::Page;
pub use site::Site;

/// The workspace's root folder: cargo runs tests and benchmarks in it.
#[must_use]
pub fn root() -> PathBuf {
    let here = env::current_dir().expect("a current folder");
    here.ancestors()
        .find(|folder| folder.join("Cargo.lock").is_file())
        .expect("the current folder is inside the workspace")
        .to_path_buf()
}

/// The folder that `cargo xtask build` fills.
#[must_use]
pub fn dist() -> PathBuf {
    root().join("dist")
}
