//! Scans the lines of a note for dated list items, headings and versions, with the details that belong to them.

mod entries;
mod line;

use std::ops::Range;

use line::{DAY_PARAGRAPH, Line, PARAGRAPH, Position, is_definition_or_block_id};
use vaultdex_notes::{Block, BlockKind, Heading, NonProse, NonProseKind};

use super::dated_section::{DatedSection, has_categories};
use super::entry::{FIRST_LIST, list_at};
use super::scope::Scope;
use super::{entry, entry_line, sentence};
use crate::changelog::entry_pattern::EntryLine;
use crate::changelog::history::History;
use crate::document::list_marker::{indent, item_text};
use crate::model::{ChangeLog, ChangeSource, DeclaredFormat, Moment};
use crate::vocabulary::verbs::category;

/// What the lines nested in a list item belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    None,
    /// An entry, by its index in the log.
    Entry(usize),
    /// A day, stated by a line that consists of a date. Each line nested in it is an entry of that day.
    Day(Moment),
}

impl Owner {
    fn of(entry: Option<usize>) -> Owner {
        entry.map_or(Owner::None, Owner::Entry)
    }

    fn entry(self) -> Option<usize> {
        match self {
            Owner::Entry(entry) => Some(entry),
            Owner::None | Owner::Day(_) => None,
        }
    }
}

struct Scanner<'a> {
    history: &'a History<'a>,
    formats: &'a [DeclaredFormat],
    log: &'a mut ChangeLog,
    dated: Vec<DatedSection>,
    /// The open list items with their indentation, outermost first.
    items: Vec<(isize, Owner)>,
    /// The entry whose text or last detail the next line may continue.
    paragraph: Option<usize>,
    /// Whether a continuation line belongs to the text of that entry. For an entry outside a list, lines below are
    /// details instead.
    is_item: bool,
    /// The entries whose text has continuation lines, in order.
    wrapped: Vec<usize>,
    /// The list number of the current section, whose lines may be in several blocks.
    list: u32,
    /// The headings above with the list numbers that they begin, outermost first.
    sections: Vec<(u8, u32)>,
}

/// Adds the entries of every line of the note to `log`.
pub(crate) fn scan<'a>(history: &'a History<'a>, formats: &'a [DeclaredFormat], log: &'a mut ChangeLog) {
    let mut scanner = Scanner {
        history,
        formats,
        log,
        dated: Vec::new(),
        items: Vec::new(),
        paragraph: None,
        is_item: false,
        wrapped: Vec::new(),
        list: FIRST_LIST,
        sections: Vec::new(),
    };
    let mut position = Position::default();
    for number in 1..=history.lines.len() {
        let mut range = history.lines.line_range(number);
        if number == 1 && history.text.starts_with('\u{feff}') {
            range.start += '\u{feff}'.len_utf8();
        }
        scanner.scan_line(range, &mut position);
    }
    scanner.parse_wrapped();
}

impl<'a> Scanner<'a> {
    /// Handles a line by the element of the note that contains it.
    fn scan_line(&mut self, range: Range<usize>, position: &mut Position) {
        let (history, note) = (self.history, self.history.note);
        let Some(blank) = history.text[range.clone()].find(|letter: char| !letter.is_whitespace()) else {
            return self.handle_blank_line();
        };
        let first = (range.start + blank) as u32;
        if note.frontmatter.is_some_and(|frontmatter| frontmatter.contains(first)) {
            return;
        }
        position.move_to(note, first);
        let heading = note.headings.get(position.n_headings).filter(|heading| heading.span.start <= first);
        if let Some(heading) = heading {
            // The second line of a setext heading has no text.
            if heading.span.start as usize >= range.start {
                self.begin_section(heading);
                self.handle_heading(range, heading, position.n_headings);
                self.list = list_at(heading.span);
            }
            return;
        }
        let scope = history.scopes[position.n_headings];
        let hidden = note.non_prose.get(position.n_non_prose).filter(|hidden| hidden.span.start <= first);
        let is_part_of =
            |hidden: &&NonProse| hidden.span.end as usize > range.end || (hidden.span.start as usize) < range.start;
        if let Some(hidden) = hidden.filter(is_part_of) {
            return self.handle_hidden_line(range, hidden.span.start as usize, hidden.kind, scope);
        }
        let block = note.blocks.get(position.n_blocks).filter(|block| block.span.start <= first);
        match block.map(|block| block.kind) {
            Some(BlockKind::Table | BlockKind::Blockquote | BlockKind::Callout) => self.end_lists(),
            Some(BlockKind::ThematicBreak) => self.handle_thematic_break(note.blocks.get(position.n_blocks + 1)),
            // Link definitions and footnotes are not details of an entry.
            Some(BlockKind::Definition | BlockKind::FootnoteDefinition) => self.paragraph = None,
            _ => self.handle_line(range, scope, false),
        }
    }

