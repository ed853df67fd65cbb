//! What the numbers of a scorecard are called.

use lab::Count;

/// The name of a count, by its key in `www/i18n`.
pub(crate) const fn name(count: Count) -> &'static str {
    match count {
        Count::Sent => "count-sent",
        Count::Acknowledged => "count-acknowledged",
        Count::Failed => "count-failed",
        Count::Stored => "count-stored",
        Count::StoredTwice => "count-stored-twice",
        Count::DespiteFailure => "count-despite-failure",
        Count::Delivered => "count-delivered",
        Count::Processed => "count-processed",
        Count::Lost => "count-lost",
        Count::Duplicated => "count-duplicated",
        Count::Repeated => "count-repeated",
        Count::Reordered => "count-reordered",
        Count::Aborted => "count-aborted",
        Count::Expired => "count-expired",
        Count::Compacted => "count-compacted",
        Count::Deleted => "count-deleted",
    }
}
