//! A list, and what its items have.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};

use super::cells;
use crate::render::json::document_text;
use crate::render::paths::Paths;

/// Returns the text of a cell from the whole item.
type ComputedCell = fn(&Value) -> String;

/// Serializes a list as a JSON document.
type DocumentText<'a> = dyn Fn(&List, &Paths) -> String + 'a;

/// What the items of a list have.
pub struct Layout {
    /// The key of the list in the JSON document.
    pub key: &'static str,
    /// What an item is; `type` in NDJSON.
    pub kind: &'static str,
    /// The columns of a table to read, in the order of their importance.
    pub columns: &'static [&'static str],
    /// All fields of an item: the columns of CSV and TSV.
    pub fields: &'static [&'static str],
    /// The columns that are no value of an item, each with what its cell says about the item.
    pub computed: &'static [(&'static str, ComputedCell)],
    /// The key whose value is the path of an item, or a list of paths.
    pub path: &'static str,
    /// Whether the values of `path` are paths of notes. Otherwise they are other names, which are printed as they are.
    pub has_notes: bool,
}

/// Headers of tables for people that are called otherwise than the field that they show.
const HEADERS: [(&str, &str); 7] = [
    ("note", "path"),
    ("place", "path"),
    ("review", "next_review"),
    ("integration", "name"),
    ("why", "detail"),
    ("similar_to", "similar"),
    ("through", "via"),
];

impl Layout {
    /// A list of items with these fields, all of which are shown.
    pub const fn new(
        key: &'static str,
        kind: &'static str,
        columns: &'static [&'static str],
        path: &'static str,
    ) -> Layout {
        Layout { key, kind, columns, fields: columns, computed: &[], path, has_notes: true }
    }

    /// Sets all fields, of which the columns are a part.
    pub const fn with_fields(self, fields: &'static [&'static str]) -> Layout {
        Layout { fields, ..self }
    }

    /// Sets the columns that are computed.
    pub const fn with_computed(self, computed: &'static [(&'static str, ComputedCell)]) -> Layout {
        Layout { computed, ..self }
    }

    /// Returns the name in NDJSON of a field called `type`, because `type` says there what the item is.
    pub fn name_of_type(&self) -> String {
        format!("{}_type", self.kind)
    }

    /// Says that the items are something else than notes.
    pub const fn of_names(self) -> Layout {
        Layout { has_notes: false, ..self }
    }

    /// Returns the column with this name, in any case, if there is one. Words may be separated by spaces, as they are in
    /// a header, and the header of a table for people stands for the field that it shows.
    pub fn column(&self, name: &str) -> Option<&'static str> {
        let name = name.trim().replace([' ', '-'], "_");
        let find =
            |name: &str| self.fields.iter().chain(self.columns).copied().find(|it| it.eq_ignore_ascii_case(name));
        find(&name).or_else(|| {
            let shown = HEADERS.iter().filter(|(header, _)| header.eq_ignore_ascii_case(&name));
            shown.into_iter().find_map(|(_, field)| find(field))
        })
    }
}

/// The rows that a command prints. Items are converted to JSON values one at a time, and only for formats that need
/// them.
pub struct List<'a> {
    /// What the items have.
    pub layout: &'static Layout,
    /// Further entries of the JSON document, before the list.
    before: Map<String, Value>,
    /// Further entries of the JSON document, after the list.
    after: Map<String, Value>,
    /// Whether tables have a header.
    pub header: bool,
    /// The columns that were chosen instead of those of the layout; empty if none were.
    chosen: Vec<&'static str>,
    /// The number of items.
    len: usize,
    /// Returns an item by its position.
    item: Box<dyn Fn(usize) -> Value + 'a>,
    /// Serializes the whole list as one JSON document, directly and without intermediate values.
    document: Box<DocumentText<'a>>,
}

