//! What a screen is told of transactions: whose records are whose, who decides, and who believes what.

use std::sync::Arc;

use engine::client::ClientCommand;
use engine::client::producer::TransactionCommand;
use engine::model::{Instant, NodeId, TopicName, TopicPartition};
use insta::assert_snapshot;
use lab::{Lab, Session};
use sim::{Action, AnyNode, Fault};
use tank::cluster::{Cluster, cluster};
use view::close_up::{
    CloseUp, ConsumerUp, Known, MarkerState, PartitionUp, ProducerUp, Spot, Standing,
    TransactionUp, Truncated,
};
use view::inspector::Inspector;
use view::menu::Menu;
use view::selection::Selection;
use view::stage::{Fate, Stage, Strip, TroubleKind};

use TransactionCommand::{Abort, Begin, Commit, Init};

const FIRST: u32 = 2001;
const SECOND: u32 = 2002;
const READER: u32 = 3001;

/// Three brokers, a topic of one partition, two producers with one transactional id, and a reader of what is committed.
fn kafka() -> Cluster {
    let mut builder = cluster(3).topic("t", 1, 3, &[]).consumer(
        READER,
        "t",
        Some(2_000),
        &[
            ("auto.offset.reset", "earliest"),
            ("group.id", "a"),
            ("isolation.level", "read_committed"),
        ],
    );
    for id in [FIRST, SECOND] {
        let timeout = ("transaction.timeout.ms", "20000");
        builder = builder.transactional_producer(id, "transfers", 2, &[timeout]);
    }
    let mut kafka = builder.start();
    kafka.until_ms(6_000);
    kafka
}

fn call(kafka: &mut Cluster, id: u32, call: TransactionCommand) {
    let node = NodeId(id);
    let command = ClientCommand::Transaction(Box::new(call));
    kafka.act(Action::Command { node, command });
}

fn send(kafka: &mut Cluster, id: u32, value: &str) {
    let node = NodeId(id);
    let command = ClientCommand::Send {
        topic: "t".into(),
        partition: None,
        key: None,
        value: Some(value.into()),
    };
    kafka.act(Action::Command { node, command });
}

/// Begins a transaction and sends these.
fn begin(kafka: &mut Cluster, id: u32, values: &[&str]) {
    call(kafka, id, Begin);
    for value in values {
        send(kafka, id, value);
    }
    kafka.run_ms(1_000);
}

/// Begins one, sends these, and ends it.
fn transact(kafka: &mut Cluster, id: u32, values: &[&str], end: TransactionCommand) {
    begin(kafka, id, values);
    call(kafka, id, end);
    kafka.run_ms(2_000);
}

/// One transaction that was aborted, one that was committed, and one that is open.
fn three_transactions() -> Cluster {
    let mut kafka = kafka();
    call(&mut kafka, FIRST, Init);
    transact(&mut kafka, FIRST, &["a", "b"], Abort);
    transact(&mut kafka, FIRST, &["c"], Commit);
    begin(&mut kafka, FIRST, &["d", "e"]);
    kafka
}

fn stage(kafka: &Cluster) -> Stage {
    Stage::of(&kafka.world, kafka.world.now())
}

fn place() -> TopicPartition {
    TopicPartition::new(&TopicName::from("t"), 0)
}

fn leading(kafka: &Cluster) -> Strip {
    let strips = stage(kafka).brokers.into_iter().flat_map(|it| it.strips);
    let mut leading = strips.filter(|strip| strip.leader && strip.topic == "t");
    leading.next().expect("somebody leads")
}

fn fates(strip: &Strip) -> Vec<(&str, Fate)> {
    let cells = strip.cells.iter();
    cells.map(|cell| (&*cell.value, cell.fate)).collect()
}

fn partition(kafka: &Cluster) -> PartitionUp {
    PartitionUp::of(&kafka.world, &place(), None, &Truncated::new()).expect("it is there")
}

