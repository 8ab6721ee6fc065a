//! Where entries are found, and which lines belong to them.

use super::{check, formatted, found};
use crate::changelog::{apply_declared_formats, changes_of_changelog, contains_year, is_changelog_name};
use crate::{NoteSource, Synonyms};

#[test]
fn entries_of_a_workspace_have_their_nested_details() {
    let text = "\
# WORKSPACE OF ONE TEAM

## (9) VERSION CONTROL
### (9.1) Modification History

- 2025-03-04_08-00 - Initial feed setup
  - Owners named
  - Port opened
  - Runbook written

- 2025-03-04_09-00 - Enhanced feed monitoring
  - Added a probe
  - Implemented alerts
  - Created a dashboard

- 2025-03-04_10-00 - Protocol update
  - Added SFTP
  - Enhanced security
  - Improved retries

## LINKED RESOURCES
- [[Home]] - where to begin
";
    let expected = "\
2025-03-04 08:00 | Initial feed setup | Initial | Log:6
  Owners named
  Port opened
  Runbook written
2025-03-04 09:00 | Enhanced feed monitoring | subject=feed monitoring | Enhanced | Log:11
  Added a probe
  Implemented alerts
  Created a dashboard
2025-03-04 10:00 | Protocol update | Log:16
  Added SFTP
  Enhanced security
  Improved retries
";
    assert_eq!(found(text), expected);
    assert_eq!(found(&text.replace('\n', "\r\n")), expected);
    assert_eq!(found(&format!("\u{feff}{text}")), expected);
}

#[test]
fn templates_have_no_entries() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../vault-fixtures/northwind/vault/90 Templates");
    let mut n_templates = 0;
    for entry in std::fs::read_dir(folder).expect("the templates").flatten() {
        let text = std::fs::read_to_string(entry.path()).expect("a template");
        assert_eq!(found(&text), "", "in {}", entry.path().display());
        n_templates += 1;
    }
    assert_eq!(n_templates, 5);
}

#[test]
fn outside_histories_only_declared_sentences_are_entries() {
    let text = "# Monday\n\n- 2026-05-04_14-30 - Updated [[Orders]] for GDPR masking\n  - masked the e-mail\n\
        - 2026-05-04 - Protocol update\n- 2026-05-04_15-00 - Modified [[Orders]] to enhance throughput\n\
        - 2026-05-04_15-30 Updated Orders for X\n- 2026-05-04 - Added retries to Orders\n\
        2026-05-04 16:00 - connected Kafka with [[Orders]].\n\
        - 2026-02-30 - Updated Orders for X\n- 2026-05-04_HH-mm - Updated Orders for X\n- 2026-02-30 - call Jo\n";
    let expected = "\
2026-05-04 14:30 | Updated [[Orders]] for GDPR masking | subject=[[Orders]] | object=GDPR masking | Updated | Log:3
  masked the e-mail
2026-05-04 15:00 | Modified [[Orders]] to enhance throughput | subject=[[Orders]] | object=throughput | Modified | Log:6
2026-05-04 16:00 | connected Kafka with [[Orders]]. | subject=Kafka | object=[[Orders]] | Connected | Log:9
! 10:1 impossible date
! 11:1 unfilled HH-mm => - 2026-05-04 - Updated Orders for X
";
    assert_eq!(found(text), expected);
}

#[test]
fn plans_templates_code_comments_masks_and_quotes_have_no_entries() {
    let line = "- 2024-12-07_08-00 - Updated [[Orders]] for GDPR\n";
    for heading in ["## Roadmap", "## (9.1) Planned Updates", "## CHANGE LOG TEMPLATES", "## Next steps"] {
        assert_eq!(found(&format!("# Orders\n\n{heading}\n{line}")), "", "under {heading}");
    }
    check(&format!("As in:\n\n```\n{line}```\n"), "");
    check(&format!("%%\n{line}%%\n"), "");
    check("`2024-12-07_08-00 - Updated Orders for GDPR`\n", "");
    check("- `2024-12-07_08-00 - Updated Orders for GDPR`\n", "");
    check(&format!("> {line}"), "");
    check(&format!("> [!note] Quoted\n> {line}"), "");
    check("- YYYY-MM-DD_HH-mm - Updated [integration] for [purpose]\n", "");
    check("- Integration Updates: 'YYYY-MM-DD_HH-mm - Updated [integration] for [purpose]'\n", "");
    let of_masks = "2024-12-07 | like 'YYYY-MM-DD - text' | Log:2";
    check("- 2024-12-07 - like 'YYYY-MM-DD - text'\n", of_masks);
    check("### Planned\n- 2024-12-07 - Initial setup\n- 2024-12-08 not written well\n", "");
}

