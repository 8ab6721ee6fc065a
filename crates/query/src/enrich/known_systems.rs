//! Which names in records are those of systems: what only the whole vault can tell
//! (docs/spec/integrations.md#which-names-are-systems).

use std::collections::HashMap;

use vaultdex_records::normalize::{system_key, system_name, word_key};
use vaultdex_records::{
    Extracted, Extraction, Integration, Origin, Participation, RecordField, Role, Shape, State, Unread, UnreadKind,
    system_of_list,
};

use crate::catalog::{Catalog, File};

/// The longest name that is looked for in a longer text, in words.
const MOST_WORDS: usize = 6;

/// Decides for each name that is not certain whether the vault knows the system, fills in the systems whose pages the
/// notes are, and removes the records that nothing but an unknown name makes one. The catalog must hold all records.
/// `own_system` is the system that the vault is about, by its settings.
pub fn judge_systems(catalog: &mut Catalog, own_system: Option<&str>) {
    let known = KnownSystems::of(&catalog.files);
    let folder_systems = folder_systems(&catalog.files);
    for file in catalog.files.iter_mut().filter(|file| !file.is_template()) {
        let own = own_name(file, &known).or_else(|| {
            let of_folder = folder_systems.get(file.path.folder()).cloned();
            of_folder.or_else(|| own_system.map(str::to_owned))
        });
        let of_title = system_of_list(file.title()).map(str::to_owned).filter(|_| own.is_none());
        let own = own.map(|name| (name, Origin::Stated)).or(of_title.map(|name| (name, Origin::Inferred)));
        let Some(records) = &mut file.extraction.records else { continue };
        for integration in &mut records.integrations {
            if let Some((name, origin)) = &own {
                add_own_system(integration, name, *origin);
            }
            integration.systems.iter_mut().for_each(|it| confirm(it, &known));
            remove_repeated_party(integration);
        }
        if records.needs_known_system {
            if records.shape == Shape::Register {
                records.integrations.retain(|it| has_known_system(it, &known));
            }
            if !records.integrations.iter().any(|it| has_known_system(it, &known)) {
                drop_records(&mut file.extraction);
            }
        }
    }
}

/// The names of the systems that a vault knows, by their [key](system_key).
struct KnownSystems {
    names: HashMap<String, String>,
}

impl KnownSystems {
    /// Collects the systems that have a note, and those that a structured place or a link names.
    fn of(files: &[File]) -> KnownSystems {
        let mut names = HashMap::new();
        let mut add = |name: &str| {
            let key = system_key(name);
            if !key.is_empty() {
                names.entry(key).or_insert_with(|| name.to_owned());
            }
        };
        for file in files.iter().filter(|file| !file.is_template()) {
            let Some(records) = file.extraction.records.as_deref() else { continue };
            if records.shape == Shape::System {
                let stated = records.system.as_ref().and_then(|system| system.name.as_ref()).and_then(Extracted::text);
                stated.into_iter().for_each(&mut add);
                file.names().for_each(|name| add(&system_name(name)));
            }
        }
        for file in files.iter().filter(|file| !file.is_template()) {
            let Some(records) = file.extraction.records.as_deref() else { continue };
            if records.needs_known_system {
                continue;
            }
            let systems = records.integrations.iter().flat_map(Integration::participations);
            systems.filter(|it| is_certain(it)).filter_map(|it| it.name.text()).for_each(&mut add);
        }
        KnownSystems { names }
    }

    /// Returns the name of the system with this name.
    fn find(&self, name: &str) -> Option<&str> {
        self.names.get(&system_key(name)).map(String::as_str)
    }

    /// Returns the name of the system in a longer text: the one nearest to the arrow, which is at the end of a source
    /// and at the beginning of any other text; of several there the longest.
    fn find_in(&self, text: &str, is_at_end: bool) -> Option<&str> {
        let key = word_key(text);
        let words: Vec<&str> = key.split(' ').take(64).collect();
        let positions: Vec<usize> =
            if is_at_end { (1..=words.len()).rev().collect() } else { (0..words.len()).collect() };
        for position in positions {
            let lengths = (1..=MOST_WORDS.min(words.len())).rev();
            let found = lengths.filter_map(|length| {
                let range = match is_at_end {
                    true => position.checked_sub(length)?..position,
                    false => position..position + length,
                };
                self.names.get(&words.get(range)?.join(" ")).map(String::as_str)
            });
            if let Some(name) = found.into_iter().next() {
                return Some(name);
            }
        }
        None
    }
}

