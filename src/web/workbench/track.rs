//! What tracks are called in texts.

use lab::{Lab, Track};

/// The name of a track in texts.
pub fn track_key(lab: &Lab) -> String {
    track_name(lab.track())
}

/// The same for a track.
pub fn track_name(track: Track) -> String {
    let name = serde_json::to_value(track).ok();
    format!(
        "track-{}",
        name.as_ref()
            .and_then(serde_json::Value::as_str)
            .unwrap_or_default()
    )
}
