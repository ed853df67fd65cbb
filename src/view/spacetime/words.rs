//! Messages of the diagram in words, for those who read it instead of looking.

use super::{Arrow, Diagram, End};
use crate::clock::Time;
use crate::flights::Way;
use crate::saying::Saying;

impl Diagram {
    /// The name of one of its nodes.
    #[must_use]
    pub fn name(&self, node: u32) -> &str {
        let mut nodes = self.nodes.iter();
        nodes
            .find(|choice| choice.node == node)
            .map_or("", |choice| &choice.name)
    }

    /// One of its messages in words: what, from whom to whom, when, and what became of it.
    #[must_use]
    pub fn told(&self, arrow: &Arrow) -> Saying {
        let key = match arrow.end {
            End::Arrived(_) => "diagram-arrived",
            End::Untaken(_) => "diagram-untaken",
            End::Lost(_) => "diagram-lost",
            End::HeldUp(_) => "diagram-held-up",
            End::UnderWay => "diagram-under-way",
        };
        let end = arrow.end.moment().map_or(self.to, |moment| moment.at);
        Saying::new(key)
            .part("what", what(arrow))
            .with("from", self.name(arrow.flight.from))
            .with("to", self.name(arrow.flight.to))
            .time("sent", Time::Moment(arrow.flight.sent))
            .time("at", Time::Moment(end))
            .time("took", Time::Length(end.saturating_sub(arrow.flight.sent)))
    }
}

/// What a message is, and what it carries.
fn what(arrow: &Arrow) -> Saying {
    let named = match arrow.flight.way {
        Way::Response => Saying::new("diagram-answer").with("name", arrow.flight.name),
        Way::Request | Way::Handshake => {
            Saying::new("diagram-message").with("name", arrow.flight.name)
        }
    };
    if arrow.detail.is_empty() {
        named
    } else {
        Saying::new("diagram-carrying")
            .part("what", named)
            .with("detail", &arrow.detail)
    }
}
