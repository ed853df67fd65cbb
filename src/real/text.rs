//! Lines of code.

use std::fmt::Display;

/// A text that grows line by line, indented as deep as it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lines {
    text: String,
    depth: usize,
    indent: usize,
}

impl Lines {
    /// A text whose blocks are indented by so many spaces.
    pub(crate) fn indented_by(indent: usize) -> Self {
        Self {
            indent,
            ..Self::default()
        }
    }

    /// One more line; an empty one has no spaces.
    pub(crate) fn line(&mut self, line: impl Display) -> &mut Self {
        let line = line.to_string();
        if !line.is_empty() {
            let spaces = self.depth * self.indent;
            self.text.extend(std::iter::repeat_n(' ', spaces));
            self.text.push_str(&line);
        }
        self.text.push('\n');
        self
    }

    /// One more line where there is something to say.
    pub(crate) fn line_if(&mut self, holds: bool, line: impl Display) -> &mut Self {
        if holds {
            self.line(line);
        }
        self
    }

    /// Lines that are a level deeper.
    pub(crate) fn block(&mut self, write: impl FnOnce(&mut Self)) -> &mut Self {
        self.depth += 1;
        write(self);
        self.depth -= 1;
        self
    }

    /// One line that is a level deeper.
    pub(crate) fn inner(&mut self, line: impl Display) -> &mut Self {
        self.block(|out| {
            out.line(line);
        })
    }

    /// Text that is there already.
    pub(crate) fn paste(&mut self, text: &str) -> &mut Self {
        for line in text.lines() {
            self.line(line);
        }
        self
    }

    /// The whole text.
    pub(crate) fn finish(self) -> String {
        self.text
    }
}

/// A time in seconds, with as many decimals as it has.
pub(crate) fn seconds(us: u64) -> String {
    let (whole, rest) = (us / 1_000_000, us % 1_000_000);
    let decimals = format!("{rest:06}");
    match decimals.trim_end_matches('0') {
        "" => whole.to_string(),
        decimals => format!("{whole}.{decimals}"),
    }
}
