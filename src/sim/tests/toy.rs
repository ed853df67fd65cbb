//! A node for tests: it carries out commands written as text, and writes what happens to it into the history.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::client::consumer::ConsumerTimer;
use engine::client::{ClientCommand, Observation};
use engine::model::{BrokerEpoch, Duration, Instant, NodeId, Timestamp, TopicName, TopicPartition};
use engine::node::{
    Chunk, ConnectionId, Effect, Effects, File, Input, Lane, Message, Node, Note, Now, Ticket,
    Timer,
};
use engine::protocol::{Body, ErrorCode, HeartbeatRequest};

use crate::{Action, Cargo, DiskSetup, Fault, FlightId, Network, NodeSetup, Setup, World};

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Toy {
    /// The last connection with each peer.
    pub peers: BTreeMap<NodeId, ConnectionId>,
    /// How long each message keeps it busy.
    service: u64,
    /// Whether it answers message n with message n + 100.
    echo: bool,
}

/// The timer of the orders `timer` and `cancel`; `timer2` sets another.
pub const TIMER: Timer = Timer::Consumer(ConsumerTimer::Heartbeat);
const TIMER_2: Timer = Timer::Consumer(ConsumerTimer::Retry);

impl Toy {
    fn order(&mut self, text: &str, effects: &mut Effects) {
        let words: Vec<&str> = text.split(' ').collect();
        let number = |place: usize| words[place].parse::<u64>().expect("a number");
        let peer = |place: usize| NodeId(words[place].parse().expect("a node"));
        let file = File::HighWatermarks;
        match words[0] {
            "open" => {
                let lane = words.get(2).map_or(0, |lane| lane.parse().expect("a lane"));
                effects.push(Effect::Open(peer(1), Lane(lane)));
            }
            "send" => {
                let after = words.get(3).map_or(0, |_| number(3));
                self.send(peer(1), number(2) as i32, Duration(after), effects);
            }
            "close" => effects.push(Effect::Close(
                self.peers.remove(&peer(1)).expect("a connection"),
            )),
            "service" => self.service = number(1),
            "echo" => self.echo = true,
            "busy" => effects.push(Effect::Busy(Duration(number(1)))),
            "timer" => effects.set_timer_within(TIMER, Duration(number(1))..=Duration(number(2))),
            "timer2" => {
                effects.set_timer_within(TIMER_2, Duration(number(1))..=Duration(number(2)));
            }
            "cancel" => effects.cancel_timer(TIMER),
            "append" => effects.push(Effect::Append(
                file,
                Chunk::BrokerEpoch(BrokerEpoch(number(1) as i64)),
            )),
            "truncate" => effects.push(Effect::Truncate(file, number(1))),
            "trim" => effects.push(Effect::TrimFront(file, number(1))),
            "replace" => effects.push(Effect::Replace(
                file,
                Chunk::BrokerEpoch(BrokerEpoch(number(1) as i64)),
            )),
            "delete" => effects.push(Effect::Delete(file)),
            "swap" => effects.push(Effect::Swap {
                file,
                at: number(1),
                remove: number(2),
                with: (3..words.len())
                    .map(|place| Chunk::BrokerEpoch(BrokerEpoch(number(place) as i64)))
                    .collect(),
            }),
            "flush" => effects.push(Effect::Flush(file, Ticket(number(1)))),
            "read" => effects.push(Effect::Read(number(1), Ticket(number(2)))),
            "changed" => {
                let topic = TopicName::from(words[1]);
                effects.push(Effect::Changed(TopicPartition::new(&topic, 0)));
            }
            "note" => effects.note(Note::BrokerFenced(NodeId(1))),
            "exit" => effects.push(Effect::Exit),
            "nothing" => {}
            other => panic!("no such order: {other}"),
        }
    }

    fn send(&self, peer: NodeId, number: i32, after: Duration, effects: &mut Effects) {
        if let Some(connection) = self.peers.get(&peer) {
            let (group_id, member_id): (Arc<str>, Arc<str>) = ("".into(), "".into());
            let heartbeat = HeartbeatRequest {
                group_id,
                generation_id: number,
                member_id,
                group_instance_id: None,
            };
            let message = Message {
                connection: *connection,
                correlation_id: number,
                body: Arc::new(Body::Request(heartbeat.into())),
            };
            effects.push(Effect::Send(message, after));
        }
    }
}

impl Node for Toy {
    fn handle(&mut self, now: Now, input: Input, effects: &mut Effects) {
        let saw = match &input {
            Input::Booted(boot) => format!("booted {} with {}", boot.incarnation, show(&boot.disk)),
            Input::Opened(connection) => {
                self.peers.insert(connection.peer, connection.id);
                format!(
                    "opened {} {}",
                    if connection.opener { "to" } else { "from" },
                    connection.peer
                )
            }
            Input::Closed(connection, why) => {
                self.peers.retain(|_, id| *id != connection.id);
                format!("closed {why:?}")
            }
            Input::Message(message) => {
                if self.service > 0 {
                    effects.push(Effect::Busy(Duration(self.service)));
                }
                let peer = self
                    .peers
                    .iter()
                    .find(|(_, id)| **id == message.connection)
                    .map(|(peer, _)| *peer);
                if let (Some(peer), true, true) = (peer, self.echo, message.correlation_id < 100) {
                    self.send(peer, message.correlation_id + 100, Duration::ZERO, effects);
                }
                format!("message {}", message.correlation_id)
            }
            Input::Timeout(timer) => (if *timer == TIMER {
                "timeout"
            } else {
                "timeout2"
            })
            .to_owned(),
            Input::DiskFailed(_) => "disk failed".to_owned(),
            Input::DiskDone(ticket) => format!("disk done {}", ticket.0),
            Input::Command(ClientCommand::Send { topic, .. }) => {
                topic
                    .as_str()
                    .split("; ")
                    .for_each(|order| self.order(order, effects));
                format!("told to {topic} at {}", now.wall.0)
            }
            Input::Command(_) => "told".to_owned(),
        };
        effects.observe(Observation::Error {
            error: ErrorCode::None,
            about: saw.into(),
        });
    }
}

