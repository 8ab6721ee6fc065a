//! Tables, Keep a Changelog, versions, callouts, frontmatter, and malformed lines.

use super::{check, found};
use crate::{NoteSource, Synonyms};

#[test]
fn change_tables_are_read_in_any_order_of_columns() {
    check(
        "| Version | Date | Changes | Author |\n|---|---|---|---|\n| 1.0 | [Date] | Initial version | [Name] |\n\
         | **v1.1** | **2025-02-02** | Updated [[Orders\\|the feed]] for GDPR | [[People/J. Ortiz\\|Jo]] |\n\
         | 1.2 | January 2026 | New `a\\|b` field | @kim |\n| | | | |\n",
        "2025-02-02 | Updated [[Orders|the feed]] for GDPR | subject=[[Orders|the feed]] | object=GDPR | version=1.1 | by=J. Ortiz | Updated | Table:5\n    \
         2026-01 | New `a|b` field | version=1.2 | by=kim | Table:6",
    );
    check(
        "Details | Event | Impact | Date\n---|---|---|---\nslow | Outage | high | 2025-03-04\n| | Quiet | | 2025\n",
        "2025-03-04 | Outage | Table:4\n      slow\n      Impact: high\n    2025 | Quiet | Table:5",
    );
    check("| Date | Owner |\n|---|---|\n| 2025-03-04 | Jo |\n", "! 2:1 no column for the change");
    check("| Date | Owner |\n|---|---|\n| soon | Jo |\n", "");
    check(
        "| Date | Change |\n|---|---|\n| [[2025-03-04]] | Added tax to [[Orders]] |\n",
        "2025-03-04 | Added tax to [[Orders]] | subject=tax | object=[[Orders]] | Added | Table:4",
    );
}

#[test]
fn columns_of_change_tables_have_many_names() {
    let formatted = |date: &str, author: &str, text: &str, expected: &str| {
        check(
            &format!("| Version | {date} | {author} | {text} |\n|---|---|---|---|\n| 1 | 2025-03-04 | Kim | Moved |\n"),
            expected,
        );
    };
    let expected = "2025-03-04 | Moved | version=1 | by=Kim | Table:4";
    for text in ["Details", "Notes", "Update", "Change made", "Changes made", "Comment", "Changes (short)"] {
        formatted("Date", "Author", text, expected);
    }
    for date in ["Date (UTC)", "Effective date", "Date of change", "Change Date"] {
        formatted(date, "Author", "Changes", expected);
    }
    for author in ["Modified by", "Changed by", "Who", "Made by", "Name", "Author(s)"] {
        formatted("Date", author, "Changes", expected);
    }
    check(
        "| Version | Date | Author | Changes |\n|---|---|---|---|\n| Version 2.0 | 2025-03-04 | Kim | A<br>b |\n\
         | Ver 1.3 | 2025-03-03 | Kim | [PR-12] |\n| v 1.2 | 2025-03-02 | Kim | {json} |\n| v1.1 | 2025-03-01 | [Name] | [Change] |\n",
        "2025-03-04 | A b | version=2.0 | by=Kim | Table:4\n    2025-03-03 | [PR-12] | version=1.3 | by=Kim | Table:5\n    \
         2025-03-02 | {json} | version=1.2 | by=Kim | Table:6\n! 7:1 missing text",
    );
    check(
        "| Date | Changes |\n|---|---|\n| 2025-03-04 | Dates are YYYY-MM-DD now |\n| YYYY-MM-DD | Text |\n",
        "2025-03-04 | Dates are YYYY-MM-DD now | Table:4",
    );
}

