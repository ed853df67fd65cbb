//! The conditions under which a page is seen: its size, the reader's preferences, the network.

use serde_json::{Value, json};

use crate::command::ChromeCommand;
use crate::page::Page;

impl Page {
    /// Sets the size of the viewport in CSS pixels; below 500 wide, as a phone has it.
    ///
    /// A page too wide for a phone then makes `innerWidth` exceed `width`, as on a real one.
    #[track_caller]
    pub fn resize(&self, width: u32, height: u32) {
        let mobile = width < 500;
        self.emulate(
            "Emulation.setDeviceMetricsOverride",
            &json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile }),
        );
    }

    /// Prefers a dark or a light colour scheme.
    #[track_caller]
    pub fn dark(&self, dark: bool) {
        self.dark.set(dark);
        self.emulate_media();
    }

    /// Prefers reduced motion, or not.
    #[track_caller]
    pub fn reduced_motion(&self, still: bool) {
        self.still.set(still);
        self.emulate_media();
    }

    /// Cuts or restores the network, as `navigator.onLine` and every request see it.
    #[track_caller]
    pub fn offline(&self, offline: bool) {
        self.emulate(
            "Network.emulateNetworkConditions",
            &json!({
                "offline": offline,
                "latency": 0,
                "downloadThroughput": -1,
                "uploadThroughput": -1,
            }),
        );
    }

    /// One call sets all preferences; the ones it leaves out would be forgotten.
    #[track_caller]
    fn emulate_media(&self) {
        let scheme = if self.dark.get() { "dark" } else { "light" };
        let motion = if self.still.get() {
            "reduce"
        } else {
            "no-preference"
        };
        self.emulate(
            "Emulation.setEmulatedMedia",
            &json!({ "features": [
                { "name": "prefers-color-scheme", "value": scheme },
                { "name": "prefers-reduced-motion", "value": motion },
            ] }),
        );
    }

    #[track_caller]
    fn emulate(&self, method: &str, parameters: &Value) {
        self.command(ChromeCommand::devtools(method, parameters));
    }
}
