//! What labs say of faults: disks, slow ways, brokers that differ, and roles.

use std::sync::Arc;

use engine::config::Configs;
use engine::model::{Duration, Instant, NodeId};
use lab::{Action, Lab, Learner, Session};
use serde_json::{Value, json};
use sim::{Ending, Life, World};

use crate::{action, bare, told};

/// Three brokers that hold one partition together.
fn file() -> Value {
    let mut file = bare();
    file["cluster"]["brokers"] = json!([{ "id": 1 }, { "id": 2 }, { "id": 3 }]);
    file["topics"]["numtest"]["replication.factor"] = 3.into();
    file
}

fn lab(change: impl FnOnce(&mut Value)) -> Lab {
    let mut file = file();
    change(&mut file);
    Lab::parse(&file.to_string(), &[]).unwrap()
}

/// What is wrong with a lab whose script wants this.
fn problem(action: &Value) -> String {
    let mut file = file();
    file["script"] = json!([{ "at_ms": 1, "do": action }]);
    told(&file)
}

fn life(world: &World, node: u32) -> Life {
    world.slot(NodeId(node)).unwrap().life()
}

/// Who leads the partition, by what the running brokers know.
fn leader(session: &Session) -> String {
    let asked = action(json!({ "crash": "leader of numtest-0" }));
    let (resolved, _) = session.lab().resolve(asked, session.world()).unwrap();
    resolved.nodes()[0].to_owned()
}

#[test]
fn a_broker_can_differ_from_the_others_in_configs_and_disk() {
    let lab = lab(|file| {
        let cluster = &mut file["cluster"];
        cluster["config"]["message.max.bytes"] = 1_000.into();
        cluster["config"]["num.partitions"] = 4.into();
        cluster["disk"] = json!({ "flush_us": 100, "capacity": 5_000 });
        cluster["brokers"][1]["config"] = json!({ "message.max.bytes": 2_000 });
        cluster["brokers"][1]["disk"] = json!({ "capacity": 0, "write_back_ms": 0 });
    });
    let seen: Vec<_> = lab
        .brokers()
        .iter()
        .map(|broker| {
            let (disk, config) = (broker.disk, &broker.config);
            let size = config.get("message.max.bytes").unwrap();
            let partitions = config.get("num.partitions").unwrap();
            (size, partitions, disk.flush, disk.capacity, disk.write_back)
        })
        .collect();
    let common = ("1000", "4", Duration(100), 5_000, Duration::from_secs(30));
    let other = ("2000", "4", Duration(100), 0, Duration::ZERO);
    let expected = [common, other, common].map(|(size, partitions, flush, capacity, back)| {
        (
            size.to_owned(),
            partitions.to_owned(),
            flush,
            capacity,
            back,
        )
    });
    assert_eq!(seen, expected);

    let world = World::new(lab.setup());
    let capacity = |node| world.slot(NodeId(node)).unwrap().disk().capacity();
    assert_eq!((capacity(1), capacity(2)), (Some(5_000), None));
    assert_eq!(
        world.slot(lab.controller()).unwrap().disk().capacity(),
        None,
        "the brokers' disks are not the controller's"
    );
}

#[test]
fn a_brokers_own_config_is_told_by_its_place() {
    let mut file = file();
    file["cluster"]["brokers"][2]["config"] = json!({ "mesage.max.bytes": 1 });
    file["cluster"]["brokers"][0]["disk"] = json!({ "flush_ms": 1 });
    let problems = Lab::parse(&file.to_string(), &[]).unwrap_err();
    let paths: Vec<&str> = problems
        .iter()
        .map(|problem| problem.path.as_str())
        .collect();
    let expected = [
        "cluster.brokers[0].disk.flush_ms",
        "cluster.brokers[2].config[\"mesage.max.bytes\"]",
    ];
    assert_eq!(paths, expected);
}

#[test]
fn every_fault_can_be_scripted() {
    let lab = lab(|file| {
        file["script"] = json!([
            { "at_ms": 1_000, "do": { "disk_full": "broker-1" } },
            { "at_ms": 1_000, "do": { "slow_disk": { "node": "broker-2", "times": 7 } } },
            { "at_ms": 1_000, "do": { "slow": { "from": "broker-1", "to": "controller", "extra_ms": 9 } } },
            { "at_ms": 1_000, "do": { "crash": "broker-3" } },
            { "at_ms": 1_500, "do": { "wipe": "broker-3" } },
            { "at_ms": 2_000, "do": { "disk_freed": "broker-1" } },
            { "at_ms": 2_000, "do": { "repair": { "from": "controller", "to": "broker-1" } } },
        ]);
    });
    let mut session = Session::new(Arc::new(lab));
    let disk = |session: &Session, node| {
        let slot = session.world().slot(NodeId(node)).unwrap();
        slot.disk().clone()
    };
    session.advance(Instant(1_000_000));
    assert!(disk(&session, 1).is_filled());
    assert_eq!(disk(&session, 2).slowness(), 7);
    let slowed: Vec<_> = session.world().slowed().collect();
    let (broker, controller) = (NodeId(1), session.lab().controller());
    let ways = [(broker, controller), (controller, broker)];
    assert_eq!(slowed, ways.map(|way| (way, Duration::from_millis(9))));
    session.advance(Instant(2_000_000));
    assert_eq!(disk(&session, 3).files().count(), 0);
    assert!(!disk(&session, 1).is_filled());
    assert_eq!(session.world().slowed().count(), 0);
}

