//! The lines of a note, one after another: stamped lists, headings and versions with all that belongs to them.

mod entries;

use std::ops::Range;

use vaultdex_notes::{BlockKind, Heading, HiddenKind};

use super::dated_section::{Dated, category, has_categories};
use super::entry::{FIRST_LIST, list_at};
use super::entry_line::Line;
use super::scope::Scope;
use super::{Place, entry, entry_line, indent, item, sentence};
use crate::model::{ChangeLog, ChangeSource, DeclaredFormat, Moment};

/// What the lines nested in a list item belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    Nobody,
    /// An entry, by its place in the log.
    Entry(usize),
    /// A date that stands alone on its line: each line nested in it is an entry of that day.
    Day(Moment),
}

impl Owner {
    fn of(entry: Option<usize>) -> Owner {
        entry.map_or(Owner::Nobody, Owner::Entry)
    }

    fn entry(self) -> Option<usize> {
        match self {
            Owner::Entry(entry) => Some(entry),
            Owner::Nobody | Owner::Day(_) => None,
        }
    }
}

/// The indentation of a paragraph that is an entry, until a blank line ends it: what follows at once is its own.
const PARAGRAPH: isize = -1;
/// That of a paragraph that is but a date, until another paragraph ends it.
const DAY: isize = -2;

struct Walk<'a> {
    place: &'a Place<'a>,
    formats: &'a [DeclaredFormat],
    log: &'a mut ChangeLog,
    dated: Vec<Dated>,
    /// The list items that are open, outermost first, with their indentation.
    items: Vec<(isize, Owner)>,
    /// The entry that the next line may go on with, or its last detail.
    paragraph: Option<usize>,
    /// Whether a second line of that entry belongs to its text: a line that is an entry by itself, outside any list, has
    /// what stands below as details.
    is_item: bool,
    /// The entries whose text goes on in a second line, in order.
    wrapped: Vec<usize>,
    /// The section that the lines stand in: they are one list, be they of one block or several.
    list: u32,
    /// The headings above with the lists they begin, outermost first.
    sections: Vec<(u8, u32)>,
}

/// Reads every line of the note into `log`.
pub(crate) fn walk<'a>(place: &'a Place<'a>, formats: &'a [DeclaredFormat], log: &'a mut ChangeLog) {
    let mut walk = Walk {
        place,
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
    let note = place.note;
    let (mut n_above, mut hidden_idx, mut block_idx) = (0, 0, 0);
    for number in 1..=place.lines.len() {
        let mut range = place.lines.line_range(number);
        if number == 1 && place.text.starts_with('\u{feff}') {
            range.start += '\u{feff}'.len_utf8();
        }
        let line = &place.text[range.clone()];
        let Some(blank) = line.find(|letter: char| !letter.is_whitespace()) else {
            walk.blank();
            continue;
        };
        let first = (range.start + blank) as u32;
        if note.frontmatter.is_some_and(|frontmatter| frontmatter.holds(first)) {
            continue;
        }
        while note.headings.get(n_above).is_some_and(|heading| heading.span.end <= first) {
            n_above += 1;
        }
        while note.hidden.get(hidden_idx).is_some_and(|hidden| hidden.span.end <= first) {
            hidden_idx += 1;
        }
        while note.blocks.get(block_idx).is_some_and(|block| block.span.end <= first) {
            block_idx += 1;
        }
        if let Some(heading) = note.headings.get(n_above).filter(|heading| heading.span.start <= first) {
            // The second line of an underlined heading says nothing.
            if heading.span.start as usize >= range.start {
                walk.section(heading);
                walk.heading(range, heading, n_above);
                walk.list = list_at(heading.span);
            }
            continue;
        }
        let scope = place.scopes[n_above];
        let hidden = note.hidden.get(hidden_idx).filter(|hidden| hidden.span.start <= first);
        if let Some(hidden) =
            hidden.filter(|hidden| hidden.span.end as usize > range.end || (hidden.span.start as usize) < range.start)
        {
            walk.hidden(range, hidden.span.start as usize, hidden.kind, scope);
            continue;
        }
        let block = note.blocks.get(block_idx).filter(|block| block.span.start <= first);
        match block.map(|block| block.kind) {
            Some(BlockKind::Table | BlockKind::Blockquote | BlockKind::Callout) => walk.end_of_lists(),
            Some(BlockKind::ThematicBreak) => {
                walk.end_of_lists();
                // What stands behind it belongs to the note; a rule right under a heading is an ornament.
                // One between two parts of a release parts nothing else.
                let is_parted = note.blocks.get(block_idx + 1).is_some_and(|next| next.kind == BlockKind::Heading);
                if walk.dated.last().is_some_and(|dated| dated.has_lines) && !is_parted {
                    walk.dated.clear();
                }
            }
            // The addresses of links, and footnotes, tell nothing of the day they stand under.
            Some(BlockKind::Definition | BlockKind::FootnoteDefinition) => walk.paragraph = None,
            _ => walk.prose(range, scope, false),
        }
    }
    walk.read_wrapped();
}

