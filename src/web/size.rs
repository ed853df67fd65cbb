//! How large an element is, whenever that changes.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, HtmlElement, ResizeObserver};
use yew::prelude::*;

/// Tells `on_size` the inner width and height of the element, in CSS pixels, now and when they change.
#[hook]
pub fn use_size(node: NodeRef, on_size: Callback<(f64, f64)>) {
    use_effect_with((), move |()| {
        let watched = node
            .cast::<HtmlElement>()
            .map(|element| watch(&element, on_size));
        move || drop(watched)
    });
}

struct Watched {
    observer: ResizeObserver,
    _closure: Closure<dyn FnMut()>,
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

fn watch(element: &HtmlElement, on_size: Callback<(f64, f64)>) -> Option<Watched> {
    let seen = element.clone();
    let tell = move || {
        on_size.emit((
            f64::from(seen.client_width()),
            f64::from(seen.client_height()),
        ));
    };
    tell();
    let closure = Closure::<dyn FnMut()>::new(tell);
    let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok()?;
    observer.observe(element.unchecked_ref::<Element>());
    Some(Watched {
        observer,
        _closure: closure,
    })
}
