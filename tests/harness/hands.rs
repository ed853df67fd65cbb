//! What a person does with mouse and keyboard.

use std::fs;
use std::path::Path;
use std::time::Duration;

use fantoccini::Locator;
use fantoccini::actions::{
    InputSource, MOUSE_BUTTON_LEFT, MOUSE_BUTTON_RIGHT, MouseActions, PointerAction,
};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;

use serde_json::json;

use crate::command::ChromeCommand;
use crate::keys;
use crate::page::{PATIENCE, Page, must, wait};

/// How long the pointer travels for each part of a drag.
const TRAVEL: Duration = Duration::from_millis(100);

/// Control and A, let go again: WebDriver's own way of clearing goes round the page's events.
const SELECT_ALL: &str = "\u{e009}a\u{e000}";

impl Page {
    /// Clicks an element once it is there and nothing covers it.
    #[track_caller]
    pub fn click(&self, css: &str) {
        self.act(css, "clicked", &async |element| element.click().await);
    }

    /// Presses the right button on an element.
    #[track_caller]
    pub fn click_right(&self, css: &str) {
        let element = self.act(css, "found", &async |element| Ok(element.clone()));
        let done: Result<(), CmdError> = self.driver.block(async |tab| {
            let button = MOUSE_BUTTON_RIGHT;
            let mouse = MouseActions::new("mouse".into())
                .then(PointerAction::MoveToElement {
                    element: element.clone(),
                    duration: Some(TRAVEL),
                    x: 0.0,
                    y: 0.0,
                })
                .then(PointerAction::Down { button })
                .then(PointerAction::Up { button });
            tab.perform_actions(mouse).await
        });
        must(
            done,
            format_args!("{css} cannot be pressed with the right button"),
        );
    }

    /// Drags with the mouse along an element, from one share of its width to another (0 to 1).
    #[track_caller]
    pub fn drag(&self, css: &str, from: f64, to: f64) {
        let element = self.act(css, "found", &async |element| Ok(element.clone()));
        let done: Result<(), CmdError> = self.driver.block(async |tab| {
            let (_, _, width, _) = element.rectangle().await?;
            // The pointer's offsets count from the element's middle.
            let at = |share: f64| PointerAction::MoveToElement {
                element: element.clone(),
                duration: Some(TRAVEL),
                x: (share - 0.5) * width,
                y: 0.0,
            };
            let button = MOUSE_BUTTON_LEFT;
            let way = [
                at(from),
                PointerAction::Down { button },
                at(f64::midpoint(from, to)),
                at(to),
                PointerAction::Up { button },
            ];
            let mouse = MouseActions::new("mouse".into());
            tab.perform_actions(way.into_iter().fold(mouse, MouseActions::then))
                .await
        });
        must(done, format_args!("{css} cannot be dragged"));
    }

    /// Presses and releases a key, or several at once: `"Space"`, `"?"`, `"Shift+ArrowLeft"`.
    #[track_caller]
    pub fn press(&self, combination: &str) {
        let actions = keys::actions(combination);
        let done = self
            .driver
            .block(async |tab| tab.perform_actions(actions).await);
        must(done, format_args!("{combination} cannot be pressed"));
    }

    /// Replaces what a text field holds, by typing.
    #[track_caller]
    pub fn type_text(&self, css: &str, text: &str) {
        self.act(css, "typed into", &async |element| {
            element.send_keys(&format!("{SELECT_ALL}{text}")).await
        });
    }

    /// Hands a file to an `<input type="file">`.
    #[track_caller]
    pub fn upload(&self, css: &str, file: &Path) {
        let path = file.display().to_string();
        self.act(css, "given a file", &async |element| {
            element.send_keys(&path).await
        });
    }

    /// Drops a file or a folder from outside the browser onto an element.
    #[track_caller]
    pub fn drop_file(&self, css: &str, file: &Path) {
        let element = self.act(css, "found", &async |element| element.rectangle().await);
        let (left, top, width, height) = element;
        let path = must(fs::canonicalize(file), format_args!("{}", file.display()));
        for kind in ["dragEnter", "dragOver", "drop"] {
            let event = json!({
                "type": kind,
                "x": left + width / 2.0,
                "y": top + height / 2.0,
                "data": { "items": [], "files": [path], "dragOperationsMask": 1 },
            });
            self.command(ChromeCommand::devtools("Input.dispatchDragEvent", &event));
        }
    }

    /// Chooses the option with this value in a `<select>`.
    #[track_caller]
    pub fn choose(&self, css: &str, value: &str) {
        self.act(css, "chosen from", &async |element| {
            element.select_by_value(value).await
        });
    }

    /// Does something with an element; again while the page is replacing or covering it.
    #[track_caller]
    pub(crate) fn act<T>(
        &self,
        css: &str,
        deed: &str,
        work: &impl AsyncFn(&Element) -> Result<T, CmdError>,
    ) -> T {
        let mut refusal = None;
        let done = wait(PATIENCE, || {
            let outcome = self.driver.block(async |tab| {
                let element = tab.find(Locator::Css(css)).await?;
                work(&element).await
            });
            outcome.map_err(|e| refusal = Some(e)).ok()
        });
        match (done, refusal) {
            (Some(value), _) => value,
            (None, refusal) => {
                let why = refusal.map(|e| e.to_string()).unwrap_or_default();
                panic!("{css} cannot be {deed} within {PATIENCE:?}: {why}")
            }
        }
    }
}
