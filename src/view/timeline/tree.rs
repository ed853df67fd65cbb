//! The futures that were left, as a tree whose trunk is the run that is shown.

use std::collections::{BTreeMap, BTreeSet};

use engine::model::Instant;
use lab::{BranchId, BranchInfo};

use super::Branch;
use crate::deed;
use crate::saying::Saying;

/// Every branch but the current one, each below the one that it leaves.
pub(super) fn branches(infos: &[BranchInfo]) -> Vec<Branch> {
    let trunk = trunk(infos);
    let place = |info: &BranchInfo| match trunk.get(&info.id) {
        Some(left) => (None, *left),
        None => (stem(infos, info, &trunk), info.forked_at),
    };
    let all: Vec<Branch> = infos
        .iter()
        .filter(|info| !info.current)
        .map(|info| {
            let (stem, from) = place(info);
            Branch {
                id: number(info.id),
                stem: stem.map(number),
                from: from.0,
                until: info.until.0,
                text: info
                    .cause
                    .as_ref()
                    .map_or_else(|| Saying::new("branch-first"), deed::done),
            }
        })
        .collect();
    let mut ordered = Vec::new();
    below(None, &all, &mut ordered);
    ordered
}

/// The branches that leave this one, each with those that leave it in turn.
fn below(stem: Option<u32>, all: &[Branch], ordered: &mut Vec<Branch>) {
    for branch in all.iter().filter(|branch| branch.stem == stem) {
        ordered.push(branch.clone());
        below(Some(branch.id), all, ordered);
    }
}

/// The branches that the current run is a part of, with the moment at which it leaves each.
fn trunk(infos: &[BranchInfo]) -> BTreeMap<BranchId, Instant> {
    let mut trunk = BTreeMap::new();
    let mut next = infos.iter().find(|info| info.current);
    let mut until = Instant(u64::MAX);
    while let Some(info) = next {
        trunk.insert(info.id, until);
        until = info.forked_at;
        next = parent(infos, info);
    }
    trunk
}

/// The branch whose line one leaves, unless that is the trunk.
fn stem(
    infos: &[BranchInfo],
    info: &BranchInfo,
    trunk: &BTreeMap<BranchId, Instant>,
) -> Option<BranchId> {
    let parent = parent(infos, info)?.id;
    let on_trunk = trunk
        .get(&parent)
        .is_some_and(|left| info.forked_at <= *left);
    (!on_trunk).then_some(parent)
}

/// The branch that one really left: whoever acts before the run that is shown parted from an older one, leaves the older.
fn parent<'a>(infos: &'a [BranchInfo], info: &BranchInfo) -> Option<&'a BranchInfo> {
    let of = |info: &BranchInfo| infos.get(info.parent?.0);
    let mut parent = of(info)?;
    while info.forked_at < parent.forked_at {
        parent = of(parent)?;
    }
    Some(parent)
}

fn number(id: BranchId) -> u32 {
    u32::try_from(id.0).unwrap_or(u32::MAX)
}

/// As many branches as there is room for, the newest with those that they leave, and how many are left out.
#[must_use]
pub fn with_room(branches: &[Branch], most: usize) -> (Vec<&Branch>, usize) {
    let stem_of = |branch: &Branch| branches.iter().find(|stem| Some(stem.id) == branch.stem);
    let mut newest: Vec<&Branch> = branches.iter().collect();
    newest.sort_by_key(|branch| std::cmp::Reverse(branch.id));
    let mut chosen: BTreeSet<u32> = BTreeSet::new();
    for branch in newest {
        if chosen.len() == most {
            break;
        }
        let line = std::iter::successors(Some(branch), |branch| stem_of(branch));
        let more: BTreeSet<u32> = line
            .map(|branch| branch.id)
            .filter(|id| !chosen.contains(id))
            .collect();
        if chosen.len() + more.len() <= most {
            chosen.extend(more);
        }
    }
    let shown = branches
        .iter()
        .filter(|branch| chosen.contains(&branch.id))
        .collect();
    (shown, branches.len() - chosen.len())
}

#[cfg(test)]
mod tests {
    use engine::model::StepId;

    use super::*;

    /// Branches by the one that each left and when; the last is the current one.
    fn infos(forks: &[(Option<usize>, u64)]) -> Vec<BranchInfo> {
        let info = |(id, (parent, at)): (usize, &(Option<usize>, u64))| BranchInfo {
            id: BranchId(id),
            parent: parent.map(BranchId),
            forked_at: Instant(*at),
            forked_step: StepId(0),
            until: Instant(100),
            current: id + 1 == forks.len(),
            cause: None,
        };
        forks.iter().enumerate().map(info).collect()
    }

    fn tree(forks: &[(Option<usize>, u64)]) -> Vec<(u32, Option<u32>, u64)> {
        let branches = branches(&infos(forks));
        let line = |branch: &Branch| (branch.id, branch.stem, branch.from);
        branches.iter().map(line).collect()
    }

    #[test]
    fn what_was_left_leaves_the_run_that_is_shown() {
        assert_eq!(tree(&[(None, 0)]), []);
        assert_eq!(tree(&[(None, 0), (Some(0), 30)]), [(0, None, 30)]);
        let twice = [(None, 0), (Some(0), 30), (Some(1), 50)];
        assert_eq!(tree(&twice), [(0, None, 30), (1, None, 50)]);
    }

    #[test]
    fn a_branch_of_a_future_that_was_left_leaves_that_one() {
        let forks = [(None, 0), (Some(0), 60), (Some(0), 30)];
        assert_eq!(tree(&forks), [(0, None, 30), (1, Some(0), 60)]);
        let deep = [(None, 0), (Some(0), 40), (Some(1), 60), (Some(0), 20)];
        assert_eq!(
            tree(&deep),
            [(0, None, 20), (1, Some(0), 40), (2, Some(1), 60)]
        );
    }

    #[test]
    fn whoever_acts_before_the_last_fork_leaves_the_older_run() {
        let forks = [(None, 0), (Some(0), 60), (Some(1), 30)];
        assert_eq!(tree(&forks), [(0, None, 30), (1, Some(0), 60)]);
    }

    #[test]
    fn where_room_is_short_the_newest_stay_with_those_that_they_leave() {
        let forks = [
            (None, 0),
            (Some(0), 40),
            (Some(0), 10),
            (Some(2), 15),
            (Some(1), 60),
            (Some(0), 5),
        ];
        let all = branches(&infos(&forks));
        assert_eq!(all.len(), 5);
        let (shown, hidden) = with_room(&all, 3);
        let ids: Vec<u32> = shown.iter().map(|branch| branch.id).collect();
        assert_eq!((ids, hidden), (vec![0, 1, 4], 2));
        assert_eq!(with_room(&all, 9).1, 0);
        assert_eq!(with_room(&[], 3), (vec![], 0));
    }
}
