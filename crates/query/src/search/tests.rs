//! Which notes whole queries match, and where.

use vaultdex_notes::{
    Block, BlockKind, Heading, LineIndex, ListItem, NonProse, NonProseKind, Note, Property, Tag, Value, VaultPath,
};

use super::*;

/// Facts that hold for the name `yes`, for integrations, and for changes on 2025-03-01.
pub(crate) struct FakeFacts;

impl VaultFacts for FakeFacts {
    fn links_to(&self, _: &VaultPath, name: &str) -> bool {
        name == "yes"
    }
    fn linked_from(&self, _: &VaultPath, name: &str) -> bool {
        name == "yes"
    }
    fn kind(&self, _: &VaultPath, kind: Kind) -> bool {
        kind == Kind::Integration
    }
    fn system(&self, _: &VaultPath, name: &str) -> bool {
        name == "yes"
    }
    fn id(&self, _: &VaultPath, id: &str) -> bool {
        id == "yes"
    }
    fn record(&self, _: &VaultPath, fact: &RecordFact) -> bool {
        *fact == RecordFact::Status(Some("active"))
    }
    fn changed(&self, _: &VaultPath, range: &DateRange) -> bool {
        range.contains(jiff::civil::Date::constant(2025, 3, 1))
    }
}

/// Parses simple notes: every line is a block, `#` begins headings and tags, `- ` begins list items, and frontmatter
/// has one property per line.
pub(crate) fn parse_note(text: &str) -> Note {
    let index = LineIndex::new(text);
    let mut note = Note::default();
    let fence = text.strip_prefix("---\n").and_then(|rest| rest.find("\n---\n")).map_or(0, |end| end + 9);
    for line in (1..=index.len()).map(|line| index.line_range(line)) {
        let (span, content) = (index.span(line.clone()), &text[line.clone()]);
        if line.start < fence {
            if let Some((name, value)) = content.split_once(':') {
                note.properties.push(Property { name: name.to_owned(), value: parse_value(value.trim()), span });
            }
            continue;
        }
        for (at, _) in content.match_indices('#').filter(|(at, _)| *at == 0 || content[..*at].ends_with(' ')) {
            let name: String = content[at..].chars().take_while(|letter| !" .\u{200d}".contains(*letter)).collect();
            let start = line.start + at;
            if name.len() > 1 {
                note.tags.push(Tag { span: index.span(start..start + name.len()), name, in_frontmatter: false });
            }
        }
        let mut kind = BlockKind::Paragraph;
        if let Some(heading) = content.strip_prefix("# ") {
            kind = BlockKind::Heading;
            note.headings.push(Heading { level: 1, text: heading.to_owned(), span });
        } else if let Some(item) = content.strip_prefix("- ") {
            kind = BlockKind::List;
            let task = item.strip_prefix('[').and_then(|item| item.chars().next());
            let item = ListItem { span, task, text: item.to_owned(), parent: -1 };
            note.tasks.extend(task.map(|_| item.clone()));
            note.list_items.push(item);
        } else if let Some(info) = content.strip_prefix("```") {
            let language = info.split('|').next().unwrap_or_default().to_owned();
            note.non_prose.push(NonProse { span, kind: NonProseKind::Code, language });
        }
        if !content.is_empty() {
            note.blocks.push(Block { kind, span });
        }
    }
    note
}

fn parse_value(text: &str) -> Value {
    if let Some(items) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
        return Value::List(
            items.split(',').filter(|item| !item.is_empty()).map(|item| parse_value(item.trim())).collect(),
        );
    }
    match (text, text.parse()) {
        ("", _) => Value::Null,
        (_, Ok(number)) => Value::Int(number),
        (text, Err(_)) => Value::Text(text.to_owned()),
    }
}

fn found(query: &str, path: &str, text: &str) -> Option<Vec<String>> {
    let compiled = CompiledQuery::new(&parse(query).expect("a valid query"), Options::default()).expect("short words");
    let (path, note) = (VaultPath::new(path), parse_note(text));
    let document = SearchDocument { path: &path, text, note: &note, facts: &FakeFacts };
    let matches = find_matches(&compiled, &document);
    is_match(&compiled, &document)
        .then(|| matches.iter().map(|found| text[found.start..found.end].to_owned()).collect())
}

