//! Lab files.

use lab::{Lab, shelf};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::damage::{damage, damaged};
use crate::{bounded, config, parsed, run};

proptest! {
    #![proptest_config(config(150, 5_000))]

    #[test]
    fn a_damaged_lab_file_runs_or_says_what_is_wrong(which in any::<Index>(), damage in damage()) {
        let labs = shelf::labs();
        let built_in = &labs[which.index(labs.len())];
        let file = damaged(parsed(built_in.json), &damage).to_string();
        bounded(|| match Lab::parse(&file, built_in.prose) {
            Ok(lab) => drop(run(lab)),
            Err(problems) => assert!(!problems.is_empty()),
        });
    }

    #[test]
    fn damaged_prose_is_read_or_says_what_is_wrong(
        which in any::<Index>(),
        cuts in prop::collection::vec((any::<Index>(), "(#|##|- |> |\n|`|[a-z:]|\\PC){0,4}"), 1..6),
    ) {
        let labs = shelf::labs();
        let built_in = &labs[which.index(labs.len())];
        let (language, prose) = built_in.prose[0];
        let mut prose: Vec<char> = prose.chars().collect();
        for (at, text) in cuts {
            let at = at.index(prose.len());
            let end = (at + text.len()).min(prose.len());
            prose.splice(at..end, text.chars());
        }
        let prose: String = prose.into_iter().collect();
        bounded(|| {
            if let Err(problems) = Lab::parse(built_in.json, &[(language, &prose)]) {
                assert!(!problems.is_empty());
            }
        });
    }
}
