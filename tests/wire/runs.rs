//! The messages of the built-in labs, as they come while somebody solves them.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use engine::node::{ConnectionId, Message};
use engine::protocol::layout::{Envelope, layout};
use engine::protocol::{ApiKey, Body, Request};
use lab::{Pace, Walk, shelf};
use sim::{Cargo, World};

use crate::{Case, anatomy, name, oracle};

/// Messages of one kind on one connection that are looked at.
const OF_EACH: u32 = 3;

#[test]
fn every_message_of_every_lab_is_read_by_somebody_else() {
    let mut seen = BTreeSet::new();
    for lab in shelf::labs() {
        for case in messages(lab.id) {
            let name = format!("{}: {}", lab.id, name(&case));
            seen.insert((case.message.api_key(), case.message.is_request()));
            anatomy::check(&name, &case.layout());
            oracle::agree(&name, &case);
        }
    }
    assert!(seen.len() >= 50, "{seen:?}");
}

/// Messages of each kind that arrive on each connection while a lab is solved.
fn messages(id: &str) -> Vec<Case> {
    let lab = Arc::new(shelf::open(id).expect("it is built in"));
    let mut walk = Walk::new(&lab, Pace::Hurried);
    while walk.take_step().expect("it can be solved").is_some() {}
    let session = walk.session();
    let mut world = World::new(lab.setup());
    let mut journal = session.journal().iter().peekable();
    let mut seen = Seen::default();
    loop {
        if let Some(entry) = journal.next_if(|entry| entry.step == world.steps()) {
            world.advance_clock(entry.at).expect("it was then");
            let action = lab.resolve(entry.action.clone(), &world);
            let (_, deed) = action.expect("it was so done");
            world.apply(deed).expect("it was so done");
            continue;
        }
        let ends = |next| next > session.frontier();
        if journal.peek().is_none() && world.next_at().is_none_or(ends) {
            return seen.cases;
        }
        if let Some(flight) = world.arriving()
            && let Cargo::Message(message) = flight.cargo
        {
            seen.arrives(message);
        }
        world.step();
    }
}

#[derive(Default)]
struct Seen {
    /// What was asked and not answered yet.
    asked: HashMap<(ConnectionId, i32), Request>,
    counts: HashMap<(ConnectionId, ApiKey, bool), u32>,
    cases: Vec<Case>,
}

impl Seen {
    fn arrives(&mut self, message: &Message) {
        let (api, is_request) = (message.body.api_key(), message.body.is_request());
        let has_bytes = layout(&message.body, &Envelope::new(1)).is_ok();
        if api == ApiKey::Outside || !has_bytes {
            return;
        }
        let call = (message.connection, message.correlation_id);
        let answered = match &*message.body {
            Body::Request(request) => {
                self.asked.insert(call, request.clone());
                None
            }
            _ => self.asked.remove(&call),
        };
        let kind = (message.connection, api, is_request);
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        if *count <= OF_EACH {
            self.cases.push(Case {
                message: (*message.body).clone(),
                asked: answered,
            });
        }
    }
}
