//! A change entry: one dated line in the history of a note.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::{Date, Time};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vaultdex_notes::Span;

/// The precision with which a moment is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Precision {
    Year,
    Quarter,
    Month,
    Day,
    Minute,
}

/// A local time without time zone, known to some precision. It is never converted between time zones
/// (docs/spec/changelog.md#floating-times).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Moment {
    /// The day; if only a year, quarter or month is known, its first day.
    pub date: Date,
    /// The time of day, if known.
    pub time: Option<Time>,
    /// The precision to which date and time are known.
    pub precision: Precision,
}

impl fmt::Display for Moment {
    /// Formats the moment to its precision: `2024-12-07 08:00`, `2024-12-07`, `2024-12`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = (self.date.year(), self.date.month());
        match (self.precision, self.time) {
            (Precision::Year, _) => write!(f, "{year:04}"),
            (Precision::Quarter, _) => write!(f, "{year:04}-Q{}", (month + 2) / 3),
            (Precision::Month, _) => write!(f, "{year:04}-{month:02}"),
            (_, Some(time)) => write!(f, "{} {:02}:{:02}", self.date, time.hour(), time.minute()),
            (_, None) => write!(f, "{}", self.date),
        }
    }
}

impl FromStr for Moment {
    type Err = ();

    /// Parses the displayed form of a moment. The time may also be separated by `T`.
    fn from_str(text: &str) -> Result<Moment, ()> {
        let (day, time) = text.split_once(['T', ' ']).map_or((text, None), |(day, time)| (day, Some(time)));
        if let Some(time) = time {
            let (date, time) = (day.parse().map_err(drop)?, time.parse().map_err(drop)?);
            return Ok(Moment { date, time: Some(time), precision: Precision::Minute });
        }
        let month_of_quarter = |quarter: &str| quarter.parse::<i8>().ok()?.checked_mul(3)?.checked_sub(2);
        let (date, precision) = match (day.split_once("-Q"), day.len()) {
            (Some((year, quarter)), _) => {
                let (year, month) = (year.parse().map_err(drop)?, month_of_quarter(quarter).ok_or(())?);
                (Date::new(year, month, 1).map_err(drop)?, Precision::Quarter)
            }
            (None, 4) => (Date::new(day.parse().map_err(drop)?, 1, 1).map_err(drop)?, Precision::Year),
            (None, 7) => (format!("{day}-01").parse().map_err(drop)?, Precision::Month),
            (None, _) => (day.parse().map_err(drop)?, Precision::Day),
        };
        Ok(Moment { date, time: None, precision })
    }
}

impl Moment {
    /// Returns the last day of the period: that of the month, quarter or year if no day is known.
    pub fn last_day(&self) -> Date {
        match self.precision {
            Precision::Year => self.date.last_of_year(),
            Precision::Quarter => self.date.saturating_add(2.months()).last_of_month(),
            Precision::Month => self.date.last_of_month(),
            Precision::Day | Precision::Minute => self.date,
        }
    }
}

/// The kind of a change (docs/spec/changelog.md#sentences).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Verb {
    Updated,
    Modified,
    Connected,
    Added,
    Removed,
    Fixed,
    Enhanced,
    Revised,
    Deprecated,
    Retired,
    Disconnected,
    Replaced,
    Renamed,
    Changed,
    Security,
    Initial,
}

/// The element of a note that an entry was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum ChangeSource {
    Log,
    Heading,
    Version,
    Table,
    KeepAChangelog,
    Frontmatter,
    Callout,
    Dates,
    Git,
}

/// One change entry of a note. Names are plain text; resolving them to notes requires the whole vault.
///
/// ```text
/// - 2024-12-07_08-00 - Updated [[Orders]] for GDPR masking
/// ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ span
///   ^^^^^^^^^^^^^^^^ moment
///                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ text
///                              ^^^^^^^^^^ subject
///                                             ^^^^^^^^^^^^ object
///   - masked the e-mail address          a detail
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeEntry {
    /// When the change was made.
    pub moment: Moment,
    /// The kind of the change, if the text states it in a known form.
    pub verb: Option<Verb>,
    /// The text of the entry as written, including brackets and links.
    pub text: String,
    /// The first name of a recognized sentence, with brackets and link syntax as written.
    pub subject: Option<String>,
    /// The second name or the purpose of a recognized sentence.
    pub object: Option<String>,
    /// The version: `1.1.0` for a trailing `(v1.1.0)`, or that of a version list or table.
    pub version: Option<String>,
    /// The author, if stated.
    pub author: Option<String>,
    /// The nested lines in order, without list markers.
    pub details: Vec<String>,
    /// The element that the entry was read from.
    pub source: ChangeSource,
    /// The line of the entry.
    pub span: Span,
    /// The list of the note that the entry belongs to, used to detect whether the newest entry comes first. 0 if only
    /// the order within the note counts, as for the bullets of a single day.
    pub list: u32,
}

/// A line that looks like a change entry but is malformed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Malformed {
    /// The line, trimmed.
    pub text: String,
    /// A short description of the error.
    pub reason: String,
    /// The corrected line, if it is unambiguous.
    pub suggestion: Option<String>,
    /// The location of the line.
    pub span: Span,
}

/// The history of a note, in document order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeLog {
    /// The change entries.
    pub entries: Vec<ChangeEntry>,
    /// The malformed lines.
    pub malformed: Vec<Malformed>,
    /// The entry formats that the note declares, for its own history or for other notes.
    pub formats: Vec<DeclaredFormat>,
}

impl ChangeLog {
    /// Returns the log on the heap; `None` if it is empty.
    pub fn boxed(self) -> Option<Box<ChangeLog>> {
        (self != ChangeLog::default()).then(|| Box::new(self))
    }
}

/// An entry format that a note declares: a sentence with placeholders for names
/// (docs/spec/changelog.md#declared-formats).
///
/// ```text
/// - Service Releases: 'YYYY-MM-DD_HH-mm - Deployed [service] to [environment]'
///   ^^^^^^^^^^^^^^^^ label                 ^^^^^^^^ lead      ^^ link
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredFormat {
    /// The label that the note gives the format.
    pub label: String,
    /// The words before the first placeholder.
    pub lead: String,
    /// The words between the first and second placeholder; `None` if there is only one.
    pub link: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_parsed_from_its_displayed_form() {
        let check = |text: &str, last_day: Option<&str>| {
            let moment = text.parse::<Moment>().ok();
            assert_eq!(moment.map(|it| it.last_day().to_string()).as_deref(), last_day, "{text}");
            if let Some(moment) = moment {
                assert_eq!(moment.to_string(), text.replace('T', " "));
            }
        };
        check("2026-06-15", Some("2026-06-15"));
        check("2026-06-15T09:30", Some("2026-06-15"));
        check("2026-02", Some("2026-02-28"));
        check("2026-Q2", Some("2026-06-30"));
        check("2026", Some("2026-12-31"));
        check("soon", None);
        check("2026-Q9", None);
        check("2026-Q99", None);
        check("2026-02-30", None);
    }
}
