//! The output formats of a list. Every command that prints a list builds a [`List`], so each format is implemented
//! once.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use super::formula::escape_formula;
use super::paths::Paths;
use super::terminal::is_unsafe_for_terminal;

/// Returns the text of a cell from the whole item.
type ComputedCell = fn(&Value) -> String;

/// Serializes a list as a JSON document.
type DocumentText<'a> = dyn Fn(&List, &Paths) -> String + 'a;

/// The rows that a command prints. Items are converted to JSON values one at a time, and only for formats that need
/// them.
pub struct List<'a> {
    /// The key of the list in the JSON document.
    pub key: &'static str,
    /// Further entries of the JSON document, before the list.
    pub before: Vec<(&'static str, Value)>,
    /// Further entries of the JSON document, after the list.
    pub after: Vec<(&'static str, Value)>,
    /// The keys that become columns in tabular formats.
    pub columns: &'static [&'static str],
    /// The columns that are no value of an item, each with what its cell says about the item.
    pub computed: &'static [(&'static str, ComputedCell)],
    /// The key whose value is the path of an item, or a list of paths.
    pub path: &'static str,
    /// Whether the values of `path` are other names instead, which are printed as they are.
    pub is_named: bool,
    /// The number of items.
    len: usize,
    /// Returns an item by its position.
    item: Box<dyn Fn(usize) -> Value + 'a>,
    /// Serializes the whole list as one JSON document, directly and without intermediate values.
    document: Box<DocumentText<'a>>,
}

impl<'a> List<'a> {
    /// Creates a list of items that serialize to JSON objects, or to strings, which are then paths.
    pub fn new<T: Serialize>(
        key: &'static str,
        columns: &'static [&'static str],
        path: &'static str,
        items: &'a [T],
    ) -> List<'a> {
        let item = Box::new(|position: usize| serde_json::to_value(&items[position]).unwrap_or_default());
        let document =
            Box::new(|list: &List, paths: &Paths| document_text(&Document { list, items, root: paths.root() }));
        List {
            key,
            before: Vec::new(),
            after: Vec::new(),
            columns,
            computed: &[],
            path,
            is_named: false,
            len: items.len(),
            item,
            document,
        }
    }

    /// Whether the list has no items.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    fn items(&self) -> impl Iterator<Item = Value> {
        (0..self.len).map(&self.item)
    }

    fn cells(&self, item: &Value) -> Vec<String> {
        let text = |column: &&str| match self.computed.iter().find(|(computed, _)| computed == column) {
            Some((_, text)) => text(item),
            None => cell(item.get(column).unwrap_or(item)),
        };
        self.columns.iter().map(text).collect()
    }

    /// Returns the paths of the items in order, spelled for programs that open them. Consecutive duplicates, such as two
    /// lines of one note, appear once.
    fn paths(&self, spelling: &Paths) -> impl Iterator<Item = String> {
        let mut last = None;
        let paths = self.items().flat_map(|item| match item.get(self.path).unwrap_or(&item) {
            Value::Array(paths) => paths.iter().map(|path| cell(path.get("path").unwrap_or(path))).collect(),
            path => vec![cell(path)],
        });
        let paths = paths.filter(move |path| {
            let is_new = !path.is_empty() && last.as_ref() != Some(path);
            last = Some(path.clone());
            is_new
        });
        paths.map(|path| if self.is_named { path } else { spelling.spell(&path).into_owned() })
    }
}

/// A list together with its typed items, for direct serialization.
struct Document<'a, T> {
    list: &'a List<'a>,
    items: &'a [T],
    /// The absolute path of the vault's folder.
    root: &'a str,
}

impl<T: Serialize> Serialize for Document<'_, T> {
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
        document.serialize_entry(self.list.key, self.items)?;
        for (key, value) in &self.list.after {
            document.serialize_entry(key, value)?;
        }
        document.end()
    }
}

/// Formats a value as the text of one cell: strings unchanged, null as empty, lists joined with commas.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(", "),
        Value::Object(object) => match object.get("text").or_else(|| object.get("name")) {
            Some(text) => cell(text),
            None => value.to_string(),
        },
        other => other.to_string(),
    }
}

/// An output format of a list.
pub struct Format {
    /// The name that `--format` takes.
    pub name: &'static str,
    /// One line of help.
    pub about: &'static str,
    /// Renders the list.
    pub render: fn(&List, &Paths) -> String,
}

/// All formats, in the order of the help text.
pub static FORMATS: &[Format] = &[
    Format { name: "json", about: "One JSON document", render: json },
    Format { name: "ndjson", about: "One JSON value per line", render: |list, _| ndjson(list) },
    Format { name: "tsv", about: "Columns separated by tabs", render: |list, _| tsv(list) },
    Format { name: "csv", about: "Columns separated by commas (RFC 4180)", render: |list, _| csv(list) },
    Format { name: "md", about: "A Markdown table", render: |list, _| markdown(list) },
    Format { name: "paths", about: "Only paths, one per line", render: paths },
];

fn json(list: &List, paths: &Paths) -> String {
    (list.document)(list, paths)
}

/// Serializes a JSON document for printing: indented, with a newline at the end.
pub fn document_text(document: &impl Serialize) -> String {
    // Strings, numbers and lists always serialize.
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    escape_unsafe(text)
}

