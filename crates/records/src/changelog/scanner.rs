//! Scans the lines of a note for dated list items, headings and versions, with the details that belong to them.

mod entries;
mod line;
mod sections;

use std::ops::Range;

use line::{DAY_PARAGRAPH, Line, PARAGRAPH, Position, is_definition_or_block_id};
use vaultdex_notes::{Block, BlockKind, NonProse, NonProseKind};

use super::dated_section::DatedSection;
use super::entry::{FIRST_LIST, list_at};
use super::scope::Scope;
use super::{entry_line, key_date, sentence, task, trailing_date, version_line};
use crate::changelog::entry_pattern::{EntryLine, TimestampedLine};
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
    /// A day, stated by a line that consists of a date or a release, by its index. Each line nested in it is an entry of
    /// that day.
    Day(usize),
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

/// A line that dates the lines below.
struct Day {
    moment: Moment,
    version: Option<String>,
    /// Whether it has no entries yet. A paragraph that comes first is an entry.
    is_empty: bool,
}

struct Scanner<'a> {
    history: &'a History<'a>,
    formats: &'a [DeclaredFormat],
    log: &'a mut ChangeLog,
    dated: Vec<DatedSection>,
    /// The dated sections that a thematic break has interrupted, until the next heading.
    interrupted: Vec<DatedSection>,
    days: Vec<Day>,
    /// The offset of the line below a heading that states its date.
    date_line: Option<usize>,
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
        interrupted: Vec::new(),
        days: Vec::new(),
        date_line: None,
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
    scanner.resume_sections();
    scanner.close_sections(0);
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
                self.handle_heading(range, heading, position);
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

    /// Interrupts the dated sections. The text after a thematic break is not part of them up to the next heading, but a
    /// break directly below the heading is decoration, and one before another heading separates only parts of a release.
    fn handle_thematic_break(&mut self, next: Option<&Block>) {
        self.end_lists();
        let is_before_heading = next.is_some_and(|next| next.kind == BlockKind::Heading);
        if self.dated.last().is_some_and(|dated| dated.has_lines) && !is_before_heading {
            self.resume_sections();
            self.interrupted = std::mem::take(&mut self.dated);
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
        if self.date_line.take_if(|line| *line == range.start).is_some() {
            return self.end_lists();
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
        self.leave_items(&line, found.is_some());
        let parent = self.items.last().map(|(_, owner)| *owner);
        let is_comment = line.is_comment();
        let is_first = !is_comment && self.dated.last_mut().is_some_and(|dated| std::mem::take(&mut dated.is_empty));
        match (found, parent) {
            (Some(EntryLine::Entry(stamped)), parent)
                if parent.and_then(Owner::entry).is_none() || self.is_declared(stamped.text) =>
            {
                let source = if stamped.version.is_some() { ChangeSource::Version } else { ChangeSource::Log };
                self.add_line_entry(&stamped, source, &line);
            }
            (_, Some(Owner::Entry(entry))) => self.add_detail(entry, &line.range),
            (Some(EntryLine::Day(stamped)), _) => {
                if self.dates_following_lines(&line) {
                    self.begin_day(stamped.moment, stamped.version, &line);
                } else if !stamped.text.is_empty() {
                    self.add_line_entry(&stamped, ChangeSource::Version, &line);
                }
            }
            (Some(EntryLine::Malformed { day: Some(moment), .. }), _) if self.dates_following_lines(&line) => {
                self.begin_day(moment, None, &line);
            }
            (_, Some(Owner::Day(day))) if !is_comment => self.add_to_day(day, &line),
            // A paragraph that is only a date may be anything.
            (Some(EntryLine::Malformed { day: Some(_), .. }), _) if line.item.is_none() => {
                self.items.push((PARAGRAPH, Owner::None));
            }
            (Some(EntryLine::Malformed { reason, suggestion, .. }), _) if self.dated.is_empty() => {
                self.report(&line.range, reason, suggestion);
                self.items.push((line.depth(), Owner::None));
            }
            (_, Some(_)) => self.items.push((line.indent, Owner::None)),
            (_, None) => self.handle_top_level_line(&line, is_first, is_joined),
        }
    }

    /// Leaves the list items and paragraphs that a line is not nested in.
    fn leave_items(&mut self, line: &Line, is_stamped: bool) {
        self.items.retain(|(above, _)| match *above {
            // A dated line is not a detail of the paragraph above.
            PARAGRAPH => !is_stamped,
            // A paragraph ends the day of the previous one, unless it is the first of that day.
            DAY_PARAGRAPH => line.item.is_some() || line.indent > 0 || self.days.last().is_some_and(|day| day.is_empty),
            above => above < line.indent,
        });
    }

    /// Handles a line without timestamp that is not nested in a list item. `is_first` if it is the first one of its
    /// dated section, `is_joined` if it directly follows a paragraph.
    fn handle_top_level_line(&mut self, line: &Line, is_first: bool, is_joined: bool) {
        let is_separate = |dated: &DatedSection| dated.is_paragraph && line.item.is_some() && !is_joined;
        let dated = self.dated.last().filter(|dated| dated.category.is_none() && !is_separate(dated));
        match (dated.and_then(|dated| dated.entry), line.item) {
            (Some(entry), _) => self.add_detail(entry, &line.range),
            (None, Some(text)) if !self.dated.is_empty() => {
                // The list of a paragraph that is an entry ends with it.
                if let Some(dated) = self.dated.last_mut().filter(|dated| dated.is_paragraph) {
                    (dated.entry, dated.is_paragraph) = (None, false);
                }
                self.add_bullet(text, line.indent, &line.range);
            }
            (None, None) if is_first && !line.is_code => {
                self.add_bullet(line.body, PARAGRAPH, &line.range);
                // In a category each bullet is an entry.
                if let Some(dated) = self.dated.last_mut().filter(|dated| dated.category.is_none()) {
                    (dated.entry, dated.is_paragraph) = (self.paragraph, true);
                }
            }
            (None, Some(_)) if line.scope == Scope::History && line.text.starts_with('\t') => {
                self.report(&line.range, "tab-indented detail attached to nothing", None);
            }
            (None, Some(text)) if line.scope.is_history() && !line.is_code => self.handle_trailing_date(line, text),
            // A list below an introduction or a label of a dated section is part of the section.
            (None, None) if !self.dated.is_empty() => {}
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
            None => indent >= line.indent && (item_text(body).is_some() || is_paragraph(body)) && !is_stamped(),
        }
    }

    /// Handles a list item of a history without a date at its beginning: an entry if it has one at its end.
    fn handle_trailing_date(&mut self, line: &Line, text: &str) {
        let synonyms = self.history.synonyms;
        let found = match task::is_open_task(text) {
            true => None,
            false => trailing_date::split_trailing_date(task::without_checkbox(text), synonyms.date_order),
        };
        // `Next review (2026-03-12)` is a value of the note.
        let Some(found) = found.filter(|found| !key_date::is_key_date(found.text, synonyms)) else {
            return self.items.push((line.depth(), Owner::None));
        };
        let stamped = TimestampedLine::new(found.moment, found.text, found.at);
        let stamped = version_line::leading_version(TimestampedLine { author: found.author, ..stamped });
        let stamped = TimestampedLine { version: found.version.or(stamped.version), ..stamped };
        let source = if stamped.version.is_some() { ChangeSource::Version } else { ChangeSource::Log };
        self.add_line_entry(&stamped, source, line);
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
        if dated.entry.is_some() && !dated.is_paragraph {
            return false;
        }
        let level = dated.level;
        dated.begin_part(Some(category), level, false);
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
            Scope::History | Scope::LikelyHistory => true,
            Scope::Elsewhere => counts,
            Scope::Excluded => false,
        };
        (is_read && !history.is_code(range.start + at, range.end)).then_some(found)
    }

    fn is_declared(&self, text: &str) -> bool {
        sentence::parse_sentence(text, self.formats).is_declared
    }
}

/// Whether a line without its indentation begins a paragraph.
fn is_paragraph(body: &str) -> bool {
    !body.is_empty()
        && !body.starts_with(['#', '>', '|', '<', '$', '!'])
        && !["```", "~~~", "---", "***", "%%"].iter().any(|mark| body.starts_with(mark))
}
