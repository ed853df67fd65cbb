//! Names of nobody in particular: one of several nodes, drawn each time.

use crate::lab::{ADMIN, ClientKind, Lab};

/// Whether a name is meant to stand for one of several nodes.
pub(crate) fn is_kind(name: &str) -> bool {
    name.starts_with("any ")
}

/// The nodes that a name can stand for; `None` where it stands for none but itself. The admin client is nobody's to break.
pub(crate) fn members<'a>(lab: &'a Lab, name: &str) -> Option<Vec<&'a str>> {
    let brokers = lab.brokers().iter().map(|broker| &*broker.name);
    let clients = |is_meant: fn(&ClientKind) -> bool| {
        let meant = lab.clients().iter().filter(move |one| is_meant(&one.kind));
        meant.map(|client| &*client.name).collect()
    };
    Some(match name.strip_prefix("any ")? {
        "broker" => brokers.collect(),
        "producer" => clients(|kind| matches!(kind, ClientKind::Producer { .. })),
        "consumer" => clients(|kind| matches!(kind, ClientKind::Consumer { .. })),
        "client" => clients(|_| true),
        "node" => {
            let nodes = lab.nodes().map(|(name, _)| name);
            nodes.filter(|name| *name != ADMIN).collect()
        }
        _ => return None,
    })
}
