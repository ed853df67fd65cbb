//! Columns of text.

use std::fmt;

/// A table with a heading; columns are as wide as they must be.
pub(super) struct Table(Vec<Vec<String>>);

impl Table {
    /// A table with these headings.
    pub(super) fn new(headings: &[&str]) -> Self {
        Self(vec![
            headings
                .iter()
                .map(|heading| heading.to_uppercase())
                .collect(),
        ])
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: Vec<String>) {
        self.0.push(cells);
    }

    fn width(&self, column: usize) -> usize {
        self.0
            .iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths: Vec<usize> = (0..self.0.first().map_or(0, Vec::len))
            .map(|column| self.width(column))
            .collect();
        for row in &self.0 {
            let cells: Vec<String> = row
                .iter()
                .zip(&widths)
                .map(|(cell, width)| format!("{cell:width$}"))
                .collect();
            writeln!(f, "{}", cells.join("  ").trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn columns_line_up() {
        let mut table = Table::new(&["lab", "n"]);
        table.row(vec!["año".to_owned(), "1".to_owned()]);
        table.row(vec!["commit".to_owned(), "22".to_owned()]);
        assert_eq!(table.to_string(), "LAB     N\naño     1\ncommit  22\n");
    }
}
