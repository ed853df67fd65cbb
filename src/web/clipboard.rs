//! What somebody can paste elsewhere.

use wasm_bindgen_futures::JsFuture;
use web_sys::window;

/// Puts a text on the clipboard; `false` where the browser does not let the page do so.
pub async fn put(text: String) -> bool {
    let Some(clipboard) = window().map(|w| w.navigator().clipboard()) else {
        return false;
    };
    // Pages that came over an unprotected network have none.
    if clipboard.is_undefined() {
        return false;
    }
    JsFuture::from(clipboard.write_text(&text)).await.is_ok()
}
