//! Notes with records for tests.

use vaultdex_notes::{Note, Span, VaultPath};
use vaultdex_records::{
    Extracted, Extraction, Group, Integration, Mapping, MappingLevel, Origin, Participation, Recognition, RecordField,
    Records, Role, Shape, SourceKind, State,
};

use crate::catalog::File;

/// Returns a value that is filled in.
pub fn extracted(text: &str) -> Extracted {
    Extracted {
        raw: text.into(),
        value: Some(text.into()),
        remark: None,
        linkpath: None,
        state: State::Filled,
        place: String::new(),
        span: Span::default(),
    }
}

fn records(shape: Shape, integrations: Vec<Integration>, system: Option<vaultdex_records::System>) -> Records {
    let recognition = Recognition { points: 9, rival: None, is_declared: false, signals: Vec::new() };
    Records {
        shape,
        is_template: false,
        is_unnamed: false,
        recognition,
        is_stub: false,
        integrations,
        system,
        needs_known_system: false,
        brackets: Vec::new(),
    }
}

fn file(path: &str, records: Records) -> File {
    let extraction = Extraction { records: Some(Box::new(records)), ..Extraction::default() };
    File { extraction, ..File::new(VaultPath::new(path), Note::default()) }
}

/// Returns a note that records the integration described as `id status direction: S source, T target, M middleware,
/// P party`. The name of a system with `?` is a guess.
pub fn integration(path: &str, description: &str) -> File {
    let (head, systems) = description.split_once(": ").unwrap();
    let fields = [RecordField::Id, RecordField::Status, RecordField::Direction];
    let values = fields.into_iter().zip(head.split(' ').map(extracted)).collect();
    let part = |part: &str| {
        let (role, name) = part.split_once(' ').unwrap();
        let role = match role {
            "S" => Role::Source,
            "T" => Role::Target,
            "M" => Role::Middleware,
            _ => Role::Party,
        };
        let (state, origin) = match name.ends_with('?') {
            true => (State::Suspect, Origin::Inferred),
            false => (State::Filled, Origin::Stated),
        };
        let name = Extracted { state, ..extracted(name.trim_end_matches('?')) };
        Participation { role, name, details: Vec::new(), origin, is_overruled: false }
    };
    let systems = systems.split(", ").filter(|it| !it.is_empty()).map(part).collect();
    file(path, records(Shape::Record, vec![Integration { values, systems, ..Integration::default() }], None))
}

/// Returns the note of a system.
pub fn system(path: &str, domain: Option<&str>) -> File {
    let system = vaultdex_records::System { domain: domain.map(extracted), ..vaultdex_records::System::default() };
    file(path, records(Shape::System, Vec::new(), Some(system)))
}

/// Returns the row described as `source > target = rule`; `Account.` before a field is its entity.
pub fn mapping(description: &str) -> Mapping {
    let (fields, rule) =
        description.split_once(" = ").map_or((description, None), |(fields, rule)| (fields, Some(rule)));
    let (source, target) = fields.split_once(" > ").unwrap();
    let some = |text: &str| (!text.is_empty()).then(|| text.into());
    let entity = |text: &str| text.split_once('.').map(|(entity, _)| entity.into());
    Mapping {
        level: MappingLevel::Field,
        source: some(source),
        source_kind: if source.is_empty() { SourceKind::Generated } else { SourceKind::Field },
        target: some(target),
        source_entity: entity(source),
        target_entity: entity(target),
        data_type: None,
        rule: rule.map(Into::into),
        default: None,
        mandatory: None,
        notes: None,
        via: None,
        is_reverse: false,
        embedded_from: None,
        state: State::Filled,
        place: String::new(),
        span: Span::default(),
    }
}

/// Returns an integration with rows `Entity.Field > Entity.Field`, and classes of data.
pub fn feed(path: &str, sides: &str, rows: &[&str], classes: &[(&str, &str)]) -> File {
    let mut file = integration(path, &format!("INT-{path} active one-way: {sides}"));
    let record = &mut file.extraction.records.as_mut().expect("records").integrations[0];
    record.mappings = rows.iter().map(|row| mapping(row)).collect();
    let class = |(element, class): &(&str, &str)| Group {
        values: vec![("element".into(), extracted(element)), ("classification".into(), extracted(class))],
        ..Group::default()
    };
    record.data_classes = classes.iter().map(class).collect();
    file
}
