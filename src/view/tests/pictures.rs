//! What a screen is told about real runs of the built-in labs.

use std::sync::Arc;

use engine::model::Instant;
use lab::{Action, Learner, Session, StepKind, shelf};
use view::deed;
use view::flights;
use view::inspector::{Alteration, Event, Figure, Inspector};
use view::lesson::{Lesson, Task};
use view::saying::Saying;
use view::scorecard::{Card, Opened, Records};
use view::selection::Selection;
use view::stage::{Life, Stage};
use view::timeline::{Timeline, Tone};

fn run(lab: &str, seconds: u64) -> Session {
    let mut session = Session::new(Arc::new(shelf::open(lab).expect("a built-in lab")));
    session.seek(Instant(seconds * 1_000_000));
    session
}

fn stage(session: &Session) -> Stage {
    Stage::of(session.world(), session.playhead())
}

fn crash(node: &str) -> Action {
    Action::Crash(node.into())
}

#[test]
fn ten_records_are_in_the_log_and_on_the_consumer_s_screen() {
    let stage = stage(&run("first-records", 15));
    let strip = &stage.brokers[0].strips[0];
    assert_eq!(
        (strip.name(), strip.log_end, strip.high_watermark),
        ("numtest-0".into(), 10, 10)
    );
    assert!(strip.cells.iter().all(|cell| cell.committed));
    assert_eq!(strip.cells[9].value, r#"{"number":9}"#);
    assert_eq!(strip.readers[0].position, 10);
    let consumer = &stage.consumers[0];
    assert_eq!(
        (
            consumer.done.clone(),
            consumer.lines.last().and_then(|line| line.offset)
        ),
        (Saying::new("stage-printed").with("count", 10), Some(9))
    );
    let producer = &stage.producers[0];
    assert_eq!((producer.sent, producer.acknowledged), (10, 10));
    assert_eq!(
        producer.lines.last().map(|line| line.text.as_str()),
        Some(r#"{"number":9}"#)
    );
}

#[test]
fn a_way_on_which_nothing_moves_is_seen_to_be_so() {
    let between = |one_way| lab::Cut {
        from: "producer-1".to_owned(),
        to: "broker-1".to_owned(),
        one_way,
    };
    for stopped in [
        Action::Partition(between(true)),
        Action::Hold(between(true)),
    ] {
        let mut session = run("first-records", 2);
        let cuts = |session: &Session| stage(session).links.iter().filter(|link| link.cut).count();
        assert_eq!(cuts(&session), 0);
        session.act(stopped).expect("it can be");
        assert_eq!(cuts(&session), 1);
        let mended = Action::Repair(lab::Way {
            from: "broker-1".to_owned(),
            to: "producer-1".to_owned(),
        });
        session.act(mended).expect("something is wrong");
        assert_eq!(cuts(&session), 0);
    }
}

#[test]
fn what_befalls_a_rack_is_one_mark_and_an_event_of_each_of_its_nodes() {
    let mut session = run("failover", 8);
    let isolate = Action::Passing(lab::Passing {
        action: Box::new(Action::Partition(lab::Cut {
            from: "rack a".to_owned(),
            to: "everyone else".to_owned(),
            one_way: false,
        })),
        for_ms: 1_000,
    });
    session.act(isolate).expect("it can be");
    let before = Timeline::of(&session).marks;
    let mine: Vec<_> = before
        .iter()
        .filter(|mark| mark.tone == Tone::Mine)
        .collect();
    assert_eq!(mine.len(), 1);
    assert_eq!(mine[0].text.key, "did-passing");
    session.advance(Instant(9_000_000));
    let after = Timeline::of(&session).marks;
    let healed = after.iter().find(|mark| mark.at == 9_000_000);
    assert_eq!(healed.map(|mark| mark.text.key), Some("did-heal"));
    let told = session.recent(engine::model::NodeId(2), 5_000);
    let befell = told
        .iter()
        .filter(|step| matches!(step.what, sim::What::Action(_)));
    assert!(
        befell.count() >= 2,
        "broker-2 was cut off from broker-1, and is no longer"
    );
}

#[test]
fn a_group_s_place_is_a_bookmark_in_the_log_and_a_record_of_its_own() {
    let stage = stage(&run("commit", 15));
    let strips = &stage.brokers[0].strips;
    assert_eq!(strips[0].bookmarks[0].group, "numtest-group");
    assert_eq!(strips[0].bookmarks[0].offset, 10);
    assert!(strips[1].internal && strips[1].name().starts_with("__consumer_offsets-"));
    assert!(
        strips[1]
            .cells
            .iter()
            .any(|cell| cell.value == "numtest-group: numtest-0 → 10")
    );
}

#[test]
fn a_broker_that_is_down_shows_what_its_disk_holds() {
    let mut session = run("first-records", 15);
    session.act(crash("broker-1")).expect("it runs");
    let stage = stage(&session);
    assert_eq!(stage.brokers[0].head.life, Life::Crashed);
    assert_eq!(stage.brokers[0].strips[0].cells.len(), 10);
    assert!(!stage.brokers[0].strips[0].leader);
    assert_eq!(stage.producers[0].lines.len(), 6);
}

#[test]
fn what_is_offered_is_what_can_be_done() {
    let mut session = run("first-records", 5);
    for slot in session.world().clone().slots() {
        let inspector =
            Inspector::of(&session, &Selection::Node { node: slot.id().0 }).expect("a node");
        for action in inspector.deeds {
            let mut session = session.clone();
            assert!(session.act(action.clone()).is_ok(), "{action:?}");
        }
    }
    session.act(crash("consumer-1")).expect("it runs");
    let node = session
        .lab()
        .node("consumer-1")
        .expect("a node of the lab")
        .0;
    let inspector = Inspector::of(&session, &Selection::Node { node }).expect("a node");
    assert_eq!(
        inspector.deeds.iter().map(deed::verb).collect::<Vec<_>>(),
        ["start"]
    );
}

#[test]
fn a_message_can_be_looked_at_and_dropped() {
    let mut session = run("first-records", 2);
    let message = loop {
        session.step().expect("something happens");
        let found = flights::flights(session.world())
            .into_iter()
            .find(|f| f.name == "Produce");
        if let Some(found) = found {
            break found;
        }
    };
    let inspector =
        Inspector::of(&session, &Selection::Flight { id: message.id }).expect("it is in flight");
    let carried = inspector
        .facts
        .iter()
        .find(|fact| fact.name.key == "fact-carries")
        .expect("what it carries");
    let (starts, ends) = (
        r#"numtest-0: {"number":"#,
        "(acks=-1, producer id 0, sequence 1)",
    );
    let Figure::Text(carried) = &carried.value else {
        panic!("{:?} is text", carried.value);
    };
    assert!(
        carried.starts_with(starts) && carried.ends_with(ends),
        "{carried}"
    );
    session
        .act(inspector.deeds[0].clone())
        .expect("it can be dropped");
    assert!(flights::find(session.world(), message.id).is_none());
}

#[test]
fn acting_in_the_past_leaves_the_old_future_as_a_branch() {
    let mut session = run("first-records", 8);
    session.seek(Instant(4_000_000));
    session.act(crash("consumer-1")).expect("it runs");
    session.seek(Instant(6_000_000));
    let timeline = Timeline::of(&session);
    assert_eq!(timeline.branches.len(), 1);
    assert_eq!(
        (timeline.branches[0].from, timeline.branches[0].until),
        (4_000_000, 8_000_000)
    );
    let mine: Vec<u64> = timeline
        .marks
        .iter()
        .filter(|mark| mark.tone == Tone::Mine)
        .map(|mark| mark.at)
        .collect();
    assert_eq!(mine, [4_000_000]);
    assert!(timeline.bars.iter().any(|count| *count > 0));
}

#[test]
fn the_last_events_say_why() {
    let session = run("first-records", 5);
    let events = Event::last(&session, 1, 10);
    assert_eq!(events.len(), 10);
    assert!(events.windows(2).all(|pair| pair[0].step > pair[1].step));
    assert!(events.iter().all(|event| {
        event
            .cause
            .as_ref()
            .is_none_or(|cause| cause.step < event.step)
    }));
}

#[test]
fn a_lesson_shows_its_goal_getting_nearer() {
    let session = run("first-records", 6);
    let learner = Learner::new(session.lab());
    for language in ["en", "es"] {
        let lesson = Lesson::of(&session, &learner, language, None);
        let Task::Reach {
            progress: Some((have, want)),
            ..
        } = &lesson.steps[0].task
        else {
            panic!("the first step is to reach a goal that adds up")
        };
        assert!(0 < *have && have < want, "{have} of {want}");
        assert!(
            lesson
                .steps
                .iter()
                .all(|step| !step.heading.is_empty() && !step.body.is_empty())
        );
    }
}

#[test]
fn choices_stand_in_the_order_of_what_they_say_will_be_measured() {
    for built_in in shelf::labs() {
        let lab = Arc::new(shelf::open(built_in.id).expect("it is built in"));
        let session = Session::new(Arc::clone(&lab));
        let lesson = Lesson::of(&session, &Learner::new(&lab), "en", None);
        for (step, def) in lesson.steps.iter().zip(lab.steps()) {
            let (Task::Predict { choices, .. }, StepKind::Predict(question)) =
                (&step.task, &def.kind)
            else {
                continue;
            };
            let value = |id: &str| question.choices.iter().find(|choice| choice.id == id);
            let values: Vec<Option<i64>> = choices
                .iter()
                .map(|choice| value(&choice.id).map(|choice| choice.value))
                .collect();
            assert!(
                values.is_sorted(),
                "{} {}: {values:?}",
                built_in.id,
                step.id
            );
            assert_eq!(values.len(), question.choices.len());
        }
    }
}

#[test]
fn a_goal_about_a_leader_names_it_and_has_no_bar() {
    let lab = Arc::new(shelf::open("spread").expect("it is built in"));
    let session = Session::new(Arc::clone(&lab));
    let lesson = Lesson::of(&session, &Learner::new(&lab), "en", None);
    let wanted = lesson.steps.iter().find_map(|step| match &step.task {
        Task::Reach {
            wanted,
            progress: None,
            ..
        } => Some(wanted.clone()),
        _ => None,
    });
    assert_eq!(
        wanted,
        Some(Saying::new("figure").with("value", "broker-2"))
    );
}

#[test]
fn the_same_moment_gives_the_same_picture() {
    let (mut there, straight) = (run("commit", 12), run("commit", 7));
    there.seek(Instant(7_000_000));
    assert_eq!(stage(&there), stage(&straight));
    assert_eq!(
        flights::flights(there.world()),
        flights::flights(straight.world())
    );
}

#[test]
fn every_number_of_the_scorecard_opens_its_records() {
    let mut session = run("commit", 15);
    session.act(crash("consumer-1")).expect("it runs");
    session.seek(Instant(16_000_000));
    session
        .act(Action::Start("consumer-1".into()))
        .expect("it is down");
    session.seek(Instant(90_000_000));
    let card = Card::of(&session);
    assert!(card.holds && card.claim == lab::Claim::AtLeastOnce);
    let names: Vec<&str> = card.parts.iter().map(|part| part.name.key).collect();
    assert_eq!(
        names,
        [
            "card-total",
            "card-producer",
            "card-partition",
            "card-group"
        ]
    );
    let lost = card.parts[0]
        .numbers
        .iter()
        .find(|number| number.is_forbidden);
    let lost = lost.expect("what the claim forbids is shown though it is 0");
    assert_eq!(
        (lost.name.key, lost.value, lost.breaks()),
        ("count-lost", 0, false)
    );
    for part in &card.parts {
        for number in &part.numbers {
            let opened = Opened {
                scope: part.scope.clone(),
                count: number.count,
            };
            let records = Records::of(&session, &opened);
            assert_eq!(records.rows.len() as u64 + records.left_out, number.value);
        }
    }
}

#[test]
fn a_record_of_the_scorecard_says_who_sent_it_where_it_is_and_who_read_it() {
    let session = run("first-records", 15);
    let opened = Opened {
        scope: lab::Scope::Total,
        count: lab::Count::Processed,
    };
    let records = Records::of(&session, &opened);
    assert_eq!((records.rows.len(), records.left_out), (10, 0));
    let row = &records.rows[3];
    assert_eq!(
        (row.partition.as_deref(), row.offset),
        (Some("numtest-0"), Some(3))
    );
    assert_eq!(row.send.as_deref(), Some("producer-1 #3"));
    assert_eq!(
        row.reader.as_ref().map(|reader| reader.key),
        Some("card-start")
    );
    let leader = Selection::Strip {
        node: 1,
        topic: "numtest".into(),
        partition: 0,
    };
    assert_eq!(row.selection.as_ref(), Some(&leader));
}

#[test]
fn who_is_outside_kafka_stands_on_the_stage_with_its_ways() {
    let template = |id: &str| {
        let mut all = lab::scenario::templates().iter();
        let template = all.find(|template| template.id == id).expect(id);
        let lab = template.open().lab().expect("it is valid").clone();
        let mut session = Session::new(Arc::new(lab));
        session.seek(Instant(10_000_000));
        (stage(&session), session)
    };
    let (pushing, session) = template("without-kafka");
    let id = |name: &str| session.lab().node(name).expect(name).0;
    let names: Vec<_> = pushing
        .outsiders
        .iter()
        .map(|o| o.head.name.as_str())
        .collect();
    assert_eq!(names, ["fast", "sender", "server", "slow"]);
    let linked = |a: &str, b: &str| {
        let (a, b) = (id(a), id(b));
        pushing
            .links
            .iter()
            .any(|l| (l.a, l.b) == (a, b) || (l.b, l.a) == (a, b))
    };
    assert!(linked("sender", "server") && linked("server", "slow"));
    assert!(!linked("sender", "broker-1") && !linked("sender", "slow"));

    let (writing, session) = template("applications");
    let ledger = &writing.outsiders[0];
    assert_eq!(ledger.head.name, "ledger");
    assert!(!ledger.lines.is_empty());
    assert!(
        writing
            .links
            .iter()
            .any(|link| link.b == ledger.head.id && link.live)
    );
    assert!(
        session.lab().node(lab::ADMIN).is_some(),
        "it is there, and nobody has needed it yet"
    );
}

#[test]
fn a_config_that_was_changed_while_the_cluster_ran_is_shown_as_the_broker_has_it() {
    let mut session = run("first-records", 3);
    let strip = Selection::Strip {
        node: 1,
        topic: "numtest".to_owned(),
        partition: 0,
    };
    let config = |session: &Session| {
        let inspector = Inspector::of(session, &strip).expect("the replica is there");
        let mut configs = inspector.configs.iter();
        configs
            .find(|config| config.name == "retention.ms")
            .cloned()
    };
    let before = config(&session).expect("every topic has it");
    let wanted = Alteration {
        owner: before.owner.expect("Kafka lets it change"),
        name: "retention.ms".to_owned(),
        value: Some("86400000".to_owned()),
    };
    session
        .act(wanted.action().expect("an action"))
        .expect("it can be asked");
    let mut value = before.value.clone();
    for second in 4..10 {
        session.advance(Instant(second * 1_000_000));
        value = config(&session).expect("still").value;
    }
    assert_ne!(before.value, value);
    assert_eq!(value, "86400000");
}
