//! Inline text: links, tags, code, formulas and HTML tags out of the Markdown parser's inline events.
//! Knows nothing of blocks.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag as Markup};

use super::{links, tags};
use crate::model::{Hidden, HiddenKind, LineIndex, Link, LinkKind, Tag};

/// Gathers what stands in inline text.
pub(crate) struct Inlines<'a> {
    text: &'a str,
    lines: &'a LineIndex<'a>,
    /// The links, a nested one before the one around it.
    pub links: Vec<Link>,
    /// The tags.
    pub tags: Vec<Tag>,
    /// Code, formulas and HTML tags.
    pub hidden: Vec<Hidden>,
    /// Where the table cell ends that is being read.
    pub cell_end: Option<usize>,
    /// Text without markup in it that is still growing.
    run: Range<usize>,
    /// Events before this offset belong to a wikilink that the Markdown parser did not see.
    skip_until: usize,
    /// How many elements are open whose inside means nothing by itself.
    ignored: usize,
    open: Vec<OpenLink>,
    /// The plain text of the open links.
    shown: String,
    /// No `]]` stands between the place of the last search and here.
    next_close: Range<usize>,
    /// Whether this is text that was parsed once more; that is done once only.
    is_second_look: bool,
}

/// A Markdown link or image whose end has not come yet.
struct OpenLink {
    is_embed: bool,
    range: Range<usize>,
    destination: String,
    shown_from: usize,
}

/// What the Markdown parser is asked for (spec/obsidian.md section 5).
pub(crate) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_MATH
        | Options::ENABLE_WIKILINKS
}

impl<'a> Inlines<'a> {
    /// Reads inline text of `text`, a whole file.
    pub fn new(text: &'a str, lines: &'a LineIndex<'a>) -> Inlines<'a> {
        Inlines {
            text,
            lines,
            links: Vec::new(),
            tags: Vec::new(),
            hidden: Vec::new(),
            cell_end: None,
            run: 0..0,
            skip_until: 0,
            ignored: 0,
            open: Vec::new(),
            shown: String::new(),
            next_close: 0..0,
            is_second_look: false,
        }
    }

    /// Takes one inline event and the bytes of the file that it stands for.
    pub fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if self.ignored > 0 {
            return self.ignored_event(&event);
        }
        if let Event::Text(text) = &event {
            if !self.open.is_empty() {
                self.shown.push_str(text);
            }
            return self.extend_run(range);
        }
        self.end_run();
        match event {
            Event::Start(_) if range.start < self.skip_until => self.ignored = 1,
            Event::Start(Markup::Link { link_type: LinkType::WikiLink { .. }, .. }) => self.wikilink(range, false),
            Event::Start(Markup::Image { link_type: LinkType::WikiLink { .. }, .. }) => self.wikilink(range, true),
            Event::Start(Markup::Link { link_type: LinkType::Inline, dest_url, .. }) => {
                self.open_link(range, dest_url.to_string(), false);
            }
            // In `[![[i.png]](url)` the parser sees an image of the address; spec/obsidian.md section 5, row 51.
            Event::Start(Markup::Image { .. }) if self.text[range.start..].starts_with("![[") => {
                self.ignored = 1;
                if let Some(end) = self.wikilink_end(range.start + 1) {
                    self.push_wikilink(range.start..end, true);
                }
            }
            Event::Start(Markup::Image { link_type, dest_url, .. }) => {
                let is_inline = link_type == LinkType::Inline;
                self.open_link(range, if is_inline { dest_url.to_string() } else { String::new() }, true);
                self.ignored = 1;
            }
            Event::Start(Markup::Link { link_type: LinkType::Autolink | LinkType::Email, .. }) => self.ignored = 1,
            Event::End(pulldown_cmark::TagEnd::Link) if self.open.last().is_some_and(|it| it.range == range) => {
                self.close_link();
            }
            _ if range.start < self.skip_until => {}
            Event::Code(code) => {
                self.shown.push_str(&code);
                self.hide(range, HiddenKind::Code);
            }
            Event::InlineHtml(_) | Event::Html(_) => self.hide(range, HiddenKind::Html),
            Event::DisplayMath(_) => self.hide(range, HiddenKind::Math),
            Event::InlineMath(_) if self.is_math(&range) => self.hide(range, HiddenKind::Math),
            Event::InlineMath(_) => self.second_look(range, 0, options() - Options::ENABLE_MATH),
            Event::SoftBreak | Event::HardBreak => self.shown.push(' '),
            _ => {}
        }
    }

    /// Ends the current block: what follows is another one.
    pub fn end_block(&mut self) {
        self.end_run();
        self.open.clear();
        self.shown.clear();
    }

    /// Reads a stretch of text as one paragraph without blocks, its first `skip` bytes left out.
    pub fn second_look(&mut self, range: Range<usize>, skip: usize, options: Options) {
        if self.is_second_look {
            return;
        }
        let mut paragraph = "x".repeat(skip);
        let body = self.text[range.start + skip..range.end].chars();
        paragraph.extend(body.map(|letter| if matches!(letter, '\n' | '\r') { ' ' } else { letter }));
        let mut inlines = Inlines::new(self.text, self.lines);
        inlines.is_second_look = true;
        inlines.skip_until = range.start + skip;
        inlines.cell_end = self.cell_end;
        for (event, part) in Parser::new_ext(&paragraph, options).into_offset_iter() {
            if !matches!(event, Event::Start(Markup::Paragraph) | Event::End(pulldown_cmark::TagEnd::Paragraph)) {
                inlines.event(event, range.start + part.start..range.start + part.end);
            }
        }
        inlines.end_block();
        self.links.append(&mut inlines.links);
        self.tags.append(&mut inlines.tags);
        self.hidden.append(&mut inlines.hidden);
    }

