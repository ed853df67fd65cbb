//! Actions by the lab's names, as the world knows them.

use engine::client::ClientCommand;
use engine::client::producer::TransactionCommand;
use engine::client::serdes::{Part, Serdes};
use engine::config::{ProducerConfig, SerializerName};
use engine::model::{Duration, TopicName};
use engine::protocol::ApiKey;
use schema::Serializer;
use serde_json::Value;
use sim::{Action as Deed, Fault, FlightId, Likeness, Target};

use super::role::Scope;
use super::{Client, ClientKind, Lab};
use crate::action::{
    Action, Cut, Delay, DropNext, Fail, Flaky, Flight, MessageKind, Passing, Send, Skew, SlowDisk,
    Transact, TransactCall, Way,
};
use crate::nearest::suggestion;
use crate::path::Path;
use crate::problem::Problem;
use crate::validate::object;

impl Lab {
    /// What an action means in this lab's world. Who has a role is open until it happens.
    ///
    /// # Errors
    /// When it names what the lab does not have, or a value that the client cannot serialize.
    pub fn translate(&self, action: &Action) -> Result<Deed<Target>, Problem> {
        self.translate_at(action, &Path::ROOT)
    }

    pub(crate) fn translate_at(
        &self,
        action: &Action,
        path: &Path,
    ) -> Result<Deed<Target>, Problem> {
        let metadata = None;
        let lab = self;
        Scope { lab, metadata }.translate(action, path)
    }

    /// Reads what a person typed as a value for a producer to send.
    ///
    /// # Errors
    /// When there is no such producer, or its `value.serializer` does not take the text.
    pub fn read_value(&self, producer: &str, typed: &str) -> Result<Value, Problem> {
        let path = Path::ROOT.key("value");
        let (config, _) = self.producer(producer, &path)?;
        Serializer::from(config.value_serializer)
            .read(typed)
            .map_err(|error| Problem::at(&path, error.to_string()))
    }

    fn known_client(&self, name: &str, path: &Path) -> Result<&Client, Problem> {
        self.clients
            .iter()
            .find(|client| *client.name == *name)
            .ok_or_else(|| {
                let hint = suggestion(name, self.clients.iter().map(|client| &*client.name));
                Problem::at(path, format!("there is no client {name:?}{hint}"))
            })
    }

    fn producer(&self, producer: &str, path: &Path) -> Result<(&ProducerConfig, &Serdes), Problem> {
        match &self.known_client(producer, path)?.kind {
            ClientKind::Producer { config, serdes, .. } => Ok((config, serdes)),
            other => Err(Problem::at(
                path,
                format!("{producer:?} is a {}; only a producer sends", other.name()),
            )),
        }
    }
}

