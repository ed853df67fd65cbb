//! The script, the goals, the steps and the wrong turns.

use engine::model::Duration;
use sim::Role;

use super::draft::Draft;
use super::measures::measure;
use super::{at, names};
use crate::action::{Action, Passing};
use crate::claim::Claim;
use crate::file::{
    BreakFile, FixFile, FixSettingFile, PredictFile, RepeatFile, ScriptFile, StepFile,
};
use crate::goal::Goal;
use crate::lab::{
    Breaking, Choice, FixSetting, Fixing, Lab, Prediction, ScriptEntry, StepDef, StepKind,
    WrongTurn, role,
};
use crate::measure::Measure;
use crate::nearest::suggestion;
use crate::path::Path;
use crate::problem::{Problem, Problems};
use crate::prose::DISCUSSION;
use crate::when::When;

pub(super) fn check(draft: &Draft, lab: &mut Lab, problems: &mut Problems) {
    let root = Path::ROOT;
    for (index, entry) in draft.script.iter().enumerate() {
        let Some(entry) = entry else { continue };
        let path = root.key("script").index(index);
        let entry = script(draft, lab, entry, &path, problems);
        lab.script.push(entry);
    }
    for (index, found) in draft.goals.iter().enumerate() {
        let Some(found) = found else { continue };
        goal(draft, lab, found, &root.key("goals").index(index), problems);
        lab.goals.push(found.clone());
    }
    for (index, found) in draft.steps.iter().enumerate() {
        let Some(found) = found else { continue };
        let path = root.key("steps").index(index);
        names::slug(found.id(), &path.key("id"), problems);
        if found.id() == DISCUSSION {
            let message = "is what the prose calls the questions after the last step; a step is called otherwise";
            problems.push(Problem::at(&path.key("id"), message).with(&DISCUSSION.into()));
        }
        let kind = step(draft, lab, found, &path, problems);
        lab.steps.push(StepDef {
            id: found.id().to_owned(),
            kind,
        });
    }
    let ids = draft.steps.iter().enumerate().filter_map(|(index, step)| {
        Some((
            root.key("steps").index(index).key("id"),
            step.as_ref()?.id(),
        ))
    });
    names::unique(ids, problems);
    wrong_turns(draft, lab, problems);
}

fn script(
    draft: &Draft,
    lab: &Lab,
    file: &ScriptFile,
    path: &Path,
    problems: &mut Problems,
) -> ScriptEntry {
    action(draft, lab, &file.action, &path.key("do"), problems);
    if let Some(found) = &file.when {
        when(draft, lab, found, &path.key("when"), problems);
    }
    // What is said wrongly is said, and told already.
    let within = format!("{path}.");
    let told = problems
        .iter()
        .any(|problem| problem.path.starts_with(&within));
    if file.at_ms.is_none() && file.when.is_none() && !told {
        problems.push(Problem::at(path, "needs at_ms, when, or both"));
    }
    let passing = |for_ms| {
        Action::Passing(Passing {
            action: Box::new(file.action.clone()),
            for_ms,
        })
    };
    let passing = file.for_ms.map(passing);
    if let Some(passing) = &passing
        && let (Ok(_), Err(problem)) = (lab.translate(&file.action), lab.translate(passing))
    {
        problems.push(Problem::at(&path.key("for_ms"), problem.message));
    }
    let repeat = file.repeat.unwrap_or(RepeatFile {
        every_ms: 0,
        times: 1,
    });
    ScriptEntry {
        at: at(file.at_ms.unwrap_or(0)),
        when: file.when.clone(),
        action: passing.unwrap_or_else(|| file.action.clone()),
        times: repeat.times,
        every: Duration(repeat.every_ms.saturating_mul(1_000)),
    }
}