impl<'a> Walk<'a> {
    fn blank(&mut self) {
        self.paragraph = None;
        for (indent, _) in self.items.iter_mut().filter(|(indent, _)| *indent == PARAGRAPH) {
            *indent = 0;
        }
    }

    fn end_of_lists(&mut self) {
        self.items.clear();
        self.paragraph = None;
    }

    /// Headings that stand under the same one are items of one list.
    fn section(&mut self, heading: &Heading) {
        while self.sections.last().is_some_and(|(level, _)| *level >= heading.level) {
            self.sections.pop();
        }
        self.list = self.sections.last().map_or(FIRST_LIST, |(_, list)| *list);
        self.sections.push((heading.level, list_at(heading.span)));
    }

    fn heading(&mut self, range: Range<usize>, heading: &Heading, idx: usize) {
        self.end_of_lists();
        while self.dated.last().is_some_and(|dated| dated.level >= heading.level) {
            self.dated.pop();
        }
        let line = &self.place.text[range.clone()];
        let scope = self.place.scopes[idx + 1];
        let level = heading.level;
        match self.read(&range, scope) {
            Some(Line::Stamped(stamped)) => {
                let source = if stamped.version.is_some() { ChangeSource::Version } else { ChangeSource::Heading };
                // `2025-06-16: v2.14.0` is a release too.
                let alone = sentence::version_alone(stamped.text);
                let version = stamped.version.or(alone).map(str::to_owned);
                // A release of Keep a Changelog is no entry beside those of its bullets, unless it says something.
                let is_release = stamped.text.is_empty() || alone.is_some();
                let is_silent = is_release && has_categories(self.place.note, idx);
                let entry = if is_silent { None } else { self.add(&stamped, source, &range) };
                if is_silent || entry.is_some() {
                    let dated = Dated::new(level, stamped.moment);
                    self.dated.push(Dated { version, entry, is_release, is_blank: false, ..dated });
                }
            }
            Some(Line::Day(stamped)) => self.dated.push(Dated::new(level, stamped.moment)),
            Some(Line::Malformed { reason, suggestion, day, .. }) => {
                entry::report(self.log, line, reason, suggestion, self.place.span(range));
                // What is wrong with the heading takes nothing from the lines of its day.
                self.dated.extend(day.map(|moment| Dated::new(level, moment)));
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

    /// A line within code, math, HTML or a comment. Indented lines that Markdown takes for code are details all the same
    /// where an entry stands above them; a fence that is nested in an entry doesn't end it.
    fn hidden(&mut self, range: Range<usize>, start: usize, kind: HiddenKind, scope: Scope) {
        if kind != HiddenKind::Code {
            return;
        }
        let first_line = self.place.lines.line_range(self.place.lines.line(start));
        let fence = self.place.text[start..].trim_start_matches([' ', '\t']);
        let (_, body) = indent(&self.place.text[range.clone()]);
        if fence.starts_with("```") || fence.starts_with("~~~") || item(body).is_none() {
            let (indent, _) = indent(&self.place.text[first_line]);
            self.paragraph = None;
            self.items.retain(|(above, _)| *above < indent);
            return;
        }
        self.prose(range, scope, true);
    }

    fn prose(&mut self, range: Range<usize>, scope: Scope, is_code: bool) {
        if scope == Scope::Excluded {
            self.items.clear();
            return;
        }
        if !is_code && (is_nothing(&self.place.text[range.clone()]) || self.is_label(&range)) {
            return;
        }
        if let Some(dated) = self.dated.last_mut() {
            dated.has_lines = true;
        }
        let line = &self.place.text[range.clone()];
        let (indent, body) = indent(line);
        let item = item(body);
        let found = if is_code { None } else { self.read(&range, scope) };
        if let (None, None, Some(entry)) = (item, &found, self.paragraph) {
            return self.go_on(entry, &range);
        }
        let is_joined = self.paragraph.take().is_some();
        self.items.retain(|(above, _)| match *above {
            // A stamped line is no detail of the paragraph above it.
            PARAGRAPH => found.is_none(),
            // A paragraph ends the day of the one before.
            DAY => item.is_some() || indent > 0,
            above => above < indent,
        });
        let depth = if item.is_some() { indent } else { PARAGRAPH };
        let nested_in = self.items.last().map(|(_, owner)| *owner);
        let is_comment = body.starts_with("%%") || body.starts_with("<!--");
        let is_first = !is_comment && self.dated.last_mut().is_some_and(|dated| std::mem::take(&mut dated.is_blank));
        let is_apart = |dated: &Dated| dated.is_told && item.is_some() && !is_joined;
        let dated = self.dated.last().filter(|dated| dated.category.is_none() && !is_apart(dated));
        let heading_entry = dated.and_then(|dated| dated.entry);
        match (found, nested_in) {
            (Some(Line::Stamped(stamped)), above)
                if above.and_then(Owner::entry).is_none() || self.is_declared(stamped.text) =>
            {
                let source = if stamped.version.is_some() { ChangeSource::Version } else { ChangeSource::Log };
                let entry = self.add(&stamped, source, &range);
                self.items.push((depth, Owner::of(entry)));
                (self.paragraph, self.is_item) = (entry, item.is_some());
            }
            (_, Some(Owner::Entry(entry))) => self.detail(entry, &range),
            (Some(Line::Malformed { day: Some(moment), .. }), _) if self.dates_what_follows(&range, item, indent) => {
                // One paragraph dates at a time.
                self.items.retain(|(above, _)| *above != DAY);
                self.items.push((if item.is_some() { indent } else { DAY }, Owner::Day(moment)));
            }
            (_, Some(Owner::Day(moment))) if !is_comment => {
                let draft = self.draft(moment, item.unwrap_or(body), ChangeSource::Log, &range);
                let entry = self.keep(draft.finish(self.formats), &range);
                self.items.push((depth.max(indent), Owner::of(entry)));
                (self.paragraph, self.is_item) = (entry, true);
            }
            (Some(Line::Malformed { reason, suggestion, .. }), _) if self.dated.is_empty() => {
                entry::report(self.log, line, reason, suggestion, self.place.span(range));
                self.items.push((depth, Owner::Nobody));
            }
            (_, Some(_)) => self.items.push((indent, Owner::Nobody)),
            (_, None) => match (heading_entry, item) {
                (Some(entry), _) => self.detail(entry, &range),
                (None, Some(text)) if !self.dated.is_empty() => self.bullet(text, indent, &range),
                (None, None) if is_first && !is_code => {
                    self.bullet(body, PARAGRAPH, &range);
                    // Under a category each bullet is told by itself.
                    if let Some(dated) = self.dated.last_mut().filter(|dated| dated.category.is_none()) {
                        (dated.entry, dated.is_told) = (self.paragraph, true);
                    }
                }
                (None, Some(_)) if scope == Scope::History && line.starts_with('\t') => {
                    let reason = "tab-indented detail attached to nothing";
                    entry::report(self.log, line, reason, None, self.place.span(range));
                }
                (None, _) => self.items.push((depth, Owner::Nobody)),
            },
        }
    }

    /// Whether a date that stands alone on a line dates what follows: lines nested in its list item, or a list below its
    /// paragraph.
    fn dates_what_follows(&self, range: &Range<usize>, item_text: Option<&str>, columns: isize) -> bool {
        let mut rest = self.place.text[range.end..].lines().skip(1);
        let first = rest.next().unwrap_or_default();
        // One blank line may stand between them.
        let next = if first.trim().is_empty() { rest.next().unwrap_or_default() } else { first };
        let (below, body) = indent(next);
        let is_stamped = || entry_line::read(body, self.place.words.date_order).is_some();
        match item_text {
            Some(_) => below > columns && !body.is_empty(),
            None => below >= columns && item(body).is_some() && !is_stamped(),
        }
    }

    /// Whether a line is but the name of a category, in emphasis or with a colon, under a heading that dates it. What
    /// follows is of that category, as it is below a heading.
    fn is_label(&mut self, range: &Range<usize>) -> bool {
        /// Longer lines say more.
        const LONGEST: usize = 40;
        let Some(dated) = self.dated.last_mut() else { return false };
        let line = &self.place.text[range.clone()];
        // What stands within an item, or goes on with one, names nothing.
        if self.paragraph.is_some() || line.starts_with([' ', '\t']) {
            return false;
        }
        let line = line.trim();
        let is_marked = line.starts_with(['*', '_']) || line.ends_with(':');
        if !is_marked || line.len() > LONGEST || item(line).is_some() {
            return false;
        }
        let Some(category) = category(line) else { return false };
        match dated.entry {
            Some(entry) if !dated.is_told => {
                let is_last = entry + 1 == self.log.entries.len();
                if !is_last || !dated.is_release || !self.log.entries[entry].details.is_empty() {
                    return false;
                }
                // The release is no entry beside those of its bullets.
                self.log.entries.pop();
                dated.entry = None;
            }
            _ => {}
        }
        dated.set_category(Some(category));
        self.end_of_lists();
        true
    }

    /// What a line says where it stands: elsewhere than in a history only what is, or tried to be, a declared sentence.
    fn read(&self, range: &Range<usize>, scope: Scope) -> Option<Line<'a>> {
        let place = self.place;
        let found = entry_line::read(&place.text[range.clone()], place.words.date_order)?;
        let (at, counts) = match &found {
            Line::Stamped(stamped) => (stamped.at, self.is_declared(stamped.text)),
            Line::Day(stamped) => (stamped.at, false),
            Line::Malformed { at, text, is_certain, .. } => (*at, *is_certain && self.is_declared(text)),
        };
        let is_read = match scope {
            Scope::History => true,
            Scope::Elsewhere => counts,
            Scope::Excluded => false,
        };
        (is_read && !place.is_code(range.start + at, range.end)).then_some(found)
    }

    fn is_declared(&self, text: &str) -> bool {
        sentence::read(text, self.formats).is_declared
    }
}

/// Whether a line tells nothing: the address of a link, or the ID of the block above it.
fn is_nothing(line: &str) -> bool {
    let line = line.trim();
    let is_address = || {
        line.split_once("]:").is_some_and(|(name, rest)| {
            let address = rest.split_whitespace().next().unwrap_or_default();
            let is_path = address.contains("://") || address.starts_with(['/', '<', '#', '.']);
            is_path && !name[1..].contains(['[', ']'])
        })
    };
    let is_id = || line.bytes().skip(1).all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    line.starts_with('[') && is_address() || line.starts_with('^') && is_id()
}
