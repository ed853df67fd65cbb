//! Dragging with a mouse, a pen or a finger.

use web_sys::Element;
use yew::prelude::*;

/// What an element that is dragged listens to.
pub struct Drag {
    /// The pointer is put down.
    pub onpointerdown: Callback<PointerEvent>,
    /// It moves.
    pub onpointermove: Callback<PointerEvent>,
}

/// Tells where the pointer is from when it is put down on an element until it is let go, wherever it is meanwhile.
pub fn drag(element: &NodeRef, on_drag: Callback<PointerEvent>) -> Drag {
    let onpointerdown = {
        let (element, on_drag) = (element.clone(), on_drag.clone());
        Callback::from(move |event: PointerEvent| {
            if let Some(element) = element.cast::<Element>() {
                // Fails only for a pointer that has gone.
                let _ = element.set_pointer_capture(event.pointer_id());
            }
            on_drag.emit(event);
        })
    };
    let element = element.clone();
    let onpointermove = Callback::from(move |event: PointerEvent| {
        let has = |element: Element| element.has_pointer_capture(event.pointer_id());
        if element.cast().is_some_and(has) {
            on_drag.emit(event);
        }
    });
    Drag {
        onpointerdown,
        onpointermove,
    }
}
