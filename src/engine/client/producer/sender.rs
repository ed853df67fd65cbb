//! From the accumulator to the leaders (`org.apache.kafka.clients.producer.internals.Sender`).

use super::batch::{BatchId, ProducerBatch, ProducerIdAndEpoch};
use super::transaction_manager::Identity;
use super::transactional::Transactional;
use super::{NodeLatencyStats, Producer, ProducerState, ProducerTimer};
use crate::client::network::NetworkEvent;
use crate::config::Acks;
use crate::model::{BrokerId, Instant, TopicPartition};
use crate::node::{Effects, Now};
use crate::protocol::{
    Body, ErrorCode, InitProducerIdRequest, InitProducerIdResponse, PartitionProduced,
    ProduceRequest, ProduceResponse, Response,
};

/// Why a producer asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Context {
    Metadata,
    InitProducerId,
    /// Of a transactional producer, to a coordinator or about one.
    Transaction,
    Produce {
        batches: Vec<(TopicPartition, BatchId)>,
    },
}

impl Producer {
    /// Does whatever can be done now, and says when there will be more (`runOnce`).
    pub(super) fn pump(&mut self, now: Now, effects: &mut Effects) {
        if let Some(transactions) = &mut self.transactions {
            transactions.resolve_sequences();
            transactions.bump_epoch_if_needed(&mut self.accumulator.batches);
        }
        self.identify(now, effects);
        // The thread that asks coordinators is the one that sends batches.
        let next = if self.coordinate(now, effects) {
            None
        } else {
            let next = self.send_batches(now, effects);
            self.expire(now, effects);
            next
        };
        self.metadata
            .refresh(now, &mut self.network, Context::Metadata, effects);
        self.arm(now, next, effects);
    }

    /// Takes in what became of a request.
    pub(super) fn became(&mut self, now: Now, event: NetworkEvent<Context>, effects: &mut Effects) {
        match event {
            NetworkEvent::Changed => {}
            NetworkEvent::Disconnected(peer) => {
                self.metadata.request_update();
                if let Some(transactions) = &mut self.transactions
                    && let Some(transactional) = &mut transactions.transactional
                {
                    transactional.disconnected(peer);
                }
            }
            NetworkEvent::Answered { context, body, .. } => {
                self.answered(now, context, &body, effects);
            }
            NetworkEvent::Lost {
                context, timed_out, ..
            } => {
                let error = if timed_out {
                    ErrorCode::RequestTimedOut
                } else {
                    ErrorCode::NetworkException
                };
                self.lost(now, context, error, effects);
            }
        }
    }

    fn answered(&mut self, now: Now, context: Context, body: &Body, effects: &mut Effects) {
        match (context, body) {
            (Context::Metadata, Body::Response(Response::Metadata(response))) => {
                self.metadata.update(now.mono, response);
            }
            (Context::InitProducerId, Body::Response(Response::InitProducerId(response))) => {
                self.identified(now, response);
            }
            (Context::Transaction, Body::Response(response)) => {
                if let Some(transactions) = &mut self.transactions {
                    transactions.answered(Some(response));
                }
            }
            (Context::Produce { batches }, Body::Response(Response::Produce(response))) => {
                self.produced(now, batches, response, effects);
            }
            (context, _) => self.lost(now, context, ErrorCode::NetworkException, effects),
        }
    }

    fn produced(
        &mut self,
        now: Now,
        batches: Vec<(TopicPartition, BatchId)>,
        response: &ProduceResponse,
        effects: &mut Effects,
    ) {
        for (partition, id) in batches {
            let mut answers = response.partitions.iter();
            match answers.find(|produced| produced.partition == partition) {
                Some(produced) => self.complete(now, id, produced, effects),
                None => {
                    let lost = PartitionProduced::refused(partition, ErrorCode::NetworkException);
                    self.complete(now, id, &lost, effects);
                }
            }
        }
    }

    fn lost(&mut self, now: Now, context: Context, error: ErrorCode, effects: &mut Effects) {
        self.metadata.request_update();
        match context {
            Context::Metadata => self.metadata.failed(now.mono),
            Context::InitProducerId => self.identify_later(now),
            Context::Transaction => {
                if let Some(transactions) = &mut self.transactions {
                    transactions.answered(None);
                }
            }
            Context::Produce { batches } => {
                for (partition, id) in batches {
                    let lost = PartitionProduced::refused(partition, error);
                    self.complete(now, id, &lost, effects);
                }
            }
        }
    }

