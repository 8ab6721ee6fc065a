//! Headings that date their section with a date that does not stand at their beginning
//! (docs/spec/changelog.md#dates-at-the-end, docs/spec/changelog.md#releases).

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::trailing_date::split_trailing_date;
use super::version_line::{undated_version, version_in_title};
use crate::changelog::history::History;
use crate::document::list_marker::item_text;
use crate::model::{Moment, Precision};
use crate::normalize::pattern::compile;
use crate::normalize::timestamp::{has_digit, stamp_at_start};

/// A heading with a date for its section.
pub(crate) struct DatedHeading {
    pub(crate) moment: Moment,
    pub(crate) version: Option<String>,
    /// The words of the heading besides the date.
    pub(crate) title: String,
    /// The line below the heading that states the date.
    pub(crate) date_line: Option<Range<usize>>,
}

/// Parses a heading of a history with a date at its end, that is only a month, or that is a version with its date on the
/// next line.
pub(crate) fn parse_dated_heading(history: &History, range: &Range<usize>) -> Option<DatedHeading> {
    let order = history.synonyms.date_order;
    let line = history.text[range.clone()].trim();
    if !has_digit(line.as_bytes()) {
        return None;
    }
    let text = line.trim_start_matches('#').trim_end_matches('#').trim();
    if let Some(found) = split_trailing_date(text, order) {
        let title =
            found.text.trim_matches(|letter: char| letter.is_whitespace() || "*_~:".contains(letter)).to_owned();
        let version = version_in_title(&title).map(str::to_owned);
        return Some(DatedHeading { moment: found.moment, version, title, date_line: None });
    }
    let whole = text.trim_matches(|letter: char| letter.is_whitespace() || "*_~:[]".contains(letter));
    if let Some((Ok(moment), length)) = stamp_at_start(whole, order)
        && length == whole.len()
        && moment.precision == Precision::Month
    {
        return Some(DatedHeading { moment, version: None, title: String::new(), date_line: None });
    }
    let (version, words) = undated_version(line)?;
    let (moment, rest, date_line) = date_below(history, range)?;
    let title = if rest.is_empty() { words } else { rest };
    Some(DatedHeading {
        moment,
        version: Some(version.to_owned()),
        title: title.to_owned(),
        date_line: Some(date_line),
    })
}

/// Returns the date on the first line below a heading, with the text behind it: `Released: 2027-06-04`.
fn date_below<'a>(history: &History<'a>, heading: &Range<usize>) -> Option<(Moment, &'a str, Range<usize>)> {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"^[*_]*(?i:(?:release[ds]?|published|date|release date|released on|veröffentlicht|datum|publié le|date de sortie|fecha|publicado|lançado em|data|rilasciato il|wydano|дата|リリース日|日付|发布日期|日期)(?: on| am)?\s*[:：]?\s*[*_]*[:：]?\s*)",
        )
    });
    let text = history.text;
    let from = heading.end + text[heading.end..].len() - text[heading.end..].trim_start().len();
    let range = history.lines.line_range(history.lines.line(from));
    let line = text.get(range.clone())?.trim();
    if range.start < heading.end || item_text(line).is_some() || line.starts_with('#') {
        return None;
    }
    let label = LABEL.find(line).map_or(0, |label| label.end());
    let date = line[label..].trim_start_matches(['*', '_', '(', '[', '`']);
    let (moment, length) = stamp_at_start(date, history.synonyms.date_order)?;
    let is_mark = |letter: char| letter.is_whitespace() || "*_)]`.:-–—|,".contains(letter);
    let rest = &date[length..];
    if !rest.is_empty() && !rest.starts_with(is_mark) {
        return None;
    }
    let rest = rest.trim_start_matches(is_mark).trim_end();
    // A link to the notes of a release is not its text.
    let is_link = rest.starts_with('[') && rest.ends_with([')', ']']);
    Some((moment.ok()?, if is_link { "" } else { rest }, range))
}