fn transaction(kafka: &Cluster) -> TransactionUp {
    let now = kafka.world.now();
    TransactionUp::of(&kafka.world, now, "transfers").expect("it is known")
}

fn known(kafka: &Cluster) -> Known {
    transaction(kafka).known.expect("somebody coordinates it")
}

fn producer(kafka: &Cluster, id: u32) -> ProducerUp {
    let slot = kafka.world.slot(NodeId(id)).expect("it is there");
    match slot.node() {
        AnyNode::Producer(producer) => {
            ProducerUp::of(&kafka.world, kafka.world.now(), slot, producer)
        }
        other => panic!("{other:?}"),
    }
}

fn consumer(kafka: &Cluster) -> ConsumerUp {
    let slot = kafka.world.slot(NodeId(READER)).expect("it is there");
    match slot.node() {
        AnyNode::Consumer(processor) => {
            ConsumerUp::of(&kafka.world, kafka.world.now(), slot, processor)
        }
        other => panic!("{other:?}"),
    }
}

/// The states in which a transactional id stands so.
fn standing(known: &Known, standing: Standing) -> Vec<&'static str> {
    let stops = known.stops.iter().filter(|stop| stop.standing == standing);
    stops.map(|stop| stop.name).collect()
}

#[test]
fn records_of_an_aborted_transaction_are_told_apart() {
    let strip = leading(&three_transactions());
    let expected = [
        ("a", Fate::Aborted),
        ("b", Fate::Aborted),
        ("ABORT", Fate::AbortMarker),
        ("c", Fate::Kept),
        ("COMMIT", Fate::CommitMarker),
        ("d", Fate::Open),
        ("e", Fate::Open),
    ];
    assert_eq!(fates(&strip), expected);
}

#[test]
fn the_last_stable_offset_stands_before_the_transaction_that_is_open() {
    let mut kafka = three_transactions();
    let strip = leading(&kafka);
    let open = strip.cells.iter().find(|cell| cell.fate == Fate::Open);
    assert_eq!(
        Some(strip.last_stable_offset),
        open.map(|cell| cell.offset),
        "{strip:?}"
    );
    assert!(strip.last_stable_offset < strip.high_watermark);
    call(&mut kafka, FIRST, Commit);
    kafka.run_ms(2_000);
    let strip = leading(&kafka);
    assert_eq!(strip.last_stable_offset, strip.high_watermark);
}

#[test]
fn a_broker_that_is_down_still_shows_which_records_were_aborted() {
    let mut kafka = three_transactions();
    let before = leading(&kafka);
    kafka.act(Action::Fault(Fault::Crash(NodeId(1))));
    let brokers = stage(&kafka).brokers;
    let strips = brokers[0].strips.iter();
    let on_disk = strips.into_iter().find(|strip| strip.topic == "t");
    assert_eq!(fates(on_disk.expect("its disk has it")), fates(&before));
}

#[test]
fn a_page_of_earlier_offsets_shows_what_later_markers_say_of_them() {
    let kafka = three_transactions();
    let page = PartitionUp::of(&kafka.world, &place(), Some(2), &Truncated::new());
    let page = page.expect("it is there");
    let spots = page.rows.iter().flat_map(|row| &row.spots);
    let aborted = spots.filter(|spot| {
        matches!(
            spot,
            Spot::Record {
                fate: Fate::Aborted,
                producer: Some(_),
                ..
            }
        )
    });
    assert_eq!(aborted.count(), 2 * page.rows.len());
}

#[test]
fn a_partition_names_the_transaction_that_is_open_in_it() {
    let mut kafka = three_transactions();
    let open = partition(&kafka).open;
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].id.as_deref(), Some("transfers"));
    assert_eq!(Some(open[0].producer), producer(&kafka, FIRST).identity);
    assert_eq!(open[0].first_offset, leading(&kafka).last_stable_offset);
    call(&mut kafka, FIRST, Abort);
    kafka.run_ms(2_000);
    assert_eq!(partition(&kafka).open, []);
}

