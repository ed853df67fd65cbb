//! `kcat.sh` and `console.sh`: the lab's producers and consumers as commands of a shell, which read and write records and
//! have no application.

mod console;
mod kcat;
mod records;

use engine::app::processor::{Commits, Output};
use lab::{Application, Client, ClientKind, Lab};

use crate::KitFile;
use crate::missing::{Missing, client_path};
use crate::reason::Reason;
use crate::template::Records;

pub(crate) fn files(lab: &Lab, missing: &mut Vec<Missing>) -> [KitFile; 2] {
    [kcat::file(lab, missing), console::file(lab, missing)]
}

/// Whether an application does more than to print what it reads.
fn works(application: &Application) -> bool {
    application.process.0 > 0
        || application.guarantee.commits != Commits::Automatically
        || application.guarantee.deduplicates.is_some()
        || application.output != Output::Printed
        || application.failure.is_some()
}

/// Tells what a file has not: whoever has no Kafka in it, and what applications do. Says whether there is a command at all.
fn has_command(client: &Client, file: &'static str, missing: &mut Vec<Missing>) -> bool {
    let mut lacks = |why| missing.push(Missing::client(&client.name, file, why));
    if let Some(why) = Reason::lacking(&client.kind) {
        lacks(why);
        return false;
    }
    match &client.kind {
        ClientKind::Producer { .. } if client.transactional_id().is_some() => {
            lacks(Reason::NoApplication);
            false
        }
        ClientKind::Producer { .. } => true,
        ClientKind::Consumer { application, .. } => {
            if works(application) {
                lacks(Reason::NoApplication);
            }
            true
        }
        _ => false,
    }
}

/// Tells that a record of several lines cannot be had.
fn one_line(client: &Client, file: &'static str, records: &Records, missing: &mut Vec<Missing>) {
    if records::has_line_break(records) {
        let path = client_path(&client.name).key("source");
        missing.push(Missing::setting(path, file, Reason::OneLine));
    }
}
