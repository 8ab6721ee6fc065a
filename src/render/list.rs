//! SHELF: the formats of a list. Every list that a command prints comes as the same value, so that each format is
//! written once.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use super::terminal::is_harmful;

/// A list as a command found it. Its items become values one at a time, and only for formats that want them.
pub struct List<'a> {
    /// Under which key it stands in the JSON document.
    pub key: &'static str,
    /// What else stands in the JSON document, before the list.
    pub before: Vec<(&'static str, Value)>,
    /// What else stands in the JSON document, behind the list.
    pub behind: Vec<(&'static str, Value)>,
    /// The keys that become columns in the formats that have them.
    pub columns: &'static [&'static str],
    /// The key that holds the path of an item, or its paths.
    pub path: &'static str,
    /// How many items there are.
    len: usize,
    /// An item by its position.
    item: Box<dyn Fn(usize) -> Value + 'a>,
    /// The whole list as one JSON document, without a value between an item and its text.
    document: Box<dyn Fn(&List) -> String + 'a>,
}

impl<'a> List<'a> {
    /// Takes items that serialise to JSON objects, or to strings, which stand for paths.
    pub fn new<T: Serialize>(
        key: &'static str,
        columns: &'static [&'static str],
        path: &'static str,
        items: &'a [T],
    ) -> List<'a> {
        let item = Box::new(|position: usize| serde_json::to_value(&items[position]).unwrap_or_default());
        let document = Box::new(|list: &List| document_text(&Document { list, items }));
        List { key, before: Vec::new(), behind: Vec::new(), columns, path, len: items.len(), item, document }
    }

    /// Whether there is no item.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    fn items(&self) -> impl Iterator<Item = Value> {
        (0..self.len).map(&self.item)
    }

    fn cells(&self, item: &Value) -> Vec<String> {
        self.columns.iter().map(|column| cell(item.get(column).unwrap_or(item))).collect()
    }

    /// The paths of the items in order; one that follows itself, as two lines of one note do, stands once.
    fn paths(&self) -> impl Iterator<Item = String> {
        let mut last = None;
        let paths = self.items().flat_map(|item| match item.get(self.path).unwrap_or(&item) {
            Value::Array(paths) => paths.iter().map(cell).collect(),
            path => vec![cell(path)],
        });
        paths.filter(move |path| {
            let is_new = !path.is_empty() && last.as_ref() != Some(path);
            last = Some(path.clone());
            is_new
        })
    }
}

/// A list with its items as they came.
struct Document<'a, T> {
    list: &'a List<'a>,
    items: &'a [T],
}

impl<T: Serialize> Serialize for Document<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut document = serializer.serialize_map(None)?;
        document.serialize_entry("schema_version", &1)?;
        for (key, value) in &self.list.before {
            document.serialize_entry(key, value)?;
        }
        document.serialize_entry(self.list.key, self.items)?;
        for (key, value) in &self.list.behind {
            document.serialize_entry(key, value)?;
        }
        document.end()
    }
}

/// A value as one cell: text as it is, nothing for null, lists with commas.
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

/// One format of a list.
pub struct Format {
    /// What `--format` calls it.
    pub name: &'static str,
    /// What it is for, in a line.
    pub about: &'static str,
    /// Writes the list.
    pub render: fn(&List) -> String,
}

/// Every format, in the order of the help text.
pub static FORMATS: &[Format] = &[
    Format { name: "json", about: "one JSON document", render: json },
    Format { name: "ndjson", about: "one JSON object a line", render: ndjson },
    Format { name: "tsv", about: "columns separated by tabs", render: tsv },
    Format { name: "csv", about: "columns separated by commas (RFC 4180)", render: csv },
    Format { name: "md", about: "a Markdown table", render: markdown },
    Format { name: "paths", about: "paths only, one a line", render: paths },
];

fn json(list: &List) -> String {
    (list.document)(list)
}

/// A JSON document as it is printed: indented, with a line break at its end.
pub fn document_text(document: &impl Serialize) -> String {
    // Values of strings, numbers and lists always serialise.
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    escaped(text)
}

/// JSON allows what a terminal had better not see. As escapes it means the same.
fn escaped(json: String) -> String {
    let mut text = String::new();
    let (mut copied, mut at) = (0, 0);
    // Nearly all of it is plain ASCII. Between strings of a document there is nothing else but line breaks; within one
    // they are escaped already.
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n');
    while let Some(plain) = json.as_bytes()[at..].iter().position(|byte| !is_plain(byte)) {
        at += plain;
        let letter = json[at..].chars().next().expect("a letter begins behind one of ASCII");
        if is_harmful(letter) {
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
    list.items().map(|item| escaped(format!("{item}\n"))).collect()
}

fn tsv(list: &List) -> String {
    let row = |cells: Vec<String>| {
        let cells = cells.iter().map(|cell| cell.replace(['\t', '\n', '\r'], " "));
        cells.collect::<Vec<_>>().join("\t") + "\n"
    };
    rows(list, row)
}

fn csv(list: &List) -> String {
    let quoted = |cell: &String| match cell.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.clone(),
    };
    rows(list, |cells| cells.iter().map(quoted).collect::<Vec<_>>().join(",") + "\r\n")
}

fn markdown(list: &List) -> String {
    let row = |cells: Vec<String>| {
        let cells = cells.iter().map(|cell| cell.replace('\\', "\\\\").replace('|', "\\|").replace(['\n', '\r'], " "));
        format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
    };
    let rule = format!("|{}\n", " --- |".repeat(list.columns.len()));
    let text = rows(list, row);
    match text.find('\n') {
        Some(head) => format!("{}{rule}{}", &text[..=head], &text[head + 1..]),
        None => text,
    }
}

fn rows(list: &List, row: impl Fn(Vec<String>) -> String) -> String {
    let head = list.columns.iter().map(|column| (*column).to_owned()).collect();
    let mut text = row(head);
    list.items().for_each(|item| text.push_str(&row(list.cells(&item))));
    text
}

fn paths(list: &List) -> String {
    list.paths().map(|path| path + "\n").collect()
}

/// Paths as `xargs -0` reads them.
pub fn null_separated(list: &List) -> String {
    list.paths().map(|path| path + "\0").collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_format_of_one_list() {
        let items = [
            json!({"path": "a b.md", "line": 3, "text": "x | \"y\",\tz", "to": null}),
            json!({"path": "a b.md", "line": 4, "text": "=1", "to": ["p", "q"]}),
        ];
        let list = List::new("things", &["path", "line", "text", "to"], "path", &items);
        let check = |name: &str, expected: &str| {
            let format = FORMATS.iter().find(|format| format.name == name).expect("on the shelf");
            assert_eq!((format.render)(&list), expected, "{name}");
        };
        check("tsv", "path\tline\ttext\tto\na b.md\t3\tx | \"y\", z\t\na b.md\t4\t=1\tp, q\n");
        check("csv", "path,line,text,to\r\na b.md,3,\"x | \"\"y\"\",\tz\",\r\na b.md,4,=1,\"p, q\"\r\n");
        check(
            "md",
            "| path | line | text | to |\n| --- | --- | --- | --- |\n| a b.md | 3 | x \\| \"y\",\tz |  |\n| a b.md | 4 | =1 | p, q |\n",
        );
        check("paths", "a b.md\n");
        assert_eq!(null_separated(&list), "a b.md\0");
        assert!((FORMATS[0].render)(&list).starts_with("{\n  \"schema_version\": 1,\n  \"things\": [\n"));
        assert_eq!((FORMATS[1].render)(&list).lines().count(), 2);
    }
}