#[test]
fn other_tables_with_dates_are_not_histories() {
    for (heading, header) in [
        ("Action items", "| # | Date | Action | Owner |"),
        ("Action items", "| # | Date | Change | Owner |"),
        ("Issues", "| Date | Description | Impact | Owner |"),
        ("Price changes", "| Date | Price | Change | Details |"),
        ("Test runs", "| Version | Date | Summary | By |"),
    ] {
        let date = header.split('|').map(str::trim).map(|name| if name == "Date" { "2025-03-04" } else { "x" });
        let row: Vec<&str> = date.skip(1).take(4).collect();
        let text = format!("## {heading}\n{header}\n|---|---|---|---|\n| {} |\n", row.join(" | "));
        assert_eq!(found(&text), "", "{text}");
    }
}

#[test]
fn tables_of_other_data_in_a_history_are_not_change_tables() {
    check(
        "| Date | Price | Currency |\n|---|---|---|\n| 2026-03-12 | 12.50 per piece | EUR |\n",
        "! 2:1 no column for the change",
    );
    check(
        "| Date | Time | Room | Participants |\n|---|---|---|---|\n| 2026-03-12 | 09:00 | Room 4 | Jane Doe, Ida Lund |\n",
        "! 2:1 no column for the change",
    );
    check(
        "| Date | Location | Change |\n|---|---|---|\n| 2026-03-12 | Oslo | Moved the hosts |\n",
        "2026-03-12 | Moved the hosts | Table:4",
    );
}

#[test]
fn malformed_rows_are_reported() {
    check(
        "| Date | Change |\n|---|---|\n| 2025-02-30 | A |\n| 03/04/2025 | B |\n| 12 Foo 2024 | C |\n| soon | D |\n| | E |\n\
         | 2025-03-04 | |\n| TBD | F |\n| 2025-03-04 | Updated [[A for B |\n",
        "! 4:1 impossible date\n! 5:1 ambiguous D/M\n! 6:1 unknown month\n! 7:1 unreadable date\n! 8:1 missing date\n\
         ! 9:1 missing text\n! 11:1 bracket not closed",
    );
}

#[test]
fn a_history_without_dates_is_reported() {
    check("| Date | Change |\n|---|---|\n| soon | D |\n", "! 4:1 unreadable date");
    check("\t- Core\n", "! 2:2 tab-indented detail attached to nothing");
}

#[test]
fn a_table_may_be_identified_by_its_header() {
    let row = "|---|---|---|\n| 1.1 | 2025-02-02 | New field |\n";
    let expected = "2025-02-02 | New field | version=1.1 | Table:4\n";
    assert_eq!(found(&format!("## Documents\n| Rev | Date | Changes |\n{row}")), expected);
    assert_eq!(found(&format!("## Documents\n| Version | Date | Description |\n{row}")), "");
    assert_eq!(found(&format!("## Roadmap\n| Rev | Date | Changes |\n{row}")), "");
}

#[test]
fn each_bullet_of_a_keep_a_changelog_release_is_an_entry() {
    let text = "# Changelog\n\n## [Unreleased]\n### Added\n- Later\n\n## [1.2.0] - 2024-05-01\n### Added\n- Retries to [[Orders]]\n  - with backoff\n\
        ### Security\n- Tokens rotate (v9.9.9)\n\n## [1.1.0](https://example.com/1.1.0) (2024-04-01)\n\n### Fixed\n- Rounding\n\
        ## [0.9.0] - 2024-02-01 [YANKED]\n- Bare\n";
    let expected = "\
2024-05-01 | Retries to [[Orders]] | version=1.2.0 | Added | KeepAChangelog:9
  with backoff
2024-05-01 | Tokens rotate (v9.9.9) | version=1.2.0 | Security | KeepAChangelog:12
2024-04-01 | Rounding | version=1.1.0 | Fixed | KeepAChangelog:17
2024-02-01 | Bare | version=0.9.0 | KeepAChangelog:19
";
    assert_eq!(found(text), expected);
}

#[test]
fn a_heading_that_is_a_date_dates_its_items() {
    check(
        "### 2024-12-07\n- Updated Orders for X\n  - detail\n- Setup\n- 2024-12-06_08-00 - Earlier\n### Later\n- x\n",
        "2024-12-07 | Updated Orders for X | subject=Orders | object=X | Updated | Heading:3\n      detail\n    \
         2024-12-07 | Setup | Heading:5\n    2024-12-06 08:00 | Earlier | Log:6",
    );
}

