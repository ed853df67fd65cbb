//! Which timers run on a node, under the names of the configs they follow.

use engine::app::processor::ProcessorTimer;
use engine::broker::BrokerTimer;
use engine::client::consumer::ConsumerTimer;
use engine::client::network::NetworkTimer;
use engine::client::producer::ProducerTimer;
use engine::controller::ControllerTimer;
use engine::coordinator::group::GroupTimer;
use engine::coordinator::transaction::TransactionTimer;
use engine::model::{Duration, Instant, NodeId};
use engine::registry::RegistryTimer;
use sim::{Slot, World};

use super::Timer;

/// A turn has this many parts.
pub(super) const PARTS: u64 = 48;

/// Longer than any run: whoever waits so long (`Long.MAX_VALUE` in a config) waits for nothing.
const NEVER: Duration = Duration::from_secs(365 * 24 * 3_600);

/// The timers of a node that may run out some day: what it is, when it was set, and when it fires.
pub(crate) fn running(
    slot: &Slot,
) -> impl Iterator<Item = (&engine::node::Timer, Instant, Instant)> {
    slot.timers()
        .filter(|(_, started, fires)| fires.since(*started) < NEVER)
}

/// The timers of a node, those of its own work first.
pub(crate) fn of(world: &World, slot: &Slot, now: Instant) -> Vec<Timer> {
    let timer = |(timer, started, fires): (&engine::node::Timer, Instant, Instant)| Timer {
        key: name(world, timer),
        started: started.0,
        fires: fires.0,
        turn: turn(now.since(started).0, fires.since(started).0),
    };
    let of_rank = |wanted: u8| running(slot).filter(move |(timer, ..)| rank(timer) == wanted);
    (0..RANKS).flat_map(of_rank).map(timer).collect()
}

/// How far a timer is, in parts of a turn.
pub(crate) fn turn(passed: u64, whole: u64) -> u8 {
    u8::try_from(passed.min(whole) * PARTS / whole.max(1)).unwrap_or(0)
}

/// How many ranks there are.
const RANKS: u8 = 3;

const fn rank(timer: &engine::node::Timer) -> u8 {
    match timer {
        engine::node::Timer::Broker(BrokerTimer::Group(_)) => 0,
        engine::node::Timer::Network(_) => 2,
        _ => 1,
    }
}

/// A timer's name, unique among those of its node.
#[must_use]
pub fn name(world: &World, timer: &engine::node::Timer) -> String {
    let node = |id: NodeId| {
        world
            .slot(id)
            .map_or_else(|| id.to_string(), |slot| slot.name().to_string())
    };
    match timer {
        engine::node::Timer::Network(timer) => network(*timer, node),
        engine::node::Timer::Producer(ProducerTimer::Source) | engine::node::Timer::Direct(_) => {
            "send".to_owned()
        }
        engine::node::Timer::Producer(ProducerTimer::Sender) => "linger.ms".to_owned(),
        engine::node::Timer::Producer(ProducerTimer::Work) => "work".to_owned(),
        engine::node::Timer::Consumer(timer) => consumer(*timer).to_owned(),
        engine::node::Timer::Processor(ProcessorTimer::Process) => "process".to_owned(),
        engine::node::Timer::Processor(ProcessorTimer::Write) => "write".to_owned(),
        engine::node::Timer::Processor(ProcessorTimer::Call) => "call".to_owned(),
        engine::node::Timer::Broker(timer) => broker(timer, node),
        engine::node::Timer::Admin(_) => "retry.backoff.ms".to_owned(),
        engine::node::Timer::Registry(timer) => registry(*timer).to_owned(),
        engine::node::Timer::Controller(ControllerTimer::BrokerSession(id)) => {
            format!("broker.session.timeout.ms {}", node(*id))
        }
        engine::node::Timer::Controller(ControllerTimer::FetchWait) => {
            "fetch.max.wait.ms".to_owned()
        }
        engine::node::Timer::Controller(ControllerTimer::LeaderImbalance) => {
            "leader.imbalance.check.interval.seconds".to_owned()
        }
        engine::node::Timer::Controller(ControllerTimer::UncleanElection) => {
            "unclean.leader.election.interval.ms".to_owned()
        }
    }
}

