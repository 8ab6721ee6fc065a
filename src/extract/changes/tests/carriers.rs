//! Tables, Keep a Changelog, versions, callouts, the frontmatter, and lines that tried to be an entry.

use super::{check, found};
use crate::extract::{Page, Words};

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
    check("| Date | Owner |\n|---|---|\n| 2025-03-04 | Jo |\n", "");
    check(
        "| Date | Change |\n|---|---|\n| [[2025-03-04]] | Added tax to [[Orders]] |\n",
        "2025-03-04 | Added tax to [[Orders]] | subject=tax | object=[[Orders]] | Added | Table:4",
    );
}

#[test]
fn rows_that_tried_to_be_entries_are_reported() {
    check(
        "| Date | Change |\n|---|---|\n| 2025-02-30 | A |\n| 03/04/2025 | B |\n| 12 Foo 2024 | C |\n| soon | D |\n| | E |\n\
         | 2025-03-04 | |\n| TBD | F |\n| 2025-03-04 | Updated [[A for B |\n",
        "! 4:1 impossible date\n! 5:1 ambiguous D/M\n! 6:1 unknown month\n! 7:1 unreadable date\n! 8:1 missing date\n\
         ! 9:1 missing text\n! 11:1 bracket not closed",
    );
}

#[test]
fn a_history_without_any_date_is_reported_all_the_same() {
    check("| Date | Change |\n|---|---|\n| soon | D |\n", "! 4:1 unreadable date");
    check("\t- Core\n", "! 2:2 tab-indented detail attached to nothing");
}

#[test]
fn a_table_may_say_itself_that_it_is_a_history() {
    let row = "|---|---|---|\n| 1.1 | 2025-02-02 | New field |\n";
    let expected = "2025-02-02 | New field | version=1.1 | Table:4\n";
    assert_eq!(found(&format!("## Documents\n| Rev | Date | Changes |\n{row}")), expected);
    assert_eq!(found(&format!("## Documents\n| Version | Date | Description |\n{row}")), "");
    assert_eq!(found(&format!("## Roadmap\n| Rev | Date | Changes |\n{row}")), "");
}

#[test]
fn releases_of_keep_a_changelog_are_an_entry_a_bullet() {
    let text = "# Changelog\n\n## [Unreleased]\n### Added\n- Later\n\n## [1.2.0] - 2024-05-01\n### Added\n- Retries to [[Orders]]\n  - with backoff\n\
        ### Security\n- Tokens rotate (v9.9.9)\n\n## [1.1.0](https://example.com/1.1.0) (2024-04-01)\n\n### Fixed\n- Rounding\n\
        ## [0.9.0] - 2024-02-01 [YANKED]\n- Bare\n";
    let expected = "\
2024-05-01 | Retries to [[Orders]] | version=1.2.0 | Added | KeepAChangelog:9
  with backoff
2024-05-01 | Tokens rotate (v9.9.9) | version=1.2.0 | Security | KeepAChangelog:12
2024-04-01 | Rounding | version=1.1.0 | Fixed | KeepAChangelog:17
2024-02-01 |  | version=0.9.0 | Version:18
  Bare
";
    assert_eq!(found(text), expected);
}

#[test]
fn a_heading_that_is_but_a_date_dates_its_items() {
    check(
        "### 2024-12-07\n- Updated Orders for X\n  - detail\n- Setup\n- 2024-12-06_08-00 - Earlier\n### Later\n- x\n",
        "2024-12-07 | Updated Orders for X | subject=Orders | object=X | Updated | Heading:3\n      detail\n    \
         2024-12-07 | Setup | Heading:5\n    2024-12-06 08:00 | Earlier | Log:6",
    );
}

#[test]
fn version_lists_keep_their_versions() {
    check("- 1.0.0 (2024-03-21): First\n", "2024-03-21 | First | version=1.0.0 | Version:2");
    check(
        "- **v1.2.0** - 2024-05-01 - Second\n  - detail\n",
        "2024-05-01 | Second | version=1.2.0 | Version:2\n      detail",
    );
    check("- [v1.2] – 2024-05-01\n", "2024-05-01 |  | version=1.2 | Version:2");
    check("### 2.0.0-rc.1 - 2024-05-01\nText.\n", "2024-05-01 |  | version=2.0.0-rc.1 | Version:2\n      Text.");
    check("- v1.2.0 - Review Enhancement\n", "");
}

#[test]
fn dated_callouts_count() {
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
fn the_frontmatter_may_hold_a_history() {
    let text = "---\ntitle: Orders\nchangelog:\n  - date: 2025-02-02\n    change: Updated Orders for GDPR\n    author: \"[[Jo Ortiz]]\"\n\
        \x20 - date: 2025-02-30\n    change: Nothing\n  - \"2025-02-04_10-00 - Setup\"\n  - 2025-02-05: New field\n  - date: 2025-02-06\n\
        History:\n- change: undated\n- 2025-02-07 no dash\n---\n# Orders\n";
    let expected = "\
2025-02-02 | Updated Orders for GDPR | subject=Orders | object=GDPR | by=Jo Ortiz | Updated | Frontmatter:4
2025-02-04 10:00 | Setup | Frontmatter:9
2025-02-05 | New field | Frontmatter:10
! 7:3 impossible date
! 11:3 missing text
! 13:1 missing date
! 14:1 no separator => 2025-02-07 - no dash
";
    assert_eq!(found(text), expected);
}

#[test]
fn lines_that_tried_to_be_entries_say_why_they_are_none() {
    check(
        "- 2025-03-04_14-30 Updated Orders for X\n",
        "! 2:1 no separator => - 2025-03-04_14-30 - Updated Orders for X",
    );
    check("  * **2025-03-04** Setup\n", "! 2:3 no separator => * **2025-03-04** - Setup");
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
    check("- 7 Dezember 2024 - Setup\n", "! 2:1 unknown month => - 7 December 2024 - Setup");
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
    check("- 2024-12-07 bare\n\t- of a malformed line\n", "! 2:1 no separator => - 2024-12-07 - bare");
    check("- Undated\n\t- nested\n", "");
}

#[test]
fn lines_that_only_look_dated_are_left_alone() {
    check("- Created: 2024-12-09_12-05\n**Last Updated**: 2025-10-23\n  - Core connections defined\n", "");
    check("INT-2024-003 - Orders\n- PRINT-2024-001: x\n- See 2024-12-07 - x\n- 12345-12-12 - x\n", "");
    assert_eq!(found("- 2025-03-04_14-30 Setup\n"), "");
    assert_eq!(found(""), "");
    assert_eq!(found("\u{feff}"), "");
}

#[test]
fn lines_may_end_in_crlf_anywhere() {
    let text = "\u{feff}## History\r\n\r\n- 2024-12-07_08-00 - Setup\r\n\r\n  - ä\r\n- 2024-12-08 bare\r\n\r\n| Date | Change |\r\n|---|---|\r\n| 2024-12-09 | New |\r\n";
    let expected = "\
2024-12-07 08:00 | Setup | Log:3
  ä
2024-12-09 | New | Table:10
! 6:1 no separator => - 2024-12-08 - bare
";
    assert_eq!(found(text), expected);
    let note = crate::parse::note(text);
    let span = crate::extract::changes(&Page::new(text, &note, &Words::default())).entries[0].span;
    assert_eq!(&text[span.range()], "- 2024-12-07_08-00 - Setup");
}
