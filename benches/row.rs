//! One line of the table.

/// The table's head.
pub fn head() {
    println!(
        "{:<58} {:>16} {:>10} {:>12}",
        "what", "measured", "ratio", "bound"
    );
}

/// A figure with its ratio and the bound of the ratio; `at_least` says on which side of it the ratio should be.
pub fn print(what: &str, measured: &str, ratio: f64, bound: f64, at_least: bool) {
    let kept = if at_least {
        ratio >= bound
    } else {
        ratio <= bound
    };
    let sign = if at_least { '≥' } else { '≤' };
    let verdict = if kept { "" } else { "  over budget" };
    println!("{what:<58} {measured:>16} {ratio:>10.4} {sign:>4} {bound:.4}{verdict}");
}

/// A figure without a bound.
pub fn say(what: &str, measured: &str) {
    println!("{what:<58} {measured:>16}");
}

/// The best of three runs.
pub fn best(mut run: impl FnMut() -> f64) -> f64 {
    (0..3).map(|_| run()).fold(0.0, f64::max)
}
