//! The explanation of a record: where its values come from, and where its places disagree.

use std::fmt::Write as _;

use vaultdex_query::catalogue::disagreements::Disagreement;
use vaultdex_query::catalogue::entry::CatalogueEntry;
use vaultdex_query::catalogue::provenance;
use vaultdex_query::catalogue::provenance::ProvenanceRow;
use vaultdex_records::State;

use crate::render::table::{Cell, body, columns};
use crate::render::terminal::{ALERT, FAINT, Styling, strong};

/// Returns the values of a record with their sources, and the fields about which its places disagree.
pub fn explanation(entry: &CatalogueEntry, path: &str, disagreements: &[Disagreement], styling: &Styling) -> String {
    let mut text = String::new();
    let recognition = &entry.records.recognition;
    if recognition.signals.iter().any(|(_, points)| *points > 0) {
        let signals = recognition.signals.iter().map(|(signal, points)| format!("{signal} {points}"));
        let points = format!("points: {}", signals.collect::<Vec<_>>().join(", "));
        let _ = writeln!(text, "{}", body(&[vec![Cell::styled(points, FAINT)]], styling));
    }
    text.push_str(&columns(
        &["LINE", "FIELD", "STATE", "VALUE", "AS WRITTEN", "FOUND IN"],
        &provenance::values(entry.integration).iter().map(value_cells).collect::<Vec<_>>(),
        styling,
    ));
    if !disagreements.is_empty() {
        let cells: Vec<Vec<Cell>> = disagreements.iter().flat_map(|it| disagreement_cells(it, path)).collect();
        let header = ["FIELD", "LINE", "VALUE", ""];
        let _ = write!(text, "\n{}\n{}", strong("Disagreements"), columns(&header, &cells, styling));
    }
    text
}

fn value_cells(row: &ProvenanceRow) -> Vec<Cell> {
    let state = match row.counts {
        true => provenance::state_name(row.state),
        false => format!("{}, overridden", provenance::state_name(row.state)),
    };
    let state = if row.state == State::Filled && row.counts { Cell::new(state) } else { Cell::styled(state, ALERT) };
    let value = match (&row.value, &row.remark) {
        (Some(value), Some(remark)) => format!("{value} ({remark})"),
        (Some(value), None) => value.to_string(),
        (None, Some(remark)) => format!("({remark})"),
        (None, None) => String::new(),
    };
    vec![
        Cell::new(row.line.to_string()),
        Cell::new(&row.field),
        state,
        Cell::new(value),
        Cell::new(if row.value.as_ref() == Some(&row.raw) { "" } else { &row.raw }),
        Cell::new(&row.place),
    ]
}

/// Returns the value of a field that counts, and below it the others.
fn disagreement_cells(it: &Disagreement, path: &str) -> Vec<Vec<Cell>> {
    let used = vec![
        Cell::new(&it.field),
        Cell::linked(it.line.to_string(), path, it.line),
        Cell::new(&it.value),
        Cell::new("counts"),
    ];
    let others = it.others.iter().map(|other| {
        let line = match other.path == path {
            true => Cell::linked(other.line.to_string(), path, other.line),
            false => Cell::place(&other.path, other.line),
        };
        vec![Cell::new(""), line, Cell::new(&other.value), Cell::new("")]
    });
    std::iter::once(used).chain(others).collect()
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;
    use vaultdex_notes::{Note, Span, VaultPath};
    use vaultdex_query::catalog::{Catalog, File};
    use vaultdex_query::catalogue::disagreements::OtherValue;
    use vaultdex_query::catalogue::entry;
    use vaultdex_query::catalogue::unread::UnreadRow;
    use vaultdex_records::{Extracted, Extraction, Integration, Recognition, RecordField, Records, Shape, UnreadKind};

    use super::*;
    use crate::commands::unread::unread_table;

    /// A record with one long value, in a note with a long path.
    fn catalog() -> Catalog {
        let value = Extracted {
            raw: "a long source text of a value ".repeat(9).into(),
            value: Some("a long value ".repeat(9).into()),
            remark: None,
            linkpath: None,
            state: State::Suspect,
            place: "Integration Overview › Basic Information › Purpose".to_owned(),
            span: Span { line: 1200, ..Span::default() },
        };
        let integration = Integration { values: vec![(RecordField::Purpose, value)], ..Integration::default() };
        let signals = vec![("a heading of the template that is rather long".into(), 3); 9];
        let records = Records {
            shape: Shape::Hub,
            is_template: false,
            is_unnamed: false,
            recognition: Recognition { points: 27, rival: None, is_declared: false, signals },
            is_stub: false,
            integrations: vec![integration],
            system: None,
            needs_known_system: false,
            brackets: Vec::new(),
        };
        let extraction = Extraction { records: Some(Box::new(records)), ..Extraction::default() };
        Catalog::new(vec![File { extraction, ..File::new(VaultPath::new("a.md"), Note::default()) }])
    }

    #[test]
    fn explanation_fits_the_terminal() {
        let catalog = catalog();
        let entry = entry::entries_of(&catalog, 0).next().expect("a record");
        let styling = Styling::of_terminal(Some(80));
        let path = "20 Integrations/Finance/A note with a name that is rather long.md".to_owned();
        let others = vec![OtherValue { value: "weekly ".repeat(9), path: path.clone(), line: 12 }];
        let disagreement = Disagreement { field: "frequency".to_owned(), value: "daily".to_owned(), line: 3, others };
        let reason = "no reader knows these columns".to_owned();
        let unread = UnreadRow { path, line: 3, kind: UnreadKind::Table, text: "Column | ".repeat(20), reason };
        let unread = unread_table(&[unread], "LINE", |row| Cell::new(row.line.to_string()), &styling);
        let text = explanation(&entry, "a.md", &[disagreement], &styling) + &unread;
        let text = anstream::adapter::strip_str(&text).to_string();
        for line in text.lines() {
            assert!(line.width() <= 80, "{line:?}");
        }
        assert!(text.contains("Disagreements\nFIELD ") && text.contains("\nLINE  KIND "), "{text}");
    }
}
