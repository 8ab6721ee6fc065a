//! Phrases in messages for people.

use vaultdex_notes::ProblemKind;
use vaultdex_query::catalog::File;

/// Returns a count with its noun: `1 file`, `2,000 files`.
pub fn counted(count: usize, noun: &str) -> String {
    format!("{} {noun}{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// Returns a number with separators between its thousands: `34,880`.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let separated = digits.char_indices().flat_map(|(at, digit)| {
        let separator = (at > 0 && (digits.len() - at).is_multiple_of(3)).then_some(',');
        separator.into_iter().chain([digit])
    });
    separated.collect()
}

/// Returns a duration in seconds, in its largest whole unit: `3 hours`.
pub fn age(seconds: i64) -> String {
    let seconds = usize::try_from(seconds).unwrap_or_default();
    match seconds {
        ..60 => counted(seconds, "second"),
        60..3_600 => counted(seconds / 60, "minute"),
        3_600..86_400 => counted(seconds / 3_600, "hour"),
        _ => counted(seconds / 86_400, "day"),
    }
}

/// Returns a moment in nanoseconds since 1970 as JSON has it: RFC 3339 in UTC, to the second.
pub fn moment(nanoseconds: i64) -> Option<String> {
    let moment = jiff::Timestamp::from_nanosecond(nanoseconds.into()).ok()?;
    Some(moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// Says where and why the frontmatter of a note cannot be read; `None` if it can, or if there is none.
pub fn invalid_frontmatter(file: &File) -> Option<String> {
    let problem = file.note.problems.iter().find(|problem| problem.kind == ProblemKind::Frontmatter)?;
    Some(format!("`{}`, line {}: {}; none of its properties is known", file.path, problem.span.line, problem.message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_singular() {
        assert_eq!(counted(1, "file"), "1 file");
        assert_eq!(counted(0, "file"), "0 files");
        assert_eq!([999, 1_000, 34_880, 1_234_567].map(grouped), ["999", "1,000", "34,880", "1,234,567"]);
        assert_eq!(
            [age(-1), age(59), age(60), age(7_300), age(90_000)],
            ["0 seconds", "59 seconds", "1 minute", "2 hours", "1 day"]
        );
    }
}
