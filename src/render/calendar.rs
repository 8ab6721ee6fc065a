//! Calendars of all-day events (RFC 5545).

use jiff::civil::Date;

/// An event of one day.
pub struct Event {
    /// What identifies the event in every version of the calendar.
    pub id: String,
    /// The day.
    pub day: Date,
    /// The title.
    pub summary: String,
    /// Further lines.
    pub description: String,
}

/// Returns a calendar with events, as made on a day. The same events give the same bytes.
pub fn document(events: &[Event], made: Date) -> String {
    let mut text = String::new();
    let mut line = |content: String| text.push_str(&folded(&content));
    line("BEGIN:VCALENDAR".to_owned());
    line("VERSION:2.0".to_owned());
    line("PRODID:-//vaultdex//reviews//EN".to_owned());
    for event in events {
        let next = event.day.tomorrow().unwrap_or(event.day);
        line("BEGIN:VEVENT".to_owned());
        line(format!("UID:{}@vaultdex", blake3::hash(event.id.as_bytes()).to_hex()));
        line(format!("DTSTAMP:{}T000000Z", basic(made)));
        line(format!("DTSTART;VALUE=DATE:{}", basic(event.day)));
        line(format!("DTEND;VALUE=DATE:{}", basic(next)));
        line(format!("SUMMARY:{}", escaped(&event.summary)));
        line(format!("DESCRIPTION:{}", escaped(&event.description)));
        line("TRANSP:TRANSPARENT".to_owned());
        line("END:VEVENT".to_owned());
    }
    line("END:VCALENDAR".to_owned());
    text
}

/// Returns a date as `20260615`.
fn basic(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

/// Escapes a text value. Control characters are not allowed.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n");
    text.replace(|letter: char| letter.is_control(), " ")
}

/// Ends a line and folds it to at most 75 bytes, between characters.
fn folded(line: &str) -> String {
    const MOST: usize = 75;
    let mut text = String::with_capacity(line.len() + 2);
    let mut used = 0;
    for letter in line.chars() {
        if used + letter.len_utf8() > MOST {
            text.push_str("\r\n ");
            used = 1;
        }
        text.push(letter);
        used += letter.len_utf8();
    }
    text + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_escaped_and_folded() {
        let event = Event {
            id: "a.md:1".to_owned(),
            day: jiff::civil::date(2026, 12, 31),
            summary: "Review A, B; C".to_owned(),
            description: format!("a.md:1\n{}", "日本".repeat(30)),
        };
        let text = document(&[event], jiff::civil::date(2026, 6, 15));
        assert!(text.lines().all(|line| line.len() <= 75), "{text}");
        assert!(text.contains("SUMMARY:Review A\\, B\\; C\r\n") && text.contains("DTEND;VALUE=DATE:20270101\r\n"));
        let unfolded = text.replace("\r\n ", "");
        assert!(unfolded.contains(&format!("DESCRIPTION:a.md:1\\n{}\r\n", "日本".repeat(30))));
        assert_eq!(text.matches("\r\n").count(), text.lines().count());
    }
}