fn show(disk: &engine::node::DiskImage) -> String {
    let number = |chunk: &Chunk| match chunk {
        Chunk::BrokerEpoch(epoch) => epoch.0,
        _ => panic!("toys write numbers"),
    };
    let chunks: Vec<i64> = disk.values().flatten().map(number).collect();
    format!("{chunks:?}")
}

pub const fn network(latency: u64, jitter: u64, bandwidth: u64) -> Network {
    Network {
        latency: Duration(latency),
        jitter: Duration(jitter),
        bandwidth,
    }
}

/// Flushes of 5 µs; reads of 7 µs, and one for each byte; a write-back after 30 ms.
const DISK: DiskSetup = DiskSetup {
    flush: Duration(5),
    seek: Duration(7),
    bandwidth: 1_000_000,
    capacity: 0,
    write_back: Duration(30_000),
};

/// A latency of 10 µs, and the disk above.
pub fn setup(nodes: u32, network: Network, seed: u64) -> Setup<Toy> {
    let node = |id: u32| NodeSetup {
        id: NodeId(id),
        name: format!("toy-{id}").into(),
        rack: None,
        node: Toy::default(),
        starts_at: Some(Instant::ZERO),
        clock_offset_ms: 0,
        disk: DISK,
    };
    let nodes = (1..=nodes).map(node).collect();
    Setup {
        seed,
        start: Timestamp(1_000),
        nodes,
        network,
        script: Vec::new(),
        watches: Vec::new(),
    }
}

/// Nodes that are up, each connected to node 1 by a connection that it accepted, at 100 µs.
pub fn connected(nodes: u32, network: Network, seed: u64) -> World<Toy> {
    let mut world = World::new(setup(nodes, network, seed));
    world.run_until(Instant(1));
    for peer in 2..=nodes {
        tell(&mut world, 1, &format!("open {peer}"));
    }
    world.run_until(Instant(100));
    world
}

/// Two connected nodes on a network of 10 µs, without jitter.
pub fn pair() -> World<Toy> {
    connected(2, network(10, 0, 0), 1)
}

pub fn order(node: u32, text: &str) -> Action {
    let command = ClientCommand::Send {
        topic: TopicName::from(text),
        partition: None,
        key: None,
        value: None,
    };
    Action::Command {
        node: NodeId(node),
        command,
    }
}

pub fn tell(world: &mut World<Toy>, node: u32, text: &str) {
    world
        .apply(order(node, text))
        .expect("a running node takes orders");
}

pub fn fault(world: &mut World<Toy>, fault: Fault) {
    world
        .apply(Action::Fault(fault))
        .expect("a fault that can be");
}

pub fn partition(world: &mut World<Toy>, a: u32, b: u32, one_way: bool) {
    fault(
        world,
        Fault::Partition {
            a: NodeId(a),
            b: NodeId(b),
            one_way,
        },
    );
}

pub fn repair(world: &mut World<Toy>, a: u32, b: u32) {
    fault(
        world,
        Fault::Repair {
            a: NodeId(a),
            b: NodeId(b),
        },
    );
}

/// What a node saw since `since`, orders aside: when, and what.
pub fn saw_since(world: &World<Toy>, node: u32, since: u64) -> Vec<(u64, String)> {
    let of_node = world
        .history()
        .iter()
        .filter(|entry| entry.node == NodeId(node) && entry.at.0 >= since);
    let texts = of_node.map(|entry| match &entry.observation {
        Observation::Error { about, .. } => (entry.at.0, about.to_string()),
        _ => panic!("toys observe texts"),
    });
    texts
        .filter(|(_, text)| !text.starts_with("told"))
        .collect()
}

/// What a node saw since it was connected.
pub fn saw(world: &World<Toy>, node: u32) -> Vec<(u64, String)> {
    saw_since(world, node, 100)
}

/// What was to be seen, as a test writes it.
pub fn list(expected: &[(u64, &str)]) -> Vec<(u64, String)> {
    expected
        .iter()
        .map(|(at, text)| (*at, (*text).to_owned()))
        .collect()
}

/// The flight of message `number`.
pub fn flight(world: &World<Toy>, number: i32) -> FlightId {
    let wanted = |cargo: &Cargo| matches!(cargo, Cargo::Message(message) if message.correlation_id == number);
    world
        .flights()
        .find(|flight| wanted(flight.cargo))
        .expect("a message in flight")
        .id
}