    /// Asks what is to be asked of coordinators, one after the other. Says whether the sender does nothing else meanwhile
    /// (`maybeSendAndPollTransactionalRequest`).
    fn coordinate(&mut self, now: Now, effects: &mut Effects) -> bool {
        if self.transactional().is_none() {
            return false;
        }
        self.throw_away(effects);
        let has_incomplete = !self.accumulator.batches.is_empty();
        let Some(transactions) = &mut self.transactions else {
            return false;
        };
        let Some(transactional) = &mut transactions.transactional else {
            return false;
        };
        if transactional.has_fatal_error() {
            transactional.refuse_call();
            return true;
        }
        while !transactional.is_busy(now.mono)
            && let Some(request) = transactional.next_request(now.mono, has_incomplete)
        {
            let target = if request.coordinator().is_none() {
                self.network
                    .least_loaded(self.metadata.candidates(), effects)
            } else {
                transactional.target(&request)
            };
            match target {
                Some(broker) if self.network.ready(broker, effects) => {
                    let body = transactional.body(&request);
                    transactional.sent(request);
                    self.network
                        .send(now, broker, body, Context::Transaction, effects);
                }
                None if request.coordinator().is_some() => transactional.look_up_and_retry(request),
                // It waits for the connection.
                _ => {
                    transactional.put_back(request);
                    return true;
                }
            }
        }
        transactional.is_busy(now.mono)
    }

    fn identify(&mut self, now: Now, effects: &mut Effects) {
        let Some(transactions) = &mut self.transactions else {
            return;
        };
        if transactions.transactional.is_some() {
            return;
        }
        let wanted = match transactions.identity {
            Identity::Wanted => true,
            Identity::BackingOff(until) => until <= now.mono,
            Identity::None | Identity::Asked | Identity::Known { .. } => false,
        };
        if wanted
            && let Some(broker) = self
                .network
                .least_loaded(self.metadata.candidates(), effects)
        {
            transactions.identity = Identity::Asked;
            self.network.send(
                now,
                broker,
                InitProducerIdRequest::default(),
                Context::InitProducerId,
                effects,
            );
        }
    }

    fn identified(&mut self, now: Now, response: &InitProducerIdResponse) {
        if response.error != ErrorCode::None {
            self.identify_later(now);
        } else if let Some(transactions) = &mut self.transactions {
            let producer = ProducerIdAndEpoch {
                id: response.producer_id,
                epoch: response.producer_epoch,
            };
            transactions.become_known(producer, &mut self.accumulator.batches);
        }
    }

    fn identify_later(&mut self, now: Now) {
        let until = now.mono + self.setup.config.retry_backoff;
        if let Some(transactions) = &mut self.transactions {
            transactions.identity = Identity::BackingOff(until);
        }
    }

    /// Sends what is ready to every leader that can take a request. Answers when there will be more.
    fn send_batches(&mut self, now: Now, effects: &mut Effects) -> Option<Instant> {
        loop {
            let state = self.transaction_state();
            let at_once =
                self.application.hurries() || state.is_some_and(ProducerState::is_completing);
            let check = self.accumulator.ready(now.mono, at_once, &self.metadata);
            if check.has_unknown_leaders {
                self.metadata.request_update();
            }
            self.update_load();
            let mut has_sent = false;
            for leader in check.nodes {
                has_sent |= self.send_to(now, leader, effects);
            }
            if !has_sent {
                return check.next;
            }
        }
    }

    fn send_to(&mut self, now: Now, leader: BrokerId, effects: &mut Effects) -> bool {
        let config = &self.setup.config;
        let can_take = self.network.ready(leader, effects)
            && self.network.in_flight(leader).count() < config.max_in_flight as usize;
        let stats = self.latencies.entry(leader).or_insert(NodeLatencyStats {
            ready: now.mono,
            drained: now.mono,
        });
        stats.ready = now.mono;
        if !can_take {
            return false;
        }
        stats.drained = now.mono;
        let batches = self.accumulator.drain(
            now.mono,
            leader,
            config.max_request_size as u32,
            &self.metadata,
            self.transactions.as_mut(),
        );
        if batches.is_empty() {
            return false;
        }
        for (partition, id) in &batches {
            let in_flight = self.in_flight.entry(partition.clone()).or_default();
            in_flight.push(*id);
            if config.max_in_flight == 1 {
                self.accumulator.muted.insert(partition.clone());
            }
        }
        self.produce(now, leader, batches, effects);
        true
    }