/// Replaces characters that JSON allows but that are unsafe on a terminal by equivalent `\u` escapes.
fn escape_unsafe(json: String) -> String {
    let mut text = String::new();
    let (mut copied, mut at) = (0, 0);
    // Almost everything is printable ASCII. Newlines occur only between tokens: within strings they are escaped
    // already.
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n');
    while let Some(plain) = json.as_bytes()[at..].iter().position(|byte| !is_plain(byte)) {
        at += plain;
        let letter = json[at..].chars().next().expect("an ASCII byte ends at a character boundary");
        if is_unsafe_for_terminal(letter) {
            text.push_str(&json[copied..at]);
            text.push_str(&format!("\\u{:04x}", letter as u32));
            copied = at + letter.len_utf8();
        }
        at += letter.len_utf8();
    }
    if copied == 0 {
        return json;
    }
    text.push_str(&json[copied..]);
    text
}

fn ndjson(list: &List) -> String {
    list.items().map(|item| escape_unsafe(format!("{item}\n"))).collect()
}

fn tsv(list: &List) -> String {
    let row = |cells: Vec<String>| {
        let cells = cells.iter().map(|cell| escape_formula(cell).replace(['\t', '\n', '\r'], " "));
        cells.collect::<Vec<_>>().join("\t") + "\n"
    };
    rows(list, row)
}

fn csv(list: &List) -> String {
    let mut table = CsvTable::default();
    table.add(list.columns);
    list.items().for_each(|item| table.add(&list.cells(&item)));
    table.finish()
}

/// A table in CSV (RFC 4180), without formulas.
pub struct CsvTable(csv::Writer<Vec<u8>>);

impl Default for CsvTable {
    /// Creates an empty table.
    fn default() -> CsvTable {
        CsvTable(csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new()))
    }
}

impl CsvTable {
    /// Adds a row. All have the same length.
    pub fn add(&mut self, cells: &[impl AsRef<str>]) {
        for cell in cells {
            self.0.write_field(escape_formula(cell.as_ref()).as_bytes()).expect(CSV_CANNOT_FAIL);
        }
        self.0.write_record(None::<&[u8]>).expect(CSV_CANNOT_FAIL);
    }

    /// Returns the text.
    pub fn finish(self) -> String {
        String::from_utf8(self.0.into_inner().expect(CSV_CANNOT_FAIL)).expect("the cells are UTF-8")
    }
}

/// Writing to memory does not fail, and every row has one cell for each column.
const CSV_CANNOT_FAIL: &str = "rows of equal length are written to memory";

fn markdown(list: &List) -> String {
    let row = |cells: Vec<String>| {
        let cells = cells.iter().map(|cell| cell.replace('\\', "\\\\").replace('|', "\\|").replace(['\n', '\r'], " "));
        format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
    };
    let delimiter_row = format!("|{}\n", " --- |".repeat(list.columns.len()));
    let text = rows(list, row);
    match text.find('\n') {
        Some(header_end) => format!("{}{delimiter_row}{}", &text[..=header_end], &text[header_end + 1..]),
        None => text,
    }
}

fn rows(list: &List, row: impl Fn(Vec<String>) -> String) -> String {
    let header = list.columns.iter().map(|column| (*column).to_owned()).collect();
    let mut text = row(header);
    list.items().for_each(|item| text.push_str(&row(list.cells(&item))));
    text
}

fn paths(list: &List, paths: &Paths) -> String {
    list.paths(paths).map(|path| path + "\n").collect()
}

/// Renders the paths separated by NUL, for `xargs -0`.
pub fn null_separated(list: &List, paths: &Paths) -> String {
    list.paths(paths).map(|path| path + "\0").collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::*;

    #[test]
    fn formats_render_the_same_list() {
        let items = [
            json!({"path": "a b.md", "line": 3, "text": "x | \"y\",\tz", "to": null}),
            json!({"path": "a b.md", "line": 4, "text": "=1", "to": ["p", "q"]}),
        ];
        let mut list = List::new("things", &["path", "line", "text", "to"], "path", &items);
        let here = Paths::seen_from(Path::new("/home/v/x"), Path::new("/home/v"));
        let check = |name: &str, expected: &str| {
            let format = FORMATS.iter().find(|format| format.name == name).expect("a known format");
            assert_eq!((format.render)(&list, &here), expected, "{name}");
        };
        check("tsv", "path\tline\ttext\tto\na b.md\t3\tx | \"y\", z\t\na b.md\t4\t'=1\tp, q\n");
        check("csv", "path,line,text,to\r\na b.md,3,\"x | \"\"y\"\",\tz\",\r\na b.md,4,'=1,\"p, q\"\r\n");
        check(
            "md",
            "| path | line | text | to |\n| --- | --- | --- | --- |\n| a b.md | 3 | x \\| \"y\",\tz |  |\n| a b.md | 4 | =1 | p, q |\n",
        );
        check("paths", "../a b.md\n");
        assert_eq!(null_separated(&list, &here), "../a b.md\0");
        let start = "{\n  \"schema_version\": 1,\n  \"root\": \"/home/v\",\n  \"things\": [\n";
        assert!((FORMATS[0].render)(&list, &here).starts_with(start));
        assert_eq!((FORMATS[1].render)(&list, &here).lines().count(), 2);
        list.is_named = true;
        assert_eq!(null_separated(&list, &here), "a b.md\0");
    }
}
