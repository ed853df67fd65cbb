//! One thing, large.

mod client;
mod consumer;
mod group;
mod partition;
mod producer;
mod transaction;

use std::rc::Rc;

use view::close_up::CloseUp;
use yew::prelude::*;

use self::consumer::ConsumerView;
use self::group::GroupView;
use self::partition::PartitionView;
use self::producer::ProducerView;
use self::transaction::TransactionView;
use crate::command::Command;
use crate::i18n::use_texts;

/// Properties of [`CloseUpView`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is shown.
    pub close_up: Option<Rc<CloseUp>>,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// The selected thing, large.
#[component]
pub fn CloseUpView(props: &Props) -> Html {
    let texts = use_texts();
    match props.close_up.as_deref() {
        None => {
            html! { <p class="empty" data-test="close-up-none">{ texts.get("close-up-none") }</p> }
        }
        Some(CloseUp::Partition(up)) => {
            html! { <PartitionView up={up.clone()} on_command={props.on_command.clone()} /> }
        }
        Some(CloseUp::Group(up)) => html! { <GroupView up={up.clone()} /> },
        Some(CloseUp::Transaction(up)) => {
            html! { <TransactionView up={up.clone()} on_command={props.on_command.clone()} /> }
        }
        Some(CloseUp::Producer(up)) => {
            html! { <ProducerView up={up.clone()} on_command={props.on_command.clone()} /> }
        }
        Some(CloseUp::Consumer(up)) => {
            html! { <ConsumerView up={up.clone()} on_command={props.on_command.clone()} /> }
        }
    }
}
