//! The diagram as a picture of its own: it needs no page around it, and is readable on paper.

use super::{Diagram, HEAD, Layout, Line, layout};
use crate::clock;
use crate::flights::Way;
use crate::saying::Saying;

/// The width of a picture with few lanes.
const WIDTH: f64 = 960.0;
/// The room for the title.
const TITLE: f64 = 34.0;

/// Light, and dark enough in print; patterns and shapes tell apart what colours do.
const STYLE: &str = "\
text{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:11.5px;fill:#1a1e22}
.title{font-family:system-ui,sans-serif;font-size:15px;font-weight:600}
.name{font-weight:600;text-anchor:middle}
.time,.pause{fill:#50575f}
.label,.mark-label{paint-order:stroke;stroke:#fff;stroke-width:3px}
.lane{stroke:#c3c0b6}
.rest{fill:#e3e1da;stroke:#8a8578;stroke-dasharray:2 2}
.line{fill:none;stroke-width:1.4}
.response .line{stroke-dasharray:5 3}
.tip{fill:none;stroke-width:1.6}
.head .tip{stroke:none}
.mark{fill:#1a1e22}
.mark.bad{fill:#b0261d}
.across{stroke:#50575f;stroke-dasharray:1 3}
.produce .line,.produce .tip{stroke:#a85b00}.produce.head .tip{fill:#a85b00}
.fetch .line,.fetch .tip{stroke:#0b5f8f}.fetch.head .tip{fill:#0b5f8f}
.group .line,.group .tip{stroke:#7a3f86}.group.head .tip{fill:#7a3f86}
.replication .line,.replication .tip{stroke:#0b6b4c}.replication.head .tip{fill:#0b6b4c}
.control .line,.control .tip{stroke:#5c646d}.control.head .tip{fill:#5c646d}
";

impl Diagram {
    /// The diagram as a file in SVG; `say` puts what is no name into words.
    #[must_use]
    pub fn svg(&self, title: &str, say: &dyn Fn(&Saying) -> String) -> String {
        let drawing = layout(self, WIDTH, say);
        let (width, height) = (drawing.width, drawing.height + HEAD + TITLE);
        let moments = format!(
            "{} – {}",
            clock::seconds(self.from),
            clock::seconds(self.to)
        );
        let title = escaped(&format!("{title} ({moments})"));
        let told: Vec<String> = self
            .arrows
            .iter()
            .map(|arrow| say(&self.told(arrow)))
            .collect();
        let desc = escaped(&told.join("\n"));
        let mut parts = vec![
            format!(
                r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0}" height="{height:.0}" viewBox="0 0 {width:.1} {height:.1}" role="img" aria-labelledby="title desc">"#
            ),
            format!(r#"<title id="title">{title}</title><desc id="desc">{desc}</desc>"#),
            format!("<style>{STYLE}</style>"),
            r##"<rect width="100%" height="100%" fill="#fff"/>"##.to_owned(),
            format!(r#"<text class="title" x="12" y="22">{title}</text>"#),
            format!(r#"<g transform="translate(0 {:.1})">"#, TITLE + HEAD),
        ];
        self.ground(&drawing, &mut parts);
        for (line, told) in drawing.arrows.iter().zip(&self.arrows) {
            let mut classes = vec![told.flight.kind.key(), line.tip.key()];
            classes.extend((told.flight.way == Way::Response).then_some("response"));
            parts.push(arrow(line, &classes.join(" "), &say(&self.told(told))));
        }
        self.marks(&drawing, &mut parts, say);
        parts.push("</g></svg>\n".to_owned());
        parts.join("\n")
    }

    fn ground(&self, drawing: &Layout, parts: &mut Vec<String>) {
        for (line, lane) in drawing.lanes.iter().zip(&self.lanes) {
            let (x, name, full) = (line.x, escaped(&line.name), escaped(&lane.name));
            parts.push(format!(
                r#"<text class="name" x="{x:.1}" y="-8"><title>{full}</title>{name}</text><line class="lane" x1="{x:.1}" x2="{x:.1}" y1="0" y2="{:.1}"/>"#,
                drawing.height
            ));
            for rest in &line.rests {
                let (left, height) = (x - 4.0, (rest.bottom - rest.top).max(1.0));
                parts.push(format!(
                    r#"<rect class="rest" x="{left:.1}" y="{:.1}" width="8" height="{height:.1}"/>"#,
                    rest.top
                ));
            }
        }
        for tick in &drawing.ticks {
            let (y, label) = (tick.y + 4.0, &tick.label);
            parts.push(format!(
                r#"<text class="time" x="6" y="{y:.1}">{label}</text>"#
            ));
        }
        for pause in &drawing.pauses {
            let (y, label) = (pause.y + 4.0, &pause.label);
            parts.push(format!(
                r#"<text class="pause" x="14" y="{y:.1}">⋮ {label}</text>"#
            ));
        }
    }

    fn marks(&self, drawing: &Layout, parts: &mut Vec<String>, say: &dyn Fn(&Saying) -> String) {
        for spot in &drawing.spots {
            let events = spot.events.iter().map(|index| &self.events[*index]);
            let told: Vec<String> = events.map(|event| say(&event.text)).collect();
            let told = escaped(&told.join("\n"));
            let (tone, outline) = (spot.tone.key(), spot.outline());
            let y = spot.y;
            if let (Some(first), Some(last)) = (spot.xs.first(), spot.xs.last())
                && first < last
            {
                parts.push(format!(
                    r#"<line class="across" x1="{first:.1}" x2="{last:.1}" y1="{y:.1}" y2="{y:.1}"/>"#
                ));
            }
            for x in &spot.xs {
                parts.push(format!(
                    r#"<path class="mark {tone}" transform="translate({x:.1} {y:.1})" d="{outline}"><title>{told}</title></path>"#
                ));
            }
            if let Some(label) = &spot.label {
                let (x, y, text) = (label.x, label.y, escaped(&label.text));
                parts.push(format!(
                    r#"<text class="mark-label" x="{x:.1}" y="{y:.1}">{text}</text>"#
                ));
            }
        }
    }
}

fn arrow(line: &Line, classes: &str, told: &str) -> String {
    let (told, tip) = (escaped(told), line.tip_path());
    let label = line.label.as_ref().map_or_else(String::new, |label| {
        let (x, y, text) = (label.x, label.y, escaped(&label.text));
        format!(r#"<text class="label" x="{x:.1}" y="{y:.1}">{text}</text>"#)
    });
    format!(
        r#"<g class="{classes}"><title>{told}</title><line class="line" x1="{:.1}" y1="{:.1}" x2="{:.1}" y2="{:.1}"/><path class="tip" d="{tip}"/>{label}</g>"#,
        line.x1, line.y1, line.x2, line.y2
    )
}

/// XML has five characters of its own, and knows no control characters but a few.
fn escaped(text: &str) -> String {
    let mut safe = String::new();
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            '\n' => safe.push('\n'),
            control if control.is_control() || matches!(control, '\u{fffe}' | '\u{ffff}') => {
                safe.push(' ');
            }
            other => safe.push(other),
        }
    }
    safe
}
