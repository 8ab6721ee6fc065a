//! Entry lines in their many forms.

use super::*;

fn check(input: &str, expected: &str) {
    let described = match parse_entry_line(input, None) {
        None => "none".to_owned(),
        Some(EntryLine::Day(TimestampedLine { moment, text, version, .. })) => {
            let version = version.map_or(String::new(), |version| format!("v{version} "));
            format!("day {moment} {version}{text}").trim_end().to_owned()
        }
        Some(EntryLine::Entry(TimestampedLine { moment, text, version: Some(version), .. })) => {
            format!("{moment} | v{version} | {text}")
        }
        Some(EntryLine::Entry(TimestampedLine { moment, text, .. })) => format!("{moment} | {text}"),
        Some(EntryLine::Malformed { reason, suggestion: Some(fixed), .. }) if line_is_linked(input) => {
            format!("! {reason} => {fixed}")
        }
        Some(EntryLine::Malformed { reason, .. }) => format!("! {reason}"),
    };
    assert_eq!(described, expected, "{input:?}");
}

fn line_is_linked(line: &str) -> bool {
    line.contains("[[") || line.contains("](")
}

#[test]
fn entries_vary_in_marker_quote_separator_and_timestamp() {
    check("- 2024-12-07_08-00 - Initial setup", "2024-12-07 08:00 | Initial setup");
    check("2024-12-07_15-16- Initial desk installation", "2024-12-07 15:16 | Initial desk installation");
    check("* [x] 2024-12-07 – done", "2024-12-07 | done");
    check("- [x] 3/31/26: done", "2026-03-31 | done");
    check("- [[2025-03-24 - Kickoff]]", "2025-03-24 | Kickoff");
    check("- [[2026-03-18 10-00 UTC+1]] - text", "2026-03-18 10:00 | text");
    check("- 2024-12-07 8:05\u{202f}PM - done", "2024-12-07 20:05 | done");
    check("- 12.Dez.2025: done", "2025-12-12 | done");
    check("- March 12,\u{a0}2026 - done", "2026-03-12 | done");
    check("1. 3/31/26: done", "2026-03-31 | done");
    check("МАРТ 2026 - done", "2026-03 | done");
    check("12) 2024/12/7 10:30:15 → done", "2024-12-07 10:30 | done");
    check("- **2026-01-07:** text", "2026-01-07 | text");
    check("- **2025-10-20**: text", "2025-10-20 | text");
    check("- **2025-10-20: text**", "2025-10-20 | text");
    check("- '2024-12-07_08-00 - Updated [a] for [b]'", "2024-12-07 08:00 | Updated [a] for [b]");
    check("- “2024-12-07 — quoted”", "2024-12-07 | quoted");
    check("- [2024-12-07] text [a]", "2024-12-07 | text [a]");
    check("- [2024-12-07] - text [a]", "2024-12-07 | text [a]");
    check("- [2024-12-07 - text]", "2024-12-07 | text");
    check("- [2024-12-07 - text [a]", "! bracket not closed");
    check("- (2024-12-07) | text", "2024-12-07 | text");
    check("- `2024-12-07` - text", "2024-12-07 | text");
    check("- [[2024-12-07]]: text", "2024-12-07 | text");
    check("* 2022/08/02, v0.70, initial release.", "2022-08-02 | v0.70, initial release.");
    check("#### (3.1.1) 2024-12-11_14-06 - Standards", "2024-12-11 14:06 | Standards");
    check("## 3.2 2024-12-11 - Standards", "2024-12-11 | Standards");
    check("March 28, 2026 - text", "2026-03-28 | text");
    check("- 10 May 2024: text", "2024-05-10 | text");
    check("- 2024-12-07T08:00:00Z -- text", "2024-12-07 08:00 | text");
    check("- 2024-12-07 at 8:05 pm - text", "2024-12-07 20:05 | text");
}

