//! The space-time diagram: when it is made anew, and how it is taken along.

use std::rc::Rc;

use engine::model::{Instant, StepId};
use lab::{Frontier, Session};
use view::saying::Saying;
use view::spacetime::{Diagram, Options};
use yew::prelude::*;

use super::panels::renew;
use super::{Message, Open, Workbench};
use crate::components::notices::Taking;
use crate::{clipboard, files};

/// The diagram, while it is shown.
#[derive(Default, Clone)]
pub struct Drawn {
    /// The diagram.
    pub diagram: Rc<Diagram>,
    /// Whether time has gone on since it was made.
    pub waits: bool,
    of: Option<Basis>,
}

/// What a diagram was made from: the run up to the playhead, and how far it was played.
#[derive(Clone, PartialEq)]
struct Basis {
    options: Options,
    playhead: Instant,
    position: StepId,
    frontier: Frontier,
}

impl Drawn {
    /// Makes it anew where something differs; `true` if so. It is had by playing the stretch again, so while time runs it waits.
    pub(super) fn refresh(
        &mut self,
        session: &Session,
        options: Option<&Options>,
        moving: bool,
    ) -> bool {
        let Some(options) = options else {
            let was_shown = self.of.is_some();
            if was_shown {
                *self = Self::default();
            }
            return was_shown;
        };
        let of = Basis {
            options: options.clone(),
            playhead: session.playhead(),
            position: session.position(),
            frontier: session.reached(),
        };
        let asked = self.of.as_ref().map(|of| &of.options);
        let waits = moving && asked == Some(options);
        let changed = self.waits != waits;
        self.waits = waits;
        if waits || self.of.as_ref() == Some(&of) {
            return changed;
        }
        self.of = Some(of);
        renew(&mut self.diagram, Diagram::of(session, options)) | changed
    }
}

impl Open {
    /// Saves the diagram as a picture.
    pub(super) fn save_diagram(&self, context: &Context<Workbench>) {
        let texts = &context.props().texts;
        let (id, title) = self.named();
        let say = |saying: &Saying| texts.say(saying);
        let svg = self.panels.drawn.diagram.svg(&title, &say);
        let name = texts.with("diagram-saved-as", &[("lab", &id)]);
        files::save(&name, "image/svg+xml", &svg);
    }

    /// Puts the diagram on the clipboard as Mermaid text.
    pub(super) fn copy_diagram(&self, context: &Context<Workbench>) {
        let texts = &context.props().texts;
        let (_, title) = self.named();
        let say = |saying: &Saying| texts.say(saying);
        let text = self.panels.drawn.diagram.mermaid(&title, &say);
        context.link().send_future(async move {
            let copied = clipboard::put(text.clone()).await;
            Message::Mermaid(text, copied)
        });
    }

    /// Says that the clipboard has the Mermaid text, or shows it to be copied by hand.
    pub(super) fn show_mermaid(
        &mut self,
        context: &Context<Workbench>,
        text: String,
        copied: bool,
    ) -> bool {
        let key = if copied {
            "diagram-copied"
        } else {
            "diagram-take"
        };
        let says = context.props().texts.get(key);
        self.give("mermaid", says, Taking { text, copied })
    }

    /// The lab's id and title.
    pub(super) fn named(&self) -> (String, String) {
        let id = self.player.look(|session| session.lab().id().to_owned());
        let lesson = self.panels.lesson.as_ref();
        let title = lesson.map_or_else(|| id.clone(), |lesson| lesson.title.clone());
        (id, title)
    }
}
