//! The scorecard that a session keeps is the one that is counted from nothing.

use std::sync::Arc;

use engine::model::Instant;
use lab::{Action, BranchId, Count, Lab, Scope, Scorecard, Session, evidence, shelf};
use proptest::prelude::*;

const STORM: &str = include_str!("../fixtures/storm.json");

/// What somebody may do next.
#[derive(Clone, Debug)]
enum Deed {
    Seek(u64),
    Slice(u64, u32),
    StepBack,
    Step,
    Switch(usize),
    Act(Action),
}

fn deed() -> impl Strategy<Value = Deed> {
    let names = [
        "consumer-1",
        "consumer-2",
        "producer-1",
        "broker-1",
        "broker-2",
    ];
    let name = prop::sample::select(names.to_vec()).prop_map(str::to_owned);
    let action = (name, 0..5_u8).prop_map(|(name, what)| match what {
        0 => Action::Crash(name),
        1 => Action::Restart(name),
        2 => Action::Pause(name),
        3 => Action::Resume(name),
        _ => Action::PowerCut(name),
    });
    prop_oneof![
        3 => (0_u64..30_000).prop_map(Deed::Seek),
        2 => ((0_u64..30_000), (1_u32..2_000)).prop_map(|(to, steps)| Deed::Slice(to, steps)),
        1 => Just(Deed::StepBack),
        1 => Just(Deed::Step),
        2 => (0_usize..4).prop_map(Deed::Switch),
        4 => action.prop_map(Deed::Act),
    ]
}

fn does(session: &mut Session, deed: Deed) {
    match deed {
        Deed::Seek(ms) => session.seek(Instant(ms * 1_000)),
        Deed::Slice(ms, steps) => {
            session.seek_slice(Instant(ms * 1_000), steps);
        }
        Deed::StepBack => {
            session.step_back();
        }
        Deed::Step => {
            session.step();
        }
        Deed::Switch(branch) => session.switch(BranchId(branch)),
        // Not everything can be done at every moment.
        Deed::Act(action) => drop(session.act(action)),
    }
}

fn lab(choice: prop::sample::Index) -> Lab {
    let labs = shelf::labs();
    match choice.index(labs.len() + 3) {
        n if n < labs.len() => shelf::open(labs[n].id).unwrap(),
        _ => Lab::parse(STORM, &[]).unwrap(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn wherever_one_goes_and_whatever_one_does_the_count_is_the_same(
        choice in any::<prop::sample::Index>(),
        seed in 0_u64..1_000,
        deeds in prop::collection::vec(deed(), 1..14),
    ) {
        let mut session = Session::new(Arc::new(lab(choice).with_seed(seed)));
        for deed in deeds {
            does(&mut session, deed.clone());
            prop_assert_eq!(session.scorecard(), &Scorecard::of(session.world()), "after {:?}", deed);
        }
        every_number_opens_its_records(&session)?;
    }
}

fn every_number_opens_its_records(session: &Session) -> Result<(), TestCaseError> {
    let scorecard = session.scorecard();
    let total = (Scope::Total, scorecard.total());
    let producers = scorecard.producers().into_iter();
    let partitions = scorecard.partitions().into_iter();
    let readers = scorecard.readers().into_iter();
    let scopes = std::iter::once(total)
        .chain(producers.map(|(id, counts)| (Scope::Producer(id), counts)))
        .chain(partitions.map(|(place, counts)| (Scope::Partition(place), counts)))
        .chain(readers.map(|(reader, counts)| (Scope::Reader(reader), counts)));
    for (scope, counts) in scopes {
        let found = evidence(session.world(), &scope, usize::MAX);
        for count in Count::ALL {
            let records = found.get(count).map_or(0, Vec::len) as u64;
            prop_assert_eq!(
                records,
                counts.get(*count),
                "{} of {:?}",
                count.name(),
                &scope
            );
        }
    }
    Ok(())
}
