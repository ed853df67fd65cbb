//! The exact state of one thing: facts, configs, what last happened to it, and what can be done to it.

mod alter;
mod configs;
mod deeds;
mod events;
mod facts;
mod near;
mod read;
mod registry;
mod transaction;

pub(crate) use deeds::of as deeds;

pub use alter::{Alteration, Owner};

use std::rc::Rc;

use lab::Action;
use serde::Serialize;

use crate::ask::Ask;
use crate::clock::Time;
use crate::fault::FaultForm;
use crate::saying::Saying;
use crate::selection::Selection;

/// All there is to say about the selected thing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Inspector {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Saying,
    /// Its state.
    pub facts: Vec<Fact>,
    /// What belongs to it and can be looked at in turn.
    pub near: Vec<Near>,
    /// What can be done to it now.
    pub deeds: Vec<Action>,
    /// What can be asked of the cluster about it.
    pub asks: Vec<Ask>,
    /// A form to break what the buttons cannot, for a node.
    pub fault: Option<FaultForm>,
    /// A form to send records with, for a producer that runs.
    pub send: Option<SendForm>,
    /// What `kcat -L` would print of the cluster, as a broker that runs tells it.
    pub kcat: Option<String>,
    /// Its configs by Kafka's names, those that the lab sets first.
    pub configs: Rc<Vec<Config>>,
}

/// A thing that another one leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Near {
    /// What it is, in words.
    pub text: Saying,
    /// The thing.
    pub selection: Selection,
}

/// One fact.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fact {
    /// What it is about.
    pub name: Saying,
    /// What it is.
    pub value: Figure,
}

/// What a fact is, before it has a language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Figure {
    /// Text, and numbers that are names: ids, epochs, offsets.
    Text(String),
    /// How many of something there are.
    Count(u64),
    /// When, or how long.
    Time(Time),
    /// A sentence.
    Said(Saying),
}

/// One config.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Config {
    /// Kafka's name.
    pub name: &'static str,
    /// What names its text among all configs, as in [`crate::setup::Known`].
    pub key: String,
    /// Its value, as Kafka writes it.
    pub value: String,
    /// Kafka's default.
    pub default: &'static str,
    /// What it does.
    pub doc: &'static str,
    /// Whose it is where it may change while the cluster runs.
    pub owner: Option<Owner>,
}

impl Config {
    /// Whether it is set to something other than the default.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.value != self.default
    }
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Event {
    /// The step.
    pub step: u64,
    /// When, in µs.
    pub at: u64,
    /// What happened.
    pub text: Saying,
    /// Why, if something within the run caused it.
    pub cause: Option<Cause>,
}

/// What an event follows from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cause {
    /// The step.
    pub step: u64,
    /// How it follows.
    pub text: Saying,
}

/// Where a learner can send records to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SendForm {
    /// The producer's name.
    pub client: String,
    /// The topics of the lab.
    pub topics: Vec<String>,
    /// `value.serializer`, in a word.
    pub serializer: String,
}
