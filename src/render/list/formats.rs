//! The output formats of a list (docs/spec/cli.md#output-formats).

use serde_json::Value;

use super::cells;
use super::items::List;
use crate::render::formula::escape_formula;
use crate::render::json::escape_unsafe;
use crate::render::paths::Paths;

/// An output format of a list.
pub struct Format {
    /// The name that `--format` takes.
    pub name: &'static str,
    /// One line of help.
    pub about: &'static str,
    /// Whether the items are rows of a table, whose columns can be chosen.
    pub is_table: bool,
    /// Renders the list.
    pub render: fn(&List, &Paths) -> String,
}

/// All formats, in the order of the help text.
pub static FORMATS: &[Format] = &[
    Format { name: "json", about: "One JSON document", is_table: false, render: json },
    Format { name: "ndjson", about: "One JSON object per line", is_table: false, render: |list, _| ndjson(list) },
    Format { name: "tsv", about: "Columns separated by tabs", is_table: true, render: |list, _| tsv(list) },
    Format {
        name: "csv",
        about: "Columns separated by commas (RFC 4180)",
        is_table: true,
        render: |list, _| csv(list),
    },
    Format {
        name: "md",
        about: "A Markdown table with links to the notes",
        is_table: true,
        render: |list, _| markdown(list),
    },
    Format { name: "paths", about: "Only paths, one per line", is_table: false, render: paths },
];

fn json(list: &List, paths: &Paths) -> String {
    list.document(paths)
}

fn ndjson(list: &List) -> String {
    list.items().map(|item| escape_unsafe(format!("{}\n", list.typed_object(item)))).collect()
}

fn tsv(list: &List) -> String {
    let row = |cells: &[String]| {
        let cells = cells.iter().map(|cell| escape_formula(cell).replace(['\t', '\n', '\r'], " "));
        cells.collect::<Vec<_>>().join("\t") + "\n"
    };
    let columns = list.fields();
    let header = list.header.then(|| row(&columns.iter().map(ToString::to_string).collect::<Vec<_>>()));
    let rows = list.items().map(|item| row(&list.cells(&item, &columns, |_, value| cells::field(value))));
    header.into_iter().chain(rows).collect()
}

fn csv(list: &List) -> String {
    let mut table = CsvTable::default();
    let columns = list.fields();
    if list.header {
        table.add(&columns);
    }
    list.items().for_each(|item| table.add(&list.cells(&item, &columns, |_, value| cells::field(value))));
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
    let columns = list.columns();
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let header = row(columns.iter().map(ToString::to_string).collect());
    let delimiter_row = format!("|{}\n", " --- |".repeat(columns.len()));
    let cell = |key: &str, value: &Value| match list.layout.has_notes {
        true => cells::markdown(key, value),
        false => cells::markdown("", value),
    };
    let rows = list.items().map(|item| row(list.cells(&item, &columns, cell)));
    [header, delimiter_row].into_iter().chain(rows).collect()
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
    use crate::render::list::items::Layout;

    static THINGS: Layout = Layout::new("things", "thing", &["path", "line", "text", "to"], "path")
        .with_fields(&["path", "line", "text", "to", "more"]);
    static NAMES: Layout = Layout::new("names", "name", &["path"], "path").of_names();

    fn rendered(list: &List, name: &str) -> String {
        let here = Paths::seen_from(Path::new("/home/v/x"), Path::new("/home/v"));
        let format = FORMATS.iter().find(|format| format.name == name).expect("a known format");
        (format.render)(list, &here)
    }

    fn items() -> [Value; 2] {
        [
            json!({"path": "a b.md", "line": 3, "text": "x | \"y\",\tz", "to": null, "more": 1}),
            json!({"path": "a b.md", "line": 4, "text": "=1", "to": ["p", "q"], "more": 2}),
        ]
    }

    #[test]
    fn formats_render_the_same_list() {
        let items = items();
        let mut list = List::new(&THINGS, &items);
        let check = |list: &List, name: &str, expected: &str| assert_eq!(rendered(list, name), expected, "{name}");
        check(
            &list,
            "tsv",
            "path\tline\ttext\tto\tmore\na b.md\t3\tx | \"y\", z\t\t1\na b.md\t4\t'=1\t[\"p\",\"q\"]\t2\n",
        );
        check(
            &list,
            "csv",
            "path,line,text,to,more\r\na b.md,3,\"x | \"\"y\"\",\tz\",,1\r\na b.md,4,'=1,\"[\"\"p\"\",\"\"q\"\"]\",2\r\n",
        );
        check(
            &list,
            "md",
            "| path | line | text | to |\n| --- | --- | --- | --- |\n| [[a b]] | 3 | x \\| \"y\",\tz |  |\n| [[a b]] | 4 | =1 | p, q |\n",
        );
        check(&list, "paths", "../a b.md\n");
        assert!(
            rendered(&list, "json")
                .starts_with("{\n  \"schema_version\": 1,\n  \"root\": \"/home/v\",\n  \"things\": [\n")
        );
        list.choose(vec!["text", "line"]);
        list.header = false;
        check(&list, "tsv", "x | \"y\", z\t3\n'=1\t4\n");
        check(&list, "csv", "\"x | \"\"y\"\",\tz\",3\r\n'=1,4\r\n");
        check(&list, "md", "| text | line |\n| --- | --- |\n| x \\| \"y\",\tz | 3 |\n| =1 | 4 |\n");
    }

    #[test]
    fn ndjson_has_objects_with_their_type() {
        let items = items();
        let text = rendered(&List::new(&THINGS, &items), "ndjson");
        assert!(text.starts_with("{\"type\":\"thing\",\"path\":\"a b.md\",\"line\":3,"), "{text}");
        assert_eq!(text.lines().count(), 2);
        let typed = [json!({"path": "a.md", "type": "batch"})];
        let text = rendered(&List::new(&THINGS, &typed), "ndjson");
        assert_eq!(text, "{\"type\":\"thing\",\"path\":\"a.md\",\"thing_type\":\"batch\"}\n");
        assert_eq!(rendered(&List::new(&NAMES, &["a.md"]), "ndjson"), "{\"type\":\"name\",\"path\":\"a.md\"}\n");
    }

    #[test]
    fn names_are_no_paths() {
        let here = Paths::seen_from(Path::new("/home/v/x"), Path::new("/home/v"));
        assert_eq!(null_separated(&List::new(&THINGS, &items()), &here), "../a b.md\0");
        assert_eq!(null_separated(&List::new(&NAMES, &["a b"]), &here), "a b\0");
        assert_eq!(rendered(&List::new(&NAMES, &["a b"]), "md"), "| path |\n| --- |\n| a b |\n");
    }
}