#[test]
fn a_history_ends_where_its_section_ends() {
    let text = "# Orders\n## (9) VERSION CONTROL\n### (9.1) Planned Updates\n- v1.2.0 - Review Enhancement\n- 2025-01-01 - plan\n\
        ### (9.2) Modification History\n#### By hand\n- 2024-12-07 - Initial setup\n## Contacts\n- 2024-12-08 - no entry\n";
    assert_eq!(found(text), "2024-12-07 | Initial setup | Initial | Log:8\n");
}

#[test]
fn ascending_and_descending_lists_stay_in_document_order() {
    check(
        "- 2024-12-07 - A first\n- 2024-12-08 - A second\n- 2024-12-09 - A third\n",
        "2024-12-07 | A first | Log:2\n2024-12-08 | A second | Log:3\n2024-12-09 | A third | Log:4",
    );
    check("* 2024-12-09 - B\n* 2024-12-08 - A\n", "2024-12-09 | B | Log:2\n2024-12-08 | A | Log:3");
}

#[test]
fn nested_lines_are_details() {
    check(
        "- 2024-12-07 - Setup\n\n  - [x] one\n    - deeper\n\n  * two goes\n    on\n\n  A paragraph\n  of two lines.\n- not dated\n  - not a detail\n",
        "2024-12-07 | Setup | Log:2\n      [x] one\n      deeper\n      two goes on\n      A paragraph of two lines.",
    );
    check("1. 2024-12-07 - Setup\n\t- by tab\n\n\t- again\n", "2024-12-07 | Setup | Log:2\n      by tab\n      again");
    check(
        "2024-12-07 - Setup\n- at once\n- again\n\n- later\n",
        "2024-12-07 | Setup | Log:2\n      at once\n      again",
    );
    check("- 2024-12-07 - Setup\n  that wraps\n- x\n", "2024-12-07 | Setup that wraps | Log:2");
    check("- [x] 2024-12-07 - Setup\n---\nprose\n", "2024-12-07 | Setup | Log:2");
}

#[test]
fn a_text_may_continue_on_the_next_line() {
    check(
        "- 2025-01-02 - Updated the mapping of\n  orders for GDPR\n  - detail\n    of two lines\n- 2025-01-03 - A\nlazy\n  ^id\n",
        "2025-01-02 | Updated the mapping of orders for GDPR | subject=the mapping of orders | object=GDPR | Updated | Log:2\n      \
         detail of two lines\n    2025-01-03 | A lazy | Log:6",
    );
    check("- 2025-01-02 - A  \n  b\n", "2025-01-02 | A | Log:2\n      b");
    check("2025-01-02 - A\nB\n", "2025-01-02 | A | Log:2\n      B");
    check(
        "### 2025-01-02\n- Updated Orders\n  for GDPR\n",
        "2025-01-02 | Updated Orders for GDPR | subject=Orders | object=GDPR | Updated | Heading:3",
    );
}

#[test]
fn dated_lines_in_an_entry_are_details_unless_they_are_declared_sentences() {
    check(
        "- 2024-12-07 - Setup\n  - 2024-12-06 - found the error\n  - 2024-12-06 bare\n  - 2024-12-06 - Updated Orders for X\n    - inner\n  - outer\n",
        "2024-12-07 | Setup | Log:2\n      2024-12-06 - found the error\n      2024-12-06 bare\n      outer\n    \
         2024-12-06 | Updated Orders for X | subject=Orders | object=X | Updated | Log:5\n      inner",
    );
    check("- December\n  - 2024-12-06 - Setup\n", "2024-12-06 | Setup | Log:3");
}

#[test]
fn a_fenced_block_in_an_item_is_ignored_and_does_not_end_it() {
    check(
        "- 2024-12-07 - Setup\n  ```bash\n  - 2024-12-06 - Updated A for B\n  ```\n  - after\n- 2024-12-08 - Next\n",
        "2024-12-07 | Setup | Log:2\n      after\n2024-12-08 | Next | Log:7",
    );
    check("- 2024-12-07 - Setup\n\n```\ncode\n```\n\n  - of nobody\n", "2024-12-07 | Setup | Log:2");
}

