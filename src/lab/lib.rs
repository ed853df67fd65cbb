//! Labs: files, actions, judges and time travel.
//!
//! A [`Lab`] is read from a file and is valid if it exists. A [`Session`] runs it, and can be rewound and forked. A
//! [`Learner`] goes through its steps, and its [`Scorecard`] says whether its claim held. This room knows no screen, and
//! judges look at what clients saw, never into brokers.

mod action;
mod attack;
mod claim;
mod compare;
mod cover;
pub mod explore;
mod file;
pub mod form;
mod goal;
mod grade;
mod history;
pub mod invariants;
mod lab;
mod learner;
pub mod link;
mod logs;
mod measure;
mod nearest;
mod operations;
mod options;
mod path;
mod problem;
mod prose;
mod question;
mod redoing;
mod run;
mod sample;
pub mod scenario;
mod scorecard;
mod session;
mod shape;
pub mod shelf;
mod solve;
mod strict;
mod submission;
mod template;
#[cfg(test)]
mod told;
mod transactions;
mod validate;
mod when;
mod work;

pub use action::{
    Action, AddPartitions, AlterConfig, CreateTopic, Cut, Delay, DeleteRecords, DropNext,
    ElectLeaders, Fail, Flaky, Flight, MessageKind, Passing, Release, ResetOffsets, Send, Skew,
    Slow, SlowDisk, Transact, TransactCall, Way,
};
pub use attack::{Attack, NotDone, Trial};
pub use claim::Claim;
pub use compare::{Comparison, Twin};
pub use cover::Cover;
pub use file::{AppStepFile, MannerFile, NetworkFile, Track, rubric_schema, schema};
pub use goal::Goal;
pub use grade::{
    Begun, Grade, LabRubric, Row, Rubric, SelfReported, Sheet, StepGrade, Total, points,
};
pub use history::{Printed, node_named, printed, printed_since_start};
pub use lab::{
    ADMIN, Application, Breaking, Broker, CONTROLLER, Choice, Client, ClientKind, FixSetting,
    Fixing, Group, Lab, Prediction, ScriptEntry, StepDef, StepKind, Topic, WrongTurn, group, role,
};
pub use learner::{Answer, Fixed, Learner, Status};
pub use logs::{brokers, leader_log};
pub use measure::{
    CommittedName, CountedName, FlightsName, Measure, PartitionName, PositionName, PrintedWithName,
    RecordName, ReplicaName, TopicOnName,
};
pub use nearest::suggestion;
pub use operations::{judge, operations};
pub use path::{Path, Segment};
pub use problem::{Problem, Problems};
pub use prose::{ChoiceProse, Prose, Section, is_language};
pub use question::{Evidence, Turning};
pub use redoing::Replayed;
pub use run::{
    ConsumerReport, CountedReport, Fingerprint, GoalReport, Options, Report, digests, digests_json,
    fingerprint, run, run_json, run_session,
};
pub use sample::{
    BrokerSample, ControllerSample, GroupLag, Latencies, RecordsLag, Sample, Samples,
};
pub use schema::Knower;
pub use scorecard::{Count, Counted, Counts, Reader, Reason, Scope, Scorecard, Verdict, evidence};
pub use session::{
    BranchId, BranchInfo, Fate, Frontier, JournalEntry, Loss, LossKind, Mark, MarkKind, Order,
    Progress, REPLAY_STEPS_MAX, Refused, Replay, Session, Stretch, Travel, Turn,
};
pub use sim::Role;
pub use solve::{Pace, Solved, Walk, prove, solve};
pub use submission::{Marked, MarkedStep, Marking, Sitting, Submission, seed_of};
pub use when::When;
pub use work::Work;
