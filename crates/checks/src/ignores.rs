//! Comments by which a note says that a finding is right as it is (docs/spec/checks.md#ignoring-a-finding):
//! `%% vaultdex-ignore RULE: reason %%`.

use vaultdex_notes::{NonProseKind, Span, text};

use crate::note_text::NoteText;
use crate::rule::{Finding, Findings, Rule};
use crate::rules;
use crate::shelf::{nearest, rule_called};

const MARKER: &str = "vaultdex-ignore";

/// A comment that ignores the findings of one rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Ignore {
    /// The rule; `None` if there is none of this name.
    pub rule: Option<&'static Rule>,
    /// The ID or name of the rule as written.
    pub written: String,
    /// The comment.
    pub span: Span,
    /// The line whose findings are ignored; `None` for those of the whole note.
    line: Option<u32>,
}

impl Ignore {
    /// Whether a finding of the same note is ignored.
    pub fn covers(&self, finding: &Finding) -> bool {
        self.rule == Some(finding.rule) && self.line.is_none_or(|line| line == finding.span.line)
    }
}

/// Returns the comments of a note that ignore findings, one for each rule that they name.
pub fn ignores(note: &NoteText) -> Vec<Ignore> {
    if memchr::memmem::find(note.text.as_bytes(), MARKER.as_bytes()).is_none() {
        return Vec::new();
    }
    let parsed = note.note();
    let first_heading = parsed.headings.first().map(|heading| heading.span.start);
    let body = parsed.frontmatter.map_or(0, |frontmatter| frontmatter.end as usize);
    let comments = parsed.non_prose.iter().filter(|it| it.kind == NonProseKind::Comment);
    let mut found = Vec::new();
    for comment in comments {
        let inside = note.text[comment.span.range()].trim_matches('%').trim();
        let Some(rest) = inside.strip_prefix(MARKER).filter(|rest| rest.starts_with(char::is_whitespace)) else {
            continue;
        };
        let is_for_note = match first_heading {
            Some(heading) => comment.span.start < heading,
            // Without headings, only what is above all other text is about the note.
            None => note.text[body.min(comment.span.start as usize)..comment.span.start as usize].trim().is_empty(),
        };
        let line = if is_for_note { None } else { Some(line_of(note, comment.span)) };
        let names = rest.split(':').next().unwrap_or_default();
        for written in names.split([',', ' ']).map(str::trim).filter(|it| !it.is_empty()) {
            found.push(Ignore { rule: rule_called(written), written: written.to_owned(), span: comment.span, line });
        }
    }
    found
}

/// Returns the line that a comment is about: its own if that has other text, otherwise the next that is not blank.
fn line_of(note: &NoteText, comment: Span) -> u32 {
    let lines = note.lines();
    let last = lines.line((comment.end as usize).saturating_sub(1));
    let before = &note.text[lines.line_range(comment.line).start..comment.start as usize];
    let after = &note.text[comment.end as usize..lines.line_range(last).end.max(comment.end as usize)];
    if !before.trim().is_empty() || !after.trim().is_empty() {
        return comment.line;
    }
    let rest = &note.text[lines.line_range(last).end..];
    let blank = text::lines(rest).skip(1).take_while(|line| line.trim().is_empty()).count();
    last + 1 + blank as u32
}

/// Returns a finding for each comment of a note that ignores none of its findings, if its rule ran.
pub fn unused(file: usize, ignores: &[Ignore], found: &[Finding], ran: &dyn Fn(&Rule) -> bool) -> Vec<Finding> {
    let mut findings = Findings::new(&rules::ignores::IG01);
    for ignore in ignores {
        match ignore.rule {
            Some(rule) if !ran(rule) || found.iter().any(|finding| ignore.covers(finding)) => {}
            Some(rule) => {
                let message =
                    format!("this comment ignores nothing: there is no finding of {} ({})", rule.id, rule.name);
                findings.add(file, ignore.span, rule.id, message).suggest("remove the comment");
            }
            None => {
                let message = format!("there is no rule `{}`", ignore.written);
                let finding = findings.add(file, ignore.span, &ignore.written, message);
                if let Some(near) = nearest(&ignore.written) {
                    finding.suggest(format!("write `{}`", near.id));
                }
            }
        }
    }
    findings.into_list()
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::VaultPath;
    use vaultdex_query::catalog::File;

    use super::*;

    /// Returns `RULE LINE` of each comment of a note; `*` stands for the whole note and `?` for an unknown rule.
    fn found(text: &str) -> Vec<String> {
        let file = File::new(VaultPath::new("a.md"), vaultdex_notes::parse::note(text));
        let line = |it: &Ignore| it.line.map_or("*".to_owned(), |line| line.to_string());
        let rule = |it: &Ignore| it.rule.map_or("?", |rule| rule.id).to_owned();
        ignores(&NoteText::new(0, &file, text)).iter().map(|it| format!("{} {}", rule(it), line(it))).collect()
    }

    #[test]
    fn comments_are_about_the_next_line_or_their_own_or_the_note() {
        assert_eq!(found("%% vaultdex-ignore LK01: will be written %%\n# A\n"), ["LK01 *"]);
        assert_eq!(found("---\na: b\n---\n%% vaultdex-ignore LK01 %%\ntext\n"), ["LK01 *"]);
        assert_eq!(found("# A\n%% vaultdex-ignore LK01: x %%\n\n\ntext\n"), ["LK01 5"]);
        assert_eq!(found("# A\n\n- Owner: [[X]] %% vaultdex-ignore owner-without-note: x %%\n"), ["OW02 3"]);
        assert_eq!(found("text\n\n%% vaultdex-ignore LK01, LK02 %%\n[[a]]\n"), ["LK01 4", "LK02 4"]);
        assert_eq!(found("# A\n%%\nvaultdex-ignore lk01: x\n%%\n[[a]]\n"), ["LK01 5"]);
        assert_eq!(found("# A\n%% vaultdex-ignore XX99 %%\n"), ["? 4"]);
    }

    #[test]
    fn other_text_is_no_comment() {
        for text in [
            "`%% vaultdex-ignore LK01 %%`\n",
            "```\n%% vaultdex-ignore LK01 %%\n```\n",
            "vaultdex-ignore LK01\n",
            "%% vaultdex-ignored LK01 %%\n",
            "%% see vaultdex-ignore LK01 %%\n",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }
}