impl Scope<'_> {
    /// What an action means.
    pub(super) fn translate(&self, action: &Action, path: &Path) -> Result<Deed<Target>, Problem> {
        let of = |verb: &str, name: &String| self.target(name, &path.key(verb));
        let cut = |verb: &str, cut: &Cut| self.way(&cut.from, &cut.to, &path.key(verb));
        let fault = match action {
            Action::Start(name) => return Ok(Deed::Start(of("start", name)?)),
            Action::Close(name) => return self.close(name, &path.key("close")),
            Action::Send(send) => return self.send(send, &path.key("send")),
            Action::Transact(asked) => return self.transact(asked, &path.key("transact")),
            Action::Fail(asked) => return self.fail(asked, &path.key("fail")),
            Action::CreateTopic(_)
            | Action::DeleteTopic(_)
            | Action::AddPartitions(_)
            | Action::AlterConfig(_)
            | Action::DeleteRecords(_)
            | Action::ResetOffsets(_)
            | Action::ElectLeaders(_) => return self.administer(action, path),
            Action::RegisterSchema(_)
            | Action::TestSchema(_)
            | Action::SetCompatibility(_)
            | Action::DeleteSchema(_) => return self.ask_registry(action, path),
            Action::Crash(name) => Fault::Crash(of("crash", name)?),
            Action::PowerCut(name) => Fault::PowerCut(of("power_cut", name)?),
            Action::Restart(name) => Fault::Restart(of("restart", name)?),
            Action::Pause(name) => Fault::Pause(of("pause", name)?),
            Action::Resume(name) => Fault::Resume(of("resume", name)?),
            Action::Wipe(name) => Fault::Wipe(of("wipe", name)?),
            Action::DiskFull(name) => Fault::DiskFull(of("disk_full", name)?),
            Action::DiskFreed(name) => Fault::DiskFreed(of("disk_freed", name)?),
            Action::SlowDisk(SlowDisk { node, times }) => {
                let node = self.target(node, &path.key("slow_disk").key("node"))?;
                Fault::SlowDisk {
                    node,
                    times: *times,
                }
            }
            Action::Drop(Flight { flight }) => Fault::Drop(FlightId(*flight)),
            Action::Delay(Delay { flight, by_ms }) => Fault::Delay {
                flight: FlightId(*flight),
                by: Duration(by_ms.saturating_mul(1_000)),
            },
            Action::Partition(way) => {
                let ((a, b), one_way) = (cut("partition", way)?, way.one_way);
                Fault::Partition { a, b, one_way }
            }
            Action::Heal(way) => {
                let ((a, b), one_way) = (cut("heal", way)?, way.one_way);
                Fault::Heal { a, b, one_way }
            }
            Action::Hold(way) => {
                let ((a, b), one_way) = (cut("hold", way)?, way.one_way);
                Fault::Hold { a, b, one_way }
            }
            Action::Release(way) => {
                let (a, b) = self.way(&way.from, &way.to, &path.key("release"))?;
                Fault::Release {
                    a,
                    b,
                    one_way: way.one_way,
                    messages: way.messages,
                }
            }
            Action::Flaky(way) => self.flaky(way, &path.key("flaky"))?,
            Action::DropNext(wanted) => self.drop_next(wanted, &path.key("drop_next"))?,
            Action::Passing(passing) => return self.passing(passing, &path.key("passing")),
            Action::Slow(way) => {
                let (a, b) = self.way(&way.from, &way.to, &path.key("slow"))?;
                Fault::Slow {
                    a,
                    b,
                    extra: Duration(way.extra_ms.saturating_mul(1_000)),
                    one_way: way.one_way,
                }
            }
            Action::Repair(Way { from, to }) => {
                let (a, b) = self.way(from, to, &path.key("repair"))?;
                Fault::Repair { a, b }
            }
            Action::SkewClock(Skew { node, offset_ms }) => {
                let node = self.target(node, &path.key("skew_clock").key("node"))?;
                Fault::SkewClock {
                    node,
                    offset_ms: *offset_ms,
                }
            }
        };
        Ok(Deed::Fault(fault))
    }

    fn way(&self, from: &str, to: &str, path: &Path) -> Result<(Target, Target), Problem> {
        let ends = (
            self.end(from, &path.key("from"))?,
            self.end(to, &path.key("to"))?,
        );
        if ends.0 == ends.1 {
            return Err(Problem::at(
                path,
                format!("there is no link from {from:?} to itself; name two nodes"),
            ));
        }
        Ok(ends)
    }

    fn flaky(&self, way: &Flaky, path: &Path) -> Result<Fault<Target>, Problem> {
        let (a, b) = self.way(&way.from, &way.to, path)?;
        if way.lost > way.of {
            let message = format!("must be at most of, which is {}", way.of);
            return Err(Problem::at(&path.key("lost"), message).with(&way.lost.into()));
        }
        Ok(Fault::Flaky {
            a,
            b,
            one_way: way.one_way,
            lost: way.lost,
            of: way.of,
        })
    }

    fn drop_next(&self, wanted: &DropNext, path: &Path) -> Result<Fault<Target>, Problem> {
        let (from, to) = self.way(&wanted.from, &wanted.to, path)?;
        for (field, end) in [("from", &from), ("to", &to)] {
            if matches!(end, Target::Nodes(_) | Target::Others) {
                let message = "must be one node: one message is lost";
                return Err(Problem::at(&path.key(field), message));
            }
        }
        let api = match &wanted.api {
            None => None,
            Some(name) => Some(api(name, &path.key("api"))?),
        };
        let is_request = wanted.is.map(|is| is == MessageKind::Request);
        let like = Likeness { api, is_request };
        Ok(Fault::DropNext { from, to, like })
    }

    fn passing(&self, passing: &Passing, path: &Path) -> Result<Deed<Target>, Problem> {
        let path = path.key("do");
        let what = self.translate(&passing.action, &path)?;
        if what.mending().is_none() {
            let message = "is over at once, so it cannot be for a while; what can: crash, power_cut, close, pause, disk_full, \
                           slow_disk, skew_clock, partition, hold, slow, flaky";
            return Err(Problem::at(&path, message));
        }
        Ok(Deed::Passing {
            what: Box::new(what),
            lasts: Duration(passing.for_ms.saturating_mul(1_000)),
        })
    }

    fn close(&self, name: &str, path: &Path) -> Result<Deed<Target>, Problem> {
        let node = self.target(name, path)?;
        if node == Target::Node(self.lab.controller()) {
            let message = "the controller cannot be closed; crash it instead";
            return Err(Problem::at(path, message));
        }
        Ok(Deed::Command {
            node,
            command: ClientCommand::Close,
        })
    }

    fn transact(&self, asked: &Transact, path: &Path) -> Result<Deed<Target>, Problem> {
        let path = path.key("client");
        let client = self.lab.known_client(&asked.client, &path)?;
        if !matches!(client.kind, ClientKind::Producer { .. })
            || client.transactional_id().is_none()
        {
            let message = "is no producer with a transactional.id";
            return Err(Problem::at(&path, message).with(&asked.client.as_str().into()));
        }
        let command = match asked.call {
            TransactCall::Init => TransactionCommand::Init,
            TransactCall::Begin => TransactionCommand::Begin,
            TransactCall::Commit => TransactionCommand::Commit,
            TransactCall::Abort => TransactionCommand::Abort,
        };
        Ok(Deed::Command {
            node: Target::Node(client.id),
            command: ClientCommand::Transaction(Box::new(command)),
        })
    }

    fn fail(&self, asked: &Fail, path: &Path) -> Result<Deed<Target>, Problem> {
        let path = path.key("client");
        let client = self.lab.known_client(&asked.client, &path)?;
        if !matches!(client.kind, ClientKind::Consumer { .. }) {
            let message = format!(
                "is a {}; only a consumer's application has steps",
                client.kind.name()
            );
            return Err(Problem::at(&path, message).with(&asked.client.as_str().into()));
        }
        Ok(Deed::Command {
            node: Target::Node(client.id),
            command: ClientCommand::Fail {
                after: asked.after.into(),
                manner: asked.how.into(),
            },
        })
    }

    fn send(&self, send: &Send, path: &Path) -> Result<Deed<Target>, Problem> {
        let client = self.lab.known_client(&send.client, &path.key("client"))?;
        let (config, serdes) = self.lab.producer(&send.client, &path.key("client"))?;
        let topic = path.key("topic");
        match send.partition {
            None => drop(self.known_topic(&send.topic, &topic)?),
            Some(partition) => {
                let path = path.key("partition");
                self.check_partition(&send.topic, partition, &topic, &path)
                    .map_err(|problem| problem.with(&partition.into()))?;
            }
        }
        let serialize = |of: (Part, SerializerName), field: &str, value: &Value| {
            object(serdes, of, value)
                .map_err(|error| Problem::at(&path.key(field), error).with(value))
        };
        let command = ClientCommand::Send {
            topic: TopicName::from(send.topic.as_str()),
            partition: send.partition,
            key: serialize((Part::Key, config.key_serializer), "key", &send.key)?,
            value: serialize((Part::Value, config.value_serializer), "value", &send.value)?,
        };
        Ok(Deed::Command {
            node: Target::Node(client.id),
            command,
        })
    }
}

/// An API by its name in Kafka's protocol.
pub(crate) fn api(name: &str, path: &Path) -> Result<ApiKey, Problem> {
    let known = ApiKey::ALL.iter();
    known
        .clone()
        .find(|api| api.name() == name)
        .copied()
        .ok_or_else(|| {
            let hint = suggestion(name, known.map(|api| api.name()));
            Problem::at(path, format!("there is no API {name:?}{hint}"))
        })
}