#[test]
fn headings_have_the_lines_below_them_as_details() {
    check(
        "#### (3.1.1) 2024-12-11_14-06 - Documentation Standards Update\nIn short.\n\n- one\n  - two\n##### Scope\n- three\n\n\
         #### 3.2 2024-12-12 - Planned window moved\n- 2024-12-12_10-00 - Updated A for B\n- 2024-12-12_11-00 - Setup\n### Else\n- x\n",
        "2024-12-11 14:06 | Documentation Standards Update | Heading:2\n      In short.\n      one\n      two\n      Scope\n      three\n    \
         2024-12-12 | Planned window moved | Heading:10\n    \
         2024-12-12 10:00 | Updated A for B | subject=A | object=B | Updated | Log:11\n    2024-12-12 11:00 | Setup | Log:12",
    );
    let underlined = "# History\n2024-12-11 - Underlined\n---\n- one\n";
    assert_eq!(found(underlined), "2024-12-11 | Underlined | Heading:2\n  one\n");
}

#[test]
fn formats_that_a_note_declares_apply_in_it() {
    let text = "## Change Log Templates\n- Releases: 'YYYY-MM-DD_HH-mm - Deployed [service] to [environment]'\n\
        * **Audits**: `YYYY-MM-DD - Audited [system]`\n- Open: 'YYYY-MM-DD - [anything]'\n- Rule: see above\n## Notes\n\
        - 2024-12-07_08-00 - Deployed [[Orders]] to production\n- 2024-12-07 - audited Kafka.\n- 2024-12-07 - anything\n";
    let expected = "\
2024-12-07 08:00 | Deployed [[Orders]] to production | subject=[[Orders]] | object=production | Log:7
2024-12-07 | audited Kafka. | subject=Kafka | Log:8
";
    assert_eq!(found(text), expected);
    let note = vaultdex_notes::parse::note(text);
    let formats = crate::changes(&NoteSource::new(text, &note, &Synonyms::default())).formats;
    let told_formats: Vec<_> =
        formats.iter().map(|it| (it.label.as_str(), it.lead.as_str(), it.link.as_deref())).collect();
    assert_eq!(told_formats, [("Releases", "Deployed", Some("to")), ("Audits", "Audited", None)]);

    let other = "# History\n- 2025-01-01 - Deployed Feed to test\n- 2025-01-02 - Updated Feed for test\n";
    let note = vaultdex_notes::parse::note(other);
    let mut log = crate::changes(&NoteSource::new(other, &note, &Synonyms::default()));
    log.entries.iter_mut().for_each(|entry| apply_declared_formats(entry, &formats));
    let expected = "\
2025-01-01 | Deployed Feed to test | subject=Feed | object=test | Log:2
2025-01-02 | Updated Feed for test | subject=Feed | object=test | Updated | Log:3
";
    assert_eq!(formatted(other, &log), expected);
}

#[test]
fn a_note_may_be_a_history_as_a_whole() {
    let text = "- 2025-01-01 - Setup\n";
    let note = vaultdex_notes::parse::note(text);
    assert_eq!(
        formatted(text, &changes_of_changelog(&NoteSource::new(text, &note, &Synonyms::default()))),
        "2025-01-01 | Setup | Log:1\n"
    );
    for (name, expected) in [
        ("CHANGELOG", true),
        ("Orders Change-Log", true),
        ("change_log", true),
        ("OrdersChangeLog2025", true),
        ("Changes and release logs", true),
        ("Change history", true),
        ("Release Notes", true),
        ("Änderungshistorie", true),
        ("变更记录", true),
        ("Order history", false),
        ("Changes", false),
        ("Exchange Catalog", false),
        ("ExchangeLog", false),
        ("Change dialog design", false),
        ("Changelog template", false),
    ] {
        assert_eq!(is_changelog_name(name), expected, "{name}");
    }
}

#[test]
fn a_note_without_a_possible_year_is_skipped() {
    for dated in
        ["2024-12-07", "7/12/2024", "x 2024.1 y", "May 2024", "Sept. 2024", "7 May, 2024", "7, 2024", "| 2024 |"]
    {
        assert!(contains_year(dated), "{dated}");
        assert!(contains_year(&format!("xyz {dated}")) && contains_year(&format!("ab\n{dated} z")), "{dated}");
    }
    for dated in ["12 Foo 2024", "2024-Q2", "12. Dezember 2024", "Q2 2024", "März 2024", "marzo de 2024", "2024年3月"]
    {
        assert!(contains_year(dated), "{dated}");
    }
    for other in ["INT-2024-003", "in 2024", "12345-1-1", "port 8080", "rate_limit: 1000/hour", "2024", "", "123"] {
        assert!(!contains_year(other), "{other}");
    }
}

