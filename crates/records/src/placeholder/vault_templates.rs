//! What is a placeholder once the whole vault is known: its own templates say more than the usual ones, and a link that
//! leads to a note is none (spec/integrations.md a.6).

use std::collections::HashSet;

use compact_str::CompactString;
use vaultdex_notes::text;

use crate::model::{Counts, Group, Integration, Mapping, RecordField, Records, State, Stated};
use crate::{normalize, placeholder};

/// What a vault's templates hold: the phrases between their brackets, and the rows of their tables.
#[derive(Debug, Default)]
pub struct Lexicon {
    phrases: HashSet<String>,
    /// Rows and lists of keys as written: what is left as it is says nothing (a.6, unchanged template text).
    rows: HashSet<String>,
}

impl Lexicon {
    /// Takes what the templates hold.
    pub fn new<'a>(templates: impl IntoIterator<Item = &'a Records>) -> Lexicon {
        let mut lexicon = Lexicon::default();
        for records in templates {
            lexicon.phrases.extend(records.brackets.iter().map(|phrase| key(phrase)));
            for integration in &records.integrations {
                lexicon.rows.extend(groups(integration).filter_map(row));
                lexicon.rows.extend(integration.mappings.iter().filter_map(mapping_row));
            }
        }
        lexicon
    }

    /// Looks again at the values of a note that are in doubt. What looked like a value with its brackets left around it
    /// is a placeholder where a template of the vault says the same; a link that looked like a placeholder is a value
    /// where it `leads` to a note.
    pub fn apply(&self, records: &mut Records, leads: &dyn Fn(&str) -> bool) {
        for integration in &mut records.integrations {
            let (mut taken, mut given) = (0, 0);
            for stated in all_stated(integration) {
                match (stated.state, &stated.linkpath) {
                    (State::Suspect, _) if self.phrases.contains(&key(placeholder::inside(&stated.raw))) => {
                        (stated.state, stated.value, stated.remark) = (State::Placeholder, None, None);
                        taken += 1;
                    }
                    (State::Placeholder, Some(linkpath)) if leads(linkpath) => {
                        (stated.state, stated.value) = (State::Filled, Some(normalize::plain(&stated.raw).into()));
                        given += 1;
                    }
                    _ => {}
                }
            }
            if !self.rows.is_empty() {
                taken += self.empty_rows(integration);
            }
            integration.mappings.iter_mut().for_each(|mapping| self.empty(mapping));
            let Counts { filled, placeholders, empty } = &mut integration.counts;
            *filled = (*filled + given).saturating_sub(taken);
            *placeholders = (*placeholders + taken).saturating_sub(given);
            let all = *filled + *placeholders + *empty;
            // A copy of a template that nobody has filled in is one more template (a.3).
            let is_unfilled = taken > 0 && *placeholders * 10 >= all * 7;
            records.is_template |= is_unfilled && is_unnamed(integration);
        }
    }

    /// Takes out the rows that stand in a template word for word; how many values that are.
    fn empty_rows(&self, integration: &mut Integration) -> u32 {
        let mut taken = 0;
        for group in groups_mut(integration) {
            if row(group).is_some_and(|row| self.rows.contains(&row)) {
                for (_, stated) in &mut group.values {
                    taken += u32::from(matches!(stated.state, State::Filled | State::Suspect | State::NotApplicable));
                    (stated.state, stated.value, stated.remark) = (State::Placeholder, None, None);
                }
            }
        }
        // A row of several sources is several mappings, and counts once.
        let mut rows = HashSet::new();
        for mapping in &mut integration.mappings {
            let is_template = mapping_row(mapping).is_some_and(|row| self.rows.contains(&row));
            if is_template && mapping.state != State::Placeholder {
                mapping.state = State::Placeholder;
                taken += u32::from(rows.insert(mapping.span.start));
            }
        }
        taken
    }

    /// Takes the phrases of templates out of a row of a mapping.
    fn empty(&self, mapping: &mut Mapping) {
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

/// Whether nothing but the title or the file says what an integration is called, and a placeholder stands where it
/// should say so itself.
fn is_unnamed(integration: &Integration) -> bool {
    has_no_name(integration, &[State::Placeholder])
}

/// Whether a look again may find that it is unnamed: what is suspect now may be a placeholder then.
pub(crate) fn may_be_unnamed(integration: &Integration) -> bool {
    has_no_name(integration, &[State::Placeholder, State::Suspect])
}

fn has_no_name(integration: &Integration, nameless: &[State]) -> bool {
    let names = || integration.values.iter().filter(|(field, _)| *field == RecordField::Name).map(|(_, stated)| stated);
    let is_own = |stated: &Stated| !matches!(stated.place.as_str(), "title" | "file name");
    names().any(|stated| nameless.contains(&stated.state))
        && names().filter(|stated| is_own(stated)).all(|stated| nameless.contains(&stated.state))
}

/// A row as written, where it holds more than one cell: one alone may well be the same by chance.
fn row(group: &Group) -> Option<String> {
    let cells: Vec<&str> = group.values.iter().map(|(_, stated)| stated.raw.trim()).collect();
    let n_said = cells.iter().filter(|cell| !cell.is_empty()).count();
    (n_said > 1).then(|| cells.join("\u{1f}"))
}

fn mapping_row(mapping: &Mapping) -> Option<String> {
    let Mapping { source, target, data_type, rule, default, notes, .. } = mapping;
    let cells = [source, target, data_type, rule, default, notes].map(|cell| cell.as_deref().unwrap_or_default());
    // A field that goes over as it is may be the same in a note and its template, and be meant in both.
    let n_said = cells.iter().filter(|cell| !cell.is_empty()).count();
    (n_said > 2).then(|| format!("mapping\u{1f}{}", cells.join("\u{1f}")))
}

/// The rows of an integration's tables and its lists of keys.
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

/// Every value of an integration.
fn all_stated(integration: &mut Integration) -> impl Iterator<Item = &mut Stated> {
    let it = integration;
    let (values, systems, flows, people) = (&mut it.values, &mut it.systems, &mut it.flows, &mut it.people);
    let (related, extra) = (&mut it.related, &mut it.extra);
    let (endpoints, failure_modes, metrics) = (&mut it.endpoints, &mut it.failure_modes, &mut it.metrics);
    let (alerts, tests, data_classes) = (&mut it.alerts, &mut it.tests, &mut it.data_classes);
    let groups = [endpoints, failure_modes, metrics, alerts, tests, data_classes].into_iter().flatten();
    let systems = systems
        .iter_mut()
        .flat_map(|part| std::iter::once(&mut part.name).chain(part.details.iter_mut().map(|(_, stated)| stated)));
    let flows = flows.iter_mut().flat_map(|flow| {
        let sides = [&mut flow.name, &mut flow.from, &mut flow.to].into_iter().flatten();
        sides.chain(flow.details.iter_mut().map(|(_, stated)| stated))
    });
    let groups = groups.flat_map(|group| group.values.iter_mut().map(|(_, stated)| stated));
    let people = people.iter_mut().map(|it| &mut it.name);
    let related = related.iter_mut().map(|it| &mut it.target);
    let values = values.iter_mut().map(|(_, stated)| stated);
    values.chain(systems).chain(flows).chain(groups).chain(people).chain(related).chain(extra)
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::VaultPath;

    use super::*;
    use crate::{Page, Words};

    fn records(text: &str) -> Records {
        let note = vaultdex_notes::parse::note(text);
        crate::records(&Page::new(text, &note, &Words::default()), &VaultPath::new("integrations/Feed.md"))
            .expect("a record")
    }

    #[test]
    fn a_link_that_leads_somewhere_is_a_value() {
        let text = "# Integration Specification: Feed\n\n## Basic Information\n- **Owner**: [[support_team]]\n";
        let owner = |leads: bool| {
            let mut records = records(text);
            Lexicon::default().apply(&mut records, &|linkpath| leads && linkpath == "support_team");
            records.integrations[0].owner().and_then(|it| it.value.clone())
        };
        assert_eq!(owner(false), None);
        assert_eq!(owner(true).as_deref(), Some("support_team"));
    }

    #[test]
    fn a_row_of_a_template_that_nobody_changed_is_no_value() {
        let head = "# Integration Specification: Feed\n\n## Basic Information\n- **Owner**: Ana\n\n";
        let errors = "| Error Type | Action |\n|---|---|\n| Slow ledger | Wait |\n";
        let fields = "| Source Field | Target Field | Rule |\n|---|---|---|\n| a | b | trim |\n| c | d | |\n";
        let several = "| Source Field | Target Field | Rule |\n|---|---|---|\n| e, f, g | h | join |\n";
        let lexicon = Lexicon::new([&records(&format!("{head}{errors}\n{fields}\n{several}"))]);
        let said = |text: &str| {
            let mut records = records(&format!("{head}{text}"));
            let before = records.integrations[0].counts;
            lexicon.apply(&mut records, &|_| false);
            let it = &records.integrations[0];
            assert_eq!(it.counts.filled + it.counts.placeholders, before.filled + before.placeholders, "{text}");
            let failures = it.failure_modes.iter().filter(|it| it.get("name").is_some_and(|it| it.text().is_some()));
            let mappings = it.mappings.iter().filter(|it| it.state == State::Filled);
            (failures.count(), mappings.count())
        };
        assert_eq!(said(errors), (0, 0));
        assert_eq!(said(&format!("{errors}| Slow ledger | Wait longer |\n")), (1, 0));
        assert_eq!(said(fields), (0, 1), "a row of two names alone may be meant");
        assert_eq!(said(&fields.replace("trim", "pad")), (0, 2));
        assert_eq!(said(several), (0, 0), "a row of several sources counts once");
    }

    #[test]
    fn a_phrase_of_a_template_is_no_value() {
        let template = records(
            "# Integration Specification: [Your feed]\n\n## Basic Information\n- **Owner**: [Desk in charge]\n",
        );
        let lexicon = Lexicon::new([&template]);
        let mut filled = records(
            "# Integration Specification: Feed\n\n## Basic Information\n- **Owner**: [DESK in charge]\n- **Priority**: [Data Desk]\n",
        );
        let owner = |records: &Records| records.integrations[0].owner().map(|it| it.raw.clone());
        assert_eq!(owner(&filled).as_deref(), Some("[DESK in charge]"), "without the vault it may be one");
        let before = filled.integrations[0].counts;
        lexicon.apply(&mut filled, &|_| false);
        let after = filled.integrations[0].counts;
        assert_eq!(owner(&filled), None);
        assert_eq!((after.filled + 1, after.placeholders), (before.filled, before.placeholders + 1));
        let mut stated = all_stated(&mut filled.integrations[0]).map(|it| (it.raw.clone(), it.state));
        assert!(stated.any(|it| it == ("[Data Desk]".into(), State::Suspect)), "no phrase of a template");
    }
}
