//! Strongly connected components: Tarjan's algorithm, with a stack of its own instead of the machine's.

use super::graph::{Dependencies, Graph};

/// The parts of a graph in which everything depends on everything, without those of a single vertex; each begins with
/// its first operation.
pub(super) fn components(graph: &Graph, by: Dependencies) -> Vec<Vec<u32>> {
    let mut tarjan = Tarjan {
        graph,
        by,
        numbers: vec![NONE; graph.vertices() as usize],
        lowest: vec![NONE; graph.vertices() as usize],
        count: 0,
        open: Vec::new(),
        found: Vec::new(),
    };
    for vertex in 0..graph.vertices() {
        if tarjan.numbers[vertex as usize] == NONE {
            tarjan.visit(vertex);
        }
    }
    tarjan.found.sort_unstable();
    tarjan.found
}

/// The number of a vertex that was not visited.
const NONE: u32 = u32::MAX;
/// What is lowest of a vertex that belongs to a component already.
const DONE: u32 = u32::MAX - 1;

struct Tarjan<'a> {
    graph: &'a Graph,
    by: Dependencies,
    /// In which order vertices were visited.
    numbers: Vec<u32>,
    /// The lowest number that is known to be reached.
    lowest: Vec<u32>,
    count: u32,
    /// What was visited and belongs to no component yet.
    open: Vec<u32>,
    found: Vec<Vec<u32>>,
}

impl Tarjan<'_> {
    fn visit(&mut self, root: u32) {
        // The way down to where we are, with how many edges of each vertex were followed.
        let mut path = vec![(root, 0_usize)];
        self.open(root);
        while let Some((vertex, followed)) = path.last_mut() {
            let vertex = *vertex;
            let Some(successor) = self.graph.successor(self.by, vertex, *followed) else {
                path.pop();
                if let Some((parent, _)) = path.last() {
                    self.reach(*parent, self.lowest[vertex as usize]);
                }
                self.close(vertex);
                continue;
            };
            *followed += 1;
            if self.numbers[successor as usize] == NONE {
                self.open(successor);
                path.push((successor, 0));
            } else if self.lowest[successor as usize] != DONE {
                self.reach(vertex, self.numbers[successor as usize]);
            }
        }
    }

    fn open(&mut self, vertex: u32) {
        self.numbers[vertex as usize] = self.count;
        self.lowest[vertex as usize] = self.count;
        self.count += 1;
        self.open.push(vertex);
    }

    fn reach(&mut self, vertex: u32, number: u32) {
        let lowest = &mut self.lowest[vertex as usize];
        *lowest = number.min(*lowest);
    }

    /// All that is open from a vertex on is a component if the vertex reaches nothing older.
    fn close(&mut self, vertex: u32) {
        if self.lowest[vertex as usize] != self.numbers[vertex as usize] {
            return;
        }
        let begin = self.open.iter().rposition(|open| *open == vertex);
        let mut members = self.open.split_off(begin.unwrap_or(0));
        for member in &members {
            self.lowest[*member as usize] = DONE;
        }
        if members.len() > 1 {
            members.sort_unstable();
            self.found.push(members);
        }
    }
}
