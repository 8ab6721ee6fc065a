//! Compares parsed notes with the metadata that Obsidian computed for them.
//!
//! `VAULTDEX_CAPTURED` overrides the folder `vault-fixtures/captured`. Obsidian's offsets are UTF-16 code units, and
//! its lines and columns are counted from 0; ours are bytes, counted from 1.

use serde_json::Value as Json;
use vaultdex_notes::{BlockKind, Link, LinkKind, Note, Span, Value};

use crate::support::fixture;

/// Known deviations: file, place in the metadata, and the reason. At most two.
const QUIRKS: &[(&str, &str, &str)] = &[];

#[test]
fn notes_are_parsed_as_in_obsidian() {
    let folder = std::env::var_os("VAULTDEX_CAPTURED").map_or_else(|| fixture("captured"), Into::into);
    let files = std::fs::read_dir(&folder).expect("a folder of captured metadata");
    let mut paths: Vec<_> = files.map(|file| file.expect("folder is listed").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|it| it == "json"));
    paths.sort();
    let mut differences = Differences::default();
    for path in &paths {
        let json: Json = serde_json::from_slice(&std::fs::read(path).expect("file is read")).expect("JSON is valid");
        differences.file = path.file_stem().expect("file has a name").to_string_lossy().into_owned();
        compare(&json, &mut differences);
    }
    println!("compared {} values of {} files", differences.n_compared, paths.len());
    assert!(QUIRKS.len() <= 2, "quirks are the exception");
    for (file, place, reason) in QUIRKS {
        let n_found = differences.found.len();
        let is_quirk = |it: &Difference| it.file == *file && it.place.starts_with(place);
        differences.found.retain(|it| !is_quirk(it));
        assert!(differences.found.len() < n_found, "no longer a difference: {file}, {place} ({reason})");
    }
    let lines: Vec<String> = differences.found.iter().map(Difference::line).collect();
    assert!(lines.is_empty(), "{} differences:\n{}", lines.len(), lines.join("\n"));
    assert!(differences.n_compared > 1000, "only {} values compared", differences.n_compared);
}

#[derive(Default)]
struct Differences {
    file: String,
    n_compared: usize,
    found: Vec<Difference>,
}

struct Difference {
    file: String,
    place: String,
    app: String,
    ours: String,
}

impl Difference {
    fn line(&self) -> String {
        format!("{} {}\n   app: {}\n  ours: {}", self.file, self.place, self.app, self.ours)
    }
}

impl Differences {
    fn same<T: PartialEq + std::fmt::Debug>(&mut self, place: &str, app: T, ours: T) {
        self.n_compared += 1;
        if app != ours {
            let (file, place) = (self.file.clone(), place.to_string());
            self.found.push(Difference { file, place, app: format!("{app:?}"), ours: format!("{ours:?}") });
        }
    }

    /// Compares the values and the lengths of two lists.
    fn lists<T: PartialEq + std::fmt::Debug>(&mut self, place: &str, app: Vec<T>, ours: Vec<T>) {
        self.same(&format!("{place} (how many)"), app.len(), ours.len());
        for (nth, (app, ours)) in app.into_iter().zip(ours).enumerate() {
            self.same(&format!("{place}[{nth}]"), app, ours);
        }
    }
}

fn compare(json: &Json, differences: &mut Differences) {
    let text = json["fileContents"].as_str().expect("file has contents");
    let note = vaultdex_notes::parse::note(text);
    let cache = &json["cachedMetadata"];
    let file = File { text };

    let app_link = |it: &Json| (words(it, &["link", "original", "displayText"]), file.place(&it["position"]));
    let our_link = |it: &Link| {
        let original = text[it.span.range()].to_string();
        (vec![it.target.to_string(), original, it.display().to_owned()], file.of(it.span))
    };
    let is_link = |it: &&Link| matches!(it.kind, LinkKind::Wikilink | LinkKind::Markdown);
    let is_embed = |it: &&Link| it.kind == LinkKind::Embed;
    differences.lists(
        "links",
        map(&cache["links"], app_link),
        note.links.iter().filter(is_link).map(our_link).collect(),
    );
    let embeds = note.links.iter().filter(is_embed).map(our_link).collect();
    differences.lists("embeds", map(&cache["embeds"], app_link), embeds);

    let app_tag = |it: &Json| (words(it, &["tag"]), file.place(&it["position"]));
    let body_tags = note.tags.iter().filter(|tag| !tag.in_frontmatter);
    let our_tags = body_tags.map(|it| (vec![it.name.clone()], file.of(it.span))).collect();
    differences.lists("tags", map(&cache["tags"], app_tag), our_tags);

    let app_heading = |it: &Json| (words(it, &["heading"]), it["level"].as_u64(), file.place(&it["position"]));
    let our_headings = note.headings.iter();
    let our_headings = our_headings.map(|it| (vec![it.text.clone()], Some(u64::from(it.level)), file.of(it.span)));
    differences.lists("headings", map(&cache["headings"], app_heading), our_headings.collect());

    let app_item =
        |it: &Json| (it["task"].as_str().map(str::to_string), it["parent"].as_i64(), file.place(&it["position"]));
    let our_items = note.list_items.iter();
    let our_items = our_items.map(|it| (it.task.map(String::from), Some(app_parent(it.parent)), file.of(it.span)));
    differences.lists("listItems", map(&cache["listItems"], app_item), our_items.collect());
    let n_tasks = note.list_items.iter().filter(|it| it.task.is_some()).count();
    differences.same("tasks", n_tasks, note.tasks.len());

    let app_section = |it: &Json| (words(it, &["type"]), file.lines(&it["position"]));
    let our_sections = note.blocks.iter().map(|it| (vec![section(it.kind)], file.lines_of(it.span))).collect();
    differences.lists("sections", map(&cache["sections"], app_section), our_sections);

    let app_blocks = cache["blocks"].as_object().into_iter().flatten();
    let mut app_blocks: Vec<_> = app_blocks.map(|(id, it)| (id.clone(), file.lines(&it["position"]))).collect();
    let mut our_blocks: Vec<_> = note.block_ids.iter().map(|it| (it.id.clone(), file.lines_of(it.span))).collect();
    app_blocks.sort();
    our_blocks.sort();
    differences.lists("blocks", app_blocks, our_blocks);

    let app_end = cache.get("frontmatterPosition").map(|it| file.lines(it));
    differences.same(
        "frontmatterPosition",
        app_end,
        note.frontmatter.map(|it| file.lines_of(it)).filter(|_| cache.get("frontmatterPosition").is_some()),
    );
    compare_frontmatter(json, &note, text, differences);
}

