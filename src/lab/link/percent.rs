//! Percent-encoding (RFC 3986): only what an address cannot hold.

/// Encodes a text for the part of an address after `#`.
pub(super) fn encode(text: &str) -> String {
    use std::fmt::Write as _;
    const KEPT: &[u8] = b"-._~,;:@/?=&+$!*";
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || KEPT.contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing into a text cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// Decodes it; what is no encoding stays as it is, and what is no text comes out as replacement characters.
pub(super) fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = |digit: u8| char::from(digit).to_digit(16);
        let pair = match after {
            [high, low, ..] if *first == b'%' => hex(*high).zip(hex(*low)),
            _ => None,
        };
        match pair {
            Some((high, low)) => {
                // Two digits of four bits.
                bytes.push((high * 16 + low) as u8);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_back() {
        for text in ["9.2s:crash:broker-1", "a b\"c\"%41 [1]#Ünü 🎈"] {
            assert_eq!(decode(&encode(text)), text);
        }
        assert_eq!(encode("do=1s:x:y;a,b&c"), "do=1s:x:y;a,b&c");
        assert_eq!(decode("100% %4 %zz %"), "100% %4 %zz %");
        assert_eq!(decode("%FF"), "\u{fffd}");
    }
}