/// Whether a name is certainly that of a system.
fn is_certain(it: &Participation) -> bool {
    it.origin == Origin::Stated && it.name.state == State::Filled
}

/// Makes a name certain if the vault knows the system, or a system in its text.
fn confirm(it: &mut Participation, known: &KnownSystems) {
    if it.origin == Origin::Stated || it.name.value.is_none() {
        return;
    }
    let text = it.name.text().unwrap_or_default();
    let is_source = matches!(it.role, Role::Source | Role::Publisher);
    let name = known.find(text).or_else(|| known.find_in(&it.name.raw, is_source));
    if let Some(name) = name {
        narrow(&mut it.name, name);
        it.name.value = Some(name.into());
        it.name.state = State::Filled;
        it.origin = Origin::Stated;
    }
}

/// Narrows a name to the part of a longer text that is the name.
fn narrow(written: &mut Extracted, name: &str) {
    if let Some(start) = written.raw.find(name) {
        let is_text = written.span.end - written.span.start == written.raw.len() as u32;
        if is_text {
            written.span.column += start as u32;
            written.span.start += start as u32;
            written.span.end = written.span.start + name.len() as u32;
        }
        written.raw = name.into();
    }
}

/// Returns the system whose page a note is: the system of a system note, the one that a property names, or the one
/// after which the note is called.
fn own_name(file: &File, known: &KnownSystems) -> Option<String> {
    if let Some(own) = &file.extraction.own_system {
        return Some(own.clone());
    }
    let records = file.extraction.records.as_deref()?;
    if let Some(system) = &records.system {
        let stated = system.name.as_ref().and_then(Extracted::text).map(str::to_owned);
        return Some(stated.unwrap_or_else(|| system_name(file.title())));
    }
    let title = file.title();
    let of_title = known.find(title).or_else(|| known.find_in(title, true)).or_else(|| known.find(file.path.stem()));
    of_title.map(str::to_owned)
}

/// Returns the systems that the notes of folders name in a property, by the folder.
fn folder_systems(files: &[File]) -> HashMap<String, String> {
    let mut systems = HashMap::new();
    for file in files {
        let Some(own) = &file.extraction.own_system else { continue };
        let folder = file.path.folder();
        let name = folder.rsplit('/').next().unwrap_or_default();
        let stem = file.path.stem();
        if stem == name || stem.eq_ignore_ascii_case("index") || stem.eq_ignore_ascii_case("readme") {
            systems.insert(folder.to_owned(), own.clone());
        }
    }
    systems
}

/// Adds the system whose page the note is, in the role that its partner leaves.
fn add_own_system(integration: &mut Integration, own: &str, origin: Origin) {
    let Some(role) = integration.own_role else { return };
    let key = system_key(own);
    let takes_part = integration.participations().any(|it| it.name.text().is_some_and(|name| system_key(name) == key));
    if takes_part {
        return;
    }
    let name = Extracted {
        raw: own.into(),
        value: Some(own.into()),
        remark: None,
        linkpath: None,
        state: if origin == Origin::Stated { State::Filled } else { State::Suspect },
        place: "the system of the note".to_owned(),
        span: Default::default(),
    };
    let is_overruled = false;
    integration.systems.push(Participation { role, name, details: Vec::new(), origin, is_overruled });
}

/// Removes a system without a side that the record also names on a side.
fn remove_repeated_party(integration: &mut Integration) {
    let sides: Vec<String> = integration
        .participations()
        .filter(|it| it.role != Role::Party && it.role != Role::Middleware)
        .filter_map(|it| it.name.text())
        .map(system_key)
        .collect();
    if !sides.is_empty() {
        integration.systems.retain(|it| {
            it.role != Role::Party
                || it.origin == Origin::Stated && it.name.span.line > 0
                || !it.name.text().is_some_and(|name| sides.contains(&system_key(name)))
        });
    }
}

fn has_known_system(integration: &Integration, known: &KnownSystems) -> bool {
    integration.participations().any(|it| it.name.text().is_some_and(|name| known.find(name).is_some()))
}

/// Removes the records of a note and says why.
fn drop_records(extraction: &mut Extraction) {
    let Some(records) = extraction.records.take() else { return };
    let first = records.integrations.first();
    let text = first.and_then(|it| it.text(RecordField::Name)).unwrap_or_default().to_owned();
    extraction.unread.retain(|it| it.kind != UnreadKind::Note);
    extraction.unread.insert(
        0,
        Unread {
            kind: UnreadKind::Note,
            text,
            reason: "its name joins two names, of which the vault knows none as a system".to_owned(),
            span: first.map(|it| it.span).unwrap_or_default(),
        },
    );
}
