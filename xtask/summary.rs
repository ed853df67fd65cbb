//! What came of each step, as one table and one closing line.

use std::time::Duration;

use crate::say;

/// What came of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything held.
    Passed,
    /// Something did not, or could not be tried.
    Failed,
}

/// The tests of some programs, from the lines that they close with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestCount {
    /// How many passed.
    pub passed: u32,
    /// How many failed.
    pub failed: u32,
}

impl TestCount {
    /// Takes in `test result: ok. 12 passed; 0 failed; ...`; other lines mean nothing.
    pub fn hear(&mut self, line: &str) {
        let Some(result) = line.strip_prefix("test result: ") else {
            return;
        };
        let number = |what: &str| -> u32 {
            let words: Vec<&str> = result.split([' ', ';']).collect();
            let at = words.iter().position(|word| *word == what);
            at.and_then(|at| words.get(at.checked_sub(1)?)?.parse().ok())
                .unwrap_or(0)
        };
        self.passed += number("passed");
        self.failed += number("failed");
    }
}

struct Row {
    name: &'static str,
    outcome: Outcome,
    time: Duration,
    tests: TestCount,
}

/// All steps so far.
#[derive(Default)]
pub struct Summary {
    rows: Vec<Row>,
    /// Tests counted in the step that still runs.
    running: TestCount,
}

impl Summary {
    /// Counts tests towards the running step.
    pub fn count(&mut self, tests: &TestCount) {
        self.running.passed += tests.passed;
        self.running.failed += tests.failed;
    }

    /// Closes the running step.
    pub fn add(&mut self, name: &'static str, outcome: Outcome, time: Duration) {
        let tests = std::mem::take(&mut self.running);
        self.rows.push(Row {
            name,
            outcome,
            time,
            tests,
        });
    }

    /// Whether every step passed.
    pub fn all_passed(&self) -> bool {
        self.rows.iter().all(|row| row.outcome == Outcome::Passed)
    }

    /// Prints the table, then the closing line.
    pub fn print(&self) {
        println!();
        for row in &self.rows {
            let outcome = match row.outcome {
                Outcome::Passed => "ok",
                Outcome::Failed => "FAILED",
            };
            let time = say::duration(row.time);
            let tests = match &row.tests {
                TestCount {
                    passed: 0,
                    failed: 0,
                } => String::new(),
                tests => format!("{} passed, {} failed", tests.passed, tests.failed),
            };
            let row = format!("{:<30} {outcome:<7} {time:>9}  {tests}", row.name);
            println!("{}", row.trim_end());
        }
        let total = self.total();
        println!("\n{} passed, {} failed", total.passed, total.failed);
    }

    /// The sum of all tests. A step that failed with no failing test counts as one, so that the
    /// closing line never calls a failure none.
    fn total(&self) -> TestCount {
        let mut total = TestCount::default();
        for row in &self.rows {
            let fewest = u32::from(row.outcome == Outcome::Failed);
            total.passed += row.tests.passed;
            total.failed += row.tests.failed.max(fewest);
        }
        total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_add_up() {
        let mut count = TestCount::default();
        count.hear("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured");
        count.hear("test result: FAILED. 3 passed; 2 failed; 0 ignored");
        count.hear("running 7 tests");
        let expected = TestCount {
            passed: 15,
            failed: 2,
        };
        assert_eq!(count, expected);
    }

    #[test]
    fn a_failure_without_tests_is_still_one() {
        let mut summary = Summary::default();
        summary.add("formatting", Outcome::Failed, Duration::ZERO);
        summary.count(&TestCount {
            passed: 4,
            failed: 0,
        });
        summary.add("tests", Outcome::Passed, Duration::ZERO);
        let expected = TestCount {
            passed: 4,
            failed: 1,
        };
        assert_eq!(summary.total(), expected);
        assert!(!summary.all_passed());
    }
}
