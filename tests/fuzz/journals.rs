//! Journal files: a run is restored to its very digest, or it is said why not.

use lab::Session;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::damage::{damage, damaged};
use crate::{bounded, config, parsed, some};

proptest! {
    #![proptest_config(config(60, 5_000))]

    #[test]
    fn a_damaged_journal_is_restored_to_its_digest_or_says_what_is_wrong(lab in any::<Index>(), damage in damage()) {
        let whole = parsed(&some(&lab).export());
        let file = damaged(whole, &damage);
        bounded(|| match Session::import(&file.to_string()) {
            Ok(session) => {
                let digest = session.export();
                assert_eq!(parsed(&digest)["frontier"]["digest"], file["frontier"]["digest"]);
            }
            Err(problems) => assert!(!problems.is_empty()),
        });
    }
}
