//! The page's texts in the languages it speaks.

use std::cell::RefCell;
use std::rc::Rc;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use lab::{Cover, Problem};
use serde::Deserialize;
use unic_langid::LanguageIdentifier;
use view::clock::Time;
use view::inspector::Figure;
use view::saying::Saying;
use yew::prelude::*;

use crate::{fetched, locale};

/// A language as its folder in `www/i18n` has it.
struct Source {
    code: &'static str,
    name: &'static str,
}

/// Every language there is a folder for.
const SOURCES: &[Source] = include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// A language of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language(usize);

impl Language {
    /// All languages, in the order in which the switch offers them.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        (0..SOURCES.len()).map(Self)
    }

    /// Its code.
    pub const fn code(self) -> &'static str {
        SOURCES[self.0].code
    }

    /// Its own name for itself.
    pub const fn name(self) -> &'static str {
        SOURCES[self.0].name
    }

    /// The language of a code such as `es-AR`, if the page speaks it.
    pub fn of(code: &str) -> Option<Self> {
        let primary = code
            .split(['-', '_'])
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        Self::all().find(|language| language.code() == primary)
    }
}

impl Default for Language {
    /// English, which the page has whatever else it speaks.
    fn default() -> Self {
        Self::of("en").unwrap_or(Self(0))
    }
}

/// The texts of one language. Cheap to clone.
#[derive(Clone)]
pub struct Texts {
    /// The language.
    pub language: Language,
    bundle: Rc<FluentBundle<FluentResource>>,
    labs: Rc<[Cover]>,
}

/// What the site has for a language, as one file.
#[derive(Deserialize)]
struct Spoken {
    texts: Vec<String>,
    labs: Vec<Cover>,
}

thread_local! {
    /// The languages that were fetched.
    static FETCHED: RefCell<Vec<Texts>> = const { RefCell::new(Vec::new()) };
}

impl PartialEq for Texts {
    fn eq(&self, other: &Self) -> bool {
        self.language == other.language
    }
}

impl Texts {
    /// The texts of `language`, if they were fetched.
    pub fn here(language: Language) -> Option<Self> {
        let is_it = |texts: &&Self| texts.language == language;
        FETCHED.with_borrow(|fetched| fetched.iter().find(is_it).cloned())
    }

    /// The texts of `language`, fetched if they are not here.
    ///
    /// # Errors
    /// When they cannot be had: why.
    pub async fn fetch(language: Language) -> Result<Self, Problem> {
        if let Some(texts) = Self::here(language) {
            return Ok(texts);
        }
        let path = format!("texts/{}.json", language.code());
        let spoken = fetched::text(&path).await?;
        let spoken: Spoken =
            serde_json::from_str(&spoken).map_err(|error| Problem::of(path, error.to_string()))?;
        let texts = Self::new(language, spoken);
        FETCHED.with_borrow_mut(|fetched| fetched.push(texts.clone()));
        Ok(texts)
    }

    fn new(language: Language, spoken: Spoken) -> Self {
        let code: LanguageIdentifier = language.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![code]);
        bundle.set_use_isolating(false);
        for file in spoken.texts {
            // A resource that has errors still gives the messages that have none.
            let resource = FluentResource::try_new(file).unwrap_or_else(|(resource, _)| resource);
            bundle.add_resource_overriding(resource);
        }
        let code = language.code();
        // Fails only if there is one already.
        let _ = bundle.add_function("NUMBER", move |given, _| match given.first() {
            Some(FluentValue::Number(number)) => locale::number(code, number.value).into(),
            Some(other) => other.into_owned(),
            None => FluentValue::Error,
        });
        Self {
            language,
            bundle: Rc::new(bundle),
            labs: spoken.labs.into(),
        }
    }

    /// The built-in labs as a list has them, in the order of the curriculum.
    pub fn labs(&self) -> &[Cover] {
        &self.labs
    }

    /// A built-in lab as a list has it.
    pub fn lab(&self, id: &str) -> Option<&Cover> {
        self.labs.iter().find(|lab| lab.id == id)
    }

    /// A text without arguments.
    pub fn get(&self, key: &str) -> String {
        self.format(key, None, None)
    }

    /// An attribute of a text without arguments.
    pub fn attribute(&self, key: &str, name: &str) -> String {
        self.format(key, Some(name), None)
    }

    /// What is said of a field or a config: in English it stands where that is defined, in other languages under the key
    /// `<kind>-<name>`.
    pub fn doc(&self, kind: &str, name: &str, english: &str) -> String {
        let name: String = name
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .collect();
        let key = format!("{kind}-{name}");
        if self.bundle.has_message(&key) {
            self.get(&key)
        } else {
            sentence(english)
        }
    }

    /// A text with arguments.
    pub fn with(&self, key: &str, args: &[(&'static str, &str)]) -> String {
        let args = args
            .iter()
            .map(|(name, value)| (*name, fluent(value)))
            .collect();
        self.format(key, None, Some(&args))
    }

    /// What the view says.
    pub fn say(&self, saying: &Saying) -> String {
        let args = saying
            .args
            .iter()
            .map(|(name, value)| (*name, fluent(value)));
        let mut args: FluentArgs = args.collect();
        for (name, time) in &saying.times {
            args.set(*name, self.time(*time));
        }
        for (name, part) in &saying.parts {
            args.set(*name, self.say(part));
        }
        self.format(saying.key, None, Some(&args))
    }

    /// A moment of model time, such as `3.482 s`.
    pub fn moment(&self, micros: u64) -> String {
        self.time(Time::Moment(micros))
    }

    /// A moment or a length of model time.
    pub fn time(&self, time: Time) -> String {
        self.decimal(&time.to_string())
    }

    /// A number that was written with a point, or several.
    pub fn decimal(&self, text: &str) -> String {
        locale::decimal(self.language.code(), text)
    }

    /// What a fact is.
    pub fn figure(&self, figure: &Figure) -> String {
        match figure {
            Figure::Text(text) => text.clone(),
            Figure::Count(count) => locale::number(self.language.code(), *count as f64),
            Figure::Time(time) => self.time(*time),
            Figure::Said(saying) => self.say(saying),
        }
    }

    fn format(&self, key: &str, attribute: Option<&str>, args: Option<&FluentArgs>) -> String {
        let message = self.bundle.get_message(key);
        let pattern = message.and_then(|message| match attribute {
            Some(name) => message.get_attribute(name).map(|found| found.value()),
            None => message.value(),
        });
        let Some(pattern) = pattern else {
            return key.to_owned();
        };
        self.bundle
            .format_pattern(pattern, args, &mut Vec::new())
            .into_owned()
    }
}

/// What is defined beside a config is no more than a clause.
fn sentence(clause: &str) -> String {
    let mut letters = clause.chars();
    let Some(first) = letters.next() else {
        return String::new();
    };
    let end = if clause.ends_with(['.', '?']) {
        ""
    } else {
        "."
    };
    format!("{}{}{end}", first.to_uppercase(), letters.as_str())
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
    use_context::<Texts>().expect("the page begins when it has its texts")
}
