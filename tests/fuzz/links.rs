//! Links: what cannot be restored is told, entry by entry.

use lab::link::{self, View};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::damage::{damage, damaged};
use crate::{bounded, config, parsed, some};

fn open(link: &str) {
    bounded(|| {
        if let Err(problems) = link::open(link) {
            assert!(!problems.is_empty());
        }
    });
}

proptest! {
    #![proptest_config(config(60, 5_000))]

    #[test]
    fn a_damaged_run_in_a_whole_link_is_restored_as_far_as_can_be(lab in any::<Index>(), damage in damage()) {
        let file = damaged(parsed(&some(&lab).export()), &damage);
        open(&link::pack(&file.to_string()));
    }

    #[test]
    fn a_link_with_other_letters_is_opened_or_says_what_is_wrong(
        lab in any::<Index>(),
        packed in any::<bool>(),
        letters in prop::collection::vec((any::<Index>(), prop_oneof!["[a-zA-Z0-9:;,=.@&?#%_-]", "\\PC"]), 1..5),
    ) {
        let session = some(&lab);
        let link = if packed { link::pack(&session.export()) } else { link::to(session, &View::default()) };
        let mut link: Vec<char> = link.chars().collect();
        for (at, letter) in letters {
            let at = at.index(link.len());
            link.splice(at..=at, letter.chars());
        }
        open(&link.into_iter().collect::<String>());
    }
}
