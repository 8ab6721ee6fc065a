//! Documents that belong to an integration: links below the headings that list them.

use super::builder::Draft;
use super::context::{Reading, parts_of};
use super::value;
use crate::document::{Key, Line, Text};
use crate::model::{RelatedDocument, State};
use crate::vocabulary::canonical_name::canonical_name;
use crate::{normalize, placeholder};

/// What a document is by the words of its label, each with the blank before it; the first that fits. Longer words that
/// begin so fit too: `interfaces`, `runbooks`.
const KINDS: &[(&str, &[&str])] = &[
    ("security", &[" security", " threat", " privacy"]),
    ("data_model", &[" data model", " data dictionary", " mapping", " schema", " erd"]),
    ("runbook", &[" runbook", " run book", " troubleshooting", " recovery", " playbook", " operations"]),
    ("interface", &[" interface", " api", " contract", " swagger", " openapi"]),
    ("design", &[" architecture", " design", " adr", " blueprint"]),
];

fn kind(label: &str) -> &'static str {
    let name = format!(" {}", canonical_name(label));
    KINDS.iter().find(|(_, words)| words.iter().any(|word| name.contains(word))).map_or("other", |(kind, _)| kind)
}

/// `- Runbook: [[Restart the feed]]`
pub(crate) fn key<'a>(reading: &Reading<'a>, draft: &mut Draft, line: &Line<'a>, key: &Key<'a>) {
    let place = reading.place(line, key);
    let parts = reading.parts(line);
    if links(draft, &parts, key.written, kind(key.written), &place) {
        return;
    }
    let stated = value::stated(None, &reading.value(line), place);
    // A document that is named without a link, or not yet.
    let is_address = stated.raw.starts_with("http://") || stated.raw.starts_with("https://");
    if stated.state == State::Placeholder || stated.state == State::Empty || is_address {
        let label = normalize::plain(key.written).into_owned();
        draft.it.related.push(RelatedDocument { kind: kind(&label).to_owned(), label, target: stated });
    } else if key.is_certain {
        draft.it.extra.push(stated);
    }
}

/// `- [[Runbook]] - how to restart` and `- [Runbook](Runbook.md)`
pub(crate) fn item<'a>(reading: &Reading<'a>, draft: &mut Draft, line: &Line<'a>) {
    let place = reading.place_of(line.node);
    links(draft, std::slice::from_ref(&line.text), "", "", &place);
}

/// Adds every link of some texts; whether there are any. Without a label, a link is called what it shows, and its kind
/// is told by that.
pub(crate) fn links(draft: &mut Draft, parts: &[Text], label: &str, kind: &str, place: &str) -> bool {
    let n_before = draft.it.related.len();
    for part in parts {
        let sources = link_sources(&part.raw);
        for (text, link) in parts_of(part, &sources.iter().map(|it| it.source).collect::<Vec<_>>()).iter().zip(&sources)
        {
            let label = match label.is_empty() {
                true => link.label.to_owned(),
                false => normalize::plain(label).into_owned(),
            };
            let kind = if kind.is_empty() { self::kind(&label) } else { kind };
            let mut target = value::stated(None, text, place.to_owned());
            let is_dummy = matches!(link.target.trim(), "link" | "url" | "#" | "…" | "..." | "")
                || link.is_wikilink
                    && placeholder::is_placeholder_link(link.target.split(['|', '#']).next().unwrap_or_default());
            if is_dummy {
                (target.state, target.value) = (State::Placeholder, None);
            } else if target.value.is_some() {
                // An address is what it says; a note is called by its linkpath.
                let is_address = target.linkpath.is_none();
                target.value = if is_address { Some(link.target.into()) } else { target.linkpath.clone() };
            }
            let kind = if link.is_embed { "embed" } else { kind };
            draft.it.related.push(RelatedDocument { label, target, kind: kind.to_owned() });
        }
    }
    draft.it.related.len() > n_before
}

/// A link within a text.
struct LinkSource<'a> {
    /// From its first bracket behind its last.
    source: &'a str,
    label: &'a str,
    target: &'a str,
    is_wikilink: bool,
    /// Whether it takes in what it leads to: `![[…]]`.
    is_embed: bool,
}

/// The links of a text, in order; each search goes on where the last one ended.
fn link_sources(text: &str) -> Vec<LinkSource<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    let last_close = text.rfind(')').unwrap_or(0);
    while let Some(open) = text[at..].find('[').map(|it| at + it) {
        if text[open..].starts_with("[[") {
            let Some(close) = text[open..].find("]]").map(|it| open + it) else { break };
            let inner = &text[open + 2..close];
            let target = inner.split('|').next().unwrap_or_default().trim_end_matches('\\');
            let label = inner.rsplit('|').next().unwrap_or_default();
            found.push(LinkSource {
                source: &text[open..close + 2],
                label,
                target,
                is_wikilink: true,
                is_embed: text[..open].ends_with('!'),
            });
            at = close + 2;
            continue;
        }
        let Some(close) = text[open..].find(']').map(|it| open + it) else { break };
        // Without a closing one ahead there is nothing to search for.
        let is_open = close < last_close;
        let target =
            text[close + 1..].strip_prefix('(').filter(|_| is_open).and_then(|rest| Some(&rest[..rest.find(')')?]));
        at = close + 1;
        if let Some(target) = target {
            let end = close + 2 + target.len() + 1;
            found.push(LinkSource {
                source: &text[open..end],
                label: &text[open + 1..close],
                target,
                is_wikilink: false,
                is_embed: false,
            });
            at = end;
        }
    }
    found
}
