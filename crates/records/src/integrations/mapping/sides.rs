//! The systems that a note puts on a side, by which the columns of a mapping are recognized.

use crate::document::arrow::arrow_sides;
use crate::document::tables::{Cell, TableText};
use crate::document::title;
use crate::integrations::builder::RecordBuilder;
use crate::integrations::context::NoteContext;
use crate::model::Role;
use crate::normalize::{plain, word_key};
use crate::vocabulary::canonical_name::truncate;

/// The names that a note puts on a side, as runs of words.
pub(super) struct KnownSides {
    names: Vec<(Role, String)>,
    /// The words of the title and the file name.
    titles: Vec<String>,
}

impl KnownSides {
    /// Collects the names: systems so far, the sides of the title and the file name, and those of the headings above a
    /// node.
    pub fn new(context: &NoteContext, builder: &RecordBuilder, node: usize) -> KnownSides {
        let mut names = Vec::new();
        for role in [Role::Source, Role::Target] {
            let systems = builder.record.in_role(role).filter_map(|it| it.name.text());
            names.extend(systems.map(|name| (role, padded(name))));
        }
        let mut add_route = |text: &str| {
            let Some(route) = title::route(text) else { return };
            let ends = [(Role::Source, route.stops.first()), (Role::Target, route.stops.last())];
            names.extend(ends.into_iter().filter_map(|(role, stop)| Some((role, padded(stop?.name)))));
        };
        if let Some(title) = context.outline.title {
            add_route(context.outline.nodes[title].written);
        }
        add_route(context.path.stem());
        for above in context.outline.ancestors(node).filter(|above| context.outline.title != Some(*above)) {
            if let Some((left, right, _)) = arrow_sides(truncate(context.outline.nodes[above].written)) {
                names.extend([(Role::Source, padded(left)), (Role::Target, padded(right))]);
            }
        }
        let title = context.outline.title.map(|title| padded(context.outline.nodes[title].written));
        let titles = title.into_iter().chain([padded(context.path.stem())]).collect();
        KnownSides { names, titles }
    }

    /// Whether the title or the file name names the system that heads one of the first two columns of a table, and the
    /// first rows are marked as code, as names of fields are.
    pub fn is_titled(&self, table: &TableText) -> bool {
        let is_named = |cell: &Cell| {
            let key = padded(&plain(cell.raw));
            key.trim().len() > 1 && self.titles.iter().any(|title| title.contains(&key))
        };
        let rows = table.rows.iter().take(20);
        let n_marked =
            rows.clone().filter(|row| row.cells.first().is_some_and(|cell| cell.raw.starts_with('`'))).count();
        table.header.iter().take(2).any(is_named) && n_marked * 2 > rows.count()
    }

    /// Returns the side of a system by its name, or by a shorter or longer form of it: `Wickhouse` for `Wickhouse
    /// Ledger`.
    pub fn role_of(&self, system: &str) -> Option<Role> {
        let key = padded(system);
        if key.trim().is_empty() {
            return None;
        }
        let is_same = |name: &String| *name == key;
        let is_similar = |name: &String| name.contains(&key) || key.contains(name.as_str()) && !name.trim().is_empty();
        let find = |is: &dyn Fn(&String) -> bool| self.names.iter().find(|(_, name)| is(name)).map(|(role, _)| *role);
        find(&is_same).or_else(|| find(&is_similar))
    }
}

/// Returns the words of a name with a space on both sides, so that one run of words is found in another.
fn padded(name: &str) -> String {
    format!(" {} ", word_key(name))
}
