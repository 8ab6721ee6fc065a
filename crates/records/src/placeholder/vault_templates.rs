//! Placeholders by the templates of the vault: phrases of the vault's own templates are placeholders too, and a link
//! that resolves to a note is not one (docs/spec/integrations.md#vault-wide-pass).

use std::collections::HashSet;

use compact_str::CompactString;
use vaultdex_notes::text;

use crate::model::{Counts, Extracted, Group, Integration, Mapping, RecordField, Records, State};
use crate::{normalize, placeholder};

/// The contents of the templates of a vault: the phrases in their brackets and the rows of their tables.
#[derive(Debug, Default)]
pub struct VaultTemplates {
    phrases: HashSet<String>,
    /// Rows and lists of keys as written. An unchanged row holds no values
    /// (docs/spec/integrations.md#unchanged-template-text).
    rows: HashSet<String>,
}

impl VaultTemplates {
    /// Collects the contents of templates.
    pub fn new<'a>(templates: impl IntoIterator<Item = &'a Records>) -> VaultTemplates {
        let mut known = VaultTemplates::default();
        for records in templates {
            known.phrases.extend(records.brackets.iter().map(|phrase| key(phrase)));
            for integration in &records.integrations {
                known.rows.extend(groups(integration).filter_map(group_row));
                known.rows.extend(integration.mappings.iter().filter_map(mapping_row));
            }
        }
        known
    }

    /// Reclassifies the values of a note. A suspect value is a placeholder if a template of the vault contains the same
    /// phrase. A placeholder link is a value if it resolves to a note, as `resolves` decides.
    pub fn apply(&self, records: &mut Records, resolves: &dyn Fn(&str) -> bool) {
        for integration in &mut records.integrations {
            let (mut n_placeholders, mut n_resolved) = (0, 0);
            for value in values_mut(integration) {
                match (value.state, &value.linkpath) {
                    (State::Suspect, _) if self.phrases.contains(&key(placeholder::inside(&value.raw))) => {
                        (value.state, value.value, value.remark) = (State::Placeholder, None, None);
                        n_placeholders += 1;
                    }
                    (State::Placeholder, Some(linkpath)) if resolves(linkpath) => {
                        (value.state, value.value) = (State::Filled, Some(normalize::plain(&value.raw).into()));
                        n_resolved += 1;
                    }
                    _ => {}
                }
            }
            if !self.rows.is_empty() {
                n_placeholders += self.mark_unchanged_rows(integration);
            }
            integration.mappings.iter_mut().for_each(|mapping| self.remove_phrases(mapping));
            let Counts { filled, placeholders, empty } = &mut integration.counts;
            *filled = (*filled + n_resolved).saturating_sub(n_placeholders);
            *placeholders = (*placeholders + n_placeholders).saturating_sub(n_resolved);
            let all = *filled + *placeholders + *empty;
            // An unfilled copy of a template is a template (docs/spec/integrations.md#templates-of-the-vault).
            let is_unfilled = n_placeholders > 0 && *placeholders * 10 >= all * 7;
            records.is_template |= is_unfilled && is_unnamed(integration);
        }
    }

    /// Marks rows that are unchanged from a template as placeholders. Returns the number of values in them.
    fn mark_unchanged_rows(&self, integration: &mut Integration) -> u32 {
        let mut n_placeholders = 0;
        for group in groups_mut(integration) {
            if group_row(group).is_some_and(|row| self.rows.contains(&row)) {
                for (_, value) in &mut group.values {
                    n_placeholders +=
                        u32::from(matches!(value.state, State::Filled | State::Suspect | State::NotApplicable));
                    (value.state, value.value, value.remark) = (State::Placeholder, None, None);
                }
            }
        }
        // A row with several sources is several mappings, but counts once.
        let mut rows = HashSet::new();
        for mapping in &mut integration.mappings {
            let is_template = mapping_row(mapping).is_some_and(|row| self.rows.contains(&row));
            if is_template && mapping.state != State::Placeholder {
                mapping.state = State::Placeholder;
                n_placeholders += u32::from(rows.insert(mapping.span.start));
            }
        }
        n_placeholders
    }

    /// Removes phrases of templates from a mapping.
    fn remove_phrases(&self, mapping: &mut Mapping) {
        let is_phrase =
            |text: &CompactString| text.starts_with('[') && self.phrases.contains(&key(placeholder::inside(text)));
        let Mapping { source, target, data_type, rule, default, notes, .. } = mapping;
        let mut taken = false;
        for cell in [source, target, data_type, rule, default, notes] {
            if cell.as_ref().is_some_and(is_phrase) {
                *cell = None;
                taken = true;
            }
        }
        if taken && mapping.source.is_none() && mapping.target.is_none() {
            mapping.state = State::Placeholder;
        }
    }
}

