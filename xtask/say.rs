//! What the person at the terminal hears of long work.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

/// How long a step may be silent.
const SILENCE: Duration = Duration::from_secs(30);

/// Announces a step, and how long it usually takes.
pub fn step(what: &str, usually: &str) {
    println!("==> {what} ({usually})");
}

/// A remark on the current step.
pub fn line(text: &str) {
    println!("    {text}");
}

/// `"1 m 30 s"`, or `"4.2 s"` below ten seconds.
pub fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} m {:02} s", seconds / 60, seconds % 60),
    }
}

/// `"12.3 kB"`: decimal, as the budgets are.
pub fn bytes(count: usize) -> String {
    format!("{}.{} kB", count / 1000, count % 1000 / 100)
}

/// Says every half minute that a step goes on, until dropped.
pub struct Heartbeat {
    stop: Option<Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Heartbeat {
    /// Starts with the doing as it reads after "still": `"building trunk"`.
    pub fn start(doing: &str) -> Self {
        let (stop, stopped) = mpsc::channel();
        let doing = doing.to_string();
        let start = Instant::now();
        let thread = thread::spawn(move || {
            while stopped.recv_timeout(SILENCE) == Err(RecvTimeoutError::Timeout) {
                line(&format!("still {doing}, {}", duration(start.elapsed())));
            }
        });
        Self {
            stop: Some(stop),
            thread: Some(thread),
        }
    }
}

impl Drop for Heartbeat {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // It only prints; should it have panicked, that was said.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_and_sizes_are_read_at_a_glance() {
        assert_eq!(duration(Duration::from_millis(4_210)), "4.2 s");
        assert_eq!(duration(Duration::from_secs(42)), "42 s");
        assert_eq!(duration(Duration::from_secs(605)), "10 m 05 s");
        assert_eq!(bytes(449_960), "449.9 kB");
    }
}
