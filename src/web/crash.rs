//! What happens when the module panics: the page outside of it is told, and shows itself (`www/boot.js`).

use std::panic::PanicHookInfo;

use web_sys::{CustomEvent, CustomEventInit, window};

/// Tells panics to the page.
pub fn watch() {
    yew::set_custom_panic_hook(Box::new(tell));
}

fn tell(info: &PanicHookInfo) {
    let message = info.to_string();
    web_sys::console::error_1(&message.as_str().into());
    dispatch("logarium-stopped", &message);
}

/// Tells the page that it cannot begin.
pub fn not_loaded(why: &str) {
    dispatch("logarium-not-loaded", why);
}

fn dispatch(name: &str, message: &str) {
    let init = CustomEventInit::new();
    init.set_detail(&message.into());
    if let (Some(window), Ok(event)) =
        (window(), CustomEvent::new_with_event_init_dict(name, &init))
    {
        // Fails only for an event that is being dispatched already.
        let _ = window.dispatch_event(&event);
    }
}
