//! What a scorecard counts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! counts {
    ($($(#[doc = $doc:literal])+ $field:ident $variant:ident;)*) => {
        /// How many records something befell, as clients saw it. Where records count once for each reader or each time,
        /// it is said.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
        pub struct Counts {
            $($(#[doc = $doc])+ pub $field: u64,)*
        }

        /// Names one of the [`Counts`].
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
        )]
        #[serde(rename_all = "snake_case")]
        pub enum Count {
            $($(#[doc = $doc])+ $variant,)*
        }

        impl Count {
            /// All, in the order in which they are shown: the life of a record.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name in lab files and reports.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => stringify!($field),)*
                }
            }
        }

        impl Counts {
            /// One of them.
            #[must_use]
            pub const fn get(&self, count: Count) -> u64 {
                match count {
                    $(Count::$variant => self.$field,)*
                }
            }

            /// One of them, to be changed.
            pub(super) const fn get_mut(&mut self, count: Count) -> &mut u64 {
                match count {
                    $(Count::$variant => &mut self.$field,)*
                }
            }

            /// Adds the counts of something else.
            pub(super) const fn add(&mut self, other: &Self) {
                $(self.$field += other.$field;)*
            }
        }
    };
}

counts! {
    /// `send()` was called and the record got a partition.
    sent Sent;
    /// The producer was told that the record is stored; in a transaction, that it is committed.
    acknowledged Acknowledged;
    /// The producer was told that it is not, or may not be; or its transaction is aborted.
    failed Failed;
    /// Stands in a log, as some client was told: a place counts, so a record at two offsets counts twice.
    stored Stored;
    /// Stands in its log once more: each further place counts. Its published name is `duplicate`.
    stored_twice StoredTwice;
    /// Stored, although its producer was told that it failed: it was perhaps, or certainly, not written.
    despite_failure DespiteFailure;
    /// Returned by some `poll()`; each time counts.
    delivered Delivered;
    /// Processed by an application; each time counts.
    processed Processed;
    /// Acknowledged, passed by a reader, never processed by it, and nothing excuses that. Once for each reader.
    lost Lost;
    /// Delivered to the same reader again; each time counts.
    duplicated Duplicated;
    /// Processed by the same reader again, and to a second effect; each time counts. What an application recognises, it does
    /// not process; where it writes by key or by offset, the same again changes nothing; and what was processed in a
    /// transaction that is aborted had no effect. Another result of the same record is the same again.
    repeated Repeated;
    /// Delivered to a reader behind a record that its producer has sent later. Once for each reader.
    reordered Reordered;
    /// Delivered to a reader although its send failed for certain, or its transaction is aborted. Once for each reader. Its published name is `G1a`.
    aborted Aborted;
    /// Acknowledged, and deleted by retention before a reader that wanted it came to it: no loss, but as agreed.
    expired Expired;
    /// Acknowledged, and not there any more when a reader came to it, since a later record has its key: as agreed.
    compacted Compacted;
    /// Acknowledged, and deleted by an admin client before a reader that wanted it came to it: as was asked for.
    deleted Deleted;
}