fn when(draft: &Draft, lab: &Lab, found: &When, path: &Path, problems: &mut Problems) {
    let list = |list: &[When], path: &Path, problems: &mut Problems| {
        for (index, one) in list.iter().enumerate() {
            when(draft, lab, one, &path.index(index), problems);
        }
    };
    match found {
        When::All { all } => list(all, &path.key("all"), problems),
        When::Any { any } => list(any, &path.key("any"), problems),
        When::Not { not } => when(draft, lab, not, &path.key("not"), problems),
        When::Measured(found) => goal(draft, lab, found, path, problems),
    }
}

fn step(
    draft: &Draft,
    lab: &Lab,
    file: &StepFile,
    path: &Path,
    problems: &mut Problems,
) -> StepKind {
    match file {
        StepFile::Read { .. } => StepKind::Read,
        StepFile::Predict(file) => StepKind::Predict(prediction(draft, lab, file, path, problems)),
        StepFile::Do(file) => {
            action(draft, lab, &file.action, &path.key("action"), problems);
            StepKind::Do(file.action.clone())
        }
        StepFile::Reach(file) => {
            goal(draft, lab, &file.goal, &path.key("goal"), problems);
            let within = Duration::from_millis(file.within_ms.cast_signed());
            StepKind::Reach {
                goal: file.goal.clone(),
                within,
                settle: Duration::from_millis(file.settle_ms.cast_signed()),
            }
        }
        StepFile::Break(file) => StepKind::Break(breaking(draft, lab, file, path, problems)),
        StepFile::Fix(file) => StepKind::Fix(fixing(draft, lab, file, path, problems)),
    }
}

fn breaking(
    draft: &Draft,
    lab: &Lab,
    file: &BreakFile,
    path: &Path,
    problems: &mut Problems,
) -> Breaking {
    if file.claim == Claim::None {
        let message = "promises nothing, which nobody can break";
        problems.push(Problem::at(&path.key("claim"), message));
    }
    let mut attack = Vec::new();
    for (index, entry) in file.attack.iter().enumerate() {
        let path = path.key("attack").index(index);
        if entry.repeat.is_some() {
            let message = "an attack does each thing once";
            problems.push(Problem::at(&path.key("repeat"), message));
        }
        attack.push(script(draft, lab, entry, &path, problems));
    }
    Breaking {
        claim: file.claim,
        broken: Goal {
            measure: Measure::Keeps(file.claim),
            at_least: None,
            at_most: Some(0),
        },
        attack,
        within: Duration::from_millis(file.within_ms.cast_signed()),
    }
}

fn fixing(
    draft: &Draft,
    lab: &Lab,
    file: &FixFile,
    path: &Path,
    problems: &mut Problems,
) -> Fixing {
    for (index, found) in file.goals.iter().enumerate() {
        goal(draft, lab, found, &path.key("goals").index(index), problems);
    }
    let mut breaks = lab.steps.iter().enumerate().filter_map(|(place, step)| {
        let StepKind::Break(breaking) = &step.kind else {
            return None;
        };
        Some((place, &*step.id, breaking.claim))
    });
    let names = breaks.clone().map(|(_, id, _)| id);
    let of = breaks.find(|(_, id, _)| *id == file.of);
    if of.is_none() {
        let hint = suggestion(&file.of, names);
        let message = format!(
            "there is no step {:?} of kind break before it{hint}",
            file.of
        );
        problems.push(Problem::at(&path.key("of"), message));
    }
    let (of, claim) = of.map_or((0, Claim::None), |(place, _, claim)| (place, claim));
    Fixing {
        of,
        claim,
        settings: file.settings.iter().map(setting).collect(),
        solution: file.solution.clone(),
        goals: file.goals.clone(),
        run: Duration::from_millis(file.run_ms.cast_signed()),
    }
}

fn setting(file: &FixSettingFile) -> FixSetting {
    FixSetting {
        path: file.path.clone(),
        values: file.values.clone(),
    }
}

