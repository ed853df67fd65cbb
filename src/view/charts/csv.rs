//! What the charts show, for a spreadsheet.

use std::fmt::Write as _;

use super::{Charts, LineName};

impl Charts {
    /// A table with a row for each moment and a column for each line (RFC 4180). `all` is what all brokers together are
    /// called.
    #[must_use]
    pub fn csv(&self, all: &str) -> String {
        let lines = || {
            let of_chart = |chart: &'_ super::Chart| (chart.name, chart.attribute);
            self.charts
                .iter()
                .flat_map(move |chart| chart.lines.iter().map(move |line| (of_chart(chart), line)))
        };
        let mut text = "seconds".to_owned();
        for ((name, attribute), line) in lines() {
            let whose = match &line.name {
                LineName::Of(name) => name,
                LineName::All => all,
            };
            text.push(',');
            text.push_str(&quoted(&format!("{name} {attribute} {whose}")));
        }
        text.push_str("\r\n");
        for (index, moment) in self.moments.iter().enumerate() {
            // A string takes whatever is written to it.
            let _ = write!(text, "{}.{:06}", moment / 1_000_000, moment % 1_000_000);
            for (_, line) in lines() {
                text.push(',');
                if let Some(value) = line.values.get(index).copied().flatten() {
                    let _ = write!(text, "{value}");
                }
            }
            text.push_str("\r\n");
        }
        text
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}
