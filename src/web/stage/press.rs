//! What asks for a menu: the right button, the menu key, or a finger that stays.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use view::selection::Selection;
use yew::prelude::*;

/// How long a finger has to stay, in ms.
const LONG: u32 = 500;
/// How far it may move meanwhile, in CSS pixels.
const STILL: i32 = 8;

/// What a part of the stage listens to.
pub struct Press {
    /// The right button or the menu key.
    pub oncontextmenu: Callback<MouseEvent>,
    /// A finger comes down.
    pub onpointerdown: Callback<PointerEvent>,
    /// It moves, or goes.
    pub onpointerend: Callback<PointerEvent>,
}

struct Down {
    at: (i32, i32),
    _timer: Timeout,
}

/// Calls `menu` with `selection` and the place in the window.
#[hook]
pub fn use_press(menu: Option<Callback<(Selection, (f64, f64))>>, selection: Selection) -> Press {
    let down: Rc<RefCell<Option<Down>>> = use_mut_ref(|| None);
    let open = move |x: i32, y: i32| {
        if let Some(menu) = &menu {
            menu.emit((selection.clone(), (f64::from(x), f64::from(y))));
        }
        menu.is_some()
    };
    let oncontextmenu = {
        let (open, down) = (open.clone(), down.clone());
        Callback::from(move |event: MouseEvent| {
            down.take();
            if open(event.client_x(), event.client_y()) {
                event.prevent_default();
                event.stop_propagation();
            }
        })
    };
    let onpointerdown = {
        let down = down.clone();
        Callback::from(move |event: PointerEvent| {
            if event.pointer_type() != "touch" {
                return;
            }
            let (at, open) = ((event.client_x(), event.client_y()), open.clone());
            let timer = Timeout::new(LONG, move || {
                open(at.0, at.1);
            });
            *down.borrow_mut() = Some(Down { at, _timer: timer });
        })
    };
    let onpointerend = Callback::from(move |event: PointerEvent| {
        let stays = |down: &Down| {
            let (x, y) = down.at;
            let moved = (event.client_x() - x)
                .abs()
                .max((event.client_y() - y).abs());
            event.type_() == "pointermove" && moved <= STILL
        };
        let gone = down.borrow().as_ref().is_some_and(|down| !stays(down));
        if gone {
            down.take();
        }
    });
    Press {
        oncontextmenu,
        onpointerdown,
        onpointerend,
    }
}
