//! The built page in headless Chromium: its frames, its start, its memory, a long run in it.

mod frames;
mod load;
mod memory;
mod probe;
mod scrubbing;
mod starting;

/// All figures of the page, or those parts of them that are named.
pub fn page(named: &[String]) {
    let parts: [(&str, fn()); 4] = [
        ("starting", starting::starting),
        ("frames", frames::frames),
        ("scrubbing", scrubbing::scrubbing),
        ("memory", memory::memory),
    ];
    let all = !parts
        .iter()
        .any(|(name, _)| named.iter().any(|part| part == name));
    for (name, measure) in parts {
        if all || named.iter().any(|part| part == name) {
            measure();
        }
    }
}

/// The value below which a share of some values lies; nothing is below the lowest.
fn percentile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (sorted.len() as f64 * share).ceil() as usize;
    sorted[place.clamp(1, sorted.len()) - 1]
}
