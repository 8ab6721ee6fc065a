//! Inline text: collects links, tags, code, formulas and HTML tags from the inline events of the Markdown parser.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag as Markup};

use super::links::{self, WikilinkContext};
use super::{outer_links, tags};
use crate::model::{LineIndex, Link, LinkKind, NonProse, NonProseKind, Tag};

/// Collects the elements of inline text.
pub(crate) struct Inlines<'a> {
    text: &'a str,
    lines: &'a LineIndex<'a>,
    /// The links; a nested one precedes the one that contains it.
    pub links: Vec<Link>,
    /// The tags.
    pub tags: Vec<Tag>,
    /// Code, formulas and HTML tags.
    pub non_prose: Vec<NonProse>,
    /// The end of the current table cell.
    pub cell_end: Option<usize>,
    /// The current run of text without markup.
    run: Range<usize>,
    /// Events before this offset belong to a wikilink that the Markdown parser did not recognize.
    skip_until: usize,
    /// The number of open elements whose contents are not parsed by themselves.
    ignored_depth: usize,
    open: Vec<OpenLink>,
    /// The plain text of the open links.
    link_text: String,
    /// The range of the last search for `]]`: from its start to the `]]` or the end of the line, which is its last
    /// byte.
    searched: Range<usize>,
    /// The numbers of links, tags and non-prose ranges that precede the current block.
    block_start: (usize, usize, usize),
    /// Whether this text is being parsed a second time. It is not parsed a third time.
    is_reparse: bool,
}

/// A Markdown link or image whose end event has not been seen yet.
struct OpenLink {
    is_embed: bool,
    range: Range<usize>,
    destination: String,
    /// The start of its text in [`Inlines::link_text`].
    text_start: usize,
}

/// The Markdown extensions to enable (docs/spec/obsidian.md#parser-options).
pub(crate) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_MATH
        | Options::ENABLE_WIKILINKS
}

