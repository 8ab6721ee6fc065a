//! Notes of the Northwind fixture with other syntax: every mutation keeps the records.

use vaultdex_notes::parse;

use super::{facts, notes_below, project, records_at};

/// Returns the notes of the fixture that have records.
fn notes() -> Vec<(String, String)> {
    let mut notes = notes_below(project().join("vault-fixtures/northwind/vault"));
    notes.retain(|(path, text)| records_at(path, text).is_some());
    assert!(notes.len() > 30, "{}", notes.len());
    notes
}

/// Returns the facts of all integrations of a note, sorted.
fn sorted_facts(path: &str, text: &str) -> Vec<String> {
    let Some(records) = records_at(path, text) else { return vec!["nothing".to_owned()] };
    let mut facts_of_note = vec![format!("{:?} {} {}", records.shape, records.is_template, records.is_stub)];
    facts_of_note.extend(records.integrations.iter().flat_map(facts));
    // The order of values follows that of the columns.
    facts_of_note.sort();
    facts_of_note
}

/// Checks that the facts of all notes are the same after a mutation of every line outside code and frontmatter.
#[track_caller]
fn check(drift: impl Fn(&str) -> Option<String>) {
    check_all(notes(), drift);
}

#[track_caller]
fn check_all(notes: impl IntoIterator<Item = (String, String)>, drift: impl Fn(&str) -> Option<String>) {
    let mut n_changed = 0;
    for (path, text) in notes {
        let note = parse::note(&text);
        let mut at = 0;
        let mut drifted = String::new();
        for line in text.split_inclusive('\n') {
            let is_hidden =
                note.non_prose.iter().any(|it| it.span.contains(at as u32) && text[it.span.range()].contains('\n'))
                    || note.frontmatter.is_some_and(|it| it.contains(at as u32));
            at += line.len();
            let body = line.trim_end_matches(['\n', '\r']);
            match drift(body).filter(|_| !is_hidden) {
                Some(new) => {
                    drifted.push_str(&new);
                    drifted.push_str(&line[body.len()..]);
                    n_changed += 1;
                }
                None => drifted.push_str(line),
            }
        }
        compare(&path, &text, &drifted);
    }
    assert!(n_changed > 20, "{n_changed}");
}

#[track_caller]
fn compare(path: &str, text: &str, drifted: &str) {
    let (before, after) = (sorted_facts(path, text), sorted_facts(path, drifted));
    if before == after {
        return;
    }
    let missing: Vec<_> = before.iter().filter(|it| !after.contains(it)).collect();
    let more: Vec<_> = after.iter().filter(|it| !before.contains(it)).collect();
    panic!("{path}: {missing:#?} became {more:#?}");
}

/// Splits `- **Key**: value` into marker, key and value.
fn bold_key(line: &str) -> Option<(&str, &str, &str)> {
    let at = line.find("**")?;
    let (lead, rest) = line.split_at(at);
    let (key, rest) = rest[2..].split_once("**")?;
    let value = rest.strip_prefix(':')?;
    lead.trim_start().trim_start_matches(['-', '*', '+', ' ']).is_empty().then_some((lead, key, value))
}

/// Splits a heading into level and text.
fn heading(line: &str) -> Option<(usize, &str)> {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    let text = line[level..].strip_prefix(' ')?;
    (1..=6).contains(&level).then_some((level, text))
}

#[test]
fn keys_may_be_plain() {
    check(|line| {
        bold_key(line)
            .filter(|(lead, key, _)| lead.contains('-') && key.starts_with(char::is_alphabetic))
            .map(|(lead, key, value)| format!("{lead}{key}:{value}"))
    });
}

#[test]
fn plain_keys_may_be_bold() {
    check(|line| {
        let (key, value) = line.trim_start().strip_prefix("- ")?.split_once(": ")?;
        let lead = &line[..line.len() - line.trim_start().len()];
        let is_plain = key.chars().all(|letter| letter.is_alphabetic() || letter == ' ') && key.len() < 40;
        is_plain.then(|| format!("{lead}- **{key}**: {value}"))
    });
}

#[test]
fn colon_may_be_inside_the_emphasis() {
    check(|line| bold_key(line).map(|(lead, key, value)| format!("{lead}**{key}:**{value}")));
}

#[test]
fn keys_may_have_other_emphasis_and_marks() {
    check(|line| bold_key(line).map(|(lead, key, value)| format!("{lead}__{key}__ –{value}")));
    check(|line| bold_key(line).map(|(lead, key, value)| format!("{lead}**{key}**：{value}")));
}

