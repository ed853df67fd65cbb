//! What is true of the parts of every message.

use engine::model::Encoding;
use engine::protocol::layout::Layout;

/// Parts that hold no others lie one behind the other from the first byte to the last; the others hold what follows them.
pub fn check(name: &str, layout: &Layout) {
    let mut at = 0;
    // The ends of the groups that are open, the outermost first.
    let mut open: Vec<usize> = Vec::new();
    for part in &layout.parts {
        assert!(
            usize::from(part.depth) <= open.len(),
            "{name}: {part:?} is too deep"
        );
        open.truncate(part.depth.into());
        assert_eq!(part.start, at, "{name}: {part:?}");
        assert!(!part.path.is_empty(), "{name}: {part:?} has no name");
        if let Some(outer) = open.last() {
            assert!(part.end <= *outer, "{name}: {part:?} leaves its group");
        }
        if part.encoding == Encoding::Group {
            assert!(part.end >= part.start, "{name}: {part:?}");
            open.push(part.end);
        } else {
            at = part.end;
        }
    }
    assert_eq!(at, layout.bytes.len(), "{name}: some bytes are nameless");
    let size = layout.bytes.len() - 4;
    assert_eq!(layout.bytes[..4], (size as i32).to_be_bytes(), "{name}");
    ends(name, layout);
}

/// Every group ends where the last of its parts does.
fn ends(name: &str, layout: &Layout) {
    for (place, group) in layout.parts.iter().enumerate() {
        if group.encoding != Encoding::Group {
            continue;
        }
        let inner = layout.parts[place + 1..].iter();
        let last = inner.take_while(|part| part.depth > group.depth).last();
        let last = last.unwrap_or_else(|| panic!("{name}: {group:?} holds nothing"));
        assert_eq!(last.end, group.end, "{name}: {group:?} ends with {last:?}");
    }
}
