//! What is outside Kafka.

use engine::app::direct::{ReceiverSetup, SenderSetup};
use engine::app::push::{PusherSetup, WhenFull};
use engine::app::sink::{SinkKind, SinkSetup};
use engine::model::{Duration, NodeId};
use engine::registry::RegistrySetup;

use super::{Draft, Set, configs, known_client, millis};
use crate::file::{
    ClientFile, KeepsFile, PusherFile, ReceiverFile, RegistryFile, SenderFile, SinkFile,
    WhenFullFile,
};
use crate::lab::ClientKind;
use crate::path::Path;
use crate::problem::{Problem, Problems};

/// A schema registry: the first of a lab, and the only one.
pub(super) fn registry(
    draft: &Draft,
    file: &RegistryFile,
    (id, name): (NodeId, &str),
    path: &Path,
    problems: &mut Problems,
) -> (Set, ClientKind) {
    let (config, set) = configs::read(&file.config, &path.key("config"), problems);
    if draft.registry() != Some(id) {
        let message = "is a second schema registry; a lab has one at most";
        problems.push(Problem::at(path, message));
    }
    let cluster = draft.cluster.as_ref();
    let brokers = cluster.map_or(&[][..], |cluster| &cluster.brokers);
    let kind = ClientKind::Registry(RegistrySetup {
        id,
        name: name.into(),
        bootstrap: brokers.iter().map(|broker| NodeId(broker.id)).collect(),
        config,
        schemas: schema::schemas(),
    });
    (set, kind)
}

/// How long what is outside Kafka waits before it connects again: as long as Kafka's clients do unless told otherwise.
pub(super) const RECONNECT_BACKOFF: Duration = Duration::from_millis(50);

pub(super) fn sink(file: &SinkFile, id: NodeId) -> ClientKind {
    ClientKind::Sink(SinkSetup {
        id,
        kind: match file.keeps {
            KeepsFile::Table => SinkKind::Table,
            KeepsFile::File => SinkKind::File,
        },
        durable: file.durable,
    })
}

pub(super) fn receiver(file: &ReceiverFile, id: NodeId) -> ClientKind {
    let process_time = millis(file.process_ms);
    ClientKind::Receiver(ReceiverSetup { id, process_time })
}

pub(super) fn sender(
    draft: &Draft,
    file: &SenderFile,
    id: NodeId,
    path: &Path,
    problems: &mut Problems,
) -> ClientKind {
    let takes =
        |client: &ClientFile| matches!(client, ClientFile::Receiver(_) | ClientFile::Pusher(_));
    ClientKind::Sender(SenderSetup {
        id,
        to: all_known(draft, &file.to, "receiver or pusher", takes, path, problems),
        every: millis(file.every_ms),
        count: file.count.into(),
        value_len: file.value_bytes,
        synchronous: file.synchronous,
        timeout: millis(file.timeout_ms),
        reconnect_backoff: RECONNECT_BACKOFF,
    })
}

pub(super) fn pusher(
    draft: &Draft,
    file: &PusherFile,
    id: NodeId,
    path: &Path,
    problems: &mut Problems,
) -> ClientKind {
    let takes = |client: &ClientFile| matches!(client, ClientFile::Receiver(_));
    ClientKind::Pusher(PusherSetup {
        id,
        to: all_known(draft, &file.to, "receiver", takes, path, problems),
        buffer: file.buffer,
        when_full: match file.when_full {
            WhenFullFile::DropNewest => WhenFull::DropNewest,
            WhenFullFile::DropOldest => WhenFull::DropOldest,
            WhenFullFile::Block => WhenFull::Block,
        },
        window: file.window,
        timeout: millis(file.timeout_ms),
        reconnect_backoff: RECONNECT_BACKOFF,
    })
}

fn all_known(
    draft: &Draft,
    names: &[String],
    what: &str,
    takes: impl Fn(&ClientFile) -> bool,
    path: &Path,
    problems: &mut Problems,
) -> Vec<NodeId> {
    let path = path.key("to");
    let known = names.iter().enumerate().filter_map(|(index, name)| {
        known_client(draft, name, what, &takes, &path.index(index), problems)
    });
    known.collect()
}
