//! Regular expressions that members subscribe to: the coordinator finds the topics that they match
//! (`maybeUpdateRegularExpressions`).

use std::collections::BTreeSet;
use std::sync::Arc;

use regex_lite::Regex;

use super::target::Roster;
use super::{ConsumerGroup, ConsumerGroupRecord, ConsumerMemberMetadata, ResolvedRegex};
use crate::coordinator::group::{Completion, GroupRecord, GroupTimer, Shard, Turn};
use crate::metadata::MetadataImage;
use crate::model::Duration;
use crate::protocol::ErrorCode;

/// The least time between two looks at the topics (`REGEX_BATCH_REFRESH_MIN_INTERVAL_MS`).
const MIN_INTERVAL_MS: i64 = 10_000;
/// After which they are looked at again though nothing has happened (`group.consumer.regex.refresh.interval.ms`).
const MAX_INTERVAL_MS: i64 = 600_000;

/// Whether it is one.
///
/// # Errors
/// `INVALID_REGULAR_EXPRESSION`.
pub(super) fn check(regex: &str) -> Result<(), ErrorCode> {
    compile(regex)
        .map(drop)
        .ok_or(ErrorCode::InvalidRegularExpression)
}

/// It has to match the whole name of a topic.
fn compile(regex: &str) -> Option<Regex> {
    Regex::new(&format!("^(?:{regex})$")).ok()
}

impl ConsumerGroup {
    /// Whether a member has another regular expression now, and whether what that matches is known already.
    pub(super) fn follow_regex(
        &self,
        before: &ConsumerMemberMetadata,
        now: &ConsumerMemberMetadata,
        records: &mut Vec<ConsumerGroupRecord>,
    ) -> (bool, bool) {
        if before.regex == now.regex {
            return (false, false);
        }
        if let Some(old) = &before.regex
            && self.readers_of(old) == 1
        {
            records.push(ConsumerGroupRecord::Regex(Arc::clone(old), None));
        }
        let is_resolved = now
            .regex
            .as_ref()
            .is_some_and(|regex| self.regexes.contains_key(regex));
        (true, is_resolved)
    }

    /// How many members subscribe to a regular expression.
    pub(super) fn readers_of(&self, regex: &Arc<str>) -> usize {
        let members = self.members.values();
        members
            .filter(|member| member.metadata.regex.as_ref() == Some(regex))
            .count()
    }

    /// Has the topics looked at, if there is a reason to: not within the heartbeat, which need not wait for that.
    pub(super) fn await_regexes(
        &self,
        member: &ConsumerMemberMetadata,
        image: &MetadataImage,
        turn: &mut Turn<'_>,
    ) {
        let of_members = self
            .members
            .values()
            .filter_map(|member| member.metadata.regex.as_ref());
        let wanted: BTreeSet<&Arc<str>> = of_members.chain(&member.regex).collect();
        if wanted.is_empty() {
            return;
        }
        let last = self.regexes.values().map(|resolved| resolved.at.0).max();
        let passed = last.map(|at| turn.now.wall.0.saturating_sub(at));
        if passed.is_some_and(|ms| ms <= MIN_INTERVAL_MS) {
            return;
        }
        let looked_at = self.regexes.values().map(|resolved| resolved.version).max();
        let has_new_topics =
            |version: i64| image.topics.values().any(|topic| topic.id.0 >= version);
        let is_due = wanted
            .iter()
            .any(|regex| !self.regexes.contains_key(*regex))
            || looked_at.is_some_and(has_new_topics)
            || passed.is_some_and(|ms| ms > MAX_INTERVAL_MS);
        if is_due {
            let group = Arc::clone(&self.id);
            turn.set_timer(GroupTimer::Regexes { group }, Duration(0));
        }
    }

    /// Looks at the topics. Other matches are a reason to assign anew (`handleRegularExpressionsResult`).
    fn resolve(&self, image: &MetadataImage, turn: &mut Turn<'_>) -> Vec<ConsumerGroupRecord> {
        let mut found = self.clone();
        let mut records = Vec::new();
        let mut bumps = false;
        let wanted = self
            .members
            .values()
            .filter_map(|member| member.metadata.regex.as_ref());
        for regex in wanted.collect::<BTreeSet<_>>() {
            let compiled = compile(regex);
            let matches = |name: &str| compiled.as_ref().is_some_and(|regex| regex.is_match(name));
            let topics = image.topics.keys().filter(|name| matches(name.as_str()));
            let resolved = ResolvedRegex {
                topics: topics.cloned().collect(),
                version: image.end_offset.0,
                at: turn.now.wall,
            };
            let none = BTreeSet::new();
            let before = self.resolved(regex).map_or(&none, |before| &before.topics);
            bumps |= *before != resolved.topics;
            let record = ConsumerGroupRecord::Regex(Arc::clone(regex), Some(resolved));
            found.replay(&record);
            records.push(record);
        }
        let topics = Roster::of(&found).topics();
        let epoch = self.next_epoch(bumps, &topics, image, &mut records);
        if epoch > self.epoch() {
            self.note_rebalance(epoch, self.members.len(), turn);
        }
        records
    }
}

impl Shard {
    /// It is time to look at the topics of a group's regular expressions.
    pub(in crate::coordinator::group) fn resolve_regexes(
        &self,
        id: &Arc<str>,
        image: &MetadataImage,
        turn: &mut Turn<'_>,
    ) {
        let Some(group) = self.consumer_group(id) else {
            return;
        };
        let records = group.resolve(image, turn);
        let of_group = |record| GroupRecord::consumer(id, record);
        let records: Vec<_> = records.into_iter().map(of_group).collect();
        if !records.is_empty() {
            turn.write(records, Completion::Nothing);
        }
    }
}