/// Whether the name of an integration is a placeholder wherever it is stated except for title and file name.
fn is_unnamed(integration: &Integration) -> bool {
    has_no_name(integration, &[State::Placeholder])
}

/// Whether an integration may be found to be unnamed once suspects are reclassified.
pub(crate) fn may_be_unnamed(integration: &Integration) -> bool {
    has_no_name(integration, &[State::Placeholder, State::Suspect])
}

fn has_no_name(integration: &Integration, placeholder_states: &[State]) -> bool {
    let names = || integration.values.iter().filter(|(field, _)| *field == RecordField::Name).map(|(_, value)| value);
    let is_own = |value: &Extracted| !matches!(value.place.as_str(), "title" | "file name");
    names().any(|value| placeholder_states.contains(&value.state))
        && names().filter(|value| is_own(value)).all(|value| placeholder_states.contains(&value.state))
}

/// Returns a key of a row as written, if it has more than one cell. A single cell may be the same by chance.
fn group_row(group: &Group) -> Option<String> {
    let cells: Vec<&str> = group.values.iter().map(|(_, value)| value.raw.trim()).collect();
    let n_filled = cells.iter().filter(|cell| !cell.is_empty()).count();
    (n_filled > 1).then(|| cells.join("\u{1f}"))
}

fn mapping_row(mapping: &Mapping) -> Option<String> {
    let Mapping { source, target, data_type, rule, default, notes, .. } = mapping;
    let cells = [source, target, data_type, rule, default, notes].map(|cell| cell.as_deref().unwrap_or_default());
    // A field that is mapped without change may be intended in both the note and its template.
    let n_filled = cells.iter().filter(|cell| !cell.is_empty()).count();
    (n_filled > 2).then(|| format!("mapping\u{1f}{}", cells.join("\u{1f}")))
}

/// Returns the groups of an integration.
fn groups(it: &Integration) -> impl Iterator<Item = &Group> {
    [&it.endpoints, &it.failure_modes, &it.metrics, &it.alerts, &it.tests, &it.data_classes].into_iter().flatten()
}

fn groups_mut(it: &mut Integration) -> impl Iterator<Item = &mut Group> {
    let (endpoints, failure_modes, metrics) = (&mut it.endpoints, &mut it.failure_modes, &mut it.metrics);
    let (alerts, tests, data_classes) = (&mut it.alerts, &mut it.tests, &mut it.data_classes);
    [endpoints, failure_modes, metrics, alerts, tests, data_classes].into_iter().flatten()
}

fn key(phrase: &str) -> String {
    text::fold(phrase.trim()).into_owned()
}

