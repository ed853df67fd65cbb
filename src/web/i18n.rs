//! The page's texts in the languages it speaks.

use std::rc::Rc;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;
use view::saying::Saying;
use yew::prelude::*;

/// A language of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// Spanish.
    Spanish,
}

impl Language {
    /// All languages, in the order in which the switch offers them.
    pub const ALL: [Self; 2] = [Self::English, Self::Spanish];

    /// Its code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
        }
    }

    /// Its own name for itself.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Spanish => "Español",
        }
    }

    /// The language of a code such as `es-AR`, if the page speaks it.
    pub fn of(code: &str) -> Option<Self> {
        let primary = code
            .split(['-', '_'])
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|language| language.code() == primary)
    }

    const fn source(self) -> &'static str {
        match self {
            Self::English => include_str!("../../www/i18n/en.ftl"),
            Self::Spanish => include_str!("../../www/i18n/es.ftl"),
        }
    }
}

/// The texts of one language. Cheap to clone.
#[derive(Clone)]
pub struct Texts {
    /// The language.
    pub language: Language,
    bundle: Rc<FluentBundle<FluentResource>>,
}

impl PartialEq for Texts {
    fn eq(&self, other: &Self) -> bool {
        self.language == other.language
    }
}

impl Texts {
    /// The texts of `language`.
    pub fn new(language: Language) -> Self {
        let code: LanguageIdentifier = language.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![code]);
        bundle.set_use_isolating(false);
        // A resource that has errors still gives the messages that have none.
        let resource = FluentResource::try_new(language.source().to_owned())
            .unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
        Self {
            language,
            bundle: Rc::new(bundle),
        }
    }

    /// A text without arguments.
    pub fn get(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// A text with arguments.
    pub fn with(&self, key: &str, args: &[(&'static str, &str)]) -> String {
        let args = args
            .iter()
            .map(|(name, value)| (*name, fluent(value)))
            .collect();
        self.format(key, Some(&args))
    }

    /// What the view says.
    pub fn say(&self, saying: &Saying) -> String {
        let args = saying
            .args
            .iter()
            .map(|(name, value)| (*name, fluent(value)));
        let mut args: FluentArgs = args.collect();
        for (name, part) in &saying.parts {
            args.set(*name, self.say(part));
        }
        self.format(saying.key, Some(&args))
    }

    fn format(&self, key: &str, args: Option<&FluentArgs>) -> String {
        let Some(pattern) = self
            .bundle
            .get_message(key)
            .and_then(|message| message.value())
        else {
            return key.to_owned();
        };
        self.bundle
            .format_pattern(pattern, args, &mut Vec::new())
            .into_owned()
    }
}

/// Whole numbers choose plural forms; all else is text.
fn fluent(value: &str) -> FluentValue<'static> {
    match value.parse::<i32>() {
        Ok(number) => FluentValue::from(number),
        Err(_) => FluentValue::from(value.to_owned()),
    }
}

/// The texts of the page around a component.
#[hook]
pub fn use_texts() -> Texts {
    use_context::<Texts>().unwrap_or_else(|| Texts::new(Language::English))
}
