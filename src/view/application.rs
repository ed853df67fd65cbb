//! The lines of a consumer's application at which it can fail.

use engine::app::processor::{Commits, Output, Processor};
use lab::{Action, AppStepFile, Fail, MannerFile};
use sim::{AnyNode, Slot};

/// Whether an application has this step.
fn has(processor: &Processor, step: AppStepFile) -> bool {
    let setup = processor.setup();
    let is_transactional = setup.is_transactional();
    match step {
        AppStepFile::Fetch | AppStepFile::Process => true,
        AppStepFile::Write => setup.output != Output::Printed,
        AppStepFile::SendOffsets => is_transactional,
        AppStepFile::Commit => {
            let commits = setup.guarantee.commits;
            is_transactional || !matches!(commits, Commits::Automatically | Commits::WithOutput)
        }
    }
}

/// Lets the application of a client die after a step, if it has that.
pub(crate) fn fail(client: &str, processor: &Processor, after: AppStepFile) -> Option<Action> {
    has(processor, after).then(|| {
        Action::Fail(Fail {
            client: client.to_owned(),
            after,
            how: MannerFile::Crash,
        })
    })
}

/// Every line at which the application on a node can be made to die.
pub(crate) fn failures(slot: &Slot) -> Vec<Action> {
    let AnyNode::Consumer(processor) = slot.node() else {
        return Vec::new();
    };
    let fail = |step| fail(slot.name(), processor, step);
    AppStepFile::ALL.into_iter().filter_map(fail).collect()
}
