//! What chromedriver offers beyond the WebDriver standard.

use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

/// A command of chromedriver's own: its path below the session, and its parameters.
#[derive(Debug)]
pub(crate) struct ChromeCommand {
    path: &'static str,
    parameters: Value,
}

impl ChromeCommand {
    /// A call of the Chrome DevTools Protocol, such as `Emulation.setEmulatedMedia`.
    pub(crate) fn devtools(method: &str, parameters: &Value) -> Self {
        Self {
            path: "goog/cdp/execute",
            parameters: json!({ "cmd": method, "params": parameters }),
        }
    }

    /// The entries of one log (`browser`, `performance`) since it was last read.
    pub(crate) fn log(kind: &str) -> Self {
        Self {
            path: "se/log",
            parameters: json!({ "type": kind }),
        }
    }
}

impl WebDriverCompatibleCommand for ChromeCommand {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        let session = session.unwrap_or_default();
        base.join(&format!("session/{session}/{}", self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.parameters.to_string()))
    }
}
