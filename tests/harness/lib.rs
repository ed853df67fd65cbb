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
mod hands;
mod keys;
mod logs;
mod page;
mod site;

use std::path::{Path, PathBuf};

pub use page::Page;
pub use site::Site;

/// The workspace's root folder.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("the harness lives in tests/harness")
        .to_path_buf()
}

/// The folder that `cargo xtask build` fills.
#[must_use]
pub fn dist() -> PathBuf {
    root().join("dist")
}
