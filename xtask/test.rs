//! `cargo xtask test`: everything that must hold before a change is taken.

use std::process::Command;
use std::time::Instant;

use anyhow::{Result, bail, ensure};

use crate::summary::{Outcome, Summary, TestCount};
use crate::{axe, bundle, chromium, fastavro, firefox, project, run, say, scripting, tools};

/// All packages but the page. One choice for every step: what one builds, the next one uses.
const NATIVE: [&str; 3] = ["--workspace", "--exclude", "web"];
/// Turns on the tests that drive a browser; `determinism` holds some beside its native ones.
const BROWSER: [&str; 6] = [
    "--features",
    "logarium/browser",
    "--test",
    "browser",
    "--test",
    "determinism",
];
/// Runs the browser's tests that are left to `--long` as well.
const ALL: [&str; 2] = ["--", "--include-ignored"];
/// Turns on the mistakes that are made on purpose, in the test that looks for them and nowhere else.
const BUGS: [&str; 4] = ["--features", "logarium/deliberate-bugs", "--test", "bugs"];
/// Turns on the tests that hand the files of kits to Python and shellcheck.
const REAL: [&str; 4] = ["--features", "logarium/real-tools", "--test", "real"];
const DENY: [&str; 3] = ["--", "-D", "warnings"];

/// Runs every step, also after one has failed; fails if any did.
pub fn test(long: bool) -> Result<()> {
    let mut steps = Steps {
        summary: Summary::default(),
        long,
    };
    let tools = steps.run("tools", "seconds, or minutes on a new machine", |_| {
        tools::component("rustfmt", "fmt")?;
        tools::component("clippy", "clippy")?;
        tools::for_wasm()
    });
    let browser = steps.run("browser", "seconds", |_| chromium::ensure());
    steps.run("judge of access", "seconds", |_| axe::ensure());
    steps.run(
        "other browser",
        "seconds, or minutes on a new machine",
        |_| {
            // Not everybody's machine has it; the test says once more that it is skipped.
            firefox::ensure().or_else(|error| {
                say::line(&format!("the test in Firefox will be SKIPPED: {error:#}"));
                Ok(())
            })
        },
    );
    steps.run("fastavro", "seconds, or a minute on a new machine", |_| {
        // Nor has everybody Python; the test says so once more.
        fastavro::ensure().or_else(|error| {
            say::line(&format!(
                "the tests against fastavro will be SKIPPED: {error:#}"
            ));
            Ok(())
        })
    });
    steps.run("formatting", "seconds", |_| {
        cargo("formatting", &["fmt", "--all", "--check"])
    });
    steps.run("lints", "1 to 2 minutes from nothing", |_| {
        let all = [
            "--all-targets",
            "--features",
            "logarium/browser,logarium/deliberate-bugs,logarium/real-tools",
        ];
        cargo(
            "looking for lints",
            &[&["clippy"], &NATIVE[..], &all, &DENY].concat(),
        )
    });
    steps.run_if(tools, "lints of the page", "1 minute from nothing", |_| {
        let page = ["clippy", "--package", "web", "--target", tools::WASM];
        cargo("looking for lints", &[&page[..], &DENY].concat())
    });
    steps.run("native tests", "3 to 6 minutes from nothing", |steps| {
        steps.tests(&[])
    });
    steps.run("bugs on purpose", "2 to 4 minutes from nothing", |steps| {
        steps.tests(&BUGS)
    });
    let scripting = steps.run(
        "Python and shellcheck",
        "seconds, or minutes on a new machine",
        |_| scripting::ensure(),
    );
    steps.run_if(
        scripting,
        "real tools",
        "1 to 2 minutes from nothing",
        |steps| steps.tests(&REAL),
    );
    let site = steps.run_if(tools, "site and bundle", "2 to 4 minutes", |_| {
        bundle::bundle()
    });
    let ready = browser && site;
    steps.run_if(ready, "browser tests", "7 to 12 minutes", |steps| {
        let all = if steps.long { &ALL[..] } else { &[] };
        steps.tests(&[&BROWSER[..], all].concat())
    });
    steps.summary.print();
    ensure!(steps.summary.all_passed(), "not everything holds");
    Ok(())
}

fn cargo(doing: &str, arguments: &[&str]) -> Result<()> {
    run::seen(doing, project::cargo().args(arguments))
}

struct Steps {
    summary: Summary,
    long: bool,
}

impl Steps {
    /// Runs one step; whether it passed is the answer.
    fn run(
        &mut self,
        name: &'static str,
        usually: &str,
        work: impl FnOnce(&mut Self) -> Result<()>,
    ) -> bool {
        say::step(name, usually);
        let start = Instant::now();
        let outcome = match work(self) {
            Ok(()) => Outcome::Passed,
            Err(error) => {
                say::line(&format!("FAILED: {error:#}"));
                Outcome::Failed
            }
        };
        let time = start.elapsed();
        say::line(&format!("{name}: {}", say::duration(time)));
        self.summary.add(name, outcome, time);
        outcome == Outcome::Passed
    }

    /// Runs a step unless what it needs has failed; then that counts as a failure too.
    fn run_if(
        &mut self,
        ready: bool,
        name: &'static str,
        usually: &str,
        work: impl FnOnce(&mut Self) -> Result<()>,
    ) -> bool {
        self.run(name, usually, |steps| {
            ensure!(ready, "not run: a step before it failed");
            work(steps)
        })
    }

    /// Runs some targets of the native packages, and counts their tests.
    fn tests(&mut self, targets: &[&str]) -> Result<()> {
        let mut command: Command = project::cargo();
        command.arg("test").args(NATIVE).arg("--no-fail-fast");
        command.args(targets);
        if self.long {
            command.env("LOGARIUM_LONG", "1");
        }
        let mut count = TestCount::default();
        let passed = run::overheard("testing", &mut command, |line| count.hear(line))?;
        self.summary.count(&count);
        match (passed, count.failed) {
            (true, _) => Ok(()),
            (false, 0) => bail!("the tests do not compile, or ended early"),
            (false, failed) => bail!("{failed} failed"),
        }
    }
}
