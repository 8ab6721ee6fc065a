//! The lines of a note, one after another: stamped lists, headings and versions with all that belongs to them.

use std::ops::Range;

use super::body;
use super::entry::{self, Draft};
use super::line::{self, Line, Stamped};
use super::scope::Scope;
use super::{Place, indent, item};
use crate::extract::headings;
use crate::model::{
    BlockKind, ChangeEntry, ChangeLog, ChangeSource, DeclaredFormat, Heading, HiddenKind, Moment, Verb,
};

/// What the lines nested in a list item belong to: an entry by its place in the log, or nobody.
type Owner = Option<usize>;

/// A heading that dates what stands under it.
struct Dated {
    level: u8,
    moment: Moment,
    version: Option<String>,
    /// The category of Keep a Changelog that the lines stand under.
    category: Option<Verb>,
    /// The heading's own entry, where it has one; what stands under it are its details.
    entry: Option<usize>,
    /// Whether nothing stands under it yet: a paragraph that comes first is what happened that day.
    is_blank: bool,
    /// Whether its entry is such a paragraph: a list right below it tells more of it, one behind a blank line does not.
    is_told: bool,
}

struct Walk<'a> {
    place: &'a Place<'a>,
    formats: &'a [DeclaredFormat],
    log: &'a mut ChangeLog,
    dated: Vec<Dated>,
    /// The list items that are open, outermost first, with their indentation; -1 for a paragraph that is an entry, until
    /// a blank line ends it: what follows at once is its own.
    items: Vec<(isize, Owner)>,
    /// The entry whose last detail is a paragraph that the next line may go on with.
    paragraph: Option<usize>,
}

/// Reads every line of the note into `log`.
pub(super) fn walk<'a>(place: &'a Place<'a>, formats: &'a [DeclaredFormat], log: &'a mut ChangeLog) {
    let mut walk = Walk { place, formats, log, dated: Vec::new(), items: Vec::new(), paragraph: None };
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
                walk.heading(range, heading, n_above);
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
            Some(BlockKind::Table | BlockKind::Blockquote | BlockKind::Callout | BlockKind::ThematicBreak) => {
                walk.items.clear();
                walk.paragraph = None;
            }
            _ => walk.prose(range, scope, false),
        }
    }
}

impl<'a> Walk<'a> {
    fn blank(&mut self) {
        self.paragraph = None;
        for (indent, _) in &mut self.items {
            *indent = (*indent).max(0);
        }
    }