#[test]
fn dated_headings_have_several_forms() {
    check(
        "### 2025-06-01 (Sunday)\n- a\n### 2025-06-11:\n- b\n### 2025-06-02 ###\n- c\n",
        "2025-06-01 | a | Heading:3\n    2025-06-11 | b | Heading:5\n    2025-06-02 | c | Heading:7",
    );
    check("### 2025-06-03 Setup\n- a\n", "2025-06-03 | a | Heading:3");
    check(
        "### [2025-06-04](Daily/2025-06-04.md) - Setup\n- a\n### 2025-06-05 - Tests ###\n",
        "2025-06-04 | Setup | Heading:2\n      a\n    2025-06-05 | Tests | Heading:4",
    );
    check("### 08/06/2025\n- a\n### 2025-02-30\n- b\n", "! 2:1 ambiguous D/M\n! 4:1 impossible date");
}

#[test]
fn text_after_a_thematic_break_is_not_dated() {
    check(
        "### 2025-06-01\n- a\n\n---\n- Created: 2024-01-01\n- Owner: Kim\n\n**Status**: done\n### 2025-05-01\n---\n- b\n",
        "2025-06-01 | a | Heading:3\n    2025-05-01 | b | Heading:12",
    );
    let text = "# Changelog\n## [1.2.0] - 2025-06-01\n### Added\n- a\n[1.1.0]: https://example.com/1.1.0\n\n\
        [1.2.0]: https://example.com/1.2.0\n## [1.0.0] - 2025-01-01\nFirst.\n\n[1.0.0]: https://example.com/1.0.0\n";
    let expected = "2025-06-01 | a | version=1.2.0 | Added | KeepAChangelog:4\n2025-01-01 | First. | version=1.0.0 | KeepAChangelog:9\n";
    assert_eq!(found(text), expected);
}

#[test]
fn a_date_alone_on_a_line_dates_the_lines_nested_in_it() {
    check(
        "- **2025-06-02**\n  - a\n    - deep\n  - b\n- 2025-06-01:\n\n  c\n- 2025-05-31\n- x\n",
        "2025-06-02 | a | Log:3\n      deep\n    2025-06-02 | b | Log:5\n    2025-06-01 | c | Log:8\n! 9:1 missing text",
    );
    check(
        "**2025-06-02**\n\n- a\n- b\n\nProse.\n\n- c\n\n2025-06-01:\n- d\n",
        "2025-06-02 | a | Log:4\n    2025-06-02 | b | Log:5\n    2025-06-01 | d | Log:12",
    );
    check("**2025-06-02**\n- 2025-06-01 - a\n", "2025-06-01 | a | Log:3");
}

#[test]
fn releases_have_several_forms() {
    let text = "# Changelog\n## 2025-06-16: v2.14.0\n### Features\n- a\n### Bug Fixes\nRounding of\nprices.\n\
        ## [2.13.0](https://github.example.com/northwind/orders-to-erp/compare/v2.12.0...v2.13.0) (2025-06-01)\n\n\
        **Added**\n- b\n\n**Fixed**:\n\n- c\n\n### 2025-05-01\n**Added**\n- d\n- e\n## 2025-04-01: v2.0\n- f\n";
    let expected = "\
2025-06-16 | a | version=2.14.0 | Added | KeepAChangelog:4
2025-06-16 | Rounding of prices. | version=2.14.0 | Fixed | KeepAChangelog:6
2025-06-01 | b | version=2.13.0 | Added | KeepAChangelog:11
2025-06-01 | c | version=2.13.0 | Fixed | KeepAChangelog:15
2025-05-01 | d | Added | KeepAChangelog:19
2025-05-01 | e | Added | KeepAChangelog:20
2025-04-01 | f | version=2.0 | KeepAChangelog:22
";
    assert_eq!(found(text), expected);
}

