//! The rows of a list, of which one is selected.

use super::rows::{Place, Row};

/// Rows, the selected one, and which of them are shown.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    pub rows: Vec<Row>,
    pub selected: usize,
    /// The first row that is shown.
    pub offset: usize,
    /// The place to select once there is a row of it.
    sought: Option<Place>,
}

impl Selection {
    /// Returns the place of the selected row.
    pub fn place(&self) -> Option<&Place> {
        self.rows.get(self.selected).map(|row| &row.place)
    }

    /// Selects the place that is selected now among the next rows too, or among those that follow them.
    pub fn seek_selected(&mut self) {
        self.sought = self.place().cloned();
    }

    /// Selects the first of the next rows.
    pub fn seek_first(&mut self) {
        self.sought = None;
    }

    /// Replaces the rows by those of the same query, with others behind them, or of another one.
    pub fn replace(&mut self, rows: Vec<Row>, is_same_query: bool, height: usize) {
        self.rows = rows;
        if !is_same_query && self.sought.is_none() {
            (self.selected, self.offset) = (0, 0);
        }
        if let Some(position) = self.sought.as_ref().and_then(|place| self.position_of(place)) {
            (self.selected, self.sought) = (position, None);
        }
        self.selected = self.selected.min(self.rows.len().saturating_sub(1));
        self.scroll(height);
    }

    /// Selects a row, at most the last one. Returns whether that is another one.
    pub fn select(&mut self, row: usize, height: usize) -> bool {
        let row = row.min(self.rows.len().saturating_sub(1));
        let is_other = row != self.selected;
        if is_other {
            (self.selected, self.sought) = (row, None);
            self.scroll(height);
        }
        is_other
    }

    /// Scrolls so far that the selected row is shown.
    pub fn scroll(&mut self, height: usize) {
        self.offset = self.offset.clamp((self.selected + 1).saturating_sub(height), self.selected);
    }

    /// Returns the position of the row of the same note, and of several the one with the nearest line.
    fn position_of(&self, place: &Place) -> Option<usize> {
        let line = |place: &Place| place.line.unwrap_or(0);
        let of_note = self.rows.iter().enumerate().filter(|(_, row)| row.place.path == place.path);
        of_note.min_by_key(|(_, row)| line(&row.place).abs_diff(line(place))).map(|(position, _)| position)
    }
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::VaultPath;

    use super::*;

    const HEIGHT: usize = 5;

    fn rows(places: &[(&str, u32)]) -> Vec<Row> {
        let place = |(path, line): &(&str, u32)| Place { path: VaultPath::new(*path), line: Some(*line) };
        places.iter().map(|it| Row { cells: Vec::new(), place: place(it) }).collect()
    }

    fn selection(places: &[(&str, u32)], selected: usize) -> Selection {
        Selection { rows: rows(places), selected, ..Selection::default() }
    }

    #[test]
    fn a_place_is_selected_again_by_its_note_and_the_nearest_line() {
        let check = |before: &[(&str, u32)], selected, after: &[(&str, u32)], expected| {
            let mut selection = selection(before, selected);
            selection.seek_selected();
            selection.replace(rows(after), false, HEIGHT);
            assert_eq!(selection.selected, expected, "{before:?} {after:?}");
        };
        check(&[("a.md", 1), ("b.md", 1)], 1, &[("new.md", 1), ("b.md", 1), ("a.md", 1)], 1);
        check(&[("a.md", 3), ("a.md", 10)], 1, &[("a.md", 3), ("a.md", 7), ("a.md", 11), ("b.md", 10)], 2);
        // The note is gone: the row at the same position is selected.
        check(&[("a.md", 1), ("b.md", 1), ("c.md", 1)], 1, &[("a.md", 1), ("c.md", 1)], 1);
        check(&[("a.md", 1), ("b.md", 1)], 1, &[("a.md", 1)], 0);
    }

    #[test]
    fn a_place_is_sought_until_it_is_found_or_another_is_selected() {
        let (before, first, all) =
            (&[("a.md", 1), ("b.md", 1)], &[("a.md", 1)], &[("a.md", 1), ("c.md", 1), ("b.md", 1)]);
        let mut selection = selection(before, 1);
        selection.seek_selected();
        selection.replace(rows(first), false, HEIGHT);
        selection.replace(rows(all), true, HEIGHT);
        assert_eq!(selection.selected, 2);
        selection.seek_selected();
        selection.replace(rows(all), false, HEIGHT);
        assert!(selection.select(0, HEIGHT) && !selection.select(0, HEIGHT));
        selection.replace(rows(all), true, HEIGHT);
        assert_eq!(selection.selected, 0);
    }

    #[test]
    fn the_selection_moves_within_the_rows_and_the_list_follows_it() {
        let mut selection = selection(&[("a.md", 1); 7], 0);
        let mut check = |row, height, expected| {
            selection.select(row, height);
            assert_eq!((selection.selected, selection.offset), expected, "{row}");
        };
        check(5, HEIGHT, (5, 1));
        check(9, HEIGHT, (6, 2));
        check(5, HEIGHT, (5, 2));
        check(1, HEIGHT, (1, 1));
        check(2, 1, (2, 2));
    }
}
