//! The edges of a graph, all in one list.

/// Edges by where they begin.
pub(super) struct Edges {
    /// Where the edges of each vertex begin in `to`, and where the last ones end.
    begins: Vec<u32>,
    to: Vec<u32>,
}

impl Edges {
    /// The edges that `list` names, each time that it is called.
    pub(super) fn new<I: Iterator<Item = (u32, u32)>>(vertices: u32, list: impl Fn() -> I) -> Self {
        let mut begins = vec![0_u32; vertices as usize + 1];
        for (from, _) in list() {
            begins[from as usize + 1] += 1;
        }
        for vertex in 0..vertices as usize {
            begins[vertex + 1] += begins[vertex];
        }
        let mut next = begins.clone();
        let mut to = vec![0; begins[vertices as usize] as usize];
        for (from, end) in list() {
            let place = &mut next[from as usize];
            to[*place as usize] = end;
            *place += 1;
        }
        Self { begins, to }
    }

    /// Where the edges of a vertex lead to.
    pub(super) fn from(&self, vertex: u32) -> &[u32] {
        let begin = self.begins[vertex as usize] as usize;
        &self.to[begin..self.begins[vertex as usize + 1] as usize]
    }
}