    /// Ends the dated sections. The text after a thematic break is not part of them, but a break directly below the
    /// heading is decoration, and one before another heading separates only parts of a release.
    fn handle_thematic_break(&mut self, next: Option<&Block>) {
        self.end_lists();
        let is_before_heading = next.is_some_and(|next| next.kind == BlockKind::Heading);
        if self.dated.last().is_some_and(|dated| dated.has_lines) && !is_before_heading {
            self.dated.clear();
        }
    }

    fn handle_blank_line(&mut self) {
        self.paragraph = None;
        for (indent, _) in self.items.iter_mut().filter(|(indent, _)| *indent == PARAGRAPH) {
            *indent = 0;
        }
    }

    fn end_lists(&mut self) {
        self.items.clear();
        self.paragraph = None;
    }

    /// Begins a section. Headings below the same heading are items of one list.
    fn begin_section(&mut self, heading: &Heading) {
        while self.sections.last().is_some_and(|(level, _)| *level >= heading.level) {
            self.sections.pop();
        }
        self.list = self.sections.last().map_or(FIRST_LIST, |(_, list)| *list);
        self.sections.push((heading.level, list_at(heading.span)));
    }

    fn handle_heading(&mut self, range: Range<usize>, heading: &Heading, idx: usize) {
        self.end_lists();
        while self.dated.last().is_some_and(|dated| dated.level >= heading.level) {
            self.dated.pop();
        }
        let line = &self.history.text[range.clone()];
        let scope = self.history.scopes[idx + 1];
        let level = heading.level;
        match self.parse_line(&range, scope) {
            Some(EntryLine::Entry(stamped)) => {
                let source = if stamped.version.is_some() { ChangeSource::Version } else { ChangeSource::Heading };
                // `2025-06-16: v2.14.0` is a release too.
                let alone = sentence::version_alone(stamped.text);
                let version = stamped.version.or(alone).map(str::to_owned);
                // A release with categories is not an entry in addition to its bullets, unless it has text.
                let is_release = stamped.text.is_empty() || alone.is_some();
                let is_silent = is_release && has_categories(self.history.note, idx);
                let entry = if is_silent { None } else { self.add_entry(&stamped, source, &range) };
                if is_silent || entry.is_some() {
                    let dated = DatedSection::new(level, stamped.moment);
                    self.dated.push(DatedSection { version, entry, is_release, is_empty: false, ..dated });
                }
            }
            Some(EntryLine::Day(stamped)) => self.dated.push(DatedSection::new(level, stamped.moment)),
            Some(EntryLine::Malformed { reason, suggestion, day, .. }) => {
                entry::report(self.log, line, reason, suggestion, self.history.span(range));
                // Even a malformed heading dates the lines below.
                self.dated.extend(day.map(|moment| DatedSection::new(level, moment)));
            }
            None => {
                let category = category(&heading.text);
                let Some(dated) = self.dated.last_mut() else { return };
                if category.is_some() || heading.level <= dated.level + 1 {
                    dated.set_category(category);
                }
                if let (None, Some(entry)) = (category, dated.entry) {
                    self.log.entries[entry].details.push(heading.text.trim().to_owned());
                }
            }
        }
    }

