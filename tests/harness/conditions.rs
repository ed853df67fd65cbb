//! The conditions under which a page is seen: its size, the reader's preferences, the network, the processor.

use serde_json::{Value, json};

use crate::command::ChromeCommand;
use crate::page::Page;

/// What a reader's system asks for.
#[derive(Clone, Copy, Default)]
pub(crate) struct Wishes {
    dark: bool,
    still: bool,
    contrast: bool,
    forced: bool,
    paper: bool,
}

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
        self.wish(|wishes| wishes.dark = dark);
    }

    /// Prefers reduced motion, or not.
    #[track_caller]
    pub fn reduced_motion(&self, still: bool) {
        self.wish(|wishes| wishes.still = still);
    }

    /// Prefers more contrast, or not.
    #[track_caller]
    pub fn more_contrast(&self, contrast: bool) {
        self.wish(|wishes| wishes.contrast = contrast);
    }

    /// Has the system pick the colours, or not.
    #[track_caller]
    pub fn forced_colours(&self, forced: bool) {
        self.wish(|wishes| wishes.forced = forced);
    }

    /// Shows the page as it is printed, or on the screen again.
    #[track_caller]
    pub fn on_paper(&self, paper: bool) {
        self.wish(|wishes| wishes.paper = paper);
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

    /// Makes the processor this many times slower than it is; 1 lets it be.
    #[track_caller]
    pub fn throttle(&self, times: u32) {
        self.emulate("Emulation.setCPUThrottlingRate", &json!({ "rate": times }));
    }

    /// Runs a script in every document that is opened from now on, before anything of the document's own.
    #[track_caller]
    pub fn before_load(&self, script: &str) {
        self.emulate(
            "Page.addScriptToEvaluateOnNewDocument",
            &json!({ "source": script }),
        );
    }

    /// One call sets all wishes; the ones it leaves out would be forgotten.
    #[track_caller]
    fn wish(&self, change: impl FnOnce(&mut Wishes)) {
        let mut wishes = self.wishes.get();
        change(&mut wishes);
        self.wishes.set(wishes);
        let feature = |name: &str, on: bool, yes: &str, no: &str| json!({ "name": name, "value": if on { yes } else { no } });
        self.emulate(
            "Emulation.setEmulatedMedia",
            &json!({
                "media": if wishes.paper { "print" } else { "" },
                "features": [
                    feature("prefers-color-scheme", wishes.dark, "dark", "light"),
                    feature("prefers-reduced-motion", wishes.still, "reduce", "no-preference"),
                    feature("prefers-contrast", wishes.contrast, "more", "no-preference"),
                    feature("forced-colors", wishes.forced, "active", "none"),
                ],
            }),
        );
    }

    #[track_caller]
    fn emulate(&self, method: &str, parameters: &Value) {
        self.command(ChromeCommand::devtools(method, parameters));
    }
}
