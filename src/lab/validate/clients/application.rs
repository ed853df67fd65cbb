//! What a consumer's application does with records.

use engine::app::processor::{
    Commits, ContainerOutput, Deduplicates, Failure, Guarantee, OnDeserializationError, Output,
    SinkOutput, Step, TopicOutput, Trigger,
};
use engine::app::sink::{SinkClientSetup, WriteMode};
use engine::client::producer::{Partitioning, ProducerSetup};
use engine::client::serdes::Serdes;
use engine::config::ProducerConfig;
use engine::model::{NodeId, Offset, TopicName, TopicPartition};
use engine::schemas::Codec;

use super::outside::RECONNECT_BACKOFF;
use super::{Draft, configs, known_client, known_topic, millis, producer_rules, schemas};
use crate::file::{
    ClientFile, CodecFile, CommitsFile, ConsumerFile, ContainerOutputFile, DeduplicatesFile,
    FailureFile, OnDeserializationErrorFile, OutputFile, TopicOutputFile, TriggerFile,
    WriteModeFile,
};
use crate::lab::{Application, Lab};
use crate::path::Path;
use crate::problem::{Problem, Problems};

/// Reads an application.
pub(super) fn read(
    draft: &Draft,
    lab: &Lab,
    (id, file): (NodeId, &ConsumerFile),
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
            CommitsFile::WithOutput => Commits::WithOutput,
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
        read_output(draft, lab, id, output, &path, problems)
    });
    let failure = said
        .fails
        .as_ref()
        .map(|failure| read_failure(draft, file, failure, &path.key("fails"), problems));
    let on_deserialization_error = on_error(
        draft,
        id,
        &said.on_deserialization_error,
        output.as_ref(),
        &path.key("on_deserialization_error"),
        problems,
    );
    let application = Application {
        process: millis(file.process_ms),
        guarantee,
        output: output.unwrap_or(Output::Printed),
        failure,
        on_deserialization_error,
    };
    if said.writes_to.is_some() || guarantee.commits != Commits::WithOutput {
        commits_rules(&application, path, problems);
    } else {
        let message = "needs writes_to: there is no output to commit with";
        problems.push(Problem::at(&path.key("commits"), message));
    }
    application
}

/// Which ways to commit go with which outputs, and which steps there are.
fn commits_rules(application: &Application, path: &Path, problems: &mut Problems) {
    let with_output = application.guarantee.commits == Commits::WithOutput;
    let is_transactional = application.is_transactional();
    let wrong = match &application.output {
        Output::Topic(_) if with_output && !is_transactional => Some(
            "needs the producer config transactional.id: without it, results and positions are not written together",
        ),
        Output::Topic(_) if !with_output && is_transactional => Some(
            "must be with_output: a producer with a transactional.id commits positions in its transactions",
        ),
        Output::Printed | Output::Store | Output::Container(_) if with_output => Some(
            "must be another: only a topic, or a sink, can keep positions with what is written",
        ),
        _ => None,
    };
    if let Some(message) = wrong {
        problems.push(Problem::at(&path.key("commits"), message));
    }
    let after = application.failure.as_ref().map(|failure| failure.after);
    let commits = is_transactional
        || !matches!(
            application.guarantee.commits,
            Commits::Automatically | Commits::WithOutput
        );
    let wrong = match after {
        Some(Step::Commit) if !commits => {
            Some("needs commits to be something else: no commit is a step of this application")
        }
        Some(Step::SendOffsets) if !is_transactional => Some(
            "needs writes_to a topic with a transactional.id: nobody else sends offsets to a transaction",
        ),
        _ => None,
    };
    if let Some(message) = wrong {
        problems.push(Problem::at(&path.key("fails").key("after"), message));
    }
}

