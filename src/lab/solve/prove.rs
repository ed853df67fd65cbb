//! That a lab teaches what it says, whatever chance brings.

use std::sync::Arc;

use engine::model::Duration;

use super::solve;
use super::walk::{Pace, Solved, Walk};
use crate::lab::{Lab, StepKind, WrongTurn};
use crate::path::Path;
use crate::problem::{Problem, Problems};
use crate::run::{Options, run};

/// Tries a lab with each of these seeds: with nobody acting it keeps its claim and reaches its goals, it is solved by doing
/// what its steps say, at once or at leisure, to the same answers, and no wrong turn does the step that it is said to miss.
///
/// # Errors
/// Everything that is not so, each for the first seed that shows it.
pub fn prove(lab: &Lab, seeds: &[u64]) -> Result<(), Problems> {
    let mut problems = Problems::default();
    first(seeds, |seed| unattended(lab, seed), &mut problems);
    let mut answers = Answers::default();
    for pace in [Pace::Restful, Pace::Hurried] {
        let solved = |seed| {
            let solved = solve(&Arc::new(lab.clone().with_seed(seed)), pace);
            answers.compare(lab, &solved.map_err(|problem| paced(problem, pace))?)
        };
        first(seeds, solved, &mut problems);
    }
    for (place, turn) in lab.wrong_turns().iter().enumerate() {
        first(seeds, |seed| misses(lab, place, turn, seed), &mut problems);
    }
    problems.or(())
}

/// The first seed with a problem tells it.
fn first(
    seeds: &[u64],
    mut try_it: impl FnMut(u64) -> Result<(), Problem>,
    problems: &mut Problems,
) {
    let found = seeds.iter().find_map(|seed| {
        let mut problem = try_it(*seed).err()?;
        problem.message = format!("{} (seed {seed})", problem.message);
        Some(problem)
    });
    problems.0.extend(found);
}

/// What the questions came to: a hint that is right for one learner must be right for all.
#[derive(Default)]
struct Answers(Vec<Option<String>>);

impl Answers {
    /// Tells the first question whose right choice is another one than before.
    fn compare(&mut self, lab: &Lab, solved: &[Solved]) -> Result<(), Problem> {
        let right = |solved: &Solved| match &lab.steps().get(solved.step)?.kind {
            StepKind::Predict(question) => Some(question.choice_of(solved.value?)?.id.clone()),
            _ => None,
        };
        let now: Vec<Option<String>> = solved.iter().map(right).collect();
        if self.0.is_empty() {
            self.0.clone_from(&now);
        }
        let differs = |(before, now): (&Option<String>, &Option<String>)| before != now;
        let Some(place) = self.0.iter().zip(&now).position(differs) else {
            return Ok(());
        };
        let said = |answers: &[Option<String>]| answers[place].clone().unwrap_or_default();
        let path = Path::ROOT.key("steps").index(place);
        let message = format!(
            "depends on luck: {} is right for one learner, and {} for another",
            said(&self.0),
            said(&now)
        );
        Err(Problem::at(&path, message).with(&lab.steps()[place].id.as_str().into()))
    }
}

fn paced(mut problem: Problem, pace: Pace) -> Problem {
    if pace == Pace::Hurried {
        problem.message += " for somebody who goes on at once";
    }
    problem
}

fn unattended(lab: &Lab, seed: u64) -> Result<(), Problem> {
    let report = run(lab.clone().with_seed(seed), &Options::default());
    let report = report.map_err(|problems| Problem::of("until_ms", problems.to_string()))?;
    if !report.verdict.holds {
        let message = format!(
            "does not hold when nobody acts: {:?}",
            report.verdict.reasons
        );
        return Err(Problem::of("claim", message));
    }
    match report.goals.iter().position(|goal| !goal.holds) {
        Some(place) => {
            let path = Path::ROOT.key("goals").index(place);
            let value = report.goals[place].value;
            Err(Problem::at(
                &path,
                format!("is missed when nobody acts: it is {value}"),
            ))
        }
        None => Ok(()),
    }
}

/// That a wrong turn misses its step.
fn misses(lab: &Lab, place: usize, turn: &WrongTurn, seed: u64) -> Result<(), Problem> {
    /// How long somebody waits for something that is done at once, if at all.
    const GLANCE: Duration = Duration::from_secs(5);
    let path = Path::ROOT.key("wrong_turns").index(place);
    let told = |why: String| Problem::at(&path, why).with(&turn.id.as_str().into());
    let mut lab = lab.clone().with_seed(seed);
    lab.set_all(&turn.set)
        .map_err(|problems| told(format!("cannot be set: {problems}")))?;
    let lab = Arc::new(lab);
    let mut walk = Walk::new(&lab, Pace::Restful);
    walk.go_to(&turn.fails)
        .map_err(|problem| told(format!("does not come to its step: {problem}")))?;
    for action in &turn.actions {
        walk.act(action).map_err(told)?;
    }
    let step = lab.steps().iter().find(|step| step.id == turn.fails);
    let within = match step.map(|step| &step.kind) {
        Some(StepKind::Reach { within, .. }) => *within,
        Some(StepKind::Break(breaking)) => breaking.within,
        _ => GLANCE,
    };
    if walk.reaches(within) {
        return Err(told(format!(
            "does step {:?}, which it should miss",
            turn.fails
        )));
    }
    Ok(())
}
