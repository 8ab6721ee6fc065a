//! What was not understood in a note (docs/spec/integrations.md#what-was-not-understood).

use std::cell::LazyCell;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use hashbrown::HashSet;
use vaultdex_notes::Span;

use super::context::NoteContext;
use super::history;
use crate::document::outline::{Key, Line, LineKind, NodeKind};
use crate::document::tables::TableText;
use crate::document::title;
use crate::model::{Extracted, Group, Integration, Records, Shape, State, Unread, UnreadKind};
use crate::vocabulary::sections::Section;
use crate::vocabulary::word_search::WordSearch;
use crate::vocabulary::{decoration, sections};
use crate::{normalize, placeholder};

/// The most parts of one kind that are listed of a note.
const MOST_PER_KIND: usize = 20;
/// The length limit of a listed text, in characters.
const LONGEST_TEXT: usize = 120;

/// Beginnings of words in the headings of sections that describe an integration.
const HEADING_WORDS: &[&str] = &[
    "mapping",
    "transform",
    "interface",
    "endpoint",
    "data flow",
    "dataflow",
    "message flow",
    "integration flow",
    "error",
    "failure",
    "exception",
    "retr",
    "schedul",
    "frequency",
    "trigger",
    "source",
    "target",
    "sender",
    "receiver",
    "upstream",
    "downstream",
    "connectivity",
    "connection",
    "protocol",
];

/// Beginnings of further words in the headings above tables that list integrations on the page of a system.
const SYSTEM_HEADING_WORDS: &[&str] = &["integration", "feed", "queue", "topic", "event", "message", "neighbo"];

static HEADING_SEARCH: LazyLock<WordSearch> = LazyLock::new(|| WordSearch::new(HEADING_WORDS.iter().copied()));
static SYSTEM_HEADING_SEARCH: LazyLock<WordSearch> =
    LazyLock::new(|| WordSearch::new(SYSTEM_HEADING_WORDS.iter().copied()));

/// Keys of the templates that have no field.
const TEMPLATE_KEYS: &[&str] = &[
    "business value",
    "use cases",
    "primary use cases",
    "classification",
    "type",
    "components",
    "protocol",
    "field mappings",
    "transformations",
    "validations",
    "validation rules",
    "defaults",
    "default values",
    "extract",
    "transform",
    "load",
];

/// Returns the parts of a note that seem to describe its integration and of which nothing was read.
pub(crate) fn unread_parts(context: &NoteContext, records: &Records) -> Vec<Unread> {
    // A workspace and a template describe no integration of their own.
    if records.is_template || records.shape == Shape::Workspace {
        return Vec::new();
    }
    let read = ReadPositions::of(records);
    let mut unread = unread_tables(context, records, &read);
    unread.extend(unread_keys(context, records, &read));
    unread.sort_by_key(|it| it.span.start);
    unread.extend(unread_headings(context, records, &read, &unread));
    unread.sort_by_key(|it| it.span.start);
    unread
}

/// Returns a note as a whole that looks like an integration and is none, with the reason.
pub(crate) fn unread_note(context: &NoteContext, reason: &'static str) -> Unread {
    let title = context.outline.title.map(|title| &context.outline.nodes[title]);
    let text = title.map_or_else(|| context.path.stem().to_owned(), |title| title.plain.clone().into_owned());
    let start = Span { line: 1, column: 1, ..Span::default() };
    let span = title.map_or(start, |title| title.span);
    Unread { kind: UnreadKind::Note, text, reason: reason.to_owned(), span }
}

/// The positions in a note at which values begin, sorted.
struct ReadPositions(Vec<u32>);

impl ReadPositions {
    /// Collects the positions of all values, but not of those that are kept without a field.
    fn of(records: &Records) -> ReadPositions {
        let mut positions = Vec::new();
        records.integrations.iter().for_each(|it| add_positions(it, &mut positions));
        if let Some(system) = &records.system {
            let values = [&system.name, &system.id, &system.kind, &system.status, &system.owner, &system.domain];
            positions.extend(values.into_iter().flatten().map(|value| value.span.start));
        }
        positions.sort_unstable();
        ReadPositions(positions)
    }

    /// Whether a value begins in a range.
    fn any_in(&self, start: u32, end: u32) -> bool {
        let first = self.0.partition_point(|position| *position < start);
        self.0.get(first).is_some_and(|position| *position < end)
    }
}

