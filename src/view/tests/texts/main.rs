//! What the page and its labs say, in all languages.

mod docs;
mod glossary;
mod keys;
mod languages;
