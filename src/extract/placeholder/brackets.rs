//! Text in brackets, and the tags of Templater.

use std::ops::Range;

use super::lexicon;
use crate::model::{HiddenKind, Note};

/// How sure it is that a bracket is a placeholder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// It is: the templates' own words, a list of options, a mask such as `YYYY-MM-DD`.
    Certain,
    /// It is a whole value, filled in between the brackets that the author left standing.
    Suspect,
    /// It is text that happens to stand in brackets.
    Content,
}

/// One `[text]` that is no link, task, footnote or callout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bracket {
    /// Bytes from its opening bracket behind its closing one.
    pub span: Range<usize>,
    /// What stands between them, unescaped, trimmed.
    pub inside: String,
    /// Whether it is a placeholder.
    pub certainty: Certainty,
}

/// Every `[text]` of the note outside frontmatter, code, comments, links, tasks, footnotes, callouts and the entry formats
/// that it declares, in order.
pub fn brackets(text: &str, note: &Note) -> Vec<Bracket> {
    let mut brackets = Vec::new();
    for (start, _) in text.match_indices('[') {
        let Some(length) = text[start + 1..].find(['[', ']', '\n']) else { break };
        let end = start + 1 + length;
        let is_prose = !note.hidden.iter().any(|hidden| hidden.span.holds(start as u32));
        if text.as_bytes()[end] == b']' && is_prose && lexicon::holds(&text[start + 1..end]) {
            let inside = text[start + 1..end].trim().to_owned();
            brackets.push(Bracket { span: start..end + 1, inside, certainty: Certainty::Certain });
        }
    }
    brackets
}

/// Every `<% … %>` outside code, in order.
pub fn templater_tags(text: &str, note: &Note) -> Vec<Range<usize>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("<%").map(|found| at + found) {
        let Some(end) = text[start..].find("%>").map(|found| start + found + 2) else { break };
        let is_code = |it: &&crate::model::Hidden| it.kind == HiddenKind::Code && it.span.holds(start as u32);
        if !note.hidden.iter().any(|hidden| is_code(&hidden)) {
            tags.push(start..end);
        }
        at = end;
    }
    tags
}
