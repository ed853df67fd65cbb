//! Bytes as people read them.

use engine::model::Payload;

/// Bytes beyond these are not shown as hexadecimal.
const HEX_BYTES_MAX: usize = 64;

/// Bytes as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The text itself, or hexadecimal pairs.
    pub text: String,
    /// Whether the bytes are no text, and are shown as hexadecimal pairs.
    pub hex: bool,
}

/// Shows bytes: as they are when they are UTF-8 without control characters other than white space, otherwise as
/// hexadecimal pairs, at most 64 of them.
#[must_use]
pub fn show(payload: &Payload) -> Shown {
    let bytes = payload.bytes();
    match std::str::from_utf8(&bytes) {
        Ok(text) if text.chars().all(|c| !c.is_control() || c.is_whitespace()) => Shown {
            text: text.to_owned(),
            hex: false,
        },
        _ => Shown {
            text: hex(&bytes),
            hex: true,
        },
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(3 * bytes.len().min(HEX_BYTES_MAX) + 4);
    for (index, byte) in bytes.iter().take(HEX_BYTES_MAX).enumerate() {
        if index > 0 {
            text.push(' ');
        }
        for digit in [byte >> 4, byte & 0xf] {
            text.push(char::from(DIGITS[usize::from(digit)]));
        }
    }
    if bytes.len() > HEX_BYTES_MAX {
        text.push_str(" …");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_text_are_shown_as_pairs() {
        let shown = show(&Payload::from(vec![0x94, 0x05, 0xff]));
        assert_eq!(
            shown,
            Shown {
                text: "94 05 ff".to_owned(),
                hex: true
            }
        );
    }

    #[test]
    fn a_long_blob_is_cut() {
        let shown = show(&Payload::Generated {
            seed: 1,
            len: 1_000,
        });
        assert!(shown.hex && shown.text.ends_with('…'));
        assert!(shown.text.len() < 4 * HEX_BYTES_MAX);
    }

    #[test]
    fn text_is_shown_as_it_is() {
        assert_eq!(
            show(&Payload::from("{\"número\":1}")),
            Shown {
                text: "{\"número\":1}".to_owned(),
                hex: false
            }
        );
    }
}
