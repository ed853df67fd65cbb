//! What a person, a script or an inspector sees of a page.

use std::fs;
use std::path::Path;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use fantoccini::Locator;
use serde_json::{Value, json};

use crate::command::ChromeCommand;
use crate::page::{PATIENCE, Page, must, wait};
use site::Site;

impl Page {
    /// The visible text of an element, once the element is there.
    #[track_caller]
    pub fn text(&self, css: &str) -> String {
        self.act(css, "read", &async |element| element.text().await)
    }

    /// An attribute of an element, once the element is there.
    #[track_caller]
    pub fn attribute(&self, css: &str, name: &str) -> Option<String> {
        self.act(css, "read", &async |element| element.attr(name).await)
    }

    /// Whether such an element is there now.
    #[track_caller]
    pub fn exists(&self, css: &str) -> bool {
        self.count(css) > 0
    }

    /// How many such elements are there now.
    #[track_caller]
    pub fn count(&self, css: &str) -> usize {
        let found = self
            .driver
            .block(async |tab| tab.find_all(Locator::Css(css)).await);
        must(found, format_args!("{css}")).len()
    }

    /// Waits until such an element is there.
    #[track_caller]
    pub fn wait_for(&self, css: &str, timeout: Duration) {
        let there = wait(timeout, || self.exists(css).then_some(()));
        assert!(there.is_some(), "{css} is not there within {timeout:?}");
    }

    /// Waits until no such element is there.
    #[track_caller]
    pub fn wait_gone(&self, css: &str) {
        let gone = wait(PATIENCE, || (!self.exists(css)).then_some(()));
        assert!(gone.is_some(), "{css} is still there after {PATIENCE:?}");
    }

    /// Waits until the visible text of an element contains this.
    #[track_caller]
    pub fn wait_text(&self, css: &str, wanted: &str) {
        let mut seen = None;
        let found = wait(PATIENCE, || {
            // An element that is replaced between being found and being read counts as not yet.
            seen = self.driver.block(async |tab| {
                let element = tab.find(Locator::Css(css)).await.ok()?;
                element.text().await.ok()
            });
            seen.as_ref()?.contains(wanted).then_some(())
        });
        assert!(
            found.is_some(),
            "{css} does not come to read {wanted:?} within {PATIENCE:?}; it reads {seen:?}"
        );
    }

    /// Waits until a JavaScript expression is truthy.
    #[track_caller]
    pub fn wait_until(&self, expression: &str, timeout: Duration) {
        let truth = format!("!!({expression})");
        let held = wait(timeout, || (self.eval(&truth) == true).then_some(()));
        assert!(held.is_some(), "{expression} is not so within {timeout:?}");
    }

    /// The value of a JavaScript expression.
    #[track_caller]
    pub fn eval(&self, expression: &str) -> Value {
        let script = format!("return ({expression});");
        let value = self
            .driver
            .block(async |tab| tab.execute(&script, Vec::new()).await);
        must(value, format_args!("{expression}"))
    }

    /// The value that the promise of a JavaScript expression comes to; it may take ten minutes.
    #[track_caller]
    pub fn eval_async(&self, expression: &str) -> Value {
        let script = format!(
            "const done = arguments[arguments.length - 1]; \
             (async () => ({expression}))().then(value => done({{ value }}), \
             error => done({{ error: String(error) }}));"
        );
        let outcome = self
            .driver
            .block(async |tab| tab.execute_async(&script, Vec::new()).await);
        let mut outcome = must(outcome, format_args!("{expression}"));
        match outcome.get("error") {
            Some(error) => panic!("{expression}: {error}"),
            None => outcome["value"].take(),
        }
    }

    /// Runs a script in the page, past its Content-Security-Policy, as an inspector can.
    #[track_caller]
    pub fn inject(&self, script: &str) {
        let done = self
            .driver
            .block(async |tab| tab.execute(script, Vec::new()).await);
        must(done, format_args!("the script does not run"));
    }

    /// Saves what the viewport shows as a PNG; makes the folders on the way.
    #[track_caller]
    pub fn screenshot(&self, file: &Path) {
        let picture = self.driver.block(async |tab| tab.screenshot().await);
        keep(&must(picture, format_args!("no screenshot")), file);
    }

    /// Saves a picture of the viewport as WebP, which is much smaller: for what is kept with the sources.
    #[track_caller]
    pub fn small_screenshot(&self, file: &Path) {
        let how = json!({ "format": "webp", "quality": 90 });
        let told = self.command(ChromeCommand::devtools("Page.captureScreenshot", &how));
        let picture = BASE64_STANDARD.decode(told["data"].as_str().unwrap_or_default());
        keep(&must(picture, format_args!("no screenshot")), file);
    }

    /// Every error on the console since the tab opened: exceptions, refusals, failed requests.
    #[track_caller]
    pub fn console_errors(&self) -> Vec<String> {
        let entries = self.command(ChromeCommand::log("browser"));
        let mut logs = self.logs.borrow_mut();
        logs.add_console(&entries);
        logs.errors()
    }

    /// Every URL that the tab asked for since it opened, its own documents included.
    #[track_caller]
    pub fn requests(&self) -> Vec<String> {
        let entries = self.command(ChromeCommand::log("performance"));
        let mut logs = self.logs.borrow_mut();
        logs.add_performance(&entries);
        logs.requests()
    }

    /// Those of [`Self::requests`] that left the page's own origin, `data:` and `blob:` aside.
    #[track_caller]
    pub fn foreign_requests(&self) -> Vec<String> {
        let own = self
            .site
            .as_ref()
            .map_or_else(|| "file:///".into(), |site: &Site| site.url() + "/");
        let mut foreign = self.requests();
        foreign.retain(|url| {
            !["data:", "blob:", "about:", own.as_str()]
                .iter()
                .any(|home| url.starts_with(home))
        });
        foreign
    }
}

#[track_caller]
fn keep(picture: &[u8], file: &Path) {
    let folder = file.parent().expect("a file inside a folder");
    let saved = fs::create_dir_all(folder).and_then(|()| fs::write(file, picture));
    must(saved, format_args!("{}", file.display()));
}
