//! Keys by the names that a browser's `KeyboardEvent.key` gives them.

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;

/// The presses and releases of a combination such as `"Space"`, `"?"` or `"Shift+ArrowLeft"`.
pub(crate) fn actions(combination: &str) -> KeyActions {
    // The key may be a plus sign itself: "+", "Control++".
    let (held, key) = match combination.strip_suffix('+') {
        Some(held) => (held.trim_end_matches('+'), "+"),
        None => combination.rsplit_once('+').unwrap_or(("", combination)),
    };
    let chain: Vec<char> = held
        .split('+')
        .filter(|name| !name.is_empty())
        .chain([key])
        .map(code)
        .collect();
    let down = chain.iter().map(|&value| KeyAction::Down { value });
    let up = chain.iter().rev().map(|&value| KeyAction::Up { value });
    down.chain(up)
        .fold(KeyActions::new("keyboard".into()), KeyActions::then)
}

fn code(name: &str) -> char {
    let key = match name {
        "Shift" => Key::Shift,
        "Control" => Key::Control,
        "Alt" => Key::Alt,
        "Meta" => Key::Meta,
        "Space" | " " => Key::Space,
        "Enter" => Key::Enter,
        "Escape" => Key::Escape,
        "Tab" => Key::Tab,
        "Backspace" => Key::Backspace,
        "Delete" => Key::Delete,
        "Home" => Key::Home,
        "End" => Key::End,
        "PageUp" => Key::PageUp,
        "PageDown" => Key::PageDown,
        "ArrowLeft" => Key::Left,
        "ArrowRight" => Key::Right,
        "ArrowUp" => Key::Up,
        "ArrowDown" => Key::Down,
        _ => {
            let mut letters = name.chars();
            return match (letters.next(), letters.next()) {
                (Some(letter), None) => letter,
                _ => panic!("no key is named {name:?}"),
            };
        }
    };
    key.into()
}
