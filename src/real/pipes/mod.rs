//! `kcat.sh` and `console.sh`: the lab's producers and consumers as commands of a shell, which read and write records and
//! have no application.

mod console;
mod kcat;
mod records;

use engine::app::processor::{Commits, Output};
use lab::{Application, Client, ClientKind, Lab};

use crate::KitFile;
use crate::missing::Missing;
use crate::reason::Reason;
use crate::text::Lines;

pub(crate) fn files(lab: &Lab, missing: &mut Vec<Missing>) -> [KitFile; 2] {
    [kcat::file(lab, missing), console::file(lab, missing)]
}

/// A client as a function of a shell.
fn function(client: &Client) -> String {
    let fits = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let name: String = client.name.chars().map(fits).collect();
    format!("client_{name}_{}", client.id.0)
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
        ClientKind::Sink(_) => {
            lacks(Reason::SinkIsAFile);
            false
        }
        ClientKind::Sender(_) | ClientKind::Receiver(_) | ClientKind::Pusher(_) => {
            lacks(Reason::Outside);
            false
        }
    }
}

/// What somebody can ask for on the command line.
fn choose(name: &str, functions: &[(String, String)], out: &mut Lines) {
    out.line("case ${*} in").block(|out| {
        for (asked, function) in functions {
            out.line(format!("{}) {function} ;;", crate::quote::shell(asked)));
        }
        out.line("*)").block(|out| {
            let all: Vec<String> = functions
                .iter()
                .map(|(asked, _)| format!("./{name} {asked}"))
                .collect();
            let usage = crate::quote::shell(&format!("usage, one of:\n{}", all.join("\n")));
            out.line(format!("echo {usage} >&2"))
                .line("exit 2")
                .line(";;");
        });
    });
    out.line("esac");
}
