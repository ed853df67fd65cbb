//! Links: a whole run in an address, and back.
//!
//! A short run of a built-in lab can be read: `#/lab/failover?..&do=9.2s:crash:broker-1`. Any other is packed:
//! `#/run/1.<base64url>`. Both say the same and are read by the same rules as journal files; what cannot be restored is
//! told entry by entry, and the rest is restored. `docs/links.md` has the forms.

mod address;
mod deed;
mod mend;
mod moment;
mod opened;
mod packed;
mod percent;
mod quoted;
mod readable;
mod report;
mod view;

pub(crate) use deed::Deed;
pub use deed::words;
pub(crate) use moment::Moment;
pub(crate) use opened::content;
pub use opened::{Opened, Opening, open, opening};
pub(crate) use packed::{SUBMISSION, pack_under, payload, unpack_whole};
pub use packed::{is_submission, pack};
pub use report::open_json;
pub use view::View;

use crate::session::Session;

/// A link that can be read is no longer than this.
const READABLE_MAX: usize = 300;

/// Nor does it have more actions.
const DEEDS_MAX: usize = 16;

/// The link to a session's current branch, from its `#` on: with the lab, the seed, every action, the moment shown, what
/// else is shown, and the digest. It can be read if the run is short and the lab is built in.
#[must_use]
pub fn to(session: &Session, view: &View) -> String {
    if session.journal().len() <= DEEDS_MAX {
        let readable = readable::write(&session.saved(view, true));
        if let Some(link) = readable.filter(|link| link.len() <= READABLE_MAX) {
            return link;
        }
    }
    pack(&session.saved(view, false).to_string())
}
