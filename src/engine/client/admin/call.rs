//! One command on its way: which resources still have no outcome, and when they are tried again
//! (`KafkaAdminClient.Call`, `AdminApiDriver`).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::outcome::{Outcome, Resource};
use super::{AdminAnswer, AdminCommand};
use crate::client::network::backoff;
use crate::config::AdminConfig;
use crate::model::{BrokerId, Instant};
use crate::protocol::{ApiError, ErrorCode};

/// What an answer says of a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It has its outcome.
    Settled(Result<AdminAnswer, ApiError>),
    /// The same broker is asked again, later.
    Retry(ErrorCode),
    /// Another broker may have to be asked, later.
    Unmapped(ErrorCode),
    /// It was found out whom to ask.
    Mapped(BrokerId),
    /// These are to be asked about in its place.
    Replaced(Vec<Resource>),
}

/// One command on its way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Call {
    pub command: Arc<AdminCommand>,
    /// `default.api.timeout.ms` after it was given.
    pub deadline: Instant,
    open: BTreeMap<Resource, Open>,
    outcomes: Vec<Outcome>,
}

/// A resource without an outcome.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Open {
    /// Whom to ask, where that had to be found out.
    place: Option<BrokerId>,
    tries: u32,
    next_try: Instant,
    asked: bool,
    /// Why the last try failed.
    failed: ErrorCode,
}

impl Call {
    pub fn new(now: Instant, command: AdminCommand, config: &AdminConfig) -> Self {
        let resources = command.resources();
        let mut call = Self {
            command: Arc::new(command),
            deadline: now + config.api_timeout(),
            open: BTreeMap::new(),
            outcomes: Vec::new(),
        };
        call.open(now, resources);
        call
    }

    /// The outcomes, once there is one of everything.
    pub fn finished(&mut self) -> Option<Vec<Outcome>> {
        self.open
            .is_empty()
            .then(|| std::mem::take(&mut self.outcomes))
    }

    /// What can be asked now, each with whom to ask as far as that is known.
    pub fn due(&self, now: Instant) -> impl Iterator<Item = (&Resource, Option<BrokerId>)> {
        self.open
            .iter()
            .filter(move |(_, open)| !open.asked && open.next_try <= now)
            .map(|(resource, open)| (resource, open.place))
    }

    /// When something has to be done next: a retry, or giving up.
    pub fn wakes_at(&self, now: Instant) -> Instant {
        let retries = self.open.values().filter(|open| !open.asked);
        retries
            .map(|open| open.next_try)
            .filter(|at| *at > now)
            .fold(self.deadline, Instant::min)
    }

    /// These are asked about.
    pub fn asked(&mut self, resources: &[Resource]) {
        for resource in resources {
            if let Some(open) = self.open.get_mut(resource) {
                open.asked = true;
                open.tries += 1;
            }
        }
    }

    /// An answer came. What was asked about and is not mentioned was forgotten by the broker, which it should not do.
    pub fn answered(
        &mut self,
        now: Instant,
        asked: &[Resource],
        verdicts: Vec<(Resource, Verdict)>,
        config: &AdminConfig,
    ) {
        for (resource, verdict) in verdicts {
            self.judge(now, resource, verdict, config);
        }
        for resource in asked {
            if self.open.get(resource).is_some_and(|open| open.asked) {
                let verdict = match resource {
                    Resource::Cluster => {
                        self.open.remove(resource);
                        continue;
                    }
                    _ => Verdict::Settled(Err(ErrorCode::UnknownServerError.into())),
                };
                self.judge(now, resource.clone(), verdict, config);
            }
        }
    }

    /// The connection broke: whatever was asked about may or may not have been done, and is asked again.
    pub fn lost(&mut self, now: Instant, asked: &[Resource], config: &AdminConfig) {
        for resource in asked {
            let verdict = Verdict::Unmapped(ErrorCode::NetworkException);
            self.judge(now, resource.clone(), verdict, config);
        }
    }

    /// Gives up what has no outcome once the time is over, or at once when the client closes.
    pub fn give_up(&mut self, now: Instant, is_closing: bool) {
        if now < self.deadline && !is_closing {
            return;
        }
        for (resource, open) in std::mem::take(&mut self.open) {
            let error = open.timed_out(self.command.name());
            self.outcomes.push((resource, Err(error)));
        }
    }

    fn judge(&mut self, now: Instant, resource: Resource, verdict: Verdict, config: &AdminConfig) {
        match verdict {
            Verdict::Settled(outcome) => {
                self.open.remove(&resource);
                self.outcomes.push((resource, outcome));
            }
            Verdict::Retry(error) => self.try_again(now, resource, error, config),
            Verdict::Unmapped(error) => {
                if let Some(open) = self.open.get_mut(&resource) {
                    open.place = None;
                }
                self.try_again(now, resource, error, config);
            }
            Verdict::Mapped(place) => {
                if let Some(open) = self.open.get_mut(&resource) {
                    open.place = Some(place);
                    open.asked = false;
                    // To find out whom to ask is no try.
                    open.tries = open.tries.saturating_sub(1);
                }
            }
            Verdict::Replaced(resources) => {
                self.open.remove(&resource);
                self.open(now, resources);
            }
        }
    }

    /// After `retry.backoff.ms`, doubled with each try, as long as `retries` and the time allow.
    fn try_again(
        &mut self,
        now: Instant,
        resource: Resource,
        error: ErrorCode,
        config: &AdminConfig,
    ) {
        let Some(open) = self.open.get_mut(&resource) else {
            return;
        };
        open.failed = error;
        if open.tries > config.retries.unsigned_abs() {
            let error = open.timed_out(self.command.name());
            self.open.remove(&resource);
            self.outcomes.push((resource, Err(error)));
            return;
        }
        open.asked = false;
        open.next_try = now
            + backoff(
                config.retry_backoff,
                config.retry_backoff_max,
                open.tries.saturating_sub(1),
            );
    }

    fn open(&mut self, now: Instant, resources: Vec<Resource>) {
        for resource in resources {
            let open = Open {
                place: None,
                tries: 0,
                next_try: now,
                asked: false,
                failed: ErrorCode::None,
            };
            self.open.insert(resource, open);
        }
    }
}

impl Open {
    /// Whatever the cause, an application is told that time or tries ran out (`Call.handleTimeoutFailure`).
    fn timed_out(&self, command: &str) -> ApiError {
        let mut why = format!("{command} timed out after {} attempt(s)", self.tries);
        if self.failed != ErrorCode::None {
            why = format!("{why}, the last with {}", self.failed);
        }
        ApiError::new(ErrorCode::RequestTimedOut, why)
    }
}