impl<'a> Inlines<'a> {
    /// Creates a collector for inline text of `text`, a whole file.
    pub fn new(text: &'a str, lines: &'a LineIndex<'a>) -> Inlines<'a> {
        Inlines {
            text,
            lines,
            links: Vec::new(),
            tags: Vec::new(),
            non_prose: Vec::new(),
            cell_end: None,
            run: 0..0,
            skip_until: 0,
            ignored_depth: 0,
            open: Vec::new(),
            link_text: String::new(),
            searched: 0..0,
            block_start: (0, 0, 0),
            is_reparse: false,
        }
    }

    /// Handles an inline event. `range` is its source, in bytes of the file.
    pub fn handle(&mut self, event: Event<'_>, range: Range<usize>) {
        if self.ignored_depth > 0 {
            return self.handle_ignored(&event);
        }
        if let Event::Text(text) = &event {
            if !self.open.is_empty() {
                self.link_text.push_str(text);
            }
            return self.extend_run(range);
        }
        self.end_run();
        match event {
            Event::Start(_) if range.start < self.skip_until => self.ignored_depth = 1,
            Event::Start(Markup::Link { link_type: LinkType::WikiLink { .. }, .. }) => self.wikilink(range, false),
            Event::Start(Markup::Image { link_type: LinkType::WikiLink { .. }, .. }) => self.wikilink(range, true),
            Event::Start(Markup::Link { link_type: LinkType::Inline, dest_url, .. }) => {
                self.open_link(range, dest_url.to_string(), false);
            }
            // The parser takes `[![[i.png]](url)` for an image of the URL (docs/spec/obsidian.md#embeds-in-link-text).
            Event::Start(Markup::Image { .. }) if self.text[range.start..].starts_with("![[") => {
                self.ignored_depth = 1;
                if let Some(end) = self.wikilink_end(range.start + 1) {
                    self.push_wikilink(range.start..end, true);
                }
            }
            Event::Start(Markup::Image { link_type, dest_url, .. }) => {
                let is_inline = link_type == LinkType::Inline;
                self.open_link(range, if is_inline { dest_url.to_string() } else { String::new() }, true);
                self.ignored_depth = 1;
            }
            Event::Start(Markup::Link { link_type: LinkType::Autolink | LinkType::Email, .. }) => {
                self.ignored_depth = 1
            }
            Event::End(pulldown_cmark::TagEnd::Link) if self.open.last().is_some_and(|it| it.range == range) => {
                self.close_link();
            }
            _ if range.start < self.skip_until => {}
            Event::Code(code) => {
                self.link_text.push_str(&code);
                self.add_non_prose(range, NonProseKind::Code);
            }
            Event::InlineHtml(_) | Event::Html(_) => self.add_non_prose(range, NonProseKind::Html),
            Event::DisplayMath(_) => self.add_non_prose(range, NonProseKind::Math),
            Event::InlineMath(_) if self.is_math(&range) => self.add_non_prose(range, NonProseKind::Math),
            Event::InlineMath(_) => self.reparse(range, 0, options() - Options::ENABLE_MATH),
            Event::SoftBreak | Event::HardBreak => self.link_text.push(' '),
            _ => {}
        }
    }

    /// Ends the current leaf block, whose inline text is `range`.
    pub fn end_block(&mut self, range: Range<usize>) {
        self.end_run();
        self.open.clear();
        self.link_text.clear();
        self.add_outer_links(range);
        self.block_start = (self.links.len(), self.tags.len(), self.non_prose.len());
    }

    /// Adds the Markdown links and images around the wikilinks of a block. An image takes the place of the links and
    /// tags in its text, which is an alternative text.
    fn add_outer_links(&mut self, range: Range<usize>) {
        let (n_links, n_tags, n_non_prose) = self.block_start;
        let is_in_block = |link: &&Link| link.span.start as usize >= range.start && link.property().is_none();
        let links = self.links[n_links..].iter().filter(is_in_block);
        let (wikilinks, others): (Vec<&Link>, Vec<&Link>) =
            links.partition(|link| self.text[link.span.range()].ends_with("]]"));
        if wikilinks.is_empty() || !self.text[range.clone()].contains("](") {
            return;
        }
        let opaque = others.iter().map(|link| link.span.range());
        let opaque = opaque.chain(self.non_prose[n_non_prose..].iter().map(|it| it.span.range()));
        let mut opaque: Vec<Range<usize>> = opaque.collect();
        opaque.sort_by_key(|it| (it.start, std::cmp::Reverse(it.end)));
        let mut inner: Vec<(Range<usize>, &str)> =
            wikilinks.iter().map(|link| (link.span.range(), link.display())).collect();
        inner.sort_by_key(|(range, _)| range.start);
        let found = outer_links::find(self.text, range, &inner, &opaque);
        if found.is_empty() {
            return;
        }
        let hidden = outer_links::image_texts(&found);
        let is_hidden = |start: usize| {
            let next = hidden.partition_point(|text| text.end <= start);
            hidden.get(next).is_some_and(|text| text.start <= start)
        };
        let mut outer = Vec::new();
        for link in found.iter().filter(|link| !is_hidden(link.range.start)) {
            let text = outer_links::shown_text(self.text, link, &inner);
            if let Some(parts) = links::parse_markdown(&link.destination, &text, link.is_embed) {
                let kind = if link.is_embed { LinkKind::Embed } else { LinkKind::Markdown };
                outer.push(parts.into_link(kind, self.lines.span(link.range.clone())));
            }
        }
        let mut links = self.links.split_off(n_links);
        self.links.extend(links.drain(..).filter(|link| !is_hidden(link.span.start as usize)));
        self.links.append(&mut outer);
        let mut tags = self.tags.split_off(n_tags);
        self.tags.extend(tags.drain(..).filter(|tag| !is_hidden(tag.span.start as usize)));
    }

    /// Parses a range as one paragraph, whatever its line breaks, without its first `skip` bytes.
    pub fn reparse(&mut self, range: Range<usize>, skip: usize, options: Options) {
        if self.is_reparse {
            return;
        }
        let mut paragraph = "x".repeat(skip);
        let body = self.text[range.start + skip..range.end].chars();
        paragraph.extend(body.map(|letter| if matches!(letter, '\n' | '\r') { ' ' } else { letter }));
        let mut inlines = Inlines::new(self.text, self.lines);
        inlines.is_reparse = true;
        inlines.skip_until = range.start + skip;
        inlines.cell_end = self.cell_end;
        for (event, part) in Parser::new_ext(&paragraph, options).into_offset_iter() {
            if !matches!(event, Event::Start(Markup::Paragraph) | Event::End(pulldown_cmark::TagEnd::Paragraph)) {
                inlines.handle(event, range.start + part.start..range.start + part.end);
            }
        }
        inlines.end_run();
        self.links.append(&mut inlines.links);
        self.tags.append(&mut inlines.tags);
        self.non_prose.append(&mut inlines.non_prose);
    }

    /// Handles an event inside of an image or wikilink. Its contents are alternative or display text and contain no
    /// links.
    fn handle_ignored(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(_) => self.ignored_depth += 1,
            Event::End(_) => {
                self.ignored_depth -= 1;
                if self.ignored_depth == 0 && self.open.last().is_some_and(|it| it.is_embed) {
                    self.close_link();
                }
            }
            Event::Text(text) | Event::Code(text) if !self.open.is_empty() => self.link_text.push_str(text),
            Event::SoftBreak | Event::HardBreak => self.link_text.push(' '),
            _ => {}
        }
    }

    fn add_non_prose(&mut self, range: Range<usize>, kind: NonProseKind) {
        self.non_prose.push(NonProse { span: self.lines.span(range), kind, language: String::new() });
    }