#[test]
fn versions_come_before_entries() {
    check("## [1.2.0] - 2024-05-01", "day 2024-05-01 v1.2.0 1.2.0");
    check("## [1.2.0](https://example.com/a) (2024-05-01)", "day 2024-05-01 v1.2.0 1.2.0");
    check("- v1.2 (2024-05-01): text", "2024-05-01 | v1.2 | text");
    check("- **1.2.0-beta.1** – 10 May 2024 — text", "2024-05-10 | v1.2.0-beta.1 | text");
    check("## Version 1.2 - 2024-05-01 [YANKED]", "day 2024-05-01 v1.2 Version 1.2");
    check("- v1.2.0 - 2024-02-30", "! impossible date");
    check("- v1.2.0 - Review Enhancement", "none");
    let link = "https://github.example.com/northwind/orders-to-erp/compare/v1.1.0...v1.2.0";
    check(&format!("## [1.2.0]({link}) (2025-06-01)"), "day 2025-06-01 v1.2.0 1.2.0");
    check(&format!("- [v1.2.0]({link}) (2025-06-08) - x"), "2025-06-08 | v1.2.0 | x");
}

#[test]
fn a_timestamp_may_be_the_link_to_a_daily_note() {
    check("- [[2025-03-24|Monday]] - A", "2025-03-24 | A");
    check("- [[Daily/2025-03-25]] - B", "2025-03-25 | B");
    check("- [[Daily/2025-03-26|2025-03-26]] - C", "2025-03-26 | C");
    check("- [[Log/2025/2025-03-26 Wednesday#Late]] - C", "2025-03-26 | C");
    check("- [2025-03-27](Daily/2025-03-27.md) - D", "2025-03-27 | D");
    check("### [2025-06-04](Daily/2025-06-04.md) - Setup", "2025-06-04 | Setup");
    check("- [[2025-03-24|Monday]] A", "2025-03-24 | A");
    check("- **[[2025-03-24]]** A", "2025-03-24 | A");
    check("- [2025-03-27](Daily/2025-03-27.md) D", "2025-03-27 | D");
    check("- [2025-03-24 call](a.md) - A", "2025-03-24 | [2025-03-24 call](a.md) - A");
    check("- [2025-03-24 - call](a.md)", "2025-03-24 | [2025-03-24 - call](a.md)");
}

#[test]
fn a_time_may_be_separate_or_a_period() {
    check("- 2025-03-14 10:00-11:30 - Maintenance", "2025-03-14 10:00 | Maintenance");
    check("- 2025-03-15 - 14:30 - Moved", "2025-03-15 14:30 | Moved");
    check("2025-03-16, 14:30 - Moved", "2025-03-16 14:30 | Moved");
    check("- 2025-03-15 - 14:30 batch was late", "2025-03-15 | 14:30 batch was late");
    check("- 2025-03-15 - 25:30 - Moved", "2025-03-15 | 25:30 - Moved");
    check("- 2025-03-19 14:30 CET - x", "2025-03-19 14:30 | x");
}

#[test]
fn seconds_are_part_of_the_time() {
    check("2026-03-18T10:00:01 ERROR failed", "2026-03-18 10:00 | ERROR failed");
    check("- 2026-03-18 10:00:01.250 failed", "2026-03-18 10:00 | failed");
    check("- 2026-03-18 10:00: 01 failed", "2026-03-18 10:00 | 01 failed");
    check("- 2024-12-07_15-16-30 Setup", "! no separator");
}

#[test]
fn a_weekday_may_precede_the_date() {
    check("Fri 2026-03-13 - x", "2026-03-13 | x");
    check("- Friday, 13 March 2026: x", "2026-03-13 | x");
    check("- **Fri, March 13, 2026** – x", "2026-03-13 | x");
    check("## Friday, 13 March 2026", "day 2026-03-13");
    check("Friday, 13 March 2026 was a bad day", "none");
    check("- Friday 13 - x", "none");
}

