//! The section of a note that answers best: a heading with the text up to the next one, or a card of a canvas.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use vaultdex_notes::text::fold;
use vaultdex_notes::{FileKind, LineIndex, Note, VaultPath};

use super::ranking::{Terms, saturation};
use crate::search::{Match, MatchedLine, NormalizedText, matched_lines, tokens};

/// What one occurrence of a word in a heading above a section is worth in occurrences in its text.
const HEADING: f32 = 2.0;
/// The number of words of a section of usual length.
const USUAL_LENGTH: f32 = 110.0;
/// A shorter section counts as if it had this many words.
const MIN_LENGTH: f32 = 60.0;
/// How much the length of a section counts, from 0 to 1.
const LENGTH: f32 = 0.3;
/// What two words that follow each other in the question are worth if they are near each other, relative to the less worthy one.
const NEAR: f32 = 0.6;
/// How many words apart words may be to be near each other.
const NEAR_DISTANCE: usize = 12;
/// The number of lines that show what a section says.
const LINES: usize = 2;

/// For each word of the vault that stands for a word of the question: which forms of which words of the question it is.
pub type Forms = HashMap<String, Vec<(usize, usize)>>;

/// The section of a note that answers best.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Passage {
    /// How well it answers; 0 if no section has a word of the question.
    pub score: f32,
    /// The headings above it, from the outermost to its own; empty for the text before the first heading.
    pub headings: Vec<String>,
    /// The line to go to, from 1: the first that is shown, else the first of the section.
    pub line: u32,
    /// The lines that say most, in order.
    pub lines: Vec<MatchedLine>,
    /// For each word of the question that the note has in some form, by position, the form that counts most. A note has the
    /// words of its text, names, tags and path.
    pub words: BTreeMap<usize, String>,
}

/// A note, and what is looked for in it.
struct Search<'a> {
    path: &'a VaultPath,
    source: &'a str,
    text: NormalizedText<'a>,
    note: &'a Note,
    forms: &'a Forms,
    terms: &'a Terms,
    /// The number of words of the question.
    n_wanted: usize,
}

/// A section while it is read.
struct Section {
    /// Where it is in the normalized text.
    range: Range<usize>,
    /// The positions of the headings above it in [`Note::headings`].
    headings: Vec<usize>,
    /// The number of occurrences of each form of each word of the question.
    counts: BTreeMap<(usize, usize), f32>,
    /// For each word of the question what it is worth near the word before it.
    near: Vec<f32>,
    /// The number of words.
    length: usize,
}

/// Returns the best section of a note or canvas. `n_wanted` is the number of words of the question.
pub fn best_passage(
    (path, text, note): (&VaultPath, &str, &Note),
    forms: &Forms,
    terms: &Terms,
    n_wanted: usize,
) -> Passage {
    let normalized = NormalizedText::new(path, text, note, false);
    let search = Search { path, source: text, text: normalized, note, forms, terms, n_wanted };
    let mut best: Option<(f32, Section)> = None;
    for mut section in search.sections() {
        search.read(&mut section);
        let score = search.score(&section);
        if score > best.as_ref().map_or(0.0, |(best, _)| *best) {
            best = Some((score, section));
        }
    }
    let passage = best.map(|(score, section)| search.passage(score, &section));
    Passage { words: search.found_words(), ..passage.unwrap_or(Passage { line: 1, ..Passage::default() }) }
}

