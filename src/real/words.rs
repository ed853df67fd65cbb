//! Words for clients and for what their applications do.

use engine::app::processor::Step;
use lab::{Action, AppStepFile, Client, MannerFile, Send, TransactCall};

/// The name of a client's function. What cannot be in one is an underscore, and the number of the client keeps names apart
/// that come to the same.
pub(crate) fn function(client: &Client) -> String {
    let fits = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let name: String = client.name.chars().map(fits).collect();
    format!("client_{name}_{}", client.id.0)
}

/// A step of an application.
pub(crate) const fn step(step: AppStepFile) -> &'static str {
    match step {
        AppStepFile::Fetch => "fetch",
        AppStepFile::Process => "process",
        AppStepFile::Write => "write",
        AppStepFile::SendOffsets => "send_offsets",
        AppStepFile::Commit => "commit",
    }
}

/// The same of a lab that was read.
pub(crate) const fn step_of(of: Step) -> &'static str {
    match of {
        Step::Fetch => step(AppStepFile::Fetch),
        Step::Process => step(AppStepFile::Process),
        Step::Write => step(AppStepFile::Write),
        Step::SendOffsets => step(AppStepFile::SendOffsets),
        Step::Commit => step(AppStepFile::Commit),
    }
}

/// How an application fails.
pub(crate) const fn manner(how: MannerFile) -> &'static str {
    match how {
        MannerFile::Crash => "crash",
        MannerFile::Throw => "throw",
    }
}

/// All ways in which an application can be told to fail: after which step, and how.
pub(crate) fn failures() -> impl Iterator<Item = (&'static str, &'static str)> {
    let manners =
        |after| [MannerFile::Crash, MannerFile::Throw].map(|how| (step(after), manner(how)));
    AppStepFile::ALL.into_iter().flat_map(manners)
}

/// What a client is told so that it does what an action asks of it. The records that it sends by hand are counted.
pub(crate) fn told(action: &Action, sends: &[&Send]) -> Option<String> {
    match action {
        Action::Send(send) => {
            let number = sends.iter().position(|known| *known == send)? + 1;
            Some(format!("send-{number}"))
        }
        Action::Transact(asked) => Some(call(asked.call).to_owned()),
        Action::Fail(asked) => Some(format!("fail-{}-{}", step(asked.after), manner(asked.how))),
        _ => None,
    }
}

const fn call(call: TransactCall) -> &'static str {
    match call {
        TransactCall::Init => "init",
        TransactCall::Begin => "begin",
        TransactCall::Commit => "commit",
        TransactCall::Abort => "abort",
    }
}