    /// Handles a line within code, math, HTML or a comment. Indented lines that Markdown parses as code are details if
    /// there is an entry above. A fenced block that is nested in an entry does not end it.
    fn handle_hidden_line(&mut self, range: Range<usize>, start: usize, kind: NonProseKind, scope: Scope) {
        if kind != NonProseKind::Code {
            return;
        }
        let first_line = self.history.lines.line_range(self.history.lines.line(start));
        let fence = self.history.text[start..].trim_start_matches([' ', '\t']);
        let (_, body) = indent(&self.history.text[range.clone()]);
        if fence.starts_with("```") || fence.starts_with("~~~") || item_text(body).is_none() {
            let (indent, _) = indent(&self.history.text[first_line]);
            self.paragraph = None;
            self.items.retain(|(above, _)| *above < indent);
            return;
        }
        self.handle_line(range, scope, true);
    }

    fn handle_line(&mut self, range: Range<usize>, scope: Scope, is_code: bool) {
        if scope == Scope::Excluded {
            self.items.clear();
            return;
        }
        if !is_code
            && (is_definition_or_block_id(&self.history.text[range.clone()]) || self.begin_labeled_category(&range))
        {
            return;
        }
        if let Some(dated) = self.dated.last_mut() {
            dated.has_lines = true;
        }
        let line = Line::new(self.history.text, range, scope, is_code);
        let found = if is_code { None } else { self.parse_line(&line.range, scope) };
        if let (None, None, Some(entry)) = (line.item, &found, self.paragraph) {
            return self.continue_text(entry, &line.range);
        }
        let is_joined = self.paragraph.take().is_some();
        self.items.retain(|(above, _)| match *above {
            // A dated line is not a detail of the paragraph above.
            PARAGRAPH => found.is_none(),
            // A paragraph ends the day of the previous one.
            DAY_PARAGRAPH => line.item.is_some() || line.indent > 0,
            above => above < line.indent,
        });
        let parent = self.items.last().map(|(_, owner)| *owner);
        let is_comment = line.is_comment();
        let is_first = !is_comment && self.dated.last_mut().is_some_and(|dated| std::mem::take(&mut dated.is_empty));
        match (found, parent) {
            (Some(EntryLine::Entry(stamped)), parent)
                if parent.and_then(Owner::entry).is_none() || self.is_declared(stamped.text) =>
            {
                let source = if stamped.version.is_some() { ChangeSource::Version } else { ChangeSource::Log };
                let entry = self.add_entry(&stamped, source, &line.range);
                self.items.push((line.depth(), Owner::of(entry)));
                (self.paragraph, self.is_item) = (entry, line.item.is_some());
            }
            (_, Some(Owner::Entry(entry))) => self.add_detail(entry, &line.range),
            (Some(EntryLine::Malformed { day: Some(moment), .. }), _) if self.dates_following_lines(&line) => {
                // Only one paragraph at a time dates the lines below.
                self.items.retain(|(above, _)| *above != DAY_PARAGRAPH);
                let depth = if line.item.is_some() { line.indent } else { DAY_PARAGRAPH };
                self.items.push((depth, Owner::Day(moment)));
            }
            (_, Some(Owner::Day(moment))) if !is_comment => {
                let text = line.item.unwrap_or(line.body);
                let builder = self.builder(moment, text, ChangeSource::Log, &line.range);
                let entry = self.keep(builder.finish(self.formats), &line.range);
                self.items.push((line.depth().max(line.indent), Owner::of(entry)));
                (self.paragraph, self.is_item) = (entry, true);
            }
            (Some(EntryLine::Malformed { reason, suggestion, .. }), _) if self.dated.is_empty() => {
                entry::report(self.log, line.text, reason, suggestion, self.history.span(line.range.clone()));
                self.items.push((line.depth(), Owner::None));
            }
            (_, Some(_)) => self.items.push((line.indent, Owner::None)),
            (_, None) => self.handle_top_level_line(&line, is_first, is_joined),
        }
    }