impl<'a> List<'a> {
    /// Creates a list of items that serialize to JSON objects, or to strings, which are then paths.
    pub fn new<T: Serialize>(layout: &'static Layout, items: &'a [T]) -> List<'a> {
        let item = Box::new(|position: usize| serde_json::to_value(&items[position]).unwrap_or_default());
        let document =
            Box::new(|list: &List, paths: &Paths| document_text(&ListDocument { list, items, root: paths.root() }));
        let (before, after, chosen) = (Map::new(), Map::new(), Vec::new());
        List { layout, before, after, header: true, chosen, len: items.len(), item, document }
    }

    /// Returns the JSON document.
    pub(super) fn document(&self, paths: &Paths) -> String {
        (self.document)(self, paths)
    }

    /// Adds the fields of a struct to the JSON document, before the list.
    pub fn with_before(self, fields: &impl Serialize) -> List<'a> {
        List { before: entries(fields), ..self }
    }

    /// Adds the fields of a struct to the JSON document, after the list.
    pub fn with_after(self, fields: &impl Serialize) -> List<'a> {
        List { after: entries(fields), ..self }
    }

    /// Whether the list has no items.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Returns the number of items.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Sets the columns of tables.
    pub fn choose(&mut self, columns: Vec<&'static str>) {
        self.chosen = columns;
    }

    /// Returns the columns of a table to read.
    pub fn columns(&self) -> Vec<&'static str> {
        if self.chosen.is_empty() { self.layout.columns.to_vec() } else { self.chosen.clone() }
    }

    /// Returns the columns of a table for programs.
    pub(super) fn fields(&self) -> Vec<&'static str> {
        if self.chosen.is_empty() { self.layout.fields.to_vec() } else { self.chosen.clone() }
    }

    /// Returns the items in order.
    pub fn items(&self) -> impl Iterator<Item = Value> {
        (0..self.len).map(&self.item)
    }

    /// Returns an item as an object.
    pub(super) fn object(&self, item: Value) -> Map<String, Value> {
        match item {
            Value::Object(fields) => fields,
            path => Map::from_iter([(self.layout.path.to_owned(), path)]),
        }
    }

    /// Returns an item as an object that says what it is. A field of its own called `type` gets another name there.
    pub(super) fn typed_object(&self, item: Value) -> Value {
        let kind = self.layout.kind;
        let fields = self.object(item).into_iter().map(|(name, value)| match name.as_str() {
            "type" => (self.layout.name_of_type(), value),
            _ => (name, value),
        });
        let kind = ("type".to_owned(), Value::from(kind));
        Value::Object([kind].into_iter().chain(fields).collect())
    }

    /// Returns the cells of an item, given the text of a value by its key.
    pub fn cells(&self, item: &Value, columns: &[&str], text: impl Fn(&str, &Value) -> String) -> Vec<String> {
        let cell = |column: &&str| match self.layout.computed.iter().find(|(computed, _)| computed == column) {
            Some((_, compute)) => compute(item),
            None if item.is_object() => text(column, item.get(column).unwrap_or(&Value::Null)),
            None => text(column, item),
        };
        columns.iter().map(cell).collect()
    }

    /// Returns the paths of the items in order, spelled for programs that open them. Consecutive duplicates, such as two
    /// lines of one note, appear once.
    pub(super) fn paths(&self, spelling: &Paths) -> impl Iterator<Item = String> {
        let mut last = None;
        let paths = self.items().flat_map(|item| match item.get(self.layout.path).unwrap_or(&item) {
            Value::Array(paths) => paths.iter().map(|path| cells::text(path.get("path").unwrap_or(path))).collect(),
            path => vec![cells::text(path)],
        });
        let paths = paths.filter(move |path| {
            let is_new = !path.is_empty() && last.as_ref() != Some(path);
            last = Some(path.clone());
            is_new
        });
        paths.map(|path| if self.layout.has_notes { spelling.spell(&path).into_owned() } else { path })
    }
}

/// Returns the fields of a struct; none of anything else.
fn entries(fields: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(fields) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// A list together with its typed items, for direct serialization.
struct ListDocument<'a, T> {
    list: &'a List<'a>,
    items: &'a [T],
    /// The absolute path of the vault's folder.
    root: &'a str,
}

impl<T: Serialize> Serialize for ListDocument<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut document = serializer.serialize_map(None)?;
        document.serialize_entry("schema_version", &1)?;
        // A list of something else than notes has none.
        if !self.root.is_empty() {
            document.serialize_entry("root", self.root)?;
        }
        for (key, value) in &self.list.before {
            document.serialize_entry(key, value)?;
        }
        document.serialize_entry(self.list.layout.key, self.items)?;
        for (key, value) in &self.list.after {
            document.serialize_entry(key, value)?;
        }
        document.end()
    }
}
