//! A list of JSON values as the values one after the other, so that no list has to fit into memory.

use std::io::{self, Read};

/// Reads JSON and puts a space in place of the brackets and commas of a list that is the whole of it. Nothing else changes, so
/// lines and columns are those of the file.
pub(super) struct Unbracketed<R> {
    source: R,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first letter that is no space.
    Before,
    /// Not in a list: nothing changes.
    Plain,
    /// In the list, so many brackets deep in it.
    Within(usize),
    /// In text in quotes there.
    Text(usize),
    /// Behind a backslash there.
    Escaped(usize),
}

impl<R: Read> Unbracketed<R> {
    pub fn new(source: R) -> Self {
        Self {
            source,
            state: State::Before,
        }
    }

    fn pass(&mut self, byte: u8) -> u8 {
        let (state, shown) = match (self.state, byte) {
            (State::Before, b'[') | (State::Within(0), b',') => (State::Within(0), b' '),
            (State::Before, byte) if byte.is_ascii_whitespace() => (State::Before, byte),
            // A byte order mark may stand before everything.
            (State::Before, 0xef | 0xbb | 0xbf) => (State::Before, b' '),
            (State::Before | State::Plain, byte) => (State::Plain, byte),
            (State::Within(0), b']') => (State::Plain, b' '),
            (State::Within(deep), b'[' | b'{') => (State::Within(deep + 1), byte),
            (State::Within(deep), b']' | b'}') => (State::Within(deep.saturating_sub(1)), byte),
            (State::Within(deep), b'"') => (State::Text(deep), byte),
            (State::Within(deep), byte) => (State::Within(deep), byte),
            (State::Text(deep), b'"') => (State::Within(deep), byte),
            (State::Text(deep), b'\\') => (State::Escaped(deep), byte),
            (State::Text(deep) | State::Escaped(deep), byte) => (State::Text(deep), byte),
        };
        self.state = state;
        shown
    }
}

impl<R: Read> Read for Unbracketed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        for byte in &mut buffer[..read] {
            *byte = self.pass(*byte);
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let mut out = String::new();
        Unbracketed::new(text.as_bytes())
            .read_to_string(&mut out)
            .unwrap();
        out
    }

    #[test]
    fn only_the_brackets_and_commas_of_the_whole_list_go() {
        assert_eq!(
            shown(" [{\"a\": [1, 2]}, \"x],\\\",\"]\n"),
            "  {\"a\": [1, 2]}  \"x],\\\",\" \n"
        );
        assert_eq!(shown("{\"a\": [1, 2]}\n{}"), "{\"a\": [1, 2]}\n{}");
    }
}
