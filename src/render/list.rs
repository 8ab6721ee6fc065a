//! SHELF: the formats of a list. Every list that a command prints comes as the same value, so that each format is
//! written once.

use serde::Serialize;
use serde_json::{Map, Value};

/// A list as a command found it.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// Under which key it stands in the JSON document.
    pub key: &'static str,
    /// What else stands in the JSON document, before the list.
    pub before: Vec<(&'static str, Value)>,
    /// What else stands in the JSON document, behind the list.
    pub behind: Vec<(&'static str, Value)>,
    /// The keys that become columns in the formats that have them.
    pub columns: &'static [&'static str],
    /// The key that holds the path of an item.
    pub path: &'static str,
    /// The items.
    pub items: Vec<Value>,
}

impl List {
    /// Takes items that serialise to JSON objects, or to strings, which stand for paths.
    pub fn new<T: Serialize>(
        key: &'static str,
        columns: &'static [&'static str],
        path: &'static str,
        items: &[T],
    ) -> List {
        let items = items.iter().map(|item| serde_json::to_value(item).unwrap_or_default()).collect();
        List { key, before: Vec::new(), behind: Vec::new(), columns, path, items }
    }

    fn cells(&self, item: &Value) -> Vec<String> {
        self.columns.iter().map(|column| cell(item.get(column).unwrap_or(item))).collect()
    }

    fn paths(&self) -> impl Iterator<Item = String> {
        let mut last = None;
        self.items.iter().filter_map(move |item| {
            let path = cell(item.get(self.path).unwrap_or(item));
            // One item follows another of the same note: a path a note is what the next tool wants.
            (last.as_ref() != Some(&path)).then(|| {
                last = Some(path.clone());
                path
            })
        })
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
    let mut document = Map::new();
    document.insert("schema_version".to_owned(), 1.into());
    let beside = |(key, value): &(&str, Value)| ((*key).to_owned(), value.clone());
    document.extend(list.before.iter().map(beside));
    document.insert(list.key.to_owned(), Value::Array(list.items.clone()));
    document.extend(list.behind.iter().map(beside));
    document_text(&Value::Object(document))
}

/// A JSON document as it is printed: indented, with a line break at its end.
pub fn document_text(document: &Value) -> String {
    // A value of strings, numbers and lists always serialises.
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    text
}

fn ndjson(list: &List) -> String {
    list.items.iter().map(|item| format!("{item}\n")).collect()
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
    list.items.iter().for_each(|item| text.push_str(&row(list.cells(item))));
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
