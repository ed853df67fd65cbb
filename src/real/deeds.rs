//! Everything that is done in a lab, in the order in which somebody meets it.

use lab::{Action, Client, Lab, Path, ScriptEntry, Send, StepKind};

/// Something that is done in a lab.
#[derive(Clone, Debug)]
pub(crate) struct Deed<'a> {
    /// Where it is in the lab's file.
    pub(crate) path: Path,
    /// When.
    pub(crate) moment: Moment<'a>,
    /// What.
    pub(crate) action: &'a Action,
}

/// When something is done.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Moment<'a> {
    /// When the step asks for it.
    Asked,
    /// As the script says.
    Scripted(&'a ScriptEntry),
}

/// What is done at a step, in order.
#[derive(Clone, Debug)]
pub(crate) struct StepDeeds<'a> {
    /// The step's id.
    pub(crate) id: &'a str,
    /// What is done.
    pub(crate) deeds: Vec<Deed<'a>>,
}

/// What the script does.
pub(crate) fn script(lab: &Lab) -> Vec<Deed<'_>> {
    scripted(lab.script(), &Path::ROOT.key("script"))
}

/// What is done at the steps that do something.
pub(crate) fn steps(lab: &Lab) -> Vec<StepDeeds<'_>> {
    let steps = lab.steps().iter().enumerate().map(|(index, step)| {
        let path = Path::ROOT.key("steps").index(index);
        let deeds = match &step.kind {
            StepKind::Do(action) => vec![asked(path.key("action"), action)],
            StepKind::Predict(question) => {
                let path = path.key("after");
                let after = question.after.iter().enumerate();
                after
                    .map(|(index, action)| asked(path.index(index), action))
                    .collect()
            }
            StepKind::Break(breaking) => scripted(&breaking.attack, &path.key("attack")),
            StepKind::Read | StepKind::Reach { .. } | StepKind::Fix(_) => vec![],
        };
        let id = step.id.as_str();
        StepDeeds { id, deeds }
    });
    steps.filter(|step| !step.deeds.is_empty()).collect()
}

fn asked(path: Path, action: &Action) -> Deed<'_> {
    let moment = Moment::Asked;
    Deed {
        path,
        moment,
        action,
    }
}

fn scripted<'a>(entries: &'a [ScriptEntry], path: &Path) -> Vec<Deed<'a>> {
    let entries = entries.iter().enumerate();
    let deeds = entries.map(|(index, entry)| Deed {
        path: path.index(index).key("do"),
        moment: Moment::Scripted(entry),
        action: &entry.action,
    });
    deeds.collect()
}

/// Everything that is done.
pub(crate) fn all(lab: &Lab) -> impl Iterator<Item = Deed<'_>> {
    let steps = steps(lab).into_iter().flat_map(|step| step.deeds);
    script(lab).into_iter().chain(steps)
}

/// What a deed is about, whether it passes or not.
pub(crate) fn inner(action: &Action) -> &Action {
    match action {
        Action::Passing(passing) => inner(&passing.action),
        other => other,
    }
}

/// The records that a lab has a producer send by hand, each once: the first is its `send-1`.
pub(crate) fn sends<'a>(lab: &'a Lab, client: &str) -> Vec<&'a Send> {
    let mut sends: Vec<&Send> = Vec::new();
    for deed in all(lab) {
        if let Action::Send(send) = inner(deed.action)
            && send.client == client
            && !sends.contains(&send)
        {
            sends.push(send);
        }
    }
    sends
}

/// Whether a lab has a producer make calls about transactions by hand.
pub(crate) fn transacts(lab: &Lab, client: &str) -> bool {
    let mut deeds = all(lab);
    deeds
        .any(|deed| matches!(inner(deed.action), Action::Transact(asked) if asked.client == client))
}

/// Whether a lab has an application fail by hand.
pub(crate) fn fails(lab: &Lab, client: &Client) -> bool {
    let mut deeds = all(lab);
    deeds.any(
        |deed| matches!(inner(deed.action), Action::Fail(asked) if *asked.client == *client.name),
    )
}

/// How many partitions a topic has at most.
pub(crate) fn partitions(lab: &Lab, topic: &str) -> i32 {
    let mut topics = lab.topics().iter();
    let there = topics.find(|found| found.name.as_str() == topic);
    let made = all(lab).filter_map(|deed| match inner(deed.action) {
        Action::CreateTopic(made) if made.topic == topic => made.partitions,
        Action::AddPartitions(made) if made.topic == topic => Some(made.partitions),
        _ => None,
    });
    let there = there.map(|topic| topic.partitions);
    made.chain(there).max().unwrap_or(1)
}