    /// The inside of an image is its alternative text, that of a wikilink is its display text: no link of its own.
    fn ignored_event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(_) => self.ignored += 1,
            Event::End(_) => {
                self.ignored -= 1;
                if self.ignored == 0 && self.open.last().is_some_and(|it| it.is_embed) {
                    self.close_link();
                }
            }
            Event::Text(text) | Event::Code(text) if !self.open.is_empty() => self.shown.push_str(text),
            Event::SoftBreak | Event::HardBreak => self.shown.push(' '),
            _ => {}
        }
    }

    fn hide(&mut self, range: Range<usize>, kind: HiddenKind) {
        self.hidden.push(Hidden { span: self.lines.span(range), kind, language: String::new() });
    }

    fn open_link(&mut self, range: Range<usize>, destination: String, is_embed: bool) {
        if self.open.is_empty() {
            self.shown.clear();
        }
        self.open.push(OpenLink { is_embed, range, destination, shown_from: self.shown.len() });
    }

    fn close_link(&mut self) {
        let Some(link) = self.open.pop() else { return };
        let shown = &self.shown[link.shown_from..];
        let kind = if link.is_embed { LinkKind::Embed } else { LinkKind::Markdown };
        if let Some(parts) = links::markdown(&link.destination, shown, link.is_embed) {
            self.links.push(parts.into_link(kind, self.lines.span(link.range)));
        }
    }

    fn wikilink(&mut self, range: Range<usize>, is_embed: bool) {
        self.ignored = 1;
        if self.text[range.clone()].contains('\n') {
            // No link, for it spans lines; what stands in it may hold others. Section 5, rows 10 and 11.
            let skip = if is_embed { 3 } else { 2 };
            return self.second_look(range, skip, options());
        }
        self.push_wikilink(range, is_embed);
    }

    fn push_wikilink(&mut self, range: Range<usize>, is_embed: bool) {
        let inner = &self.text[range.start + if is_embed { 3 } else { 2 }..range.end - 2];
        let parts = links::wikilink(inner, is_embed, self.cell_end.is_some());
        if !self.open.is_empty() {
            self.shown.push_str(&parts.display);
        }
        let kind = if is_embed { LinkKind::Embed } else { LinkKind::Wikilink };
        self.links.push(parts.into_link(kind, self.lines.span(range)));
    }

    /// Formulas need a visible character inside both dollars, and no digit behind the last (spec/obsidian.md 3.8).
    fn is_math(&self, range: &Range<usize>) -> bool {
        let inner = &self.text[range.start + 1..range.end - 1];
        let is_digit_next = self.text.as_bytes().get(range.end).is_some_and(u8::is_ascii_digit);
        !is_digit_next && !inner.starts_with([' ', '\t']) && !inner.ends_with([' ', '\t'])
    }

    fn extend_run(&mut self, range: Range<usize>) {
        if self.run.end != range.start || self.run.is_empty() {
            self.end_run();
            self.run = range;
        } else {
            self.run.end = range.end;
        }
    }

    /// Looks through a run of plain text for tags, and for wikilinks that the Markdown parser gave up on: those with a
    /// pipe in front, with a Markdown link or a backtick inside (section 5, rows 6, 18, 20 and 49).
    fn end_run(&mut self) {
        let run = std::mem::replace(&mut self.run, 0..0);
        let mut start = run.start.max(self.skip_until);
        if start >= run.end {
            return;
        }
        // A run behind a backslash begins with the character that was escaped.
        if start == run.start && start > 0 && self.text.as_bytes()[start - 1] == b'\\' {
            start += self.text[start..].chars().next().map_or(0, char::len_utf8);
        }
        // Searching for one byte is faster than for two, and most runs hold no bracket.
        let mut search = if self.text[start..run.end].contains('[') { start } else { run.end };
        while let Some(length) = self.text.get(search..run.end).and_then(|rest| rest.find("[[")) {
            let open = search + length;
            let Some(end) = self.wikilink_end(open) else {
                search = open + 1;
                continue;
            };
            let is_embed = open > start && self.text.as_bytes()[open - 1] == b'!';
            let link_start = if is_embed { open - 1 } else { open };
            self.tags_of(start..link_start);
            self.push_wikilink(link_start..end, is_embed);
            self.skip_until = end;
            if end >= run.end {
                return;
            }
            (start, search) = (end, end);
        }
        self.tags_of(start..run.end);
    }

    fn tags_of(&mut self, range: Range<usize>) {
        for tag in tags::find(&self.text[range.clone()]) {
            let span = self.lines.span(range.start + tag.start..range.start + tag.end);
            self.tags.push(Tag { name: self.text[span.range()].to_string(), span, in_frontmatter: false });
        }
    }

    /// The end of the wikilink whose `[[` stands at `open` (spec/obsidian.md 1.1); `None` where there is none.
    fn wikilink_end(&mut self, open: usize) -> Option<usize> {
        let first = self.text[open + 2..].chars().next().filter(|letter| *letter != '\n')?;
        let from = open + 2 + first.len_utf8();
        if !self.next_close.contains(&from) {
            let rest = &self.text[from..];
            // The first `]]` of the line. What was searched is remembered: many `[[` share one search.
            let stop = rest.find('\n').unwrap_or(rest.len());
            let close = rest[..stop].find("]]").unwrap_or(stop);
            self.next_close = from..from + close + 1;
        }
        let close = self.next_close.end - 1;
        let limit = self.open.last().map(|it| it.range.end).or(self.cell_end).unwrap_or(self.text.len());
        let is_link = self.text[close..].starts_with("]]") && close + 2 <= limit;
        (is_link && !self.text[open + 2..close].contains("[[")).then_some(close + 2)
    }
}
