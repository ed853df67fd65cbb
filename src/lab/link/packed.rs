//! Links that are packed: `1.` for the form, then a checksum and the deflated JSON as base64url.

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use crc::{CRC_32_ISO_HDLC, Crc};
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;
use serde_json::Value;

use super::mend;
use crate::path::Path;
use crate::problem::{Problem, Problems};
use crate::session::{Loss, LossKind};

/// The form that is written.
const FORM: &str = "1";

/// A link that has more in it is a trap.
const INFLATED_MAX: usize = 4 * 1024 * 1024;

/// How hard the text is pressed, of 0 to 10: links are short and written once.
const LEVEL: u8 = 10;

/// Bits that are left over at the end of a damaged text are no reason to read nothing of it.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true),
);

/// The checksum of a text: one that is changed in one place never has the same.
pub(super) fn checksum(text: &str) -> u32 {
    const CRC: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);
    CRC.checksum(text.as_bytes())
}

/// What the address of a run begins with.
const RUN: &str = "#/run/";

/// What the address of a submission begins with.
pub(crate) const SUBMISSION: &str = "#/submission/";

/// Packs a run: the text of a journal file as a link, from its `#` on.
#[must_use]
pub fn pack(journal: &str) -> String {
    pack_under(RUN, journal)
}

/// Packs a text of JSON as a link with an address.
pub(crate) fn pack_under(address: &str, text: &str) -> String {
    let mut bytes = checksum(text).to_be_bytes().to_vec();
    bytes.extend(compress_to_vec(text.as_bytes(), LEVEL));
    format!("{address}{FORM}.{}", BASE64.encode(bytes))
}

/// What is packed in a link with an address, be it a whole URL or what follows its `#`; none in any other text.
pub(crate) fn payload<'text>(address: &str, text: &'text str) -> Option<&'text str> {
    let bare = address.strip_prefix('#').unwrap_or(address);
    let link = text.split_once('#').map_or(text, |(_, link)| link);
    link.strip_prefix(bare)
}

/// Whether there is a submission's link in a text.
#[must_use]
pub fn is_submission(text: &str) -> bool {
    text.contains(SUBMISSION)
}

/// Unpacks what must be whole.
///
/// # Errors
/// What is damaged.
pub(crate) fn unpack_whole(payload: &str) -> Result<Value, Problems> {
    let mut losses = Vec::new();
    let value = read(payload, &mut losses)?;
    Problems(losses.into_iter().map(|loss| loss.problem).collect()).or(value)
}

/// Unpacks as much of a saved run as can be had.
///
/// # Errors
/// When nothing can be had.
pub(super) fn read(payload: &str, losses: &mut Vec<Loss>) -> Result<Value, Problems> {
    let root = Path::ROOT;
    let (form, data) = payload.split_once('.').unwrap_or(("", payload));
    if form != FORM {
        let message = format!(
            "the link has the form {form:?}, which is not known here; it is read as form {FORM}"
        );
        losses.push(Loss::at(LossKind::Format, &root, message));
    }
    let bytes = unpack(data);
    let (sum, deflated) = bytes.split_at(bytes.len().min(4));
    let (inflated, stopped) = match decompress_to_vec_with_limit(deflated, INFLATED_MAX) {
        Ok(inflated) => (inflated, false),
        Err(error) => (error.output, true),
    };
    let end = inflated
        .utf8_chunks()
        .next()
        .map_or("", |chunk| chunk.valid());
    // What was not reached yet is left as zeros.
    let text = end.trim_end_matches('\0');
    let whole = !stopped && text.len() == inflated.len() && *sum == checksum(text).to_be_bytes();
    if !whole {
        let message = "the link is damaged or cut off: its checksum differs; what can still be read of it is restored";
        losses.push(Loss::at(LossKind::Damaged, &root, message));
    }
    let file = serde_json::from_str(text).ok();
    file.or_else(|| mend::beginning(text)).ok_or_else(|| {
        let told = losses.drain(..).map(|loss| loss.problem);
        let nothing = Problem::of("", "there is nothing in this link that can be read");
        Problems(told.chain([nothing]).collect())
    })
}

/// The bytes of a base64 text, up to where it is none. Mail wraps long lines, so white space is nothing.
fn unpack(data: &str) -> Vec<u8> {
    let symbol = |c: &char| c.is_ascii_alphanumeric() || *c == '-' || *c == '_';
    let symbols = data.chars().filter(|c| !c.is_whitespace());
    let mut symbols: String = symbols.take_while(symbol).collect();
    // One symbol alone is not yet a byte.
    if symbols.len() % 4 == 1 {
        symbols.pop();
    }
    BASE64.decode(symbols).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_packed_comes_back_with_its_lines_wrapped_too() {
        let file = json!({ "a": [1, 2, "three"], "journal": ["x", "y"] });
        let link = pack(&file.to_string());
        let payload = link.strip_prefix("#/run/").unwrap();
        let mut losses = Vec::new();
        assert_eq!(read(payload, &mut losses), Ok(file.clone()));
        let (start, end) = payload.split_at(20);
        assert_eq!(
            read(&format!("{start}\r\n {end}"), &mut losses),
            Ok(file.clone())
        );
        assert_eq!(losses, []);
        assert_eq!(
            read(&payload.replacen("1.", "2.", 1), &mut losses),
            Ok(file)
        );
        assert_eq!(losses[0].kind, LossKind::Format);
    }

    #[test]
    fn a_bomb_is_not_inflated() {
        let bomb = format!("[\"{}\"", "a".repeat(3 * INFLATED_MAX));
        let link = pack(&json!([bomb]).to_string());
        let mut losses = Vec::new();
        let problems = read(link.strip_prefix("#/run/").unwrap(), &mut losses).unwrap_err();
        assert!(
            problems.to_string().contains("its checksum differs"),
            "{problems}"
        );
    }
}