    /// Handles a line without timestamp that is not nested in a list item. `is_first` if it is the first one of its
    /// dated section, `is_joined` if it directly follows a paragraph.
    fn handle_top_level_line(&mut self, line: &Line, is_first: bool, is_joined: bool) {
        let is_separate = |dated: &DatedSection| dated.is_paragraph && line.item.is_some() && !is_joined;
        let dated = self.dated.last().filter(|dated| dated.category.is_none() && !is_separate(dated));
        match (dated.and_then(|dated| dated.entry), line.item) {
            (Some(entry), _) => self.add_detail(entry, &line.range),
            (None, Some(text)) if !self.dated.is_empty() => self.add_bullet(text, line.indent, &line.range),
            (None, None) if is_first && !line.is_code => {
                self.add_bullet(line.body, PARAGRAPH, &line.range);
                // In a category each bullet is an entry.
                if let Some(dated) = self.dated.last_mut().filter(|dated| dated.category.is_none()) {
                    (dated.entry, dated.is_paragraph) = (self.paragraph, true);
                }
            }
            (None, Some(_)) if line.scope == Scope::History && line.text.starts_with('\t') => {
                let reason = "tab-indented detail attached to nothing";
                entry::report(self.log, line.text, reason, None, self.history.span(line.range.clone()));
            }
            (None, _) => self.items.push((line.depth(), Owner::None)),
        }
    }

    /// Whether a line that consists of a date dates the lines that follow: those nested in its list item, or a list
    /// below its paragraph.
    fn dates_following_lines(&self, line: &Line) -> bool {
        let mut rest = self.history.text[line.range.end..].lines().skip(1);
        let first = rest.next().unwrap_or_default();
        // A blank line may separate them.
        let next = if first.trim().is_empty() { rest.next().unwrap_or_default() } else { first };
        let (indent, body) = indent(next);
        let is_stamped = || entry_line::parse_entry_line(body, self.history.synonyms.date_order).is_some();
        match line.item {
            Some(_) => indent > line.indent && !body.is_empty(),
            None => indent >= line.indent && item_text(body).is_some() && !is_stamped(),
        }
    }

    /// Begins a category if a line below a dated heading consists of the category's name, emphasized or with a colon.
    /// Returns whether it does.
    fn begin_labeled_category(&mut self, range: &Range<usize>) -> bool {
        /// Maximum length of a label in bytes.
        const MAX_LABEL_LENGTH: usize = 40;
        let Some(dated) = self.dated.last_mut() else { return false };
        let line = &self.history.text[range.clone()];
        // A line within a list item, or a continuation line, is not a label.
        if self.paragraph.is_some() || line.starts_with([' ', '\t']) {
            return false;
        }
        let line = line.trim();
        let is_marked = line.starts_with(['*', '_']) || line.ends_with(':');
        if !is_marked || line.len() > MAX_LABEL_LENGTH || item_text(line).is_some() {
            return false;
        }
        let Some(category) = category(line) else { return false };
        match dated.entry {
            Some(entry) if !dated.is_paragraph => {
                let is_last = entry + 1 == self.log.entries.len();
                if !is_last || !dated.is_release || !self.log.entries[entry].details.is_empty() {
                    return false;
                }
                // The release is not an entry in addition to its bullets.
                self.log.entries.pop();
                dated.entry = None;
            }
            _ => {}
        }
        dated.set_category(Some(category));
        self.end_lists();
        true
    }

    /// Parses a line in its scope: outside histories, only declared sentences and malformed ones are returned.
    fn parse_line(&self, range: &Range<usize>, scope: Scope) -> Option<EntryLine<'a>> {
        let history = self.history;
        let found = entry_line::parse_entry_line(&history.text[range.clone()], history.synonyms.date_order)?;
        let (at, counts) = match &found {
            EntryLine::Entry(stamped) => (stamped.at, self.is_declared(stamped.text)),
            EntryLine::Day(stamped) => (stamped.at, false),
            EntryLine::Malformed { at, text, is_certain, .. } => (*at, *is_certain && self.is_declared(text)),
        };
        let is_read = match scope {
            Scope::History => true,
            Scope::Elsewhere => counts,
            Scope::Excluded => false,
        };
        (is_read && !history.is_code(range.start + at, range.end)).then_some(found)
    }

    fn is_declared(&self, text: &str) -> bool {
        sentence::parse_sentence(text, self.formats).is_declared
    }
}