fn compare_frontmatter(json: &Json, note: &Note, text: &str, differences: &mut Differences) {
    let cache = &json["cachedMetadata"];
    // Later versions of Obsidian omit the `position` key, which we do not have.
    let app = cache["frontmatter"].as_object().into_iter().flatten().filter(|(key, _)| *key != "position");
    let mut app: Vec<_> = app.map(|(key, value)| (key.clone(), value.clone())).collect();
    let mut ours: Vec<_> = note.properties.iter().map(|it| (it.name.clone(), as_json(&it.value))).collect();
    app.sort_by(|a, b| a.0.cmp(&b.0));
    ours.sort_by(|a, b| a.0.cmp(&b.0));
    differences.lists("frontmatter", app, ours);

    let app_link = |it: &Json| words(it, &["key", "link", "original", "displayText"]);
    let ours = note.links.iter().filter(|it| it.kind == LinkKind::Property);
    let our_link = |it: &Link| {
        let original = text[it.span.range()].to_string();
        vec![it.property().unwrap_or_default().to_owned(), it.target.to_string(), original, it.display().to_owned()]
    };
    differences.lists("frontmatterLinks", map(&cache["frontmatterLinks"], app_link), ours.map(our_link).collect());

    let our_tags: Vec<String> = note.tags.iter().filter(|it| it.in_frontmatter).map(|it| it.name.clone()).collect();
    let all_tags: Vec<String> = note.tags.iter().map(|it| it.name.clone()).collect();
    differences.lists("getAllTags", strings(&json["getAllTags"]), all_tags);
    differences.lists("parseFrontMatterTags", strings(&json["parseFrontMatterTags"]), our_tags);
    if json.get("parseFrontMatterAliases").is_some() {
        differences.lists("parseFrontMatterAliases", strings(&json["parseFrontMatterAliases"]), note.aliases.clone());
    }
}

fn map<T>(list: &Json, read: impl Fn(&Json) -> T) -> Vec<T> {
    list.as_array().into_iter().flatten().map(read).collect()
}

fn strings(list: &Json) -> Vec<String> {
    map(list, |it| it.as_str().unwrap_or_default().to_string())
}

fn words(json: &Json, keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| json[key].as_str().unwrap_or_default().to_string()).collect()
}

/// Obsidian counts lines from 0, and gives the list that begins on line 0 the number -1, like the one on line 1.
fn app_parent(parent: i64) -> i64 {
    if parent > 0 { parent - 1 } else { (parent + 1).min(-1) }
}

fn section(kind: BlockKind) -> String {
    serde_json::to_value(kind).expect("a kind is a word").as_str().expect("a kind is a word").to_string()
}

fn as_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(value) => (*value).into(),
        Value::Int(value) => (*value).into(),
        Value::Float(value) => (*value).into(),
        Value::Text(value) => value.clone().into(),
        Value::List(items) => items.iter().map(as_json).collect(),
        Value::Map(entries) => Json::Object(entries.iter().map(|(key, it)| (key.clone(), as_json(it))).collect()),
    }
}

/// The text of a note, to convert positions.
struct File<'a> {
    text: &'a str,
}

impl File<'_> {
    /// Converts a position of Obsidian to our line, column and end offset.
    fn place(&self, position: &Json) -> (usize, usize, usize) {
        let start = self.visible(self.offset(&position["start"]));
        (self.line(start), start, self.trimmed(self.offset(&position["end"])))
    }

    fn of(&self, span: Span) -> (usize, usize, usize) {
        (span.line as usize, span.start as usize, span.end as usize)
    }

    /// Returns the first and the last line of a position of Obsidian.
    fn lines(&self, position: &Json) -> (usize, usize) {
        let line = |end: &str| position[end]["line"].as_u64().expect("position has a line") as usize + 1;
        (line("start"), line("end"))
    }

    fn lines_of(&self, span: Span) -> (usize, usize) {
        (span.line as usize, self.line(span.end as usize))
    }

    /// Converts a UTF-16 offset to a byte offset.
    fn offset(&self, position: &Json) -> usize {
        let wanted = position["offset"].as_u64().expect("position has an offset") as usize;
        let mut units = 0;
        for (at, letter) in self.text.char_indices() {
            if units >= wanted {
                return at;
            }
            units += letter.len_utf16();
        }
        self.text.len()
    }

    fn line(&self, offset: usize) -> usize {
        1 + self.text[..offset].matches('\n').count()
    }

    /// Obsidian's list items include the rest of their indentation.
    fn visible(&self, offset: usize) -> usize {
        let rest = &self.text[offset..];
        offset + rest.len() - rest.trim_start_matches([' ', '\t']).len()
    }

    /// Obsidian's list items end after the blank line that follows.
    fn trimmed(&self, offset: usize) -> usize {
        self.text[..offset].trim_end().len()
    }
}