#[test]
fn a_transaction_shows_where_it_is_and_how_it_got_there() {
    let mut kafka = three_transactions();
    let open = known(&kafka);
    assert_eq!(standing(&open, Standing::Now), ["Ongoing"]);
    assert_eq!(open.partitions[0].partition, "t-0");
    assert_eq!(open.partitions[0].marker, MarkerState::Undecided);
    call(&mut kafka, FIRST, Commit);
    kafka.run_ms(2_000);
    let ended = known(&kafka);
    assert_eq!(standing(&ended, Standing::Now), ["CompleteCommit"]);
    assert_eq!(
        standing(&ended, Standing::Been),
        ["Ongoing", "PrepareCommit"]
    );
    assert_eq!(ended.partitions[0].marker, MarkerState::Written);
    let states: Vec<&str> = ended.passages.iter().map(|passage| passage.state).collect();
    assert_eq!(
        states[states.len() - 3..],
        ["Ongoing", "PrepareCommit", "CompleteCommit"]
    );
    assert_eq!(ended.previous, Some(open.producer));
    assert_eq!(ended.producer.1, open.producer.1 + 1, "version 2 raises it");
}

#[test]
fn a_marker_is_on_its_way_until_the_leader_has_answered() {
    let mut kafka = three_transactions();
    call(&mut kafka, FIRST, Commit);
    let mut seen = Vec::new();
    for _ in 0..2_000 {
        if kafka.world.step().is_none() {
            break;
        }
        let known = known(&kafka);
        if known.state == "PrepareCommit" {
            let markers = known.partitions.iter().map(|marked| marked.marker);
            seen.extend(markers);
        }
    }
    seen.dedup();
    assert_eq!(seen, [MarkerState::Sent, MarkerState::Written]);
}

#[test]
fn an_open_transaction_has_a_time_by_which_it_must_end() {
    let mut kafka = three_transactions();
    let open = known(&kafka);
    let timeout = open.timeout.expect("it runs");
    assert_eq!(timeout.fires - timeout.started, 20_000_000);
    assert!(timeout.started < kafka.world.now().0);
    assert!(open.next_round.is_some());
    kafka.until_ms(timeout.fires / 1_000 + 12_000);
    let over = known(&kafka);
    assert_eq!(standing(&over, Standing::Now), ["CompleteAbort"]);
    assert_eq!(over.timeout, None);
    let client = &transaction(&kafka).clients[0];
    let state = client.transaction.as_ref().map(|it| it.state);
    assert_eq!(state, Some("IN_TRANSACTION"), "nobody has told it");
    assert!(client.outdated, "{client:?} and {:?}", over.producer);
}

#[test]
fn a_fenced_producer_is_shown_with_what_it_is_thrown() {
    let mut kafka = three_transactions();
    call(&mut kafka, SECOND, Init);
    kafka.run_ms(3_000);
    call(&mut kafka, FIRST, Commit);
    kafka.run_ms(3_000);
    let stage = stage(&kafka);
    let of = |id| stage.producers.iter().find(|it| it.head.id == id);
    let trouble = |id| of(id)?.transaction.as_ref()?.trouble;
    let fenced = trouble(FIRST).expect("it is fenced");
    assert_eq!(
        (fenced.kind, fenced.exception, fenced.error),
        (
            TroubleKind::Fenced,
            "ProducerFencedException",
            "PRODUCER_FENCED"
        )
    );
    assert_eq!(trouble(SECOND), None);
    let up = transaction(&kafka);
    let outdated: Vec<bool> = up.clients.iter().map(|client| client.outdated).collect();
    assert_eq!(outdated, [true, false]);
}

