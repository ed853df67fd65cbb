//! A client's connections: how they come and go, and what is taken for an answer (`NetworkClient`).

use std::sync::Arc;

use engine::client::network::{NetworkClient, NetworkEvent, NetworkTimer, Patience, jittered};
use engine::model::{Instant, NodeId, StepId, Timestamp};
use engine::node::{
    Connection, ConnectionId, Effect, Effects, Input, Lane, Message, Now, Timer, Why,
};
use engine::protocol::{Body, ErrorCode, HeartbeatRequest, HeartbeatResponse};

use crate::cluster::ms;

/// The lane of the client under test, and another one of the same node.
const LANE: Lane = Lane(0);
const OTHER: Lane = Lane(1);
const BROKER: NodeId = NodeId(1);

/// A client on its way to one broker.
struct Client {
    network: NetworkClient<&'static str>,
    effects: Vec<Effect>,
}

/// A client that has asked for its first connection.
fn client() -> Client {
    let patience = Patience {
        request_timeout: ms(30_000),
        reconnect_backoff: ms(50),
        reconnect_backoff_max: ms(1_000),
        connection_setup_timeout: ms(10_000),
    };
    let mut client = Client {
        network: NetworkClient::new(patience, LANE),
        effects: Vec::new(),
    };
    client.connect();
    client
}

const fn connection(id: u64, lane: Lane) -> Connection {
    Connection {
        id: ConnectionId(id),
        peer: BROKER,
        lane,
        opener: true,
    }
}

fn heartbeat() -> HeartbeatRequest {
    crate::lone_coordinator::heartbeat("m", 1)
}

fn message(body: impl Into<Body>) -> Input {
    Input::Message(Message {
        connection: ConnectionId(1),
        correlation_id: 0,
        body: Arc::new(body.into()),
    })
}

const NOW: Now = Now {
    mono: Instant::ZERO,
    wall: Timestamp(0),
    step: StepId(0),
};

impl Client {
    fn connect(&mut self) {
        let mut effects = Effects::default();
        self.network.ready(BROKER, &mut effects);
        self.effects = effects.drain().collect();
    }

    fn handle(&mut self, input: &Input) -> Vec<NetworkEvent<&'static str>> {
        let mut effects = Effects::default();
        let events = self.network.handle(NOW, input, &mut effects);
        self.effects = effects.drain().collect();
        events
    }

    fn open(&mut self, id: u64) -> Vec<NetworkEvent<&'static str>> {
        self.handle(&Input::Opened(connection(id, LANE)))
    }

    fn ask(&mut self) {
        let mut effects = Effects::default();
        self.network
            .send(NOW, BROKER, heartbeat(), "beat", &mut effects);
    }

    fn closes(&self) -> Vec<ConnectionId> {
        let closes = self.effects.iter().filter_map(|effect| match effect {
            Effect::Close(id) => Some(*id),
            _ => None,
        });
        closes.collect()
    }
}

#[test]
fn a_connection_is_tried_again_after_the_backoff_give_or_take_a_fifth() {
    assert_eq!(jittered(ms(100)), ms(80)..=ms(120));
    let mut client = client();
    client.handle(&Input::Closed(connection(1, LANE), Why::Refused));
    let backoff = Effect::SetTimer {
        timer: Timer::Network(NetworkTimer::ReconnectBackoff(BROKER, LANE)),
        after: ms(40)..=ms(60),
    };
    assert!(client.effects.contains(&backoff), "{:?}", client.effects);
    assert!(client.network.is_backing_off(BROKER));
}

#[test]
fn a_connection_of_another_lane_that_is_lost_is_none_of_the_clients() {
    let mut client = client();
    let lost = Input::Closed(connection(7, OTHER), Why::Reset);
    assert_eq!(client.handle(&lost), []);
    assert!(!client.network.is_backing_off(BROKER), "it still connects");
    let of_the_broker = Connection {
        opener: false,
        ..connection(8, LANE)
    };
    assert_eq!(client.handle(&Input::Closed(of_the_broker, Why::Reset)), []);
    assert!(!client.network.is_backing_off(BROKER));
    assert_eq!(client.open(1), [NetworkEvent::Changed]);
}

#[test]
fn an_older_connection_that_is_lost_at_last_leaves_the_newer_one_alone() {
    let mut client = client();
    client.open(1);
    client.ask();
    let older = Input::Closed(connection(0, LANE), Why::Reset);
    assert_eq!(client.handle(&older), []);
    assert!(client.network.is_ready(BROKER));
    let newer = Input::Closed(connection(1, LANE), Why::Reset);
    let lost = NetworkEvent::Lost {
        peer: BROKER,
        context: "beat",
        timed_out: false,
    };
    let disconnected = NetworkEvent::Disconnected(BROKER);
    assert_eq!(client.handle(&newer), [lost, disconnected]);
}

#[test]
fn a_connection_that_comes_after_the_client_has_given_it_up_is_closed() {
    let mut client = client();
    let setup = NetworkTimer::ConnectionSetup(BROKER, LANE);
    client.handle(&Input::Timeout(Timer::Network(setup)));
    assert_eq!(client.open(1), []);
    assert_eq!(client.closes(), [ConnectionId(1)]);
    assert!(!client.network.is_ready(BROKER));
}

#[test]
fn the_timers_of_another_lane_time_nothing_out() {
    let mut client = client();
    let other = NetworkTimer::ConnectionSetup(BROKER, OTHER);
    assert_eq!(client.handle(&Input::Timeout(Timer::Network(other))), []);
    assert!(!client.network.is_backing_off(BROKER));
}

#[test]
fn only_a_response_answers_a_request() {
    let mut client = client();
    client.open(1);
    client.ask();
    assert_eq!(client.handle(&message(heartbeat())), []);
    let error = ErrorCode::None;
    let events = client.handle(&message(HeartbeatResponse { error }));
    assert_eq!(events.len(), 1);
    assert!(matches!(events[0], NetworkEvent::Answered { .. }));
}

#[test]
fn a_client_that_closes_closes_its_connections() {
    let mut client = client();
    client.open(1);
    let mut effects = Effects::default();
    client.network.close_all(&mut effects);
    client.effects = effects.drain().collect();
    assert_eq!(client.closes(), [ConnectionId(1)]);
    assert!(!client.network.is_ready(BROKER));
}