#[test]
fn a_script_strikes_whoever_leads_then() {
    let lab = lab(|file| {
        let crash = json!({ "crash": "leader of numtest-0" });
        file["script"] = json!([{ "at_ms": 1, "do": crash }, { "at_ms": 9_000, "do": crash }]);
    });
    let mut session = Session::new(Arc::new(lab));
    session.advance(Instant(8_999_999));
    let running = |session: &Session| {
        (1..=3)
            .filter(|id| life(session.world(), *id).is_running())
            .count()
    };
    assert_eq!(
        running(&session),
        3,
        "at first there was no leader to strike"
    );
    let struck = session.lab().node(&leader(&session)).unwrap();
    session.advance(Instant(9_000_000));
    assert_eq!(running(&session), 2);
    let crashed = Life::Down {
        since: Instant(9_000_000),
        how: Ending::Crashed,
    };
    assert_eq!(life(session.world(), struck.0), crashed);
    let digest = session.world().digest();
    session.seek(Instant::ZERO);
    session.seek(Instant(9_000_000));
    assert_eq!(session.world().digest(), digest);
}

#[test]
fn the_journal_keeps_who_had_the_role() {
    let mut session = Session::new(Arc::new(lab(|_| {})));
    session.advance(Instant(5_000_000));
    let first = leader(&session);
    session
        .act(action(json!({ "crash": "leader of numtest-0" })))
        .unwrap();
    assert_eq!(session.journal()[0].action, Action::Crash(first.clone()));
    session.advance(Instant(30_000_000));
    assert_ne!(leader(&session), first);
    let again = Session::import(&session.export()).unwrap();
    assert_eq!(again.world().digest(), session.world().digest());

    let cut = json!({ "partition": { "from": "leader of numtest-0", "to": "controller" } });
    let leader = leader(&session);
    session.act(action(cut)).unwrap();
    let cut = json!({ "partition": { "from": leader, "to": "controller" } });
    assert_eq!(session.journal()[1].action, action(cut));
}

#[test]
fn a_role_that_nobody_has_is_refused() {
    let mut session = Session::new(Arc::new(lab(|_| {})));
    let crash = action(json!({ "crash": "leader of numtest-0" }));
    let refused = session.act(crash).unwrap_err();
    assert_eq!(refused.to_string(), "there is no leader of numtest-0 now");
    assert!(session.journal().is_empty());
}

#[test]
fn a_step_about_a_role_is_done_by_striking_whoever_has_it() {
    let lab = Arc::new(lab(|file| {
        let crash = json!({ "crash": "leader of numtest-0" });
        file["steps"] = json!([{ "id": "strike", "kind": "do", "action": crash }]);
    }));
    let strike = |named: &dyn Fn(&Session) -> String| {
        let mut session = Session::new(Arc::clone(&lab));
        let mut learner = Learner::new(&lab);
        session.advance(Instant(5_000_000));
        let node = named(&session);
        session.act(Action::Crash(node)).unwrap();
        session.advance(Instant(30_000_000));
        learner.observe(&session)
    };
    let follower = |session: &Session| {
        let brokers = session.lab().brokers().iter();
        let mut names = brokers.map(|broker| broker.name.to_string());
        names.find(|name| *name != leader(session)).unwrap()
    };
    assert!(strike(&leader), "by its name");
    assert!(strike(&|_| "leader of numtest-0".to_owned()), "by its role");
    assert!(!strike(&follower), "somebody else");
}

#[test]
fn what_a_lab_does_not_have_is_told_where_it_is_named() {
    for (action, told) in [
        (
            json!({ "crash": "leader of numtset-0" }),
            "script[0].do.crash",
        ),
        (
            json!({ "wipe": "follower of numtest-1" }),
            "topic \"numtest\" has partitions 0 to 0",
        ),
        (
            json!({ "pause": "coordinator of numtest-grup" }),
            "did you mean \"numtest-group\"?",
        ),
        (
            json!({ "crash": "boss of numtest-0" }),
            "a role is leader of <topic>-<partition>",
        ),
        (
            json!({ "slow": { "from": "broker-1", "to": "brokr-2", "extra_ms": 1 } }),
            "script[0].do.slow.to",
        ),
        (
            json!({ "slow": { "from": "leader of numtest-0", "to": "leader of numtest-0", "extra_ms": 1 } }),
            "there is no link from \"leader of numtest-0\" to itself",
        ),
        (
            json!({ "slow_disk": { "node": "broker-1", "times": 0 } }),
            "script[0].do.slow_disk.times",
        ),
        (
            json!({ "slow_disk": { "node": "broker-9", "times": 2 } }),
            "script[0].do.slow_disk.node",
        ),
        (json!({ "close": "producer-9" }), "script[0].do.close"),
        (
            json!({ "close": "controller" }),
            "script[0].do.close: the controller cannot be closed",
        ),
    ] {
        let problem = problem(&action);
        assert!(problem.contains(told), "{action}: {problem}");
    }
}

#[test]
fn what_the_world_refuses_is_said_with_the_names_of_the_lab() {
    let mut session = Session::new(Arc::new(lab(|_| {})));
    session.advance(Instant(1_000_000));
    for (refused, told) in [
        (
            json!({ "wipe": "broker-1" }),
            "broker-1 is running; crash it or cut its power first",
        ),
        (
            json!({ "disk_freed": "broker-2" }),
            "the disk of broker-2 was not filled; there is nothing to free",
        ),
        (
            json!({ "repair": { "from": "broker-1", "to": "controller" } }),
            "nothing is wrong between broker-1 and controller; there is nothing to repair",
        ),
    ] {
        assert_eq!(session.act(action(refused)).unwrap_err().to_string(), told);
    }
    session
        .act(action(json!({ "disk_full": "broker-2" })))
        .unwrap();
    let again = session.act(action(json!({ "disk_full": "broker-2" })));
    assert_eq!(
        again.unwrap_err().to_string(),
        "the disk of broker-2 is full already"
    );
}