#[test]
fn a_transactional_producer_s_call_is_lit_while_it_waits() {
    let mut kafka = kafka();
    let lit = |kafka: &Cluster| -> Vec<&str> {
        let steps = producer(kafka, FIRST).application.steps.into_iter();
        steps
            .filter(|step| step.running)
            .map(|step| step.call)
            .collect()
    };
    call(&mut kafka, FIRST, Init);
    kafka.world.step();
    assert_eq!(lit(&kafka), ["initTransactions()"]);
    kafka.run_ms(2_000);
    begin(&mut kafka, FIRST, &["a"]);
    assert_eq!(lit(&kafka), ["next record"]);
    assert_eq!(producer(&kafka, FIRST).in_transaction, ["t-0"]);
    call(&mut kafka, FIRST, Commit);
    kafka.world.step();
    assert_eq!(lit(&kafka), ["commitTransaction()"]);
}

#[test]
fn a_reader_of_what_is_committed_waits_at_the_last_stable_offset() {
    let mut kafka = three_transactions();
    let up = consumer(&kafka);
    assert_eq!(up.isolation, "read_committed");
    let reading = &up.partitions[0];
    assert!(reading.waits, "{reading:?}");
    assert_eq!(reading.position, reading.last_stable_offset);
    assert_eq!(reading.position, Some(leading(&kafka).last_stable_offset));
    call(&mut kafka, FIRST, Commit);
    kafka.run_ms(3_000);
    assert!(!consumer(&kafka).partitions[0].waits);
}

#[test]
fn a_transactional_id_that_nobody_has_is_nothing() {
    let kafka = kafka();
    let now = Instant(kafka.world.now().0);
    assert_eq!(TransactionUp::of(&kafka.world, now, "nobody"), None);
    let before = transaction(&kafka);
    assert_eq!(before.known, None, "nobody has asked for it yet");
    assert_eq!(before.clients.len(), 2);
}

/// A lab whose producer has a transactional id, when its processes have started.
fn session() -> Session {
    let text = r#"{
        "format": 1, "id": "transfers", "track": "sandbox", "seed": 7,
        "cluster": {
            "brokers": [{ "id": 1 }],
            "config": {
                "transaction.state.log.replication.factor": 1,
                "transaction.state.log.min.isr": 1
            }
        },
        "topics": { "orders": { "partitions": 1, "replication.factor": 1 } },
        "clients": {
            "producer-1": { "kind": "producer", "start_ms": 0, "config": { "transactional.id": "transfers" } }
        },
        "until_ms": 20000
    }"#;
    let lab = Lab::parse(text, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let mut session = Session::new(Arc::new(lab));
    session.seek(Instant(4_000_000));
    session
}

#[test]
fn a_transactional_id_is_selected_by_the_words_of_a_link() {
    let session = session();
    let words = "transaction transfers";
    let selection = Selection::of_words(words, session.lab()).expect("a producer has it");
    assert_eq!(selection.words(session.lab()).as_deref(), Some(words));
    assert!(matches!(
        CloseUp::of(&session, &selection, None),
        Some(CloseUp::Transaction(_))
    ));
    let nobody = Selection::of_words("transaction nobody", session.lab());
    assert_eq!(nobody, None);
}

#[test]
fn a_producer_leads_to_its_transactional_id_and_that_back_to_it() {
    let session = session();
    let producer = Selection::of_words("producer-1", session.lab()).expect("it is there");
    let near = |selection: &Selection| -> Vec<Selection> {
        let inspector = Inspector::of(&session, selection).expect("it is there");
        inspector.near.into_iter().map(|it| it.selection).collect()
    };
    let id = "transfers".to_owned();
    let transaction = Selection::Transaction { id };
    assert_eq!(near(&producer), std::slice::from_ref(&transaction));
    assert_eq!(near(&transaction), [producer]);
    let menu = Menu::of(&session, &transaction).expect("it is known");
    let texts: Vec<&str> = menu.items.iter().map(|item| item.text.key).collect();
    assert_eq!(texts, ["do-close", "do-crash"], "of the producer");
}

#[test]
fn a_transaction_large() {
    let up = transaction(&three_transactions());
    let text = serde_json::to_string_pretty(&up).expect("it can be written");
    assert_snapshot!(text);
}
