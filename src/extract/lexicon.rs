//! What is a placeholder once the whole vault is known: its own templates say more than the usual ones, and a link that
//! leads to a note is none (spec/integrations.md a.6).

use std::collections::HashSet;

use super::{normal, placeholder};
use crate::model::{Counts, Integration, Mapping, RecordField, Records, State, Stated, text};

/// The phrases between the brackets of a vault's templates.
#[derive(Debug, Default)]
pub struct Lexicon {
    phrases: HashSet<String>,
}

impl Lexicon {
    /// Takes what the templates hold in brackets.
    pub fn new<'a>(templates: impl IntoIterator<Item = &'a Records>) -> Lexicon {
        let phrases = templates.into_iter().flat_map(|records| &records.brackets);
        Lexicon { phrases: phrases.map(|phrase| key(phrase)).collect() }
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
                        (stated.state, stated.value) = (State::Filled, Some(normal::plain(&stated.raw)));
                        given += 1;
                    }
                    _ => {}
                }
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

    /// Takes the phrases of templates out of a row of a mapping.
    fn empty(&self, mapping: &mut Mapping) {
        let is_phrase = |text: &String| text.starts_with('[') && self.phrases.contains(&key(placeholder::inside(text)));
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
    let names = || integration.values.iter().filter(|(field, _)| *field == RecordField::Name).map(|(_, stated)| stated);
    let is_own = |stated: &Stated| !matches!(stated.place.as_str(), "title" | "file name");
    names().any(|stated| stated.state == State::Placeholder)
        && names().filter(|stated| is_own(stated)).all(|stated| stated.state == State::Placeholder)
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
    use super::*;
    use crate::model::VaultPath;

    fn records(text: &str) -> Records {
        let note = crate::parse::note(text);
        crate::extract::records(text, &note, &VaultPath::new("integrations/Feed.md"), &crate::extract::Words::default())
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
        assert!(stated.any(|it| it == ("[Data Desk]".to_owned(), State::Suspect)), "no phrase of a template");
    }
}