/// Adds the positions of the values of an integration.
fn add_positions(integration: &Integration, positions: &mut Vec<u32>) {
    let start = |extracted: &Extracted| extracted.span.start;
    positions.extend(integration.values.iter().map(|(_, it)| start(it)));
    for system in &integration.systems {
        positions.push(start(&system.name));
        positions.extend(system.details.iter().map(|(_, it)| start(it)));
    }
    for flow in &integration.flows {
        positions.extend([&flow.name, &flow.from, &flow.to].into_iter().flatten().map(start));
        positions.extend(flow.details.iter().map(|(_, it)| start(it)));
    }
    positions.extend(integration.mappings.iter().filter(|it| it.embedded_from.is_none()).map(|it| it.span.start));
    let Integration { endpoints, failure_modes, metrics, alerts, tests, data_classes, .. } = integration;
    let groups = [endpoints, failure_modes, metrics, alerts, tests, data_classes];
    for Group { values, span, .. } in groups.into_iter().flatten() {
        positions.push(span.start);
        positions.extend(values.iter().map(|(_, it)| start(it)));
    }
    positions.extend(integration.people.iter().map(|it| start(&it.name)));
    positions.extend(integration.related.iter().map(|it| start(&it.target)));
    positions.extend(integration.places.iter().map(|place| place.start));
}

/// Returns the tables with a row that is filled in, of which no row was read.
fn unread_tables(context: &NoteContext, records: &Records, read: &ReadPositions) -> Vec<Unread> {
    let tables = context.outline.tables.iter().zip(&context.headers);
    let tables = tables.filter(|((_, table), _)| !read.any_in(table.span.start, table.span.end));
    let unread = tables.filter(|((node, table), names)| {
        let names: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
        (records.shape != Shape::System || may_list_integrations(context, *node))
            && may_hold_values(context.sections[*node])
            && !history::is_change_table(&names)
            && is_filled_in(table)
            && !is_dated(context, table)
    });
    let unread = unread.map(|((_, table), _)| {
        let header: Vec<_> = table.header.iter().map(|cell| normalize::plain(cell.raw).into_owned()).collect();
        Unread {
            kind: UnreadKind::Table,
            text: shortened(&header.join(" | ")),
            reason: "no reader knows these columns".to_owned(),
            span: table.span,
        }
    });
    unread.take(MOST_PER_KIND).collect()
}

/// Whether the tables of a section on the page of a system may be about its integrations. Such a page has many others.
fn may_list_integrations(context: &NoteContext, node: usize) -> bool {
    let name = &context.outline.nodes[node].name;
    describes_integration(context.sections[node])
        || HEADING_SEARCH.begins_word_of(name)
        || SYSTEM_HEADING_SEARCH.begins_word_of(name)
}

/// Whether a section may hold values of the integration.
fn may_hold_values(section: Section) -> bool {
    !matches!(section, Section::History | Section::Documents)
}

/// Whether a table has two columns, and a row in which two cells are filled in.
fn is_filled_in(table: &TableText) -> bool {
    let is_filled = |raw: &str| raw.contains(char::is_alphanumeric);
    table.header.len() >= 2
        && table.header.iter().any(|cell| is_filled(cell.raw))
        && table.rows.iter().any(|row| row.cells.iter().filter(|cell| is_filled(cell.raw)).count() >= 2)
}

/// Whether a table has a date in its first row: it lists changes or milestones.
fn is_dated(context: &NoteContext, table: &TableText) -> bool {
    let order = context.synonyms.date_order;
    table
        .rows
        .first()
        .is_some_and(|row| row.cells.iter().any(|cell| normalize::date_in(cell.raw, order).value.is_some()))
}

