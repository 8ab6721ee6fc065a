//! A change entry: one dated line of a note's history.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use vaultdex_notes::Span;

/// How exactly a moment is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Precision {
    Year,
    Quarter,
    Month,
    Day,
    Minute,
}

/// A floating local time, known to some precision. Never shifted between time zones (spec/changelog.md b.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Moment {
    /// The day; the first one of a month, quarter or year that is known no better.
    pub date: Date,
    /// The time of day, where it is given.
    pub time: Option<Time>,
    /// How much of the above was written down.
    pub precision: Precision,
}

impl fmt::Display for Moment {
    /// The moment as people write it, no more exact than it is known: `2024-12-07 08:00`, `2024-12-07`, `2024-12`.
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

    /// Reads a moment as it is displayed; `T` may stand before the time.
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
    /// The last day that it may mean: of the month, quarter or year where no day is known.
    pub fn last_day(&self) -> Date {
        match self.precision {
            Precision::Year => self.date.last_of_year(),
            Precision::Quarter => self.date.saturating_add(2.months()).last_of_month(),
            Precision::Month => self.date.last_of_month(),
            Precision::Day | Precision::Minute => self.date,
        }
    }
}

/// What an entry says was done (spec/changelog.md b.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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

/// What carries an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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

/// One change entry as a note tells it. Names are text here; which notes they mean is found out with the whole vault.
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
    /// When.
    pub moment: Moment,
    /// What was done, where the text says so in a known way.
    pub verb: Option<Verb>,
    /// The entry's body as written, brackets and links kept.
    pub text: String,
    /// The first name of a recognised sentence, brackets and link syntax as written.
    pub subject: Option<String>,
    /// The second name or purpose of a recognised sentence.
    pub object: Option<String>,
    /// `1.1.0` of a trailing `(v1.1.0)`, or of a version list or table.
    pub version: Option<String>,
    /// Who, where the entry says so.
    pub author: Option<String>,
    /// The nested lines, in order, without their markers.
    pub details: Vec<String>,
    /// What carries it.
    pub source: ChangeSource,
    /// The entry's own line.
    pub span: Span,
    /// Which list of the note it is an item of, so that it can be told whether the newest comes first there; 0 where the
    /// order of the note is all that counts, as among the bullets of one day.
    pub list: u32,
}

/// A line that tried to be a change entry and is not one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Malformed {
    /// The line, trimmed.
    pub text: String,
    /// What is wrong with it, in a few words.
    pub reason: String,
    /// The line as it should read, where that is certain.
    pub suggestion: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// All that a note says of its history, in document order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeLog {
    /// The entries.
    pub entries: Vec<ChangeEntry>,
    /// What tried to be one.
    pub malformed: Vec<Malformed>,
    /// The formats that the note declares for entries, its own or those of other notes.
    pub formats: Vec<DeclaredFormat>,
}

impl ChangeLog {
    /// As a note holds it: nothing where there is nothing in it.
    pub fn boxed(self) -> Option<Box<ChangeLog>> {
        (self != ChangeLog::default()).then(|| Box::new(self))
    }
}

/// An entry format that a note declares: a sentence with slots (spec/changelog.md b.1).
///
/// ```text
/// - Service Releases: 'YYYY-MM-DD_HH-mm - Deployed [service] to [environment]'
///   ^^^^^^^^^^^^^^^^ label                 ^^^^^^^^ lead      ^^ link
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredFormat {
    /// What the note calls it.
    pub label: String,
    /// The words before the first slot.
    pub lead: String,
    /// The words between the first slot and the second; `None` where there is one slot only.
    pub link: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_reads_as_it_is_written() {
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