fn network(timer: NetworkTimer, node: impl Fn(NodeId) -> String) -> String {
    let (config, peer, lane) = match timer {
        NetworkTimer::ConnectionSetup(peer, lane) => {
            ("socket.connection.setup.timeout.ms", peer, lane)
        }
        NetworkTimer::ReconnectBackoff(peer, lane) => ("reconnect.backoff.ms", peer, lane),
        NetworkTimer::RequestTimeout(peer, lane) => ("request.timeout.ms", peer, lane),
    };
    match lane.0 {
        0 => format!("{config} {}", node(peer)),
        second => format!("{config} {} #{}", node(peer), second + 1),
    }
}

const fn registry(timer: RegistryTimer) -> &'static str {
    match timer {
        RegistryTimer::Init => "kafkastore.init.timeout.ms",
        RegistryTimer::Topic => "retry.backoff.ms",
        RegistryTimer::Write => "kafkastore.timeout.ms",
        RegistryTimer::Retry(_) => "retries.wait.ms",
    }
}

const fn consumer(timer: ConsumerTimer) -> &'static str {
    match timer {
        ConsumerTimer::AutoCommit => "auto.commit.interval.ms",
        ConsumerTimer::Heartbeat => "heartbeat.interval.ms",
        ConsumerTimer::PollInterval => "max.poll.interval.ms",
        ConsumerTimer::Retry => "retry.backoff.ms",
    }
}

fn broker(timer: &BrokerTimer, node: impl Fn(NodeId) -> String) -> String {
    match timer {
        BrokerTimer::Heartbeat => "broker.heartbeat.interval.ms".to_owned(),
        BrokerTimer::IsrExpiration => "replica.lag.time.max.ms".to_owned(),
        BrokerTimer::IsrPropagation => "retry.backoff.ms".to_owned(),
        BrokerTimer::RequestHandler => "num.io.threads".to_owned(),
        BrokerTimer::Chore(chore) => chore.config().to_owned(),
        BrokerTimer::FetchBackoff(leader) => format!("replica.fetch.backoff.ms {}", node(*leader)),
        BrokerTimer::Purgatory => "fetch.max.wait.ms".to_owned(),
        BrokerTimer::Group(GroupTimer::Session { member, .. }) => {
            format!("session.timeout.ms {member}")
        }
        BrokerTimer::Group(GroupTimer::Join { group }) => {
            format!("group.initial.rebalance.delay.ms {group}")
        }
        BrokerTimer::Group(GroupTimer::Sync { group }) => {
            format!("max.poll.interval.ms {group}")
        }
        BrokerTimer::Group(GroupTimer::Revocation { member, .. }) => {
            format!("max.poll.interval.ms {member}")
        }
        BrokerTimer::Group(GroupTimer::Regexes { group }) => {
            format!("group.consumer.regex.refresh.interval.ms {group}")
        }
        BrokerTimer::Group(GroupTimer::Load(partition)) => {
            format!("offsets.load.buffer.size {partition}")
        }
        BrokerTimer::Group(GroupTimer::Expiration(partition)) => {
            format!("offsets.retention.check.interval.ms {partition}")
        }
        BrokerTimer::Transaction(timer) => transaction(*timer),
        BrokerTimer::Loopback => "loopback".to_owned(),
        BrokerTimer::Verification => "add.partitions.to.txn.retry.backoff.ms".to_owned(),
    }
}

fn transaction(timer: TransactionTimer) -> String {
    match timer {
        TransactionTimer::Load(partition) => {
            format!("transaction.state.log.load.buffer.size {partition}")
        }
        TransactionTimer::AbortTimedOut => {
            "transaction.abort.timed.out.transaction.cleanup.interval.ms".to_owned()
        }
        TransactionTimer::RemoveExpired => {
            "transaction.remove.expired.transaction.cleanup.interval.ms".to_owned()
        }
        TransactionTimer::RetryAppend => "__transaction_state".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_is_coarse_and_never_overruns() {
        assert_eq!(
            [0, 500, 1_000, 2_000].map(|passed| turn(passed, 1_000)),
            [0, 24, 48, 48]
        );
        assert_eq!(turn(0, 0), 0);
    }
}