/// Returns the headings of integration-like sections with text, of which nothing was read. A heading above one of
/// `parts`, which are sorted, is left out: the part says more.
fn unread_headings(context: &NoteContext, records: &Records, read: &ReadPositions, parts: &[Unread]) -> Vec<Unread> {
    let texts = LazyCell::new(|| text_positions(context, records));
    let parts: Vec<u32> = parts.iter().map(|part| part.span.start).collect();
    let any_in = |positions: &[u32], start: u32, end: u32| {
        let first = positions.partition_point(|position| *position < start);
        positions.get(first).is_some_and(|position| *position < end)
    };
    let mut names = HashSet::new();
    let mut unread: Vec<Unread> = Vec::new();
    let mut reported_end = 0;
    for (node, end) in heading_ends(context) {
        let heading = &context.outline.nodes[node];
        let (start, below) = (heading.span.start, heading.span.end);
        // A section within one that is reported adds nothing, nor do the considerations about a side further down.
        if start < reported_end
            || !names.insert(heading.name.as_str())
            || read.any_in(start, end)
            || !(is_about_integration(context, node) || is_listed(context, records, node))
        {
            continue;
        }
        if any_in(&texts, below, end) && !any_in(&parts, below, end) {
            reported_end = end;
            unread.push(Unread {
                kind: UnreadKind::Heading,
                text: shortened(&heading.plain),
                reason: "nothing below it was read".to_owned(),
                span: heading.span,
            });
        }
        if unread.len() == MOST_PER_KIND {
            break;
        }
    }
    unread
}

/// Whether the name of a heading says that the section below describes how systems are connected.
fn is_about_integration(context: &NoteContext, node: usize) -> bool {
    let heading = &context.outline.nodes[node];
    let section = context.sections[node];
    let opens_section = || sections::section_by_name(&heading.name).or(context.numbered[node]).is_some();
    context.outline.title != Some(node)
        && matches!(heading.kind, NodeKind::Heading(level) if level >= 2)
        && may_hold_values(section)
        && (describes_integration(section) && opens_section() || HEADING_SEARCH.begins_word_of(&heading.name))
}

/// Whether a heading in a list of integrations begins with a code, as those of the others do: `IF-5: Prices`.
fn is_listed(context: &NoteContext, records: &Records, node: usize) -> bool {
    let written = context.outline.nodes[node].written;
    records.shape == Shape::Register && title::code(&decoration::name(written)).is_some()
}

/// Returns the sorted positions of the lines, tables and code blocks of a note. Checkboxes are no text, because they
/// are counted; neither are labels, blank values, placeholders and the keys of a template.
fn text_positions(context: &NoteContext, records: &Records) -> Vec<u32> {
    let outline = &context.outline;
    let is_text = |line: &&Line| {
        let raw = &line.text.raw;
        let is_filled = raw.contains(char::is_alphanumeric) && placeholder::inside(raw) == raw.trim();
        let is_content = match &line.kind {
            LineKind::Key(key) => !is_template_key(key, records),
            LineKind::Task(_) => false,
            LineKind::Item | LineKind::Paragraph => true,
        };
        is_filled && is_content && line.below.is_none()
    };
    let lines = outline.lines.iter().filter(is_text).map(|line| line.text.span.start);
    let tables = outline.tables.iter().filter(|(_, table)| is_filled_in(table)).map(|(_, table)| table.span.start);
    let codes = outline.codes.iter().map(|(_, block)| block.span.start);
    let mut positions: Vec<u32> = lines.chain(tables).chain(codes).collect();
    positions.sort_unstable();
    positions
}

/// Returns the headings in document order, each with the position at which the text below it ends.
fn heading_ends(context: &NoteContext) -> Vec<(usize, u32)> {
    let nodes = &context.outline.nodes;
    let mut ends: Vec<(usize, u32)> = Vec::new();
    let mut open: Vec<(u8, usize)> = Vec::new();
    for (idx, node) in nodes.iter().enumerate() {
        let NodeKind::Heading(level) = node.kind else { continue };
        while let Some((_, entry)) = open.pop_if(|(above, _)| *above >= level) {
            ends[entry].1 = node.span.start;
        }
        open.push((level, ends.len()));
        ends.push((idx, u32::MAX));
    }
    ends
}

/// Whether a section describes how systems are connected.
fn describes_integration(section: Section) -> bool {
    use Section::{
        Endpoint, Endpoints, Events, Failure, Failures, Flow, Flows, Mapping, ReverseMapping, Schedule, Side, System,
        Systems, Transfer,
    };
    matches!(
        section,
        Side(_)
            | Systems
            | System
            | Transfer
            | Events
            | Schedule
            | Flows
            | Flow
            | Endpoints
            | Endpoint
            | Mapping
            | ReverseMapping
            | Failures
            | Failure
    )
}

