//! A lab's prose: Markdown without HTML of its own.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};
use yew::prelude::*;

/// Properties of [`Markdown`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The text.
    pub text: AttrValue,
}

/// A line of text within another, such as a choice: what is one paragraph is none here.
#[component]
pub fn Inline(props: &Props) -> Html {
    let shown = use_memo(props.text.clone(), |text| {
        let within = |event: &Event| {
            !matches!(
                event,
                Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)
            )
        };
        // What comes first keeps "50." from being the fiftieth item of a list; it has no width.
        written(events(&format!("\u{200b}{text}")).filter(within))
    });
    html! { <span class="prose-line">{ Html::from_html_unchecked((*shown).clone()) }</span> }
}

/// The text as HTML. What its author wrote as HTML is shown as text, so that a lab can bring no script.
#[component]
pub fn Markdown(props: &Props) -> Html {
    let shown = use_memo(props.text.clone(), |text| written(events(text)));
    html! { <div class="prose">{ Html::from_html_unchecked((*shown).clone()) }</div> }
}

fn events(text: &str) -> impl Iterator<Item = Event<'_>> {
    Parser::new_ext(text, Options::empty()).map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
        other => other,
    })
}

fn written<'text>(events: impl Iterator<Item = Event<'text>>) -> AttrValue {
    let mut out = String::new();
    html::push_html(&mut out, events);
    AttrValue::from(out)
}
