//! Values that name several systems of the vault: `ERP, CRM` is split if the vault knows both
//! (docs/spec/integrations.md#system-names).

use std::borrow::Cow;

use super::value;
use crate::document::text::{Text, parts_of};
use crate::model::{Extracted, Integration, Participation, State};
use crate::normalize;

/// Whether a name contains a separator, so that it may name several systems.
pub fn may_be_several(name: &Extracted) -> bool {
    normalize::may_be_names(&name.raw) && name.state == State::Filled && name.span.line > 0
}

/// Splits values that name several systems of the vault. The details belong to the last of them.
pub fn split_systems(it: &mut Integration, is_known: &dyn Fn(&str) -> bool) {
    if !it.systems.iter().any(|system| may_be_several(&system.name)) {
        return;
    }
    let mut systems = Vec::with_capacity(it.systems.len() + 1);
    for system in std::mem::take(&mut it.systems) {
        let unescaped = system.name.raw.replace("\\|", "|");
        let names = match may_be_several(&system.name) {
            true => normalize::split_names(&unescaped, is_known),
            false => Vec::new(),
        };
        if names.len() < 2 {
            systems.push(system);
            continue;
        }
        let text = Text { raw: Cow::Borrowed(system.name.raw.as_str()), span: system.name.span };
        let parts =
            parts_of(&text, &names).into_iter().map(|text| value::extract_system(&text, system.name.place.clone()));
        let Participation { role, origin, is_overruled, .. } = system;
        systems.extend(parts.map(|name| Participation { role, name, details: Vec::new(), origin, is_overruled }));
        if let Some(last) = systems.last_mut() {
            last.details = system.details;
        }
    }
    it.systems = systems;
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::VaultPath;

    use super::*;
    use crate::model::Role;
    use crate::{NoteSource, Synonyms, records};

    #[test]
    fn value_is_split_if_the_vault_knows_each_part() {
        let check = |source: &str, expected: &[(&str, u32)]| {
            let text = format!("#integration\n- **Source**: {source}\n");
            let note = vaultdex_notes::parse::note(&text);
            let mut found = records(&NoteSource::new(&text, &note, &Synonyms::default()), &VaultPath::new("a.md"))
                .expect("a record");
            let it = &mut found.integrations[0];
            split_systems(it, &|name| ["ERP", "CRM"].contains(&name));
            let names = it.in_role(Role::Source).filter_map(|it| Some((it.name.text()?, it.name.span.column)));
            assert_eq!(names.collect::<Vec<_>>(), expected, "{source}");
        };
        check("ERP, CRM", &[("ERP", 15), ("CRM", 20)]);
        check("ERP & [[Lake]]", &[("ERP", 15), ("Lake", 21)]);
        check("ERP and CRM", &[("ERP", 15), ("CRM", 23)]);
        check("ERP, Lake", &[("ERP", 15), ("Lake", 20)]);
        check("ERP & Lake", &[("ERP & Lake", 15)]);
        check("Research and Development", &[("Research and Development", 15)]);
        check("ERP", &[("ERP", 15)]);
    }
}
