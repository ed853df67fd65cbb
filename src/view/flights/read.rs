//! Flights, read from a world.

use engine::model::NodeId;
use engine::protocol::ApiKey;
use sim::{Cargo, NodeKind, World};

use super::{Flight, Kind, Row, Way, detail};

/// What is on its way in `world`: first what moves, by arrival.
#[must_use]
pub fn flights(world: &World) -> Vec<Flight> {
    world.flights().map(|flight| of(world, &flight)).collect()
}

/// The first `most` of them with names and contents, for a table.
#[must_use]
pub fn rows(world: &World, most: usize) -> Vec<Row> {
    world
        .flights()
        .take(most)
        .map(|flight| row(world, &flight))
        .collect()
}

/// One flight with names and contents.
#[must_use]
pub fn find(world: &World, id: u64) -> Option<Row> {
    world
        .flights()
        .find(|flight| flight.id.0 == id)
        .map(|flight| row(world, &flight))
}

fn row(world: &World, flight: &sim::Flight) -> Row {
    let name = |id: NodeId| {
        world
            .slot(id)
            .map(|slot| slot.name().to_string())
            .unwrap_or_default()
    };
    Row {
        flight: of(world, flight),
        from: name(flight.from),
        to: name(flight.to),
        detail: detail_of(flight),
    }
}

/// What a flight carries, in a few words of Kafka's.
pub(crate) fn detail_of(flight: &sim::Flight) -> String {
    match flight.cargo {
        Cargo::Message(message) => detail::of(&message.body),
        _ => String::new(),
    }
}

/// A flight of `world`.
pub(crate) fn of(world: &World, flight: &sim::Flight) -> Flight {
    let (kind, way, name) = match flight.cargo {
        Cargo::Open(_) => (Kind::Control, Way::Handshake, "SYN"),
        Cargo::Accept => (Kind::Control, Way::Handshake, "SYN-ACK"),
        Cargo::Close => (Kind::Control, Way::Handshake, "FIN"),
        Cargo::Reset(_) => (Kind::Control, Way::Handshake, "RST"),
        Cargo::Message(message) => {
            let way = if message.body.is_request() {
                Way::Request
            } else {
                Way::Response
            };
            let api = message.body.api_key();
            (
                kind(world, api, flight.from, flight.to),
                way,
                message.body.name(),
            )
        }
    };
    let (from, to) = (flight.from.0, flight.to.0);
    let (sent, arrives) = (flight.sent.0, flight.arrives.map(|at| at.0));
    Flight {
        id: flight.id.0,
        from,
        to,
        sent,
        arrives,
        kind,
        way,
        name,
    }
}

fn kind(world: &World, api: ApiKey, from: NodeId, to: NodeId) -> Kind {
    let is = |id, kind| world.slot(id).is_some_and(|slot| slot.kind() == kind);
    match api {
        ApiKey::Produce => Kind::Produce,
        ApiKey::Fetch if is(from, NodeKind::Controller) || is(to, NodeKind::Controller) => {
            Kind::Control
        }
        ApiKey::Fetch if is(from, NodeKind::Broker) && is(to, NodeKind::Broker) => {
            Kind::Replication
        }
        ApiKey::Fetch => Kind::Fetch,
        ApiKey::OffsetCommit
        | ApiKey::TxnOffsetCommit
        | ApiKey::OffsetFetch
        | ApiKey::FindCoordinator
        | ApiKey::JoinGroup
        | ApiKey::SyncGroup
        | ApiKey::Heartbeat
        | ApiKey::ConsumerGroupHeartbeat
        | ApiKey::LeaveGroup
        | ApiKey::OffsetDelete
        | ApiKey::DescribeGroups
        | ApiKey::ListGroups
        | ApiKey::DeleteGroups => Kind::Group,
        _ => Kind::Control,
    }
}