    fn produce(
        &mut self,
        now: Now,
        leader: BrokerId,
        batches: Vec<(TopicPartition, BatchId)>,
        effects: &mut Effects,
    ) {
        let built = batches.iter().filter_map(|(partition, id)| {
            let batch = self.accumulator.build(*id)?;
            Some((partition.clone(), batch))
        });
        let request = ProduceRequest {
            transactional_id: self.setup.config.transactional_id.clone(),
            transaction_v2: self.setup.transaction_version >= 2
                && self.setup.config.transactional_id.is_some(),
            acks: self.setup.config.acks.code(),
            timeout_ms: self.setup.config.request_timeout.as_millis() as i32,
            batches: built.collect(),
        };
        if self.setup.config.acks == Acks::Zero {
            self.network.send_and_forget(leader, request, effects);
            for (partition, id) in batches {
                let taken_for_granted = PartitionProduced::refused(partition, ErrorCode::None);
                self.complete(now, id, &taken_for_granted, effects);
            }
        } else {
            self.network
                .send(now, leader, request, Context::Produce { batches }, effects);
        }
    }

    /// Tells the built-in partitioner how many batches wait where, once something was sent to each partition of a topic.
    fn update_load(&mut self) {
        let config = &self.setup.config;
        if !config.partitioner_adaptive {
            return;
        }
        let patience = config.partitioner_availability_timeout;
        let lags = |leader: &BrokerId| {
            let stats = self.latencies.get(leader);
            patience.0 > 0 && stats.is_some_and(|s| s.ready.since(s.drained) > patience)
        };
        for (topic, built_in) in self.partitioner.all_built_in() {
            let first = TopicPartition::new(topic, i32::MIN);
            let queues = self.accumulator.queues.range(first..);
            let queues = queues.take_while(|(partition, _)| partition.topic == *topic);
            let mut known = 0;
            let mut sizes = Vec::new();
            for (partition, queue) in queues {
                known += 1;
                let leader = self.metadata.leader(partition);
                if leader.is_some_and(|(leader, _)| queue.is_empty() || !lags(&leader)) {
                    sizes.push((partition.partition, queue.len() as u64));
                }
            }
            let count = self.metadata.partition_count(topic).unwrap_or(0);
            if known >= count as usize {
                built_in.update_load(&sizes, known);
            } else {
                built_in.forget_load();
            }
        }
    }

    /// Wakes the sender when the next batch is due or late, when somebody has blocked for long enough, or metadata is to be
    /// refreshed.
    fn arm(&mut self, now: Now, next: Option<Instant>, effects: &mut Effects) {
        let waiting = self.accumulator.queues.values();
        let waiting = waiting.filter_map(|queue| queue.front().copied());
        let flying = self.in_flight.values();
        let flying = flying.filter_map(|batches| batches.first().copied());
        let created = waiting.chain(flying).filter_map(|id| {
            let batch = self.accumulator.batches.get(id);
            batch.map(ProducerBatch::created)
        });
        let late = created.min().map(|at| at + self.delivery_timeout);
        let identity = match self.identity() {
            Identity::BackingOff(until) => Some(until),
            _ => None,
        };
        let asleep = self.transactional().map(Transactional::sleeps_until);
        let wakes = [
            next,
            asleep,
            late,
            self.application.gives_up_at(self.setup.config.max_block),
            identity,
            self.metadata.due_at(),
        ];
        // What is due already waits for a connection or an answer, and those come by themselves.
        let wake = wakes.into_iter().flatten().filter(|at| *at > now.mono);
        let wake = wake.min();
        if wake != self.sender_wakes {
            self.sender_wakes = wake;
            match wake {
                Some(at) => effects.set_timer(ProducerTimer::Sender, at.since(now.mono)),
                None => effects.cancel_timer(ProducerTimer::Sender),
            }
        }
    }
}