const NOTE: &str = "---
Status: in progress
due: 2025-03-01
tags: [work, later]
score: 7
empty:
---
before #work/Alpha
# Heading one
- [ ] open Task x
- [x] done task
- plain item
caf\u{e9} STRASSE stra\u{df}e Testing
# Heading two
after the end";

/// `expected` is `None` if the query does not match, or else the text of its matches.
fn check(query: &str, expected: Option<&[&str]>) {
    let found = found(query, "dir/Orders.md", NOTE);
    let found: Option<Vec<&str>> = found.as_ref().map(|matches| matches.iter().map(String::as_str).collect());
    assert_eq!(found.as_deref(), expected, "{query}");
}

#[test]
fn words_phrases_and_regexes_match_text_and_path() {
    check("STRASSE", Some(&["STRASSE"]));
    check("straSSe item", Some(&["item", "STRASSE"]));
    check("test", Some(&["Test"]));
    check("\"test\"", None);
    check("\"testing\"", Some(&["Testing"]));
    check("\"- [ ]\"", Some(&["- [ ]"]));
    check("orders", Some(&[]));
    check("\"orders\" nowhere", None);
    check("/^# h\\w+ o/", Some(&["# Heading o"]));
    check("/two$/", Some(&["two"]));
    check("-nowhere", Some(&[]));
    check("nowhere OR before", Some(&["before"]));
    check("nowhere or before", None);
    check("before OR (after nowhere)", Some(&["before"]));
    check("-(before nowhere) -before", None);
    check("\"\"", Some(&[]));
    check("cafe", None);
}

#[test]
fn operators_select_a_field() {
    check("file:orders.md", Some(&[]));
    check("file:dir", None);
    check("path:dir/ord", Some(&[]));
    check("path:before", None);
    check("path:-before", Some(&[]));
    check("content:orders", None);
    check("content:(before after)", Some(&["before", "after"]));
    check("match-case:strasse", None);
    check("match-case:(STRASSE ignore-case:testing)", Some(&["STRASSE", "Testing"]));
    check("match-case:path:orders", None);
}

#[test]
fn a_tag_matches_the_tags_nested_in_it() {
    check("tag:work", Some(&["#work/Alpha"]));
    check("tag:#WORK/alpha", Some(&["#work/Alpha"]));
    check("match-case:(tag:WORK)", Some(&["#work/Alpha"]));
    check("tag:wor", None);
    check("tag:-work", None);
    check("tag:(work -play)", Some(&["#work/Alpha"]));
    check("tag:/^#WORK.*a$/", Some(&["#work/Alpha"]));
    check("tag:/^alpha/", None);
    check("tag:\"\"", Some(&["#work/Alpha"]));
    check("line:(before tag:work)", Some(&["before", "#work/Alpha"]));
    check("line:(after tag:work)", None);
    check("line:(status tag:work)", None);
    check("line:(after file:orders)", Some(&["after"]));
}

#[test]
fn one_part_must_satisfy_the_whole_argument() {
    check("line:(before after)", None);
    check("line:(open task)", Some(&["open", "Task"]));
    check("-line:(open task)", None);
    check("line:-before line:orders", None);
    check("section:(before after)", None);
    check("section:(one plain)", Some(&["one", "one", "plain"]));
    check("section:(before status)", Some(&["Status", "before"]));
    check("block:(plain item)", Some(&["plain", "item"]));
    check("block:(plain task)", None);
    check("line:(section:one)", Some(&["one", "one"]));
    check("section:(plain line:(done task))", Some(&["done", "task", "plain"]));
}

#[test]
fn tasks_match_by_state_and_text() {
    check("task:\"\"", Some(&["open Task x", "done task"]));
    check("task-todo:\"\"", Some(&["open Task x"]));
    check("task-done:(task -x)", Some(&["task"]));
    check("task-done:open", None);
    check("task:x", Some(&["x"]));
    check("task:plain", None);
    check("task:-open", Some(&["done task"]));
}