#[test]
fn an_entry_may_begin_with_emphasis() {
    check(
        "- 2026-01-15 - **Breaking**: dropped v1\n- 2026-01-16 - *Minor* terminology\n- 2026-01-17 - __init__ renamed\n\
         - 2026-01-18: **Added** a field\n- **2026-01-19:** Setup\n- **2026-01-20:**Setup\n- **2026-01-21** - **Setup**\n",
        "2026-01-15 | **Breaking**: dropped v1 | Log:2\n    \
         2026-01-16 | *Minor* terminology | Log:3\n    \
         2026-01-17 | __init__ renamed | Log:4\n    \
         2026-01-18 | **Added** a field | subject=a field | Added | Log:5\n    \
         2026-01-19 | Setup | Log:6\n    \
         2026-01-20 | Setup | Log:7\n    \
         2026-01-21 | **Setup** | Log:8",
    );
}

#[test]
fn a_paragraph_below_a_dated_heading_is_an_entry() {
    check(
        "### 2026-03-12\nSwitched the retry policy.\n\nTested.\n\n### 2026-03-13\n- Moved hosts\n\nMore of it.\n\n\
         ### 2026-03-14\nTwo things:\n- one\n- two\n\n### 2026-03-15\n\n### Added\n- A field\n\n\
         ### 2026-03-16\n%% ask Jane %%\n\n- Moved back\n\n### 2026-03-17\nReleased together:\n\n- Fixed one\n- Moved two\n",
        "2026-03-12 | Switched the retry policy. | Heading:3\n      Tested.\n    \
         2026-03-13 | Moved hosts | Heading:8\n    \
         2026-03-14 | Two things: | Heading:13\n      one\n      two\n    \
         2026-03-16 | Moved back | Heading:25\n    \
         2026-03-17 | Released together: | Heading:28\n    \
         2026-03-17 | Fixed one | subject=one | Fixed | Heading:30\n    \
         2026-03-17 | Moved two | Heading:31",
    );
}

#[test]
fn a_text_may_look_like_a_placeholder_or_a_label() {
    check(
        "| Date | Change |\n|---|---|\n| 2025-03-04 | <b>Added tax</b> |\n| 2025-03-05 | <OrderId> is now <OrderNo> |\n",
        "2025-03-04 | <b>Added tax</b> | Table:4\n    2025-03-05 | <OrderId> is now <OrderNo> | Table:5",
    );
    check("[2025-03-04]: Initial setup of the feed\n", "2025-03-04 | Initial setup of the feed | Initial | Log:2");
    check("- 4711-12 - Fixed rounding\n", "");
    check("- 2025-07-06 - Moved\n  %% ask Kim %%\n  Impact: none\n", "2025-07-06 | Moved | Log:2\n      Impact: none");
}

#[test]
fn a_thematic_break_between_the_parts_of_a_release_does_not_end_it() {
    check(
        "### 2025-07-01\n#### Fixed\n- c\n\n---\n#### Removed\n- d\n",
        "2025-07-01 | c | Fixed | KeepAChangelog:4\n    2025-07-01 | d | Removed | KeepAChangelog:8",
    );
}

#[test]
fn a_heading_goes_on_with_a_release_after_a_thematic_break() {
    check(
        "### v1.2 (2025-07-01)\n#### Fixed\n- c\n\n---\nA remark.\n\n- not dated\n\n#### Removed\n- d\n",
        "2025-07-01 | c | version=1.2 | Fixed | KeepAChangelog:4\n    \
         2025-07-01 | d | version=1.2 | Removed | KeepAChangelog:12",
    );
}

#[test]
fn authors_are_recognized_after_many_verbs() {
    check("- 2025-07-01 - Feed deployed by Jane Doe\n", "2025-07-01 | Feed deployed by Jane Doe | by=Jane Doe | Log:2");
}

#[test]
fn changelog_names_consist_of_whole_words() {
    for name in ["CHANGELOG2025", "ERPChangeLog", "orderschangelog", "Change log", "Change-Logs 2"] {
        assert!(is_changelog_name(name), "{name}");
    }
    for name in ["Exchange Catalog", "Change dialog design", "Changelog template", "Exchangelog"] {
        assert!(!is_changelog_name(name), "{name}");
    }
    assert_eq!(
        found(
            "## Document Control\n| Version | Date | Author | Description |\n|---|---|---|---|\n| 1 | 2025-01-01 | Kim | Moved |\n"
        ),
        "2025-01-01 | Moved | version=1 | by=Kim | Table:4\n"
    );
    assert_eq!(
        found("## Test runs\n| Version | Date | Summary | By |\n|---|---|---|---|\n| 1 | 2025-01-01 | ok | Kim |\n"),
        ""
    );
}

#[test]
fn many_days_and_details_take_linear_time() {
    let days = format!("## Change log\n\n{}", " 2025-06-02\n - a\n".repeat(40_000));
    assert!(!found(&days).is_empty());
}
