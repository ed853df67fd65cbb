//! The diagram as Mermaid's `sequenceDiagram`, for documents that draw it themselves.

use super::{Arrow, Diagram, End, Event};
use crate::clock;
use crate::flights::Way;
use crate::saying::Saying;

impl Diagram {
    /// The diagram as Mermaid text; `say` puts what is no name into words.
    #[must_use]
    pub fn mermaid(&self, title: &str, say: &dyn Fn(&Saying) -> String) -> String {
        let mut lines = vec!["sequenceDiagram".to_owned()];
        let moments = format!(
            "{} – {}",
            clock::seconds(self.from),
            clock::seconds(self.to)
        );
        lines.push(format!("    title {} ({moments})", escaped(title)));
        lines.extend(
            self.lanes
                .iter()
                .map(|lane| format!("    participant n{} as {}", lane.node, escaped(&lane.name))),
        );
        let arrows = self
            .arrows
            .iter()
            .map(|arrow| (arrow.flight.sent, message(arrow, say)));
        let events = self
            .events
            .iter()
            .filter_map(|event| Some((event.at, self.note(event, say)?)));
        // What was done comes before what was sent because of it at the same moment.
        let mut told: Vec<(u64, String)> = events.chain(arrows).collect();
        told.sort_by_key(|(at, _)| *at);
        lines.extend(told.into_iter().map(|(_, line)| line));
        lines.push(String::new());
        lines.join("\n")
    }

    fn note(&self, event: &Event, say: &dyn Fn(&Saying) -> String) -> Option<String> {
        let is_concerned = |node: &u32| event.lanes.is_empty() || event.lanes.contains(node);
        let mut nodes = self.lanes.iter().map(|lane| lane.node).filter(is_concerned);
        let first = nodes.next()?;
        let over = match nodes.next_back() {
            Some(last) => format!("n{first},n{last}"),
            None => format!("n{first}"),
        };
        let text = escaped(&say(&event.text));
        Some(format!(
            "    Note over {over}: {text} · {}",
            clock::seconds(event.at)
        ))
    }
}

fn message(arrow: &Arrow, say: &dyn Fn(&Saying) -> String) -> String {
    let (from, to) = (arrow.flight.from, arrow.flight.to);
    let line = match (arrow.flight.way, arrow.end) {
        (Way::Response, End::Arrived(_)) => "-->>",
        (Way::Response, End::Untaken(_) | End::Lost(_)) => "--x",
        (Way::Response, End::HeldUp(_) | End::UnderWay) => "--)",
        (_, End::Arrived(_)) => "->>",
        (_, End::Untaken(_) | End::Lost(_)) => "-x",
        (_, End::HeldUp(_) | End::UnderWay) => "-)",
    };
    let sent = clock::seconds(arrow.flight.sent);
    let fate = match arrow.end {
        End::Arrived(moment) => format!("{sent} → {}", clock::seconds(moment.at)),
        End::Untaken(_) => format!("{sent}, {}", say(&Saying::new("diagram-tip-bar"))),
        End::Lost(_) => format!("{sent}, {}", say(&Saying::new("diagram-tip-cross"))),
        End::HeldUp(_) => format!("{sent}, {}", say(&Saying::new("diagram-tip-bars"))),
        End::UnderWay => format!("{sent}, {}", say(&Saying::new("diagram-tip-ring"))),
    };
    let what = if arrow.detail.is_empty() {
        arrow.flight.name.to_owned()
    } else {
        format!("{} {}", arrow.flight.name, arrow.detail)
    };
    format!(
        "    n{from}{line}n{to}: {} · {}",
        escaped(&what),
        escaped(&fate)
    )
}

/// Mermaid reads `#59;` as the character of that number. A few mean something to it, wherever they stand.
fn escaped(text: &str) -> String {
    let mut safe = String::new();
    for character in text.chars() {
        match character {
            '#' | ';' | '<' | '>' | '&' | '%' | '$' => {
                safe.push_str(&format!("#{};", u32::from(character)));
            }
            control if control.is_control() => safe.push(' '),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_means_something_to_mermaid_is_written_by_its_number() {
        assert_eq!(
            escaped("a;b #1 <br> 100%%\n{\"n\":1}"),
            "a#59;b #35;1 #60;br#62; 100#37;#37; {\"n\":1}"
        );
    }
}
