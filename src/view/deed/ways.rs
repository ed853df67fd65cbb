//! What is done to the way between two nodes, in words.

use super::{Voice, key};
use crate::saying::Saying;

/// A way is cut.
pub(super) fn cut(voice: Voice, from: &String, to: &String, one_way: bool) -> Saying {
    let (both, one) = (key!(voice, "partition"), key!(voice, "partition-one-way"));
    between(pick(one_way, both, one), from, to)
}

/// It is no longer cut.
pub(super) fn healed(voice: Voice, from: &String, to: &String, one_way: bool) -> Saying {
    let (both, one) = (key!(voice, "heal"), key!(voice, "heal-one-way"));
    between(pick(one_way, both, one), from, to)
}

/// It is as the network has it.
pub(super) fn repaired(voice: Voice, from: &String, to: &String) -> Saying {
    between(key!(voice, "repair"), from, to)
}

/// What is on it stands still.
pub(super) fn held(voice: Voice, from: &String, to: &String, one_way: bool) -> Saying {
    let (both, one) = (key!(voice, "hold"), key!(voice, "hold-one-way"));
    between(pick(one_way, both, one), from, to)
}

/// It goes on, or so many messages of it.
pub(super) fn released(
    voice: Voice,
    from: &String,
    to: &String,
    one_way: bool,
    messages: Option<u32>,
) -> Saying {
    if let Some(messages) = messages {
        return between(key!(voice, "let-go"), from, to).with("messages", messages);
    }
    let (both, one) = (key!(voice, "release"), key!(voice, "release-one-way"));
    between(pick(one_way, both, one), from, to)
}

/// It takes longer, in ms.
pub(super) fn slowed(voice: Voice, from: &String, to: &String, one_way: bool, ms: u64) -> Saying {
    let (both, one) = (key!(voice, "slow"), key!(voice, "slow-one-way"));
    between(pick(one_way, both, one), from, to).with("ms", ms)
}

/// It loses so many messages, out of so many.
pub(super) fn flaky(
    voice: Voice,
    from: &String,
    to: &String,
    one_way: bool,
    (lost, of): (u32, u32),
) -> Saying {
    let (both, one) = (key!(voice, "flaky"), key!(voice, "flaky-one-way"));
    between(pick(one_way, both, one), from, to)
        .with("lost", lost)
        .with("of", of)
}

/// The next message is lost that belongs to this API and asks or answers, as far as that is said.
pub(super) fn drop_next(
    voice: Voice,
    from: &String,
    to: &String,
    api: Option<&str>,
    is_request: Option<bool>,
) -> Saying {
    let what = match (is_request, api) {
        (None, None) => Saying::new("message-any"),
        (Some(true), None) => Saying::new("message-request"),
        (Some(false), None) => Saying::new("message-response"),
        (None, Some(api)) => Saying::new("message-of").with("api", api),
        (Some(true), Some(api)) => Saying::new("message-request-of").with("api", api),
        (Some(false), Some(api)) => Saying::new("message-response-of").with("api", api),
    };
    between(key!(voice, "drop-next"), from, to).part("what", what)
}

fn between(key: &'static str, from: &String, to: &String) -> Saying {
    Saying::new(key).whom("from", from).whom("to", to)
}

const fn pick(one_way: bool, both: &'static str, one: &'static str) -> &'static str {
    if one_way { one } else { both }
}