#[test]
fn headings_may_be_deeper() {
    check(|line| {
        heading(line)
            .map(|(_, text)| (line, text))
            .map(|(line, _)| format!("#{line}"))
            .filter(|line| !line.starts_with("#######"))
    });
}

#[test]
fn headings_may_be_higher() {
    check(|line| {
        heading(line).filter(|(level, _)| *level > 1).map(|(level, text)| format!("{} {text}", "#".repeat(level - 1)))
    });
}

#[test]
fn headings_may_have_emoji_and_numbers() {
    let section = |line: &str| {
        // Headings that are numbered already are left alone.
        let bare = |(level, text): &(usize, &str)| *level > 1 && text.starts_with(char::is_alphabetic);
        heading(line).filter(bare).map(|(level, text)| ("#".repeat(level), text.to_owned()))
    };
    check(|line| section(line).map(|(marks, text)| format!("{marks} 📌 {text}")));
    check(|line| section(line).map(|(marks, text)| format!("{marks} 3.2 {text}")));
}

#[test]
fn items_may_begin_with_an_emoji() {
    check(|line| {
        bold_key(line)
            .filter(|(lead, ..)| lead.contains('-'))
            .map(|(lead, key, value)| format!("{lead}✅ **{key}**:{value}"))
    });
}

#[test]
fn lines_may_end_with_crlf() {
    for (path, text) in notes() {
        let text = text.replace("\r\n", "\n");
        compare(&path, &text, &text.replace('\n', "\r\n"));
    }
}

/// Returns the cells of a table row.
fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    let mut cells = Vec::new();
    let mut start = 0;
    for (at, _) in inner.match_indices('|').filter(|(at, _)| !inner[..*at].ends_with('\\')) {
        cells.push(inner[start..at].trim());
        start = at + 1;
    }
    cells.push(inner[start..].trim());
    Some(cells)
}

#[test]
fn property_tables_may_be_lists() {
    let mut n_changed = 0;
    for (path, text) in notes() {
        let text = text.replace("\r\n", "\n");
        let mut drifted = String::new();
        let mut is_table = false;
        for line in text.split_inclusive('\n') {
            let row = cells(line);
            let is_header = row.as_ref().is_some_and(|row| matches!(row[..], ["Property", "Value"]));
            is_table = is_header || is_table && row.is_some();
            match row.filter(|_| is_table) {
                Some(row) if is_header || row[0].starts_with('-') => {}
                Some(row) if row.len() == 2 && !row[0].is_empty() => {
                    drifted.push_str(&format!("- **{}**: {}\n", row[0].trim_matches('*'), row[1].replace("\\|", "|")));
                    n_changed += 1;
                }
                _ => drifted.push_str(line),
            }
        }
        compare(&path, &text, &drifted);
    }
    assert!(n_changed > 50, "{n_changed}");
}

/// Like [`bold_key`], for items that are not nested.
fn flat_key(line: &str) -> Option<(&str, &str, &str)> {
    bold_key(line).filter(|(lead, _, value)| *lead == "- " && value.starts_with(' '))
}

#[test]
fn lists_may_be_property_tables() {
    let mut n_changed = 0;
    for (path, text) in notes() {
        let text = text.replace("\r\n", "\n");
        let lines: Vec<&str> = text.lines().collect();
        let mut drifted = String::new();
        let mut at = 0;
        while at < lines.len() {
            let run = lines[at..].iter().take_while(|line| flat_key(line).is_some()).count();
            let is_apart = lines.get(at + run).is_none_or(|line| line.is_empty() || line.starts_with('#'));
            if run < 2 || !is_apart {
                (0..run.max(1)).for_each(|nth| drifted.push_str(&format!("{}\n", lines[at + nth])));
                at += run.max(1);
                continue;
            }
            drifted.push_str("\n| Property | Value |\n|---|---|\n");
            for (_, key, value) in lines[at..at + run].iter().filter_map(|line| flat_key(line)) {
                drifted.push_str(&format!("| {key} | {} |\n", value.trim().replace('|', "\\|")));
                n_changed += 1;
            }
            drifted.push('\n');
            at += run;
        }
        compare(&path, &text, &drifted);
    }
    assert!(n_changed > 50, "{n_changed}");
}

#[test]
fn columns_may_be_reversed() {
    // Rows of this note differ in length from their header. Reversed, they would have other values.
    let notes = notes().into_iter().filter(|(path, _)| !path.ends_with("Billing Reconciliation.md"));
    check_all(notes, |line| {
        let mut row = cells(line).filter(|row| row.len() > 3)?;
        row.reverse();
        Some(format!("| {} |", row.join(" | ")))
    });
}