#[test]
fn properties_match_by_name_and_value() {
    check("[status]", Some(&["Status: in progress"]));
    check("[\"STATUS\":prog]", Some(&["Status: in progress"]));
    check("[status:\"prog\"]", None);
    check("[status:(done OR progress)]", Some(&["Status: in progress"]));
    check("[status:/^in/]", Some(&["Status: in progress"]));
    check("[status:-done]", Some(&["Status: in progress"]));
    check("[status:-progress]", None);
    check("-[status:done] -[none]", Some(&[]));
    check("[none:-x]", None);
    check("[empty:null]", Some(&["empty:"]));
    check("[status:null]", None);
    check("[empty:x]", None);
    check("[tags:(work later)]", None);
    check("[tags:work] [tags:later]", Some(&["tags: [work, later]"]));
    check("[score:>6] [score:<=7]", Some(&["score: 7"]));
    check("[score:>7]", None);
    check("[due:>2025-02]", Some(&["due: 2025-03-01"]));
    check("[due:<2025-03]", None);
    check("[status:>1]", None);
    check("[match-case:x]", None);
    check("match-case:([status:IN])", None);
}

#[test]
fn facts_are_answered_by_the_vault() {
    check("links-to:yes linked-from:\"yes\" system:yes id:yes kind:Integration", Some(&[]));
    check("links-to:no", None);
    check("links-to:(no OR yes) -kind:daily", Some(&[]));
    check("changed:>2025-02 -changed:2024", Some(&[]));
    check("changed:(>2024-01 <2025-02)", None);
    check("line:(kind:integration before)", Some(&["before"]));
}

#[test]
fn attachments_match_by_name_only() {
    let check = |query: &str, expected: bool| {
        assert_eq!(found(query, "media/Photo.png", "Photo raw bytes").is_some(), expected, "{query}");
    };
    check("photo", false);
    check("file:photo", true);
    check("path:(media photo) photo", true);
    check("-other", false);
    check("path:-other", false);
    check("-path:other", false);
    check("photo OR path:other", false);
    check("file:png bytes", false);
    check("match-case:(file:Photo)", true);
}

#[test]
fn drawings_are_not_searched() {
    let text = "a secret\n```compressed-json|x secret\nb";
    assert_eq!(found("secret", "x.md", text), Some(vec!["secret".to_owned()]));
    assert_eq!(found("x", "y.md", text), None);
    assert_eq!(found("line:b", "y.md", text), Some(vec!["b".to_owned()]));
}

#[test]
fn text_is_compared_in_nfc_and_matches_refer_to_the_source() {
    let check = |query: &str, text: &str, expected: Option<&[&str]>| {
        let found = found(query, "x.md", text);
        assert_eq!(
            found.map(|matches| matches.join("|")),
            expected.map(|matches| matches.join("|")),
            "{query} in {text:?}"
        );
    };
    check("café", "ein CAFE\u{301}!", Some(&["CAFE\u{301}"]));
    check("cafe", "ein CAFE\u{301}!", None);
    check("k", "\u{212a}", Some(&["\u{212a}"]));
    check("line:(é b)", "x\ne\u{301} b", Some(&["e\u{301}", "b"]));
    check("ä", "A\u{308}o", Some(&["A\u{308}"]));
    check("/x\\b\u{323}/", "x\u{323}", None);
    check("/\\S\u{323}/", "-\u{323}", Some(&["-\u{323}"]));
}

#[test]
fn diacritics_can_be_ignored() {
    let options = Options { ignore_diacritics: true, match_case: false };
    let check = |query: &str, text: &str, expected: &[&str]| {
        let compiled = CompiledQuery::new(&parse(query).expect("a valid query"), options).expect("short words");
        let (path, note) = (VaultPath::new("x.md"), parse_note(text));
        let matches = find_matches(&compiled, &SearchDocument { path: &path, text, note: &note, facts: &FakeFacts });
        let matches: Vec<_> = matches.iter().map(|found| &text[found.start..found.end]).collect();
        assert_eq!(matches, expected, "{query} in {text:?}");
    };
    check("cafe", "Café, cafe\u{301}", &["Café", "cafe\u{301}"]);
    check("café", "cafe", &["cafe"]);
    check("\"uber\"", "Übergang Über", &["Über"]);
    check("/^ü.e/", "uber", &["ube"]);
    check("tag:ete", "x #Été", &["#Été"]);
    check("か", "が", &[]);
}