    fn open_link(&mut self, range: Range<usize>, destination: String, is_embed: bool) {
        if self.open.is_empty() {
            self.link_text.clear();
        }
        self.open.push(OpenLink { is_embed, range, destination, text_start: self.link_text.len() });
    }

    fn close_link(&mut self) {
        let Some(link) = self.open.pop() else { return };
        let text = &self.link_text[link.text_start..];
        let kind = if link.is_embed { LinkKind::Embed } else { LinkKind::Markdown };
        if let Some(parts) = links::parse_markdown(&link.destination, text, link.is_embed) {
            self.links.push(parts.into_link(kind, self.lines.span(link.range)));
        }
    }

    fn wikilink(&mut self, range: Range<usize>, is_embed: bool) {
        self.ignored_depth = 1;
        if self.text[range.clone()].contains('\n') {
            // Not a link, but its contents may contain links (docs/spec/obsidian.md#wikilinks-across-lines).
            let skip = if is_embed { 3 } else { 2 };
            return self.reparse(range, skip, options());
        }
        self.push_wikilink(range, is_embed);
    }

    fn push_wikilink(&mut self, range: Range<usize>, is_embed: bool) {
        let inner = &self.text[range.start + if is_embed { 3 } else { 2 }..range.end - 2];
        let parts = links::parse_wikilink(inner, WikilinkContext { is_embed, in_table: self.cell_end.is_some() });
        if !self.open.is_empty() {
            self.link_text.push_str(&parts.display);
        }
        let kind = if is_embed { LinkKind::Embed } else { LinkKind::Wikilink };
        self.links.push(parts.into_link(kind, self.lines.span(range)));
    }

    /// Whether inline math is a formula: no white space inside the dollars, and no digit after the last
    /// (docs/spec/obsidian.md#formulas).
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

    /// Ends a run of plain text: finds its tags, and the wikilinks that the Markdown parser rejects because they begin
    /// with a pipe or contain a Markdown link or a backtick (docs/spec/obsidian.md#missed-wikilinks).
    fn end_run(&mut self) {
        let run = std::mem::replace(&mut self.run, 0..0);
        let mut start = run.start.max(self.skip_until);
        if start >= run.end {
            return;
        }
        // A run after a backslash begins with the escaped character.
        if start == run.start && start > 0 && self.text.as_bytes()[start - 1] == b'\\' {
            start += self.text[start..].chars().next().map_or(0, char::len_utf8);
        }
        // Most runs contain no bracket, and a search for one byte is faster than for two.
        let find = |search: usize| {
            let rest = self.text.as_bytes().get(search..run.end)?;
            memchr::memchr_iter(b'[', rest).find(|at| rest.get(at + 1) == Some(&b'[')).map(|at| search + at)
        };
        let mut next = find(start);
        while let Some(open) = next {
            let Some(end) = self.wikilink_end(open) else {
                next = find(open + 1);
                continue;
            };
            let is_embed = open > start && self.text.as_bytes()[open - 1] == b'!';
            let link_start = if is_embed { open - 1 } else { open };
            self.add_tags(start..link_start);
            self.push_wikilink(link_start..end, is_embed);
            self.skip_until = end;
            if end >= run.end {
                return;
            }
            (start, next) = (end, find(end));
        }
        self.add_tags(start..run.end);
    }

    fn add_tags(&mut self, range: Range<usize>) {
        // Most runs have no tag.
        if memchr::memchr(b'#', &self.text.as_bytes()[range.clone()]).is_none() {
            return;
        }
        for tag in tags::find(&self.text[range.clone()]) {
            let span = self.lines.span(range.start + tag.start..range.start + tag.end);
            self.tags.push(Tag { name: self.text[span.range()].to_string(), span, in_frontmatter: false });
        }
    }

    /// Returns the end of the wikilink whose `[[` is at `open`, if there is one (docs/spec/obsidian.md#wikilinks).
    fn wikilink_end(&mut self, open: usize) -> Option<usize> {
        let first = self.text[open + 2..].chars().next().filter(|letter| *letter != '\n')?;
        let from = open + 2 + first.len_utf8();
        if !self.searched.contains(&from) {
            // The first `]]` or the end of the line. No byte is searched twice, which keeps many `[[` on one line
            // linear.
            let rest = &self.text.as_bytes()[from..];
            let is_end = |at: &usize| rest[*at] == b'\n' || rest.get(*at + 1) == Some(&b']');
            let close = memchr::memchr2_iter(b'\n', b']', rest).find(is_end).unwrap_or(rest.len());
            self.searched = from..from + close + 1;
        }
        let close = self.searched.end - 1;
        let limit = self.open.last().map(|it| it.range.end).or(self.cell_end).unwrap_or(self.text.len());
        let is_link = self.text[close..].starts_with("]]") && close + 2 <= limit;
        (is_link && !self.text[open + 2..close].contains("[[")).then_some(close + 2)
    }
}
