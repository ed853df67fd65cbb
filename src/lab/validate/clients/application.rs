//! What a consumer's application does with records.

use engine::app::processor::{
    Commits, Deduplicates, Failure, Guarantee, Manner, Output, SinkOutput, Step, Trigger,
};
use engine::app::sink::{SinkClientSetup, WriteMode};
use engine::model::{Offset, TopicName, TopicPartition};

use super::outside::RECONNECT_BACKOFF;
use super::{Draft, known_client, known_topic, millis};
use crate::file::{
    AppStepFile, ClientFile, CommitsFile, ConsumerFile, DeduplicatesFile, FailureFile, MannerFile,
    OutputFile, TriggerFile, WriteModeFile,
};
use crate::lab::Application;
use crate::path::Path;
use crate::problem::{Problem, Problems};

/// Reads an application.
pub(super) fn read(
    draft: &Draft,
    file: &ConsumerFile,
    path: &Path,
    problems: &mut Problems,
) -> Application {
    let said = file.application.clone().unwrap_or_default();
    let guarantee = Guarantee {
        commits: match said.commits {
            CommitsFile::Automatically => Commits::Automatically,
            CommitsFile::AfterPoll => Commits::AfterPoll,
            CommitsFile::AfterRecord => Commits::AfterRecord,
            CommitsFile::BeforeProcessing => Commits::BeforeProcessing,
        },
        deduplicates: said.deduplicates.map(|by| match by {
            DeduplicatesFile::ByKey => Deduplicates::ByKey,
            DeduplicatesFile::ByOffset => Deduplicates::ByOffset,
        }),
    };
    if guarantee.commits != Commits::Automatically && !file.config.contains_key("group.id") {
        let message = "needs the config group.id: without a group there is nowhere to commit";
        problems.push(Problem::at(&path.key("commits"), message));
    }
    let output = said.writes_to.as_ref().and_then(|output| {
        let path = path.key("writes_to");
        read_output(draft, output, &path, problems)
    });
    let failure = said
        .fails
        .as_ref()
        .map(|failure| read_failure(draft, file, failure, &path.key("fails"), problems));
    if let Some(Step::Commit) = failure.as_ref().map(|failure| failure.after)
        && guarantee.commits == Commits::Automatically
    {
        let message =
            "needs commits to be something else: enable.auto.commit is no step of the application";
        problems.push(Problem::at(&path.key("fails").key("after"), message));
    }
    Application {
        process: millis(file.process_ms),
        guarantee,
        output: output.unwrap_or(Output::Printed),
        failure,
    }
}

fn read_output(
    draft: &Draft,
    file: &OutputFile,
    path: &Path,
    problems: &mut Problems,
) -> Option<Output> {
    let file = match file {
        OutputFile::Store => return Some(Output::Store),
        OutputFile::Sink(file) => file,
    };
    let is_sink = |client: &ClientFile| matches!(client, ClientFile::Sink(_));
    let path = path.key("sink").key("name");
    let sink = known_client(draft, &file.name, "sink", is_sink, &path, problems)?;
    let mode = match file.mode {
        WriteModeFile::Blind => WriteMode::Blind,
        WriteModeFile::ByKey => WriteMode::ByKey,
        WriteModeFile::ByOffset => WriteMode::ByOffset,
    };
    let client = SinkClientSetup {
        sink,
        request_timeout: millis(file.timeout_ms),
        reconnect_backoff: RECONNECT_BACKOFF,
        retry: file.retry,
    };
    Some(Output::Sink(SinkOutput { client, mode }))
}

fn read_failure(
    draft: &Draft,
    consumer: &ConsumerFile,
    file: &FailureFile,
    path: &Path,
    problems: &mut Problems,
) -> Failure {
    let at = match &file.at {
        TriggerFile::Nth(number) => Trigger::Nth(number.0),
        TriggerFile::Record(place) => {
            let path = path.key("at").key("record").key("topic");
            known_topic(draft, &place.topic, &path, problems);
            if draft.has_topic(&place.topic) && !consumer.subscribe.contains(&place.topic) {
                let message = "is not subscribed to, so its records are never met";
                problems.push(Problem::at(&path, message).with(&place.topic.as_str().into()));
            }
            let topic = TopicName::from(place.topic.as_str());
            Trigger::Record(
                TopicPartition::new(&topic, place.partition),
                Offset(place.offset),
            )
        }
    };
    Failure {
        at,
        after: match file.after {
            AppStepFile::Fetch => Step::Fetch,
            AppStepFile::Process => Step::Process,
            AppStepFile::Write => Step::Write,
            AppStepFile::Commit => Step::Commit,
        },
        manner: match file.how {
            MannerFile::Crash => Manner::Crash,
            MannerFile::Throw => Manner::Throw,
        },
    }
}
