//! What the browser logged: complaints on its console, and every address it asked for.

use serde_json::Value;

/// All entries since the page was made; chromedriver itself hands each out once.
#[derive(Default)]
pub(crate) struct Logs {
    errors: Vec<String>,
    requests: Vec<String>,
}

impl Logs {
    /// Takes in new entries of the `browser` log.
    pub(crate) fn add_console(&mut self, entries: &Value) {
        self.errors.extend(
            list(entries)
                .iter()
                .filter(|entry| entry["level"] == "SEVERE")
                .map(|entry| text(&entry["message"])),
        );
    }

    /// Takes in new entries of the `performance` log.
    pub(crate) fn add_performance(&mut self, entries: &Value) {
        let events = list(entries)
            .iter()
            .filter_map(|entry| serde_json::from_str::<Value>(entry["message"].as_str()?).ok());
        for event in events {
            let event = &event["message"];
            let url = text(&event["params"]["request"]["url"]);
            // The browser's own new-tab page comes before ours, and may still be asking.
            let of_browser = ["chrome:", "chrome-untrusted:"];
            let own = of_browser.iter().any(|scheme| url.starts_with(scheme));
            if event["method"] == "Network.requestWillBeSent" && !own {
                self.requests.push(url);
            }
        }
    }

    pub(crate) fn errors(&self) -> Vec<String> {
        self.errors.clone()
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.clone()
    }
}

fn list(entries: &Value) -> &[Value] {
    entries.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_string()
}