impl Search<'_> {
    /// Returns the sections of the note without what they contain.
    fn sections(&self) -> Vec<Section> {
        let section = |source: Range<usize>, headings| Section {
            range: self.text.to_normalized(source.start)..self.text.to_normalized(source.end),
            headings,
            counts: BTreeMap::new(),
            near: vec![0.0; self.n_wanted],
            length: 0,
        };
        if FileKind::from_path(self.path) == FileKind::Canvas {
            return self.note.blocks.iter().map(|card| section(card.span.range(), Vec::new())).collect();
        }
        let headings = &self.note.headings;
        let start_of = |heading: usize| headings.get(heading).map_or(self.source.len(), |it| it.span.start as usize);
        let body = self.note.frontmatter.as_ref().map_or(0, |frontmatter| frontmatter.end as usize);
        let mut sections = vec![section(body.min(start_of(0))..start_of(0), Vec::new())];
        let mut above: Vec<usize> = Vec::new();
        for (position, heading) in headings.iter().enumerate() {
            above.retain(|other| headings[*other].level < heading.level);
            above.push(position);
            sections.push(section(start_of(position)..start_of(position + 1), above.clone()));
        }
        sections
    }

    /// Reads what a section contains.
    fn read(&self, section: &mut Section) {
        section.length = self.read_text(self.text_of(section), 1.0, section);
        for heading in section.headings.clone() {
            self.read_text(&self.note.headings[heading].text, HEADING, section);
        }
    }

    fn text_of(&self, section: &Section) -> &str {
        self.text.text().get(section.range.clone()).unwrap_or_default()
    }

    /// Adds the words of a text to a section. Returns the number of words.
    fn read_text(&self, text: &str, weight: f32, section: &mut Section) -> usize {
        let mut length = 0;
        // For each word of the question where it was last, and what it is worth there.
        let mut last: Vec<Option<(usize, f32)>> = vec![None; self.n_wanted];
        for (_, found) in words(text, self.forms) {
            length += 1;
            for (word, form) in found {
                *section.counts.entry((*word, *form)).or_default() += weight;
                let worth = self.terms.worth(*word, *form);
                let near = |neighbor: usize| {
                    let (at, worth_there) = last.get(neighbor).copied().flatten()?;
                    (length - at <= NEAR_DISTANCE).then_some(worth.min(worth_there))
                };
                let (before, after) = (word.checked_sub(1).and_then(near), near(word + 1));
                for (near, word) in [(before, *word), (after, word + 1)] {
                    let Some(near) = near else { continue };
                    section.near[word] = section.near[word].max(near);
                }
                if last[*word].is_none_or(|(at, worth_there)| at != length || worth_there < worth) {
                    last[*word] = Some((length, worth));
                }
            }
        }
        length
    }

    fn score(&self, section: &Section) -> f32 {
        let length = 1.0 - LENGTH + LENGTH * (section.length as f32).max(MIN_LENGTH) / USUAL_LENGTH;
        let mut scores = vec![0.0f32; self.n_wanted];
        for ((word, form), count) in &section.counts {
            scores[*word] = scores[*word].max(self.terms.worth(*word, *form) * saturation(count / length));
        }
        self.terms.section_score(&scores) + NEAR * section.near.iter().sum::<f32>()
    }

    /// Returns for each word of the question that the note has in some form the one that is worth most.
    fn found_words(&self) -> BTreeMap<usize, String> {
        let names = self.note.title.iter().chain(&self.note.aliases).map(String::as_str);
        let tags = self.note.tags.iter().map(|tag| tag.name.as_str());
        let texts = [self.text.text(), self.path.as_str()].into_iter().chain(names).chain(tags);
        let mut best: BTreeMap<usize, (f32, String)> = BTreeMap::new();
        for text in texts {
            for (range, found) in words(text, self.forms) {
                for (word, form) in found {
                    let worth = self.terms.worth(*word, *form);
                    if best.get(word).is_none_or(|(most, _)| worth > *most) {
                        best.insert(*word, (worth, fold(&text[range.clone()]).into_owned()));
                    }
                }
            }
        }
        best.into_iter().map(|(word, (_, form))| (word, form)).collect()
    }

    fn passage(&self, score: f32, section: &Section) -> Passage {
        let index = LineIndex::new(self.source);
        let mut matches: Vec<Match> = Vec::new();
        // What the words of the question in a line are worth.
        let mut worth: BTreeMap<u32, BTreeMap<usize, f32>> = BTreeMap::new();
        for (range, found) in words(self.text_of(section), self.forms) {
            let in_text = section.range.start + range.start..section.range.start + range.end;
            let Range { start, end } = self.text.to_source(in_text);
            for (word, form) in found {
                matches.push(Match { start, end, clause: *word as u32 });
                let worth = worth.entry(index.line(start)).or_default().entry(*word).or_default();
                *worth = worth.max(self.terms.worth(*word, *form));
            }
        }
        let worth_of = |line: &MatchedLine| worth.get(&line.line).map_or(0.0, |words| words.values().sum());
        let mut lines: Vec<(f32, MatchedLine)> =
            matched_lines(self.source, &matches).into_iter().map(|line| (worth_of(&line), line)).collect();
        lines.sort_by(|(one, a), (other, b)| other.total_cmp(one).then(a.line.cmp(&b.line)));
        let first = index.line(self.text.to_source(section.range.start..section.range.start).start);
        // The heading is shown anyway.
        if !section.headings.is_empty() && lines.iter().any(|(_, line)| line.line != first) {
            lines.retain(|(_, line)| line.line != first);
        }
        let mut lines: Vec<MatchedLine> = lines.into_iter().take(LINES).map(|(_, line)| line).collect();
        lines.sort_by_key(|line| line.line);
        let headings = section.headings.iter().map(|heading| self.note.headings[*heading].text.clone()).collect();
        let line = lines.first().map_or(first, |line| line.line);
        Passage { score, headings, line, lines, words: BTreeMap::new() }
    }
}