/// Returns every value of an integration.
fn values_mut(integration: &mut Integration) -> impl Iterator<Item = &mut Extracted> {
    let it = integration;
    let (values, systems, flows, people) = (&mut it.values, &mut it.systems, &mut it.flows, &mut it.people);
    let (related, extra) = (&mut it.related, &mut it.extra);
    let (endpoints, failure_modes, metrics) = (&mut it.endpoints, &mut it.failure_modes, &mut it.metrics);
    let (alerts, tests, data_classes) = (&mut it.alerts, &mut it.tests, &mut it.data_classes);
    let groups = [endpoints, failure_modes, metrics, alerts, tests, data_classes].into_iter().flatten();
    let systems = systems
        .iter_mut()
        .flat_map(|part| std::iter::once(&mut part.name).chain(part.details.iter_mut().map(|(_, value)| value)));
    let flows = flows.iter_mut().flat_map(|flow| {
        let sides = [&mut flow.name, &mut flow.from, &mut flow.to].into_iter().flatten();
        sides.chain(flow.details.iter_mut().map(|(_, value)| value))
    });
    let groups = groups.flat_map(|group| group.values.iter_mut().map(|(_, value)| value));
    let people = people.iter_mut().map(|it| &mut it.name);
    let related = related.iter_mut().map(|it| &mut it.target);
    let values = values.iter_mut().map(|(_, value)| value);
    values.chain(systems).chain(flows).chain(groups).chain(people).chain(related).chain(extra)
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::VaultPath;

    use super::*;
    use crate::{NoteSource, Synonyms};

    fn records(text: &str) -> Records {
        let note = vaultdex_notes::parse::note(text);
        crate::records(&NoteSource::new(text, &note, &Synonyms::default()), &VaultPath::new("integrations/Feed.md"))
            .expect("a record")
    }

    #[test]
    fn a_link_that_resolves_is_a_value() {
        let text = "# Integration Specification: Feed\n\n## Basic Information\n- **Owner**: [[support_team]]\n";
        let owner = |leads: bool| {
            let mut records = records(text);
            VaultTemplates::default().apply(&mut records, &|linkpath| leads && linkpath == "support_team");
            records.integrations[0].owner().and_then(|it| it.value.clone())
        };
        assert_eq!(owner(false), None);
        assert_eq!(owner(true).as_deref(), Some("support_team"));
    }

    #[test]
    fn an_unchanged_row_of_a_template_is_a_placeholder() {
        let head = "# Integration Specification: Feed\n\n## Basic Information\n- **Owner**: Ana\n\n";
        let errors = "| Error Type | Action |\n|---|---|\n| Slow ledger | Wait |\n";
        let fields = "| Source Field | Target Field | Rule |\n|---|---|---|\n| a | b | trim |\n| c | d | |\n";
        let several = "| Source Field | Target Field | Rule |\n|---|---|---|\n| e, f, g | h | join |\n";
        let templates = VaultTemplates::new([&records(&format!("{head}{errors}\n{fields}\n{several}"))]);
        let n_filled = |text: &str| {
            let mut records = records(&format!("{head}{text}"));
            let before = records.integrations[0].counts;
            templates.apply(&mut records, &|_| false);
            let it = &records.integrations[0];
            assert_eq!(it.counts.filled + it.counts.placeholders, before.filled + before.placeholders, "{text}");
            let failures = it.failure_modes.iter().filter(|it| it.get("name").is_some_and(|it| it.text().is_some()));
            let mappings = it.mappings.iter().filter(|it| it.state == State::Filled);
            (failures.count(), mappings.count())
        };
        assert_eq!(n_filled(errors), (0, 0));
        assert_eq!(n_filled(&format!("{errors}| Slow ledger | Wait longer |\n")), (1, 0));
        assert_eq!(n_filled(fields), (0, 1), "a row of two names alone may be meant");
        assert_eq!(n_filled(&fields.replace("trim", "pad")), (0, 2));
        assert_eq!(n_filled(several), (0, 0), "a row of several sources counts once");
    }

    #[test]
    fn a_phrase_of_a_template_is_a_placeholder() {
        let template = records(
            "# Integration Specification: [Your feed]\n\n## Basic Information\n- **Owner**: [Desk in charge]\n",
        );
        let templates = VaultTemplates::new([&template]);
        let mut filled = records(
            "# Integration Specification: Feed\n\n## Basic Information\n- **Owner**: [DESK in charge]\n- **Priority**: [Data Desk]\n",
        );
        let owner = |records: &Records| records.integrations[0].owner().map(|it| it.raw.clone());
        assert_eq!(owner(&filled).as_deref(), Some("[DESK in charge]"), "without the vault it may be one");
        let before = filled.integrations[0].counts;
        templates.apply(&mut filled, &|_| false);
        let after = filled.integrations[0].counts;
        assert_eq!(owner(&filled), None);
        assert_eq!((after.filled + 1, after.placeholders), (before.filled, before.placeholders + 1));
        let mut values = values_mut(&mut filled.integrations[0]).map(|it| (it.raw.clone(), it.state));
        assert!(values.any(|it| it == ("[Data Desk]".into(), State::Suspect)), "no phrase of a template");
    }
}
