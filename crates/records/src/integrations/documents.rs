//! Documents that belong to an integration: links below the headings that list them.

use super::builder::RecordBuilder;
use super::context::{KeyLine, NoteContext};
use super::value;
use crate::document::outline::Line;
use crate::document::text::{Text, parts_of};
use crate::model::{RelatedDocument, State};
use crate::vocabulary::canonical_name::canonical_name;
use crate::vocabulary::documents::{FILE_ENDINGS, KINDS, PLACEHOLDER_TARGETS};
use crate::{normalize, placeholder};

/// Returns the kind of a document by the words of its label.
fn kind_of_label(label: &str) -> &'static str {
    let name = format!(" {}", canonical_name(label));
    KINDS.iter().find(|(_, words)| words.iter().any(|word| name.contains(word))).map_or("other", |(kind, _)| kind)
}

/// Extracts the documents of a key, `- Runbook: [[Restart the feed]]`.
pub(crate) fn read_key(key_line: KeyLine, builder: &mut RecordBuilder) {
    let key = key_line.key;
    if add_links(builder, &key_line.parts(), key.written, kind_of_label(key.written), &key_line.place()) {
        return;
    }
    // A document that is named without a link, or not yet.
    let target = key_line.extract();
    let is_address = target.raw.starts_with("http://") || target.raw.starts_with("https://");
    if target.state == State::Placeholder || target.state == State::Empty || is_address {
        let label = normalize::plain(key.written).into_owned();
        builder.record.related.push(RelatedDocument { kind: kind_of_label(&label).to_owned(), label, target });
    } else if key.is_certain {
        builder.record.extra.push(target);
    }
}

/// Extracts the documents of an item, `- [[Runbook]] - how to restart` or `- [Runbook](Runbook.md)`.
pub(crate) fn read_item<'a>(context: &NoteContext<'a>, builder: &mut RecordBuilder, line: &Line<'a>) {
    let place = context.place_of_node(line.node);
    add_links(builder, std::slice::from_ref(&line.text), "", "", &place);
}

/// Adds every link of some texts as a related document; returns whether there are any. Without a `label`, a link is
/// labeled by its display text, and without a `kind` the label determines it.
pub(crate) fn add_links(builder: &mut RecordBuilder, parts: &[Text], label: &str, kind: &str, place: &str) -> bool {
    let n_before = builder.record.related.len();
    for part in parts {
        let links = links_in(&part.raw);
        let texts = parts_of(part, &links.iter().map(|it| it.source).collect::<Vec<_>>());
        for (text, link) in texts.iter().zip(&links) {
            let label = match label.is_empty() {
                true => link.label.to_owned(),
                false => normalize::plain(label).into_owned(),
            };
            let kind = match kind {
                _ if link.is_embed => "embed",
                "" => kind_of_label(&label),
                kind => kind,
            };
            let mut target = value::extract(None, text, place.to_owned());
            if link.is_placeholder() {
                (target.state, target.value) = (State::Placeholder, None);
            } else if target.value.is_some() {
                // The value is the address, or the linkpath of a note.
                let is_address = target.linkpath.is_none();
                target.value = if is_address { Some(link.target.into()) } else { target.linkpath.clone() };
            }
            builder.record.related.push(RelatedDocument { label, target, kind: kind.to_owned() });
        }
    }
    builder.record.related.len() > n_before
}

/// A link within a text.
struct LinkText<'a> {
    /// The whole link, brackets included.
    source: &'a str,
    label: &'a str,
    target: &'a str,
    is_wikilink: bool,
    /// Whether it embeds its target: `![[…]]`.
    is_embed: bool,
}

impl LinkText<'_> {
    /// Whether the target is still the template's.
    fn is_placeholder(&self) -> bool {
        let linkpath = || self.target.split(['|', '#']).next().unwrap_or_default();
        PLACEHOLDER_TARGETS.contains(&self.target.trim())
            || self.is_wikilink && placeholder::is_placeholder_link(linkpath())
    }
}

/// Returns the links of a text in order. Each search continues where the last one ended, so that the work is linear.
fn links_in(text: &str) -> Vec<LinkText<'_>> {
    let mut links = Vec::new();
    let mut at = 0;
    let last_close = text.rfind(')').unwrap_or(0);
    while let Some(open) = text[at..].find('[').map(|it| at + it) {
        if text[open..].starts_with("[[") {
            let Some(close) = text[open..].find("]]").map(|it| open + it) else { break };
            let inner = &text[open + 2..close];
            links.push(LinkText {
                source: &text[open..close + 2],
                label: inner.rsplit('|').next().unwrap_or_default(),
                target: inner.split('|').next().unwrap_or_default().trim_end_matches('\\'),
                is_wikilink: true,
                is_embed: text[..open].ends_with('!'),
            });
            at = close + 2;
            continue;
        }
        let Some(close) = text[open..].find(']').map(|it| open + it) else { break };
        // Without a closing parenthesis ahead there is nothing to search for.
        let may_close = close < last_close;
        let target =
            text[close + 1..].strip_prefix('(').filter(|_| may_close).and_then(|rest| Some(&rest[..rest.find(')')?]));
        at = close + 1;
        if let Some(target) = target {
            let end = close + 2 + target.len() + 1;
            links.push(LinkText {
                source: &text[open..end],
                label: &text[open + 1..close],
                target,
                is_wikilink: false,
                is_embed: false,
            });
            at = end;
        }
    }
    links
}

/// Whether a value is an address or a file. In `source`, it says where a clipped note comes from.
pub(crate) fn is_document(raw: &str) -> bool {
    // Most values are rejected by this.
    if !raw.bytes().any(|byte| matches!(byte, b'.' | b':')) {
        return false;
    }
    let raw = raw.trim().trim_matches(['<', '>']).to_ascii_lowercase();
    let is_address = raw.starts_with("http://") || raw.starts_with("https://");
    is_address || FILE_ENDINGS.iter().any(|ending| raw.ends_with(ending))
}
