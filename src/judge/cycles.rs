//! Cycles: operations each of which must have come before the next, in a circle (Adya's G0 and G1c, as Elle finds them).
//!
//! Vertices are all sends, polls and transactions that ended, whatever came of them. The `-realtime` variants need the
//! order of real time to close the circle.

mod components;
mod edges;
mod graph;
mod shortest;
mod step;

use indexmap::IndexMap;

use crate::anomaly::Anomaly;
use crate::check::Case;
use crate::evidence::{Cycle, Evidence};
use crate::options::Options;
use crate::report::Found;
use components::components;
use graph::{Dependencies, Graph};

/// A search for one anomaly in one graph.
struct Search {
    anomaly: Anomaly,
    /// The dependencies that may take part.
    by: Dependencies,
    /// What, if it is there, says this one already.
    implied_by: &'static [Anomaly],
}

const WW: Dependencies = Dependencies {
    ww: true,
    wr: false,
    realtime: false,
};
const WR: Dependencies = Dependencies {
    ww: false,
    wr: true,
    realtime: false,
};

const G0: Search = Search {
    anomaly: Anomaly::G0,
    by: WW,
    implied_by: &[],
};

/// G1c without the order of writes.
const READS_ONLY: [Search; 2] = [
    Search {
        anomaly: Anomaly::G1c,
        by: WR,
        implied_by: &[],
    },
    Search {
        anomaly: Anomaly::G1cRealtime,
        by: WR.and_realtime(),
        implied_by: &[Anomaly::G1c],
    },
];

/// All with the order of writes. Where no graver anomaly is, a cycle of a graph needs each of its dependencies.
const WITH_WRITES: [Search; 4] = [
    G0,
    Search {
        anomaly: Anomaly::G1c,
        by: WW.and(WR),
        implied_by: &[Anomaly::G0],
    },
    Search {
        anomaly: Anomaly::G0Realtime,
        by: WW.and_realtime(),
        implied_by: &[Anomaly::G0],
    },
    Search {
        anomaly: Anomaly::G1cRealtime,
        by: WW.and(WR).and_realtime(),
        implied_by: &[Anomaly::G0, Anomaly::G1c, Anomaly::G0Realtime],
    },
];

/// Finds the cycles.
pub(crate) fn find(case: &Case, options: &Options, found: &mut Found) {
    let graph = Graph::of(case);
    if options.ww_deps {
        search(case, &graph, &WITH_WRITES, found);
    } else {
        search(case, &graph, &[G0], found);
        search(case, &graph, &READS_ONLY, found);
    }
}

/// Tells of each part of the graph in which everything depends on everything at most one cycle of each anomaly. The last
/// search has the dependencies of all.
fn search(case: &Case, graph: &Graph, searches: &[Search], found: &mut Found) {
    let parts = searches
        .last()
        .map_or_else(Vec::new, |widest| components(graph, widest.by));
    if parts.is_empty() {
        return;
    }
    // Which part each vertex of a cycle belongs to.
    let part_of: IndexMap<u32, usize> = (0..)
        .zip(&parts)
        .flat_map(|(part, members)| members.iter().map(move |vertex| (*vertex, part)))
        .collect();
    let mut told: Vec<Vec<Anomaly>> = vec![Vec::new(); parts.len()];
    for search in searches {
        for members in components(graph, search.by) {
            let told = &mut told[part_of[&members[0]]];
            let known = |anomaly: &Anomaly| told.contains(anomaly);
            if known(&search.anomaly) || search.implied_by.iter().any(known) {
                continue;
            }
            told.push(search.anomaly);
            found.add(search.anomaly, || {
                Evidence::Cycle(evidence(case, graph, search.by, &members))
            });
        }
    }
}

fn evidence(case: &Case, graph: &Graph, by: Dependencies, members: &[u32]) -> Cycle {
    let cycle = shortest::cycle(graph, by, members);
    let pairs = cycle.windows(2);
    let steps = pairs.filter_map(|pair| step::between(case, by, pair[0], pair[1]));
    Cycle {
        steps: steps.collect(),
        cycle: cycle.iter().map(|op| case.history.op(*op).index).collect(),
    }
}