    fn heading(&mut self, range: Range<usize>, heading: &Heading, idx: usize) {
        self.items.clear();
        self.paragraph = None;
        while self.dated.last().is_some_and(|dated| dated.level >= heading.level) {
            self.dated.pop();
        }
        let line = &self.place.text[range.clone()];
        let scope = self.place.scopes[idx + 1];
        let level = heading.level;
        match self.read(&range, scope) {
            Some(Line::Stamped(stamped)) => {
                let source = if stamped.version.is_some() { ChangeSource::Version } else { ChangeSource::Heading };
                let version = stamped.version.map(str::to_owned);
                // A release of Keep a Changelog is no entry beside those of its bullets, unless it says something.
                let is_silent = stamped.text.is_empty() && self.has_categories(idx);
                let entry = if is_silent { None } else { self.add(&stamped, source, &range) };
                if is_silent || entry.is_some() {
                    self.dated.push(Dated {
                        level,
                        moment: stamped.moment,
                        version,
                        category: None,
                        entry,
                        is_blank: false,
                        is_told: false,
                    });
                }
            }
            Some(Line::Day(stamped)) => {
                let moment = stamped.moment;
                let (version, category, entry) = (None, None, None);
                let dated = Dated { level, moment, version, category, entry, is_blank: true, is_told: false };
                self.dated.push(dated);
            }
            Some(Line::Malformed { reason, suggestion, .. }) => {
                entry::report(self.log, line, reason, suggestion, self.place.span(range));
            }
            None => {
                let category = category(&heading.text);
                let Some(dated) = self.dated.last_mut() else { return };
                if category.is_some() || heading.level <= dated.level + 1 {
                    dated.category = category;
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
        let line = &self.place.text[range.clone()];
        let (indent, body) = indent(line);
        let item = item(body);
        let found = if is_code { None } else { self.read(&range, scope) };
        if let (None, None, Some(entry)) = (item, &found, self.paragraph) {
            return self.go_on(entry, body);
        }
        let is_joined = self.paragraph.take().is_some();
        self.items.retain(|(above, _)| *above < indent);
        if found.is_some() {
            // A stamped line is no detail of the paragraph above it.
            self.items.retain(|(above, _)| *above >= 0);
        }
        let depth = if item.is_some() { indent } else { -1 };
        let nested_in = self.items.last().map(|(_, owner)| *owner);
        let is_comment = body.starts_with("%%") || body.starts_with("<!--");
        let is_first = !is_comment && self.dated.last_mut().is_some_and(|dated| std::mem::take(&mut dated.is_blank));
        let is_apart = |dated: &Dated| dated.is_told && item.is_some() && !is_joined;
        let dated = self.dated.last().filter(|dated| dated.category.is_none() && !is_apart(dated));
        let heading_entry = dated.and_then(|dated| dated.entry);
        match (found, nested_in) {
            (Some(Line::Stamped(stamped)), above) if above.flatten().is_none() || self.is_declared(stamped.text) => {
                let source = if stamped.version.is_some() { ChangeSource::Version } else { ChangeSource::Log };
                let entry = self.add(&stamped, source, &range);
                self.items.push((depth, entry));
                self.paragraph = entry;
            }
            (_, Some(Some(entry))) => self.detail(entry, &range),
            (Some(Line::Malformed { reason, suggestion, .. }), _) if self.dated.is_empty() => {
                entry::report(self.log, line, reason, suggestion, self.place.span(range));
                self.items.push((depth, None));
            }
            (_, Some(None)) => self.items.push((indent, None)),
            (_, None) => match (heading_entry, item) {
                (Some(entry), _) => self.detail(entry, &range),
                (None, Some(text)) if !self.dated.is_empty() => self.bullet(text, indent, &range),
                (None, None) if is_first && !is_code => {
                    self.bullet(body, -1, &range);
                    self.paragraph = self.items.last().and_then(|(_, owner)| *owner);
                    if let Some(dated) = self.dated.last_mut() {
                        (dated.entry, dated.is_told) = (self.paragraph, true);
                    }
                }
                (None, Some(_)) if scope == Scope::History && line.starts_with('\t') => {
                    let reason = "tab-indented detail attached to nothing";
                    entry::report(self.log, line, reason, None, self.place.span(range));
                }
                (None, _) => self.items.push((depth, None)),
            },
        }
    }

    /// A list item under a heading that dates it: an entry of its own.
    fn bullet(&mut self, text: &str, indent: isize, range: &Range<usize>) {
        let Some(dated) = self.dated.last() else { return };
        let is_release = dated.version.is_some() || dated.category.is_some();
        let source = if is_release { ChangeSource::KeepAChangelog } else { ChangeSource::Heading };
        let span = self.place.span(range.clone());
        let draft = Draft { moment: dated.moment, text: text.trim(), version: dated.version.as_deref(), source, span };
        let entry =
            draft.finish(self.formats).map(|entry| ChangeEntry { verb: dated.category.or(entry.verb), ..entry });
        let owner = self.keep(entry, range);
        self.items.push((indent, owner));
    }

    fn detail(&mut self, entry: usize, range: &Range<usize>) {
        let (indent, body) = indent(&self.place.text[range.clone()]);
        let item = item(body);
        if item.is_some() {
            self.items.push((indent, Some(entry)));
        }
        let text = item.unwrap_or(body).trim();
        // A fence may open behind a list marker.
        if !text.is_empty() && !text.starts_with("```") && !text.starts_with("~~~") {
            self.log.entries[entry].details.push(text.to_owned());
            self.paragraph = Some(entry);
        }
    }

    /// The next line of a paragraph: of the entry's last detail, or of the entry itself, whose text is its first line.
    fn go_on(&mut self, entry: usize, body: &str) {
        let details = &mut self.log.entries[entry].details;
        match details.last_mut() {
            Some(detail) => {
                detail.push(' ');
                detail.push_str(body.trim());
            }
            None => details.push(body.trim().to_owned()),
        }
    }

    /// What a line says where it stands: elsewhere than in a history only what is, or tried to be, a declared sentence.
    fn read(&self, range: &Range<usize>, scope: Scope) -> Option<Line<'a>> {
        let place = self.place;
        let found = line::read(&place.text[range.clone()], place.words.date_order)?;
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
        body::read(text, self.formats).is_declared
    }

    fn add(&mut self, stamped: &Stamped, source: ChangeSource, range: &Range<usize>) -> Option<usize> {
        let draft = Draft::of(stamped, source, self.place.span(range.clone()));
        self.keep(draft.finish(self.formats), range)
    }

    /// The place in the log of an entry, once it is there; a line that is none after all is reported.
    fn keep(&mut self, entry: Result<ChangeEntry, &'static str>, range: &Range<usize>) -> Option<usize> {
        match entry {
            Ok(entry) => {
                self.log.entries.push(entry);
                Some(self.log.entries.len() - 1)
            }
            Err(reason) => {
                let line = &self.place.text[range.clone()];
                entry::report(self.log, line, reason, None, self.place.span(range.clone()));
                None
            }
        }
    }

    /// Whether a category of Keep a Changelog stands under a heading.
    fn has_categories(&self, idx: usize) -> bool {
        let headings = &self.place.note.headings;
        let under = headings[idx + 1..].iter().take_while(|heading| heading.level > headings[idx].level);
        under.take(16).any(|heading| category(&heading.text).is_some())
    }
}

/// The categories of Keep a Changelog (spec/changelog.md b.4).
fn category(heading: &str) -> Option<Verb> {
    match headings::normalise(heading).as_str() {
        "added" => Some(Verb::Added),
        "changed" => Some(Verb::Changed),
        "deprecated" => Some(Verb::Deprecated),
        "removed" => Some(Verb::Removed),
        "fixed" => Some(Verb::Fixed),
        "security" => Some(Verb::Security),
        _ => None,
    }
}