/// Iterates over the words of a text: their ranges, and what they are forms of.
fn words<'a>(text: &'a str, forms: &'a Forms) -> impl Iterator<Item = (Range<usize>, &'a [(usize, usize)])> {
    tokens(text).map(|token| {
        let found = forms.get(&*fold(&text[token.range.clone()])).map_or(&[][..], Vec::as_slice);
        (token.range, found)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::closest::wanted::test_words::Words;
    use crate::closest::{LANGUAGES, analyze};

    const NOTE: &str = "---\ntags: retry\n---\nIntro about retries.\n\n# Orders\nText.\n\n## Retry\nFailed messages are\nretried three times, then parked.\n\n## Contact\nThe team.\n";

    fn found(question: &str, path: &str, text: &str, note: &Note) -> Passage {
        let words: Vec<String> = question.split(' ').map(str::to_owned).collect();
        let wanted = analyze(&words, &[&LANGUAGES[0]], &Words(&[])).wanted;
        let with: Vec<Vec<u32>> = wanted.iter().map(|it| vec![1; it.forms.len()]).collect();
        let mut forms = Forms::new();
        let all =
            format!("{} {path} {}", fold(text), NormalizedText::new(&VaultPath::new(path), text, note, false).text());
        let all = fold(&all).into_owned();
        for token in tokens(&all).map(|token| all[token.range].to_owned()) {
            let admitting = wanted.iter().enumerate().flat_map(|(word, it)| {
                let forms = it.forms.iter().enumerate();
                let admitting =
                    forms.filter(|(_, form)| form.patterns.iter().any(|it| it.matches(&token)) && form.admits(&token));
                admitting.map(move |(form, _)| (word, form)).collect::<Vec<_>>()
            });
            let admitting: Vec<_> = admitting.collect();
            if !admitting.is_empty() {
                forms.insert(token, admitting);
            }
        }
        let terms = Terms::new(&wanted, &with, 10);
        best_passage((&VaultPath::new(path), text, note), &forms, &terms, wanted.len())
    }

    fn check(question: &str, headings: &[&str], lines: &[&str]) {
        let found = found(question, "Note.md", NOTE, &vaultdex_notes::parse::note(NOTE));
        let texts: Vec<&str> = found.lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(
            (found.headings.iter().map(String::as_str).collect::<Vec<_>>(), texts),
            (headings.to_vec(), lines.to_vec())
        );
    }

    #[test]
    fn the_cards_of_a_canvas_are_sections() {
        let text =
            r#"{"nodes":[{"type":"text","text":"The text is\nfreight"},{"type":"text","text":"Other"}],"edges":[]}"#;
        let note = vaultdex_notes::parse::canvas(text);
        let check = |question: &str, words: &[&str], has_line: bool| {
            let found = found(question, "Board.canvas", text, &note);
            assert_eq!(found.words.values().map(String::as_str).collect::<Vec<_>>(), words, "{question}");
            assert_eq!(found.lines.len(), usize::from(has_line), "{question}");
        };
        check("freight", &["freight"], true);
        check("nodes edges", &[], false);
        check("board", &["board"], false);
    }

    #[test]
    fn names_and_tags_are_words_of_a_note() {
        let text = "---\ntitle: Shipment calendar\naliases: [Agenda]\ntags: [carrier]\n---\nText.\n";
        let note = vaultdex_notes::parse::note(text);
        for (question, word) in
            [("shipments", "shipment"), ("agenda", "agenda"), ("carriers", "carrier"), ("plan", "plan")]
        {
            let found = found(question, "Plan.md", text, &note);
            assert_eq!(found.words.get(&0).map(String::as_str), Some(word), "{question}");
        }
    }

    #[test]
    fn the_best_section_has_most_of_the_question() {
        check(
            "what happens when messages fail and are retried",
            &["Orders", "Retry"],
            &["Failed messages are", "retried three times, then parked."],
        );
        check("which team", &["Orders", "Contact"], &["The team."]);
        check("retries intro", &[], &["Intro about retries."]);
        check("unrelated", &[], &[]);
    }
}
