//! Language and theme: what the browser prefers, unless somebody chose otherwise.

use web_sys::{MediaQueryList, window};
use yew::Callback;

use crate::i18n::Language;
use crate::{embed, storage};

/// Where the chosen language is kept.
const LANGUAGE: &str = "language";
/// Where the chosen theme is kept.
const THEME: &str = "theme";

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// Its name in the document's `data-theme`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// The settings, for every component, with the ways to change them.
#[derive(Clone, PartialEq)]
pub struct Settings {
    /// The theme in force.
    pub theme: Theme,
    /// Chooses a theme.
    pub set_theme: Callback<Theme>,
    /// Chooses a language.
    pub set_language: Callback<Language>,
}

/// The language to begin with.
pub fn first_language() -> Language {
    let wished = embed::wished("lang").and_then(|code| Language::of(&code));
    let chosen = wished.or_else(|| storage::read_as(LANGUAGE, Language::of));
    let preferred = || {
        window()
            .and_then(|w| w.navigator().language())
            .and_then(|code| Language::of(&code))
    };
    chosen.or_else(preferred).unwrap_or_default()
}

/// The theme to begin with.
pub fn first_theme() -> Theme {
    let dark = || prefers("(prefers-color-scheme: dark)");
    let named = |name: &str| {
        let mut themes = [Theme::Light, Theme::Dark].into_iter();
        themes.find(|theme| theme.name() == name)
    };
    let preferred = || if dark() { Theme::Dark } else { Theme::Light };
    let wished = embed::wished("theme").and_then(|name| named(&name));
    let chosen = wished.or_else(|| storage::read_as(THEME, named));
    chosen.unwrap_or_else(preferred)
}

/// Whether the browser's user prefers things this way.
pub fn prefers(query: &str) -> bool {
    media(query).is_some_and(|media| media.matches())
}

/// A media query that can be asked again and again.
pub fn media(query: &str) -> Option<MediaQueryList> {
    window()?.match_media(query).ok().flatten()
}

/// Remembers a language as somebody's choice.
pub fn keep_language(language: Language) {
    storage::write(LANGUAGE, language.code());
}

/// Remembers a theme as somebody's choice.
pub fn keep_theme(theme: Theme) {
    storage::write(THEME, theme.name());
}

/// Puts a language in force.
pub fn show_language(language: Language) {
    set_on_root("lang", language.code());
}

/// Puts a theme in force.
pub fn show_theme(theme: Theme) {
    set_on_root("data-theme", theme.name());
}

fn set_on_root(name: &str, value: &str) {
    if let Some(root) = window()
        .and_then(|w| w.document())
        .and_then(|d| d.document_element())
    {
        // Fails only for attribute names that are none.
        let _ = root.set_attribute(name, value);
    }
}
