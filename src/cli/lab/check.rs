//! `logarium lab check`.

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;

use lab::{Lab, Pace, Path, Problem, Problems, StepKind, shelf};

use crate::cli::find::{self, Found};
use crate::cli::table::Table;
use crate::cli::{Failure, counted};

/// Exit status: a lab is not solved as it says.
const UNSOLVED: u8 = 1;
/// Exit status: a lab cannot be read.
const UNREADABLE: u8 = 2;

/// Arguments of `lab check`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Arguments {
    /// A lab's folder, its `lab.json`, a folder of such folders, or a built-in lab's id.
    place: String,
    /// With how many seeds each lab is solved besides its own.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(..=1000))]
    seeds: u64,
    /// Print what each step comes to with the lab's own seed, for somebody who goes through them at leisure.
    #[arg(long)]
    steps: bool,
}

pub(super) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let found = find::labs(&arguments.place)?;
    let mut status = 0;
    for Found { name, lab } in &found {
        let checked = match lab {
            Ok(lab) => fits(lab, &found).map(|()| lab),
            Err(problems) => Err(problems.clone()),
        };
        let (told, code) = match checked {
            Ok(lab) => {
                let seeds: Vec<u64> = [lab.seed()]
                    .into_iter()
                    .chain(1..=arguments.seeds)
                    .collect();
                (lab::prove(lab, &seeds).map(|()| lab), UNSOLVED)
            }
            Err(problems) => (Err(problems), UNREADABLE),
        };
        match told {
            Ok(lab) => {
                writeln!(out, "{name}: {}", praise(lab))?;
                if arguments.steps {
                    write!(out, "{}", steps(lab)?)?;
                }
            }
            Err(problems) => {
                status = status.max(code);
                writeln!(
                    out,
                    "{name}: {}",
                    counted(problems.iter().count(), "problem")
                )?;
                for problem in problems.iter() {
                    writeln!(out, "  {problem}")?;
                }
            }
        }
        // One lab takes seconds: whoever waits sees the first before the last is done.
        out.flush()?;
    }
    Ok(ExitCode::from(status))
}

/// What one lab has to do with the others: its id is its own, and the labs on which it builds are there.
fn fits(lab: &Lab, found: &[Found]) -> Result<(), Problems> {
    let mut problems = Problems::default();
    let beside = found.iter().filter_map(|found| found.lab.as_ref().ok());
    if beside
        .clone()
        .filter(|other| other.id() == lab.id())
        .count()
        > 1
    {
        let message = "another lab of this folder has it too";
        problems.push(Problem::at(&Path::ROOT.key("id"), message).with(&lab.id().into()));
    }
    let built_in = shelf::labs().iter().map(|lab| lab.id);
    let known: Vec<&str> = beside.map(Lab::id).chain(built_in).collect();
    for (index, needed) in lab.needs().iter().enumerate() {
        if !known.contains(&needed.as_str()) {
            let path = Path::ROOT.key("needs").index(index);
            let hint = lab::suggestion(needed, known.iter().copied());
            let message = format!("there is no such lab, neither here nor built in{hint}");
            problems.push(Problem::at(&path, message).with(&needed.as_str().into()));
        }
    }
    problems.or(())
}

/// What each step comes to.
fn steps(lab: &Lab) -> Result<Table, Problems> {
    let mut table = Table::new(&["step", "done at", "comes to", "choice"]);
    let solved = lab::solve(&Arc::new(lab.clone()), Pace::Restful)?;
    for (step, solved) in lab.steps().iter().zip(solved) {
        let value = solved.value.map(|value| value.to_string());
        let choice = match (&step.kind, solved.value) {
            (StepKind::Predict(question), Some(value)) => question.choice_of(value),
            _ => None,
        };
        let choice = choice.map(|choice| choice.id.clone());
        table.row(vec![
            step.id.clone(),
            solved.at.to_string(),
            value.unwrap_or_default(),
            choice.unwrap_or_default(),
        ]);
    }
    Ok(table)
}

fn praise(lab: &Lab) -> String {
    let languages: Vec<&str> = lab.languages().collect();
    let [steps, turns] = [
        counted(lab.steps().len(), "step"),
        counted(lab.wrong_turns().len(), "wrong turn"),
    ];
    format!("good; {steps}, {turns}, {}", languages.join(" "))
}