#[test]
fn version_lists_keep_their_versions() {
    check("- 1.0.0 (2024-03-21): First\n", "2024-03-21 | First | version=1.0.0 | Version:2");
    check(
        "- **v1.2.0** - 2024-05-01 - Second\n  - detail\n",
        "2024-05-01 | Second | version=1.2.0 | Version:2\n      detail",
    );
    check("- [v1.2] – 2024-05-01\n", "2024-05-01 | v1.2 | version=1.2 | Version:2");
    check("### 2.0.0-rc.1 - 2024-05-01\nText.\n", "2024-05-01 | Text. | version=2.0.0-rc.1 | KeepAChangelog:3");
    check("- v1.2.0 - Review Enhancement\n", "");
}

#[test]
fn dated_callouts_are_entries() {
    check(
        "> [!note] 2025-03-04 - Updated Orders for GDPR\n> - masked\n>\n> > [!tip] inner\n",
        "2025-03-04 | Updated Orders for GDPR | subject=Orders | object=GDPR | Updated | Callout:2\n      masked",
    );
    check(
        "> [!info]- 2025-03-04\n> Switched to OAuth\n> - all clients\n",
        "2025-03-04 | Switched to OAuth | Callout:3\n      all clients",
    );
    check(
        "> [!info]+ **2025-03-04**\n> - One\n>   - more\n> - Two\n> - 2025-03-05_10-00 - Three\n",
        "2025-03-04 | One | Callout:3\n      more\n    2025-03-04 | Two | Callout:5\n    2025-03-05 10:00 | Three | Callout:6",
    );
    check("> [!note] 2025-02-30 - Nothing\n", "! 2:1 impossible date");
    let elsewhere =
        "> [!todo] 2025-03-04 call Jo\n\n> [!note] 2025-03-04\n> - Connected Kafka with Orders\n> - Lunch\n";
    let expected = "2025-03-04 | Connected Kafka with Orders | subject=Kafka | object=Orders | Connected | Callout:4\n";
    assert_eq!(found(elsewhere), expected);
}

#[test]
fn the_frontmatter_may_contain_a_history() {
    let text = "---\ntitle: Orders\nchangelog:\n  - date: 2025-02-02\n    change: Updated Orders for GDPR\n    author: \"[[Jo Ortiz]]\"\n\
        \x20 - date: 2025-02-30\n    change: Nothing\n  - \"2025-02-04_10-00 - Setup\"\n  - 2025-02-05: New field\n  - date: 2025-02-06\n\
        History:\n- change: undated\n- 2025-02-07 no dash\n---\n# Orders\n";
    let expected = "\
2025-02-02 | Updated Orders for GDPR | subject=Orders | object=GDPR | by=Jo Ortiz | Updated | Frontmatter:4
2025-02-04 10:00 | Setup | Frontmatter:9
2025-02-05 | New field | Frontmatter:10
2025-02-07 | no dash | Frontmatter:14
! 7:3 impossible date
! 11:3 missing text
! 13:1 missing date
";
    assert_eq!(found(text), expected);
}

#[test]
fn frontmatter_values_are_kept_as_written() {
    let text = "---\nchangelog:\n  - date: 2025-02-02\n    version: 1.10\n    changes: [B, C]\n    author: [Kim, Jane]\n  - date: 2025-02-03\n    version: 1.1\n    change: D\n\
        history: |\n  2025-01-01 - a\n    goes on\n\n  2025-01-02 - b\n---\n";
    let expected = "\
2025-02-02 | B | version=1.10 | by=Kim, Jane | Frontmatter:3
2025-02-02 | C | version=1.10 | by=Kim, Jane | Frontmatter:3
2025-02-03 | D | version=1.1 | Frontmatter:7
2025-01-01 | a | Frontmatter:11
2025-01-02 | b | Frontmatter:14
";
    assert_eq!(found(text), expected);
}