#[test]
fn tasks_that_are_not_done_are_not_entries() {
    for line in [
        "- [ ] 2026-09-01 open task",
        "- [-] 2026-09-03 - cancelled",
        "1. [/] 2026-09-03: begun",
        "- [ ] 12. März 2026: open",
        "- [ ] 2025-04 - open",
        "- [ ] 3/31/26: open",
    ] {
        check(line, "none");
    }
    check("- [X] 2026-09-03 done", "2026-09-03 | done");
}

#[test]
fn a_version_may_follow_the_date() {
    check("2026-02-20 v3.9: fixed", "2026-02-20 | v3.9 | fixed");
    check("- 2026-02-20 - Version 3.9 - fixed", "2026-02-20 | v3.9 | fixed");
    check("- 2026-02-21 | 4.0 | JD | fixed", "2026-02-21 | v4.0 | fixed");
    check("- 2026-02-20 - 10.0.0.1: host moved", "2026-02-20 | 10.0.0.1: host moved");
    check("- 2026-02-20 - 1.5 – 2 hours lost", "2026-02-20 | 1.5 – 2 hours lost");
    check("- 2026-02-20 - V2 - Orders", "2026-02-20 | V2 - Orders");
}

#[test]
fn months_and_quarters_keep_their_precision() {
    check("- 2025-04 - x", "2025-04 | x");
    check("- April 2025 - x", "2025-04 | x");
    check("* **Q2 2025**: x", "2025-Q2 | x");
    check("- 2025-Q2 – x", "2025-Q2 | x");
    check("- 04-Jun-2025 - a", "2025-06-04 | a");
    check("- ✅ 2025-06-09 - g", "2025-06-09 | g");
    check("- 2025-13 - x", "! impossible date");
    check("- 2025-04 x", "none");
    check("- 2025-04-x", "none");
    check("### April 2025 - x", "none");
}

#[test]
fn other_lines_are_not_entries() {
    check("- Created: 2024-12-09_12-05", "none");
    check("**Last Updated**: 2025-10-23", "none");
    check("- Integration Updates: 'YYYY-MM-DD_HH-mm - Updated [integration] for [purpose]'", "none");
    check("  - Core connections defined", "none");
    check("> 2024-12-07 - quoted", "none");
    check("| 2024-12-07 | a |", "none");
    check("INT-2024-003 - Orders", "none");
    check("- Phase 2, 2024 - plan", "none");
    check("- 03/04/20251 - plan", "none");
    check("March 28, 2026 without a dash", "none");
    check("", "none");
}

#[test]
fn a_date_alone_is_a_day_only_as_a_heading() {
    check("### 2024-12-07", "day 2024-12-07");
    check("### [2024-12-07]", "day 2024-12-07");
    check("- 2024-12-07", "! missing text");
    check("- 2024-12-07 - <!-- todo -->", "! missing text");
    check("### 2024-12-07 (Saturday)", "day 2024-12-07");
    check("### 2024-12-07 - Sat", "day 2024-12-07");
    check("### 2024-12-07:", "day 2024-12-07");
    check("### 2024-12-07 ###", "day 2024-12-07");
    check("### 2024-12-07 - Setup ###", "2024-12-07 | Setup");
    check("### 2024-12-07 without a dash", "day 2024-12-07 without a dash");
    check("### 2024-12-07 (Release)", "day 2024-12-07 (Release)");
    check("### 📅 2 April 2031 (Go-live)", "day 2031-04-02 (Go-live)");
    check("### 2024-12-07_10-00 without a dash", "! no separator");
    check("### 2024-12-07x", "none");
    check("### 08/06/2025", "! ambiguous D/M");
    check("### 2025-02-30", "! impossible date");
}