/// Returns the certain keys of the integration that no field knows.
fn unread_keys(context: &NoteContext, records: &Records, read: &ReadPositions) -> Vec<Unread> {
    let extra = records.integrations.iter().flat_map(|it| &it.extra);
    let kept: BTreeSet<u32> =
        extra.filter(|it| matches!(it.state, State::Filled | State::Suspect)).map(|it| it.span.start).collect();
    let unread = context.outline.lines.iter().filter_map(|line| {
        let LineKind::Key(key) = &line.kind else { return None };
        let start = context.value_text(line).span.start;
        let is_unread = key.is_certain
            && !is_template_key(key, records)
            && has_fields(context.sections[line.node], records)
            && kept.contains(&start)
            && !read.any_in(start, start + 1);
        is_unread.then(|| Unread {
            kind: UnreadKind::Key,
            text: shortened(key.written),
            reason: "no field has this name".to_owned(),
            span: key.span,
        })
    });
    unread.take(MOST_PER_KIND).collect()
}

/// Whether a key is one of the template that the note follows.
fn is_template_key(key: &Key, records: &Records) -> bool {
    matches!(records.shape, Shape::Hub | Shape::Record | Shape::Blueprint | Shape::Spec)
        && TEMPLATE_KEYS.contains(&key.name.as_str())
}

/// Whether the keys of a section are fields of the integration or of a part of it.
fn has_fields(section: Section, records: &Records) -> bool {
    match section {
        Section::Top | Section::Overview | Section::Metadata | Section::DocumentControl => true,
        // Each integration of a list has a heading of its own.
        Section::Other => matches!(records.shape, Shape::Register | Shape::System),
        section => describes_integration(section),
    }
}

/// Returns the beginning of a text.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST_TEXT) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::{VaultPath, parse};

    use crate::{Synonyms, extract};

    /// Checks what is not understood in a note about an integration, below its first keys.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let text = format!("# Order feed\n**Source**: Kelpfarm\n**Target**: Quoin\n{text}");
        let path = VaultPath::new("Integrations/Order feed.md");
        let unread = extract(&text, &parse::note(&text), &path, &Synonyms::default()).unread;
        let actual: Vec<String> =
            unread.iter().map(|it| format!("{} {:?} {}", it.span.line, it.kind, it.text)).collect();
        assert_eq!(actual, expected, "in {text:?}");
    }

    #[test]
    fn tables_without_a_reader_are_unread() {
        let table = "| **Knob** | Turn |\n|---|---|\n| left | twice |\n";
        check(&format!("\n## Odd things\n{table}"), &["6 Table Knob | Turn"]);
        // Nothing is filled in, the rows have dates, or they are read.
        check("\n## Odd things\n| Knob | Turn |\n|---|---|\n| left | |\n", &[]);
        check("\n## Milestones\n| What | When |\n|---|---|\n| Go | 2026-03-02 |\n", &[]);
        check("\n## Mapping\n| Source Field | Target Field |\n|---|---|\n| a | b |\n", &[]);
    }

    #[test]
    fn sections_without_values_are_unread() {
        check("\n## Retry policy\nThree times, then mail.\n", &["5 Heading Retry policy"]);
        check("\n## Interfaces\n### For clerks\nWrite to us.\n### For others\nWait.\n", &["5 Heading Interfaces"]);
        // Of the parts of a section, those with a table or a key are listed themselves.
        check("\n## Retry policy\nThree times.\n\n| Knob | Turn |\n|---|---|\n| a | b |\n", &["8 Table Knob | Turn"]);
        check("\n## Retry policy\n- [ ] decide\n\n## Notes\nA story about the sources.\n", &[]);
        check("\n## Mapping\n[to be described]\n", &[]);
    }

    #[test]
    fn keys_without_a_field_are_unread() {
        check("**Colour of the cable**: green\n", &["4 Key Colour of the cable"]);
        check("**Colour of the cable**:\n\n## Background\n**Mood**: good\n", &[]);
    }

    #[test]
    fn long_notes_do_not_drown_the_list() {
        let keys: String = (0..50).map(|nth| format!("**Colour of cable {nth}**: green\n")).collect();
        let text = format!("# Order feed\n**Source**: Kelpfarm\n**Target**: Quoin\n{keys}");
        let path = VaultPath::new("Integrations/Order feed.md");
        let unread = extract(&text, &parse::note(&text), &path, &Synonyms::default()).unread;
        assert_eq!(unread.len(), super::MOST_PER_KIND);
    }
}