#[test]
fn malformed_lines_have_a_reason() {
    check(
        "- 2025-03-04_14-30 Updated Orders for X\n",
        "! 2:1 no separator => - 2025-03-04_14-30 - Updated Orders for X",
    );
    check("  * **2025-03-04_08-00** Setup\n", "! 2:3 no separator => * **2025-03-04_08-00** - Setup");
    check("- 2024-12-07_HH-mm - Integration update\n", "! 2:1 unfilled HH-mm => - 2024-12-07 - Integration update");
    check("- 2024-02-30_08-00 - Setup\n", "! 2:1 impossible date");
    check("- 2024-12-07_25-00 - Setup\n", "! 2:1 impossible time");
    check("- 2024-12-07_0800 - Setup\n", "! 2:1 impossible time");
    check("- 03/04/2025 - Setup\n", "! 2:1 ambiguous D/M");
    check(
        "- 25/12/2024 - Setup\n- 12/25/2024 14:30: Setup\n",
        "2024-12-25 | Setup | Log:2\n2024-12-25 14:30 | Setup | Log:3",
    );
    check("- Decmber 7, 2024 - Setup\n", "! 2:1 unknown month => - December 7, 2024 - Setup");
    check("- 7 Dezember 2024 - Setup\n", "2024-12-07 | Setup | Log:2");
    check("- 7 Decembar 2024 - Setup\n", "! 2:1 unknown month => - 7 December 2024 - Setup");
    check("- 7 Foo 2024 - Setup\n- Phase 2, 2024 - Setup\n", "! 2:1 unknown month");
    check(
        "- 2024-12-07_08-00 -\n- 2024-12-08\n- 2024-12-09 - ''\n",
        "! 2:1 missing text\n! 3:1 missing text\n! 4:1 missing text",
    );
    check("- [2024-12-07_08-00 - Setup\n", "! 2:1 bracket not closed => - 2024-12-07_08-00 - Setup");
    check(
        "- 2024-12-07 - Updated [Orders for X\n- 2024-12-07 - see [[Orders\n",
        "! 2:1 bracket not closed\n! 3:1 bracket not closed",
    );
    check(
        "\t- Core\n\t- Basic\n",
        "! 2:2 tab-indented detail attached to nothing\n! 3:2 tab-indented detail attached to nothing",
    );
    check("- 2024-12-07_08-00 bare\n\t- of a malformed line\n", "! 2:1 no separator => - 2024-12-07_08-00 - bare");
    check("- Undated\n\t- nested\n", "");
}

#[test]
fn lines_that_only_look_dated_are_ignored() {
    check("- Created: 2024-12-09_12-05\n**Last Updated**: 2025-10-23\n  - Core connections defined\n", "");
    check("INT-2024-003 - Orders\n- PRINT-2024-001: x\n- See 2024-12-07 - x\n- 12345-12-12 - x\n", "");
    assert_eq!(found("- 2025-03-04_14-30 Setup\n"), "");
    assert_eq!(found(""), "");
    assert_eq!(found("\u{feff}"), "");
}

#[test]
fn lines_may_end_in_crlf() {
    let text = "\u{feff}## History\r\n\r\n- 2024-12-07_08-00 - Setup\r\n\r\n  - ä\r\n- 2024-12-08 bare\r\n\r\n| Date | Change |\r\n|---|---|\r\n| 2024-12-09 | New |\r\n";
    let expected = "\
2024-12-07 08:00 | Setup | Log:3
  ä
2024-12-08 | bare | Log:6
2024-12-09 | New | Table:10
";
    assert_eq!(found(text), expected);
    let note = vaultdex_notes::parse::note(text);
    let span = crate::changes(&NoteSource::new(text, &note, &Synonyms::default())).entries[0].span;
    assert_eq!(&text[span.range()], "- 2024-12-07_08-00 - Setup");
}
