//! Systems that only the whole vault tells apart: `ERP, CRM` is two where each of them is known (spec/integrations.md
//! a.5, system names).

use std::borrow::Cow;

use super::context::parts_of;
use super::value;
use crate::document::Text;
use crate::model::{Integration, Participation, State, Stated};
use crate::normalize;

/// Whether a name has a sign in it that may part several.
pub fn may_be_several(name: &Stated) -> bool {
    normalize::may_be_names(&name.raw) && name.state == State::Filled && name.span.line > 0
}

/// Takes systems that stand in one value apart, where the vault knows each of them. What is said of them below is said of
/// the last.
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
        let whole = Text { raw: Cow::Borrowed(system.name.raw.as_str()), span: system.name.span };
        let parts = parts_of(&whole, &names).into_iter().map(|text| value::system(&text, system.name.place.clone()));
        let (role, is_overruled) = (system.role, system.is_overruled);
        systems.extend(parts.map(|name| Participation { role, name, details: Vec::new(), is_overruled }));
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
    use crate::{Page, Words, records};

    #[test]
    fn a_value_is_several_systems_where_the_vault_knows_each() {
        let check = |source: &str, expected: &[(&str, u32)]| {
            let text = format!("#integration\n- **Source**: {source}\n");
            let note = vaultdex_notes::parse::note(&text);
            let mut found =
                records(&Page::new(&text, &note, &Words::default()), &VaultPath::new("a.md")).expect("a record");
            let it = &mut found.integrations[0];
            split_systems(it, &|name| ["ERP", "CRM"].contains(&name));
            let names = it.in_role(Role::Source).filter_map(|it| Some((it.name.text()?, it.name.span.column)));
            assert_eq!(names.collect::<Vec<_>>(), expected, "{source}");
        };
        check("ERP, CRM", &[("ERP", 15), ("CRM", 20)]);
        check("ERP & [[Lake]]", &[("ERP", 15), ("Lake", 21)]);
        check("ERP and CRM", &[("ERP", 15), ("CRM", 23)]);
        check("ERP, Lake", &[("ERP, Lake", 15)]);
        check("Research and Development", &[("Research and Development", 15)]);
        check("ERP", &[("ERP", 15)]);
    }
}
