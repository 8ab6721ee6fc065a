//! The records that an ID, a name, a line or a route stands for (docs/spec/cli.md#note-arguments).

use vaultdex_records::normalize::system_key;
use vaultdex_records::{Participation, RecordField, Role};

use super::entry::{CatalogueEntry, entries_of};
use super::integrations::{is_same, recorded};
use super::route::{Route, with_plain_arrows};
use super::systems::Systems;
use crate::catalog::Catalog;
use crate::links::lookup::nearest_names;

/// Returns the integrations with an ID, ignoring case; if there are none, the rows with this ID that only repeat another
/// record.
pub fn with_id<'a>(catalog: &'a Catalog, systems: &'a Systems, id: &str) -> Vec<CatalogueEntry<'a>> {
    let has_id = |entry: &CatalogueEntry| entry.integration.text(RecordField::Id).is_some_and(|it| is_same(it, id));
    let found: Vec<CatalogueEntry> = systems.integrations(catalog).filter(has_id).collect();
    if found.is_empty() { recorded(catalog).filter(has_id).collect() } else { found }
}

/// Returns the integrations with a name, ignoring case and how arrows are written.
pub fn with_name<'a>(catalog: &'a Catalog, systems: &'a Systems, name: &str) -> Vec<CatalogueEntry<'a>> {
    let name = with_plain_arrows(name);
    let has_name = |entry: &CatalogueEntry| is_same(&with_plain_arrows(&entry.name(catalog)), &name);
    systems.integrations(catalog).filter(has_name).collect()
}

/// Returns the integrations from one system to another. A two-way integration goes from each of its sides to the other;
/// a two-way route stands for nothing else.
pub fn with_route<'a>(catalog: &'a Catalog, systems: &'a Systems, route: &Route) -> Vec<CatalogueEntry<'a>> {
    const FROM: &[Role] = &[Role::Source, Role::Publisher];
    const TO: &[Role] = &[Role::Target, Role::Subscriber];
    // A two-way integration may name both of its systems without a side.
    const FROM_OR_PARTY: &[Role] = &[Role::Source, Role::Publisher, Role::Party];
    const TO_OR_PARTY: &[Role] = &[Role::Target, Role::Subscriber, Role::Party];
    let [from, to] = [route.from, route.to].map(|name| Wanted::new(catalog, systems, name));
    let has = |entry: &CatalogueEntry, roles: &[Role], wanted: &Wanted| {
        let mut systems_in_roles = entry.integration.participations().filter(|it| roles.contains(&it.role));
        systems_in_roles.any(|it| wanted.is(catalog, systems, entry.file, it))
    };
    let is_on_route = |entry: &CatalogueEntry| {
        let is_two_way = entry.integration.text(RecordField::Direction) == Some("two-way");
        let joins = |from: &Wanted, to: &Wanted| has(entry, FROM_OR_PARTY, from) && has(entry, TO_OR_PARTY, to);
        !route.is_two_way && has(entry, FROM, &from) && has(entry, TO, &to)
            || is_two_way && (joins(&from, &to) || joins(&to, &from))
    };
    systems.integrations(catalog).filter(is_on_route).collect()
}

/// A system that was asked for.
struct Wanted {
    key: String,
    note: Option<usize>,
}

impl Wanted {
    fn new(catalog: &Catalog, systems: &Systems, name: &str) -> Wanted {
        let note = systems.find(catalog, name).and_then(|system| systems.list[system].note);
        Wanted { key: system_key(name), note }
    }

    /// Whether a participating system has this name or, by another of its names, this note.
    fn is(&self, catalog: &Catalog, systems: &Systems, host: usize, it: &Participation) -> bool {
        let has_key = it.name.text().is_some_and(|name| system_key(name) == self.key);
        has_key || self.note.is_some() && systems.destination(catalog, host, it) == self.note
    }
}

/// Returns the record of a note at a line, where the record begins or is described further.
pub fn at_line(catalog: &Catalog, file: usize, line: u32) -> Option<CatalogueEntry<'_>> {
    entries_of(catalog, file).find(|entry| entry.is_at(line))
}

/// Returns at most three names of notes, and names and IDs of integrations, that are most similar to `name`, best first.
pub fn similar_names(catalog: &Catalog, systems: &Systems, name: &str) -> Vec<String> {
    let records = systems.integrations(catalog).flat_map(|entry| {
        let id = entry.integration.text(RecordField::Id).map(str::to_owned);
        id.into_iter().chain([entry.name(catalog)])
    });
    let records: Vec<String> = records.collect();
    nearest_names(catalog, name, records.iter().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::test_records::{integration, system};

    fn catalog() -> Catalog {
        let mut erp = system("Systems/ERP.md", None);
        erp.note.aliases = vec!["Ledger".to_owned()];
        Catalog::new(vec![
            erp,
            integration("a.md", "IF-010 active one-way: S Shop, T ERP"),
            integration("b.md", "IF-012 active two-way: S ERP, T Depot"),
            integration("c.md", "IF-020 active two-way: P ERP, P Till"),
            integration("d.md", "IF-030 active one-way: P ERP, P Barn"),
        ])
    }

    #[test]
    fn routes_know_aliases_and_two_way_integrations() {
        let catalog = catalog();
        let systems = Systems::new(&catalog);
        let check = |route: &str, expected: &[&str]| {
            let found = with_route(&catalog, &systems, &Route::of(route).expect("a route"));
            let ids: Vec<_> = found.iter().filter_map(|it| it.integration.text(RecordField::Id)).collect();
            assert_eq!(ids, expected, "{route}");
        };
        check("Shop → ERP", &["IF-010"]);
        check("shop → ledger", &["IF-010"]);
        check("Ledger ← Shop", &["IF-010"]);
        check("ERP → Shop", &[]);
        check("Shop ↔ ERP", &[]);
        for route in ["ERP → Depot", "Depot → Ledger", "Depot ↔ ERP", "ERP <-> Depot"] {
            check(route, &["IF-012"]);
        }
        check("Till → ERP", &["IF-020"]);
        check("Barn → ERP", &[]);
    }

    #[test]
    fn similar_names_are_those_of_notes_and_records() {
        let catalog = catalog();
        let similar = similar_names(&catalog, &Systems::new(&catalog), "IF-011");
        assert_eq!(similar[..2], ["IF-010", "IF-012"]);
        assert_eq!(similar_names(&catalog, &Systems::new(&catalog), "ERQ"), ["ERP"]);
    }
}
