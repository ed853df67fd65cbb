//! What was done to the way between two nodes, in words.

use crate::saying::Saying;

/// A way was cut.
pub(super) fn cut(from: &String, to: &String, one_way: bool) -> Saying {
    between(
        pick(one_way, "did-partition", "did-partition-one-way"),
        from,
        to,
    )
}

/// It is no longer cut.
pub(super) fn healed(from: &String, to: &String, one_way: bool) -> Saying {
    between(pick(one_way, "did-heal", "did-heal-one-way"), from, to)
}

/// What is on it stands still.
pub(super) fn held(from: &String, to: &String, one_way: bool) -> Saying {
    between(pick(one_way, "did-hold", "did-hold-one-way"), from, to)
}

/// It goes on, or so many messages of it.
pub(super) fn released(from: &String, to: &String, one_way: bool, messages: Option<u32>) -> Saying {
    match messages {
        Some(messages) => between("did-let-go", from, to).with("messages", messages),
        None => between(
            pick(one_way, "did-release", "did-release-one-way"),
            from,
            to,
        ),
    }
}

/// It takes longer, in ms.
pub(super) fn slowed(from: &String, to: &String, one_way: bool, ms: u64) -> Saying {
    between(pick(one_way, "did-slow", "did-slow-one-way"), from, to).with("ms", ms)
}

/// It loses so many messages, out of so many.
pub(super) fn flaky(from: &String, to: &String, one_way: bool, (lost, of): (u32, u32)) -> Saying {
    let key = pick(one_way, "did-flaky", "did-flaky-one-way");
    between(key, from, to).with("lost", lost).with("of", of)
}

fn between(key: &'static str, from: &String, to: &String) -> Saying {
    Saying::new(key).whom("from", from).whom("to", to)
}

const fn pick(one_way: bool, both: &'static str, one: &'static str) -> &'static str {
    if one_way { one } else { both }
}