fn prediction(
    draft: &Draft,
    lab: &Lab,
    file: &PredictFile,
    path: &Path,
    problems: &mut Problems,
) -> Prediction {
    measure(draft, lab, &file.measure, &path.key("measure"), problems);
    for (index, found) in file.after.iter().enumerate() {
        action(draft, lab, found, &path.key("after").index(index), problems);
    }
    let choices = path.key("choices");
    for (index, choice) in file.choices.iter().enumerate() {
        names::slug(&choice.id, &choices.index(index).key("id"), problems);
        if file.choices[..index]
            .iter()
            .any(|earlier| earlier.value == choice.value)
        {
            let path = choices.index(index).key("value");
            let message = "another choice has it too; both would be right";
            problems.push(Problem::at(&path, message).with(&choice.value.into()));
        }
    }
    let ids = file
        .choices
        .iter()
        .enumerate()
        .map(|(index, choice)| (choices.index(index).key("id"), &*choice.id));
    names::unique(ids, problems);
    Prediction {
        measure: file.measure.clone(),
        after: file.after.clone(),
        run: Duration::from_millis(file.run_ms.cast_signed()),
        choices: file
            .choices
            .iter()
            .map(|choice| Choice {
                id: choice.id.clone(),
                value: choice.value,
            })
            .collect(),
    }
}

fn wrong_turns(draft: &Draft, lab: &mut Lab, problems: &mut Problems) {
    let all = Path::ROOT.key("wrong_turns");
    for (index, turn) in draft.wrong_turns.iter().enumerate() {
        let Some(turn) = turn else { continue };
        let path = all.index(index);
        names::slug(&turn.id, &path.key("id"), problems);
        for (index, found) in turn.actions.iter().enumerate() {
            action(
                draft,
                lab,
                found,
                &path.key("actions").index(index),
                problems,
            );
        }
        if !draft.step_ids().any(|id| id == turn.fails) {
            let hint = suggestion(&turn.fails, draft.step_ids());
            problems.push(Problem::at(
                &path.key("fails"),
                format!("there is no step {:?}{hint}", turn.fails),
            ));
        }
        lab.wrong_turns.push(WrongTurn {
            id: turn.id.clone(),
            set: turn.set.clone(),
            actions: turn.actions.clone(),
            fails: turn.fails.clone(),
        });
    }
    let ids = draft.wrong_turns.iter().enumerate();
    names::unique(
        ids.filter_map(|(index, turn)| Some((all.index(index).key("id"), &*turn.as_ref()?.id))),
        problems,
    );
}

pub(super) fn action(
    draft: &Draft,
    lab: &Lab,
    action: &Action,
    path: &Path,
    problems: &mut Problems,
) {
    // Whoever is not in the lab for a reason that is told already, is not told to be missing as well.
    let topic = |name: &str| lab.partitions(name).is_none() && draft.excuses(name);
    let unsound = |name: &str| match role(name) {
        Some(Role::Leader(place) | Role::Follower(place)) => topic(place.topic.as_str()),
        Some(Role::Coordinator(_) | Role::TransactionCoordinator(_)) => {
            draft.clients.values().any(Option::is_none)
        }
        None => lab.node(name).is_none() && draft.excuses(name),
    };
    if matches!(action, Action::Send(send) if topic(&send.topic))
        || action.nodes().into_iter().any(unsound)
    {
        return;
    }
    if let Err(problem) = lab.translate_at(action, path) {
        problems.push(problem);
    }
}

fn goal(draft: &Draft, lab: &Lab, goal: &Goal, path: &Path, problems: &mut Problems) {
    measure(draft, lab, &goal.measure, &path.key("measure"), problems);
    match (goal.at_least, goal.at_most) {
        (None, None) => problems.push(Problem::at(path, "needs at_least, at_most, or both")),
        (Some(least), Some(most)) if least > most => {
            let message = format!("must be at most at_most, which is {most}");
            problems.push(Problem::at(&path.key("at_least"), message).with(&least.into()));
        }
        _ => {}
    }
}