#[test]
fn a_date_ends_at_a_space_or_with_its_marks() {
    check("- 2024-12-07 Setup", "2024-12-07 | Setup");
    check("2024-12-07  Setup", "2024-12-07 | Setup");
    check("- **2024-12-07** Setup", "2024-12-07 | Setup");
    check("- March 28, 2026 Setup", "2026-03-28 | Setup");
    check("- 14-Mar-26 - Setup", "2026-03-14 | Setup");
    check("- 12.03.2026 Setup", "2026-03-12 | Setup");
    check("- 2024-12-07 20 rows added", "2024-12-07 | 20 rows added");
    check("- 2024-12-07 8:5 Setup", "! impossible time");
    // The form of the templates is an attempt at one of their lines.
    check("- 2024-12-07_08-00 Setup", "! no separator");
    check("- 2024-12-07x Setup", "none");
}

#[test]
fn the_first_moment_of_a_period_counts() {
    check("- 2026-04-06 to 2026-04-08: range", "2026-04-06 | range");
    check("2026-04-09 – 2026-04-10 range dash", "2026-04-09 | range dash");
    check("- 2026-04-09 - 2026-04-10: range", "2026-04-09 | range");
    check("- **2026-04-09 – 2026-04-10:** range", "2026-04-09 | range");
    check("- [2026-04-09 – 2026-04-10] range", "2026-04-09 | range");
    check("- [[2026-04-09]] – [[2026-04-10]]: range", "2026-04-09 | range");
    check("- 28 March 2026 until 2 April 2026 - range", "2026-03-28 | range");
    check("- 2026-04-04/05: range", "2026-04-04 | range");
    check("- 2026-03-30/04-02: range", "2026-03-30 | range");
    check("### 2026-04-06 – 2026-04-08", "day 2026-04-06");
    check("### 2026-04-06 – 2026-04-08: range", "2026-04-06 | range");
    check("- 2026-04-06 – 2026-04-08", "! missing text");
}

#[test]
fn the_end_of_a_period_may_be_a_time() {
    check("2026-04-09 09:00 – 10:00 changed it", "2026-04-09 09:00 | changed it");
    check("- 2026-04-09 09:00 - 10:00 - changed it", "2026-04-09 09:00 | changed it");
    check("- 2026-04-09 09:00–10:00 changed it", "2026-04-09 09:00 | changed it");
    check("- 2026-04-09 9:00 am to 1:30 pm: changed it", "2026-04-09 09:00 | changed it");
    check("- 2026-04-09 - 09:00 – 10:00 - changed it", "2026-04-09 09:00 | changed it");
}

#[test]
fn other_numbers_behind_a_date_are_text() {
    check("- 2026-04-09 - 2026-04-10 release moved", "2026-04-09 | 2026-04-10 release moved");
    check("- 2026-04-09: 2026-04-10 release moved", "2026-04-09 | 2026-04-10 release moved");
    check("- 2026-04-09 – 2026-04-01 release moved", "2026-04-09 | 2026-04-01 release moved");
    check("- 2026-04-09 – 10.5 hours lost", "2026-04-09 | 10.5 hours lost");
    check("- 2026-04-09 – 10 rows lost", "2026-04-09 | 10 rows lost");
    check("- 2026-04-08 – 2026-04-20 is the new date", "2026-04-08 | 2026-04-20 is the new date");
    check("- 2026-04-08 09:00 – 10.30 EUR fee", "2026-04-08 09:00 | 10.30 EUR fee");
    check("- 2026-04-09/11 of 12 steps done", "none");
    check("- 2026-04-12: v1.2 – v1.3 migration done", "2026-04-12 | v1.2 – v1.3 migration done");
    check("- 2026-04-12: v2.0, v2.1: Foo", "2026-04-12 | v2.0, v2.1: Foo");
    check("- 2026-04-09 11:00 - 10:00 batch was late", "2026-04-09 11:00 | 10:00 batch was late");
    check("- 2026-04-09 to be moved", "2026-04-09 | to be moved");
}
