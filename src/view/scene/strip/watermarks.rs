//! The lines at the offsets that divide a log, and their labels.

use super::{GAP, Tag, tag_after, tag_before};
use crate::stage::Strip;

/// Where the lines of a strip are.
pub(super) struct Watermarks {
    /// The last stable offset, unless that is the high watermark.
    pub(super) last_stable: Option<Tag>,
    /// The high watermark.
    pub(super) high_watermark: Tag,
    /// The log end offset, unless that is the high watermark.
    pub(super) log_end: Option<Tag>,
}

/// Labels stand before their lines, the log end's behind its own; where they would touch, one label stands for several.
pub(super) fn of(strip: &Strip, edge: impl Fn(i64) -> f64, left: f64, right: f64) -> Watermarks {
    let (lso, hw, leo) = (
        strip.last_stable_offset,
        strip.high_watermark,
        strip.log_end,
    );
    let stable = (lso < hw).then(|| format!("LSO {lso}"));
    let high = match hw == leo {
        true => format!("HW {hw} = LEO"),
        false => format!("HW {hw}"),
    };
    let end = (hw != leo).then(|| format!("LEO {leo}"));
    let lay = |(joins_stable, joins_end): (bool, bool)| {
        let parts = [
            stable.clone().filter(|_| joins_stable),
            Some(high.clone()),
            end.clone().filter(|_| joins_end),
        ];
        let label: Vec<String> = parts.into_iter().flatten().collect();
        let at = edge(if joins_end { leo } else { hw });
        Watermarks {
            last_stable: stable.clone().map(|text| match joins_stable {
                true => tag_before(edge(lso), String::new(), left, right),
                false => tag_before(edge(lso), text, left, right),
            }),
            high_watermark: Tag {
                x: edge(hw),
                ..tag_before(at, label.join(" · "), left, right)
            },
            log_end: end.clone().map(|text| match joins_end {
                true => tag_after(edge(leo), String::new(), right),
                false => tag_after(edge(leo), text, right),
            }),
        }
    };
    let ways = [(false, false), (false, true), (true, false)];
    let mut laid = ways.into_iter().map(&lay);
    laid.find(|laid| !laid.touch())
        .unwrap_or_else(|| lay((true, true)))
}

impl Watermarks {
    fn touch(&self) -> bool {
        let all = [
            self.last_stable.as_ref(),
            Some(&self.high_watermark),
            self.log_end.as_ref(),
        ];
        let labels = all.into_iter().flatten().filter(|tag| !tag.text.is_empty());
        let spans: Vec<(f64, f64)> = labels.map(Tag::span).collect();
        spans.windows(2).any(|pair| pair[0].1 + GAP > pair[1].0)
    }
}
