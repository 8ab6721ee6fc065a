//! Notes in languages other than English, one of each, compared with what was read from them by hand
//! (`vault-fixtures/languages/expected.tsv`).

use std::collections::BTreeMap;
use std::fs;

use vaultdex_notes::{VaultPath, parse};
use vaultdex_records::{Extraction, Integration, RecordField, Role, Synonyms, extract};

use crate::support::fixture;

/// The values of a note: field and value.
type Values = Vec<(String, String)>;

/// Reads the expected values of each note.
fn expected() -> BTreeMap<String, Values> {
    let text = fs::read_to_string(fixture("languages").join("expected.tsv")).expect("the table");
    let mut notes: BTreeMap<String, Values> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [path, field, value] = cells[..] else { panic!("{line:?} has {} cells", cells.len()) };
        notes.entry(path.to_owned()).or_default().push((field.to_owned(), value.to_owned()));
    }
    notes
}

/// Extracts the same from the text of a note. Fields without a value are left out.
fn found(path: &str, text: &str) -> Values {
    let extraction = extract(text, &parse::note(text), &VaultPath::new(path), &Synonyms::default());
    let records = extraction.records.as_deref();
    let integrations = records.map_or(&[][..], |records| &records.integrations);
    let mut values = Vec::new();
    match integrations {
        [integration] => values.extend(values_of(integration)),
        _ => values.push(("records".to_owned(), integrations.len().to_string())),
    }
    values.extend(changes_of(&extraction).map(|change| ("change".to_owned(), change)));
    values
}

fn values_of(integration: &Integration) -> Values {
    let fields = [
        ("name", RecordField::Name),
        ("id", RecordField::Id),
        ("direction", RecordField::Direction),
        ("frequency", RecordField::Frequency),
        ("status", RecordField::Status),
        ("created", RecordField::Created),
        ("updated", RecordField::Updated),
        ("go_live", RecordField::GoLive),
        ("next_review", RecordField::NextReview),
    ];
    let fields = fields.into_iter().filter_map(|(name, field)| Some((name, integration.text(field)?.to_owned())));
    let systems = |role: Role| integration.in_role(role).filter_map(|system| system.name.text().map(str::to_owned));
    let sides = [("sources", Role::Source), ("targets", Role::Target)];
    let sides = sides.into_iter().flat_map(|(name, role)| systems(role).map(move |system| (name, system)));
    let owner = integration.owner().and_then(|owner| owner.text()).map(|owner| ("owner", owner.to_owned()));
    let mappings = integration.mappings.iter().map(|row| {
        let text = |value: &Option<_>| value.as_deref().unwrap_or("-").to_owned();
        let mandatory = row.mandatory.map_or("-", |mandatory| if mandatory { "yes" } else { "no" });
        ("mapping", format!("{} > {}; {}; {mandatory}", text(&row.source), text(&row.target), text(&row.rule)))
    });
    let failures = integration.failure_modes.iter().map(|failure| {
        let text = |key: &str| failure.get(key).and_then(|value| value.text()).unwrap_or("-").to_owned();
        ("failure", format!("{}; {}; {}", text("name"), text("cause"), text("recovery")))
    });
    let values = fields.chain(sides).chain(owner).chain(mappings).chain(failures);
    values.map(|(field, value)| (field.to_owned(), value)).collect()
}

fn changes_of(extraction: &Extraction) -> impl Iterator<Item = String> {
    extraction
        .entries()
        .iter()
        .map(|entry| format!("{}; {}; {}", entry.moment, entry.text, entry.author.as_deref().unwrap_or("-")))
}

#[test]
fn a_note_in_each_language_is_read_whole() {
    let mut differences = String::new();
    let expected = expected();
    assert_eq!(expected.len(), 10, "one note for each language");
    for (path, expected) in expected {
        let text = fs::read_to_string(fixture("languages").join("vault").join(&path)).expect("a note");
        let found = found(&path, &text);
        for (field, value) in expected.iter().filter(|value| !found.contains(value)) {
            differences += &format!("{path}: not read: {field} {value}\n");
        }
        for (field, value) in found.iter().filter(|value| !expected.contains(value)) {
            differences += &format!("{path}: read, but not there: {field} {value}\n");
        }
    }
    assert!(differences.is_empty(), "{differences}");
}