fn read_output(
    draft: &Draft,
    lab: &Lab,
    id: NodeId,
    file: &OutputFile,
    path: &Path,
    problems: &mut Problems,
) -> Option<Output> {
    let file = match file {
        OutputFile::Store => return Some(Output::Store),
        OutputFile::Container(file) => {
            return container_output(draft, lab, file, &path.key("container"), problems);
        }
        OutputFile::Sink(file) => file,
        OutputFile::Topic(file) => {
            return Some(topic_output(
                draft,
                lab,
                id,
                file,
                &path.key("topic"),
                problems,
            ));
        }
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

fn container_output(
    draft: &Draft,
    lab: &Lab,
    file: &ContainerOutputFile,
    path: &Path,
    problems: &mut Problems,
) -> Option<Output> {
    let schema = schemas::named(draft, lab, &file.schema, &path.key("schema"), problems)?;
    Some(Output::Container(ContainerOutput {
        schemas: schema::schemas(),
        schema: schema.definition,
        codec: match file.codec {
            CodecFile::Null => Codec::Null,
            CodecFile::Deflate => Codec::Deflate,
            CodecFile::Snappy => Codec::Snappy,
        },
        block_records: file.block_records,
        flushes: file.flushes,
    }))
}

fn topic_output(
    draft: &Draft,
    lab: &Lab,
    id: NodeId,
    file: &TopicOutputFile,
    path: &Path,
    problems: &mut Problems,
) -> Output {
    known_topic(draft, &file.name, &path.key("name"), problems);
    let (config, _) = configs::read(&file.config, &path.key("config"), problems);
    producer_rules(&file.config, &config, path, problems);
    let said = schemas::Said {
        key: &file.key_schema,
        value: &file.value_schema,
    };
    let names = [config.key_serializer, config.value_serializer];
    let serdes = schemas::serializers(draft, lab, &said, names, path, problems);
    Output::Topic(Box::new(TopicOutput {
        topic: TopicName::from(file.name.as_str()),
        producer: producer_setup(draft, id, config, serdes),
    }))
}

fn producer_setup(
    draft: &Draft,
    id: NodeId,
    config: ProducerConfig,
    serdes: Serdes,
) -> ProducerSetup {
    let cluster = draft.cluster.as_ref();
    let brokers = cluster.map_or(&[][..], |cluster| &cluster.brokers);
    ProducerSetup {
        id,
        bootstrap: brokers.iter().map(|broker| NodeId(broker.id)).collect(),
        config,
        partitioning: Partitioning::Configured,
        source: None,
        transaction_version: draft.transaction_version(),
        serdes,
    }
}

/// What is done about records that cannot be read.
fn on_error(
    draft: &Draft,
    id: NodeId,
    file: &OnDeserializationErrorFile,
    output: Option<&Output>,
    path: &Path,
    problems: &mut Problems,
) -> OnDeserializationError {
    let file = match file {
        OnDeserializationErrorFile::Stop => return OnDeserializationError::Stop,
        OnDeserializationErrorFile::Skip => return OnDeserializationError::Skip,
        OnDeserializationErrorFile::DeadLetter(file) => file,
    };
    let path = path.key("dead_letter");
    known_topic(draft, &file.topic, &path.key("topic"), problems);
    let config_path = path.key("config");
    let producer = if let Some(Output::Topic(own)) = output {
        if !file.config.is_empty() {
            let message =
                "cannot go with writes_to a topic: dead letters are sent with the producer of that";
            problems.push(Problem::at(&config_path, message));
        }
        own.producer.clone()
    } else {
        let (config, _) = configs::read(&file.config, &config_path, problems);
        producer_rules(&file.config, &config, &path, problems);
        if config.transactional_id.is_some() {
            let message = "needs writes_to a topic: only then the application makes transactions";
            let path = config_path.key("transactional.id");
            problems.push(Problem::at(&path, message));
        }
        producer_setup(draft, id, config, Serdes::default())
    };
    OnDeserializationError::DeadLetter(Box::new(TopicOutput {
        topic: TopicName::from(file.topic.as_str()),
        producer,
    }))
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
        after: file.after.into(),
        manner: file.how.into(),
    }
}
