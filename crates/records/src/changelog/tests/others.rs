//! Histories in the manners of people who use no template of this program.

use super::{check, found};

#[test]
fn a_date_may_end_the_line() {
    check(
        "- Widened the queue (2026-03-12)\n- Added an alarm - 2026-03-13\n1. Moved, 4 June 2027\n- [x] Rotated ✅ 2027-06-09\n\
         - [ ] Rotate again (2027-12-09)\n- v1.2: Masked (9 July 2027, M. Roe)\n- Next review (2027-08-01)\n- Created: 2027-08-01\n",
        "2026-03-12 | Widened the queue | Log:2\n    2026-03-13 | Added an alarm | subject=an alarm | Added | Log:3\n    \
         2027-06-04 | Moved | Log:4\n    2027-06-09 | Rotated | Log:5\n    2027-07-09 | Masked | version=1.2 | by=M. Roe | Version:7",
    );
    // Outside histories, and below a date, it is a part of the text.
    assert_eq!(found("## Tasks\n- Widened the queue (2026-03-12)\n"), "");
    check(
        "### 2026-03-01\n- Frozen until further notice (2027-01-01)\n",
        "2026-03-01 | Frozen until further notice (2027-01-01) | Heading:3",
    );
}

#[test]
fn a_date_may_end_a_heading() {
    check(
        "### Queue work (30 Apr 2024)\n- Widened.\n- Alarmed.\n\n### Second round - 2024-05-02\n\nWithout a list.\n\n\
         ### Third [2024-05-03]\n",
        "2024-04-30 | Widened. | Heading:3\n    2024-04-30 | Alarmed. | Heading:4\n    \
         2024-05-02 | Second round | Heading:6\n      Without a list.\n    2024-05-03 | Third | Heading:10",
    );
    check(
        "### Session 3 — New things (2026-04-06)\n**Scores**\n- One\n\n### Upgrade to API 2024-06-20\n- x\n",
        "2026-04-06 | One | Heading:4",
    );
}

#[test]
fn a_dated_heading_may_have_a_label() {
    check(
        "### 2026-03-01 (Release)\n- Widened.\n### 📅 12.05.2031 [hotfix]\n\nAlarmed.\n### 2026-02-28 Move\nOf hosts.\n",
        "2026-03-01 | Widened. | Heading:3\n    2031-05-12 | Alarmed. | Heading:6\n    2026-02-28 | Move | Heading:7\n      Of hosts.",
    );
}

#[test]
fn the_date_of_a_release_may_be_on_the_line_below() {
    let text = "# Changelog\n\n## v1.8.0\n\n*2026-05-11.* [Full notes](v180.md)\n\n- Widened.\n- Alarmed.\n\n\
        ## Version 1.7\nReleased: 12 May 2025\n\n### Changed\n\n- Moved.\n\n## 1.6.0\n\n2024-05-11\n\n## [1.5.0]\n\n- undated\n";
    let expected = "\
2026-05-11 | Widened. | version=1.8.0 | KeepAChangelog:7
2026-05-11 | Alarmed. | version=1.8.0 | KeepAChangelog:8
2025-05-12 | Moved. | version=1.7 | Changed | KeepAChangelog:15
2024-05-11 | 1.6.0 | version=1.6.0 | Version:17
";
    assert_eq!(found(text), expected);
}

#[test]
fn every_bullet_of_a_release_is_an_entry_whatever_its_parts_are_called() {
    let text = "# Changelog\n## [1.2.0] - 2025-07-08\n\nAn introduction.\n\n### Corregido\n- Stalls.\n### Notes\nThese two:\n\n- Restart.\n- Wait.\n### 🚀 Speed\n\
        Half the time.\n## 1.1.0 / 2025-06-01\n* a\n  * deeper\n* b\n## notify 1.0.0 (2025-05-01)\n- c\n\
        ## 2025-04-01, Version 0.9.0 (Stable), @kim\n### Commits\n* d\n## v0.8 - 2025-03-01 - First fields\n\
        ## v0.7 - 2025-02-01\n```\ncode\n```\n## [Unreleased]\n- later\n";
    let expected = "\
2025-07-08 | Stalls. | version=1.2.0 | Fixed | KeepAChangelog:7
2025-07-08 | Restart. | version=1.2.0 | KeepAChangelog:11
2025-07-08 | Wait. | version=1.2.0 | KeepAChangelog:12
2025-07-08 | Half the time. | version=1.2.0 | KeepAChangelog:14
2025-06-01 | a | version=1.1.0 | KeepAChangelog:16
  deeper
2025-06-01 | b | version=1.1.0 | KeepAChangelog:18
2025-05-01 | c | version=1.0.0 | KeepAChangelog:20
2025-04-01 | d | version=0.9.0 | KeepAChangelog:23
2025-03-01 | First fields | version=0.8 | Version:24
2025-02-01 | v0.7 | version=0.7 | Version:25
";
    assert_eq!(found(text), expected);
}

#[test]
fn a_release_in_a_list_or_paragraph_dates_what_is_nested_in_it() {
    check(
        "- **v1.2** (2026-03-12)\n  - One\n  - Two\n\n**Version 1.1** - 2026-03-01\n- Three\n\n**v1.0** — March 2025\n\nFirst.\n",
        "2026-03-12 | One | version=1.2 | Log:3\n    2026-03-12 | Two | version=1.2 | Log:4\n    \
         2026-03-01 | Three | version=1.1 | Log:7\n    2025-03 | First. | version=1.0 | Log:11",
    );
}

#[test]
fn a_bold_date_dates_the_paragraph_below() {
    check(
        "**2026-03-12**\nWidened the queue.\n\n__2026-03-13:__\n- Alarmed.\n\n**4 June 2027**\n\nThe second scale\nis read.\n\nNot this.\n",
        "2026-03-12 | Widened the queue. | Log:3\n    2026-03-13 | Alarmed. | Log:6\n    2027-06-04 | The second scale is read. | Log:10",
    );
}

#[test]
fn the_author_may_follow_the_date() {
    check(
        "- 2026-03-12 (M. Roe): Widened\n- 2026-03-13 [JO] Alarmed\n* 2027-06-12 (Sat): Moved\n- 2027-06-13 (hotfix): Moved\n\
         2025-01-12 | MR | Masked\n",
        "2026-03-12 | Widened | by=M. Roe | Log:2\n    2026-03-13 | Alarmed | by=JO | Log:3\n    2027-06-12 | Moved | Log:4\n    \
         2027-06-13 | (hotfix): Moved | Log:5\n    2025-01-12 | Masked | by=MR | Log:6",
    );
}

#[test]
fn a_code_block_directly_below_the_heading_of_a_history_is_one() {
    check(
        "```\n2031-02-03  Retry raised\n            to five\n[2031-01-12] First\n  - one\nsee below\n```\n",
        "2031-02-03 | Retry raised to five | Log:3\n    2031-01-12 | First | Log:5\n      one",
    );
    check("~~~text\n2031-05-06: Moved\n~~~\n", "2031-05-06 | Moved | Log:3");
    for (heading, opening) in [("Format of the change log", "```"), ("Sample", "```"), ("Change log", "```json")] {
        assert_eq!(found(&format!("## {heading}\n\n{opening}\n2031-01-01  What was changed\n```\n")), "");
    }
    assert_eq!(found("## Change log\n\nOne line a change:\n\n```\n2031-01-01  What was changed\n```\n"), "");
}

#[test]
fn nothing_is_malformed_in_a_section_with_an_ambiguous_name() {
    let text = "# Orders\n## Updates\n- 2026-03-12: Widened\n- 03/04/2025 - Lunch\n- 2026-03-13\n\n| Date | Owner |\n|---|---|\n| 2026-03-12 | Jo |\n";
    assert_eq!(found(text), "2026-03-12 | Widened | Log:3\n");
    assert_eq!(found("## Error log\n- 2026-03-12: No answer\n## Incident history\n- 2026-03-12 - Queue full\n"), "");
}

#[test]
fn columns_have_names_in_other_languages() {
    for header in [
        "| Datum | Version | Änderung | Autor |",
        "| Date | Version | Nature de la modification | Auteur |",
        "| Fecha | Versión | Descripción del cambio | Responsable |",
        "| Data | Versão | Alterações | Autor |",
        "| Data | Versione | Modifiche | Autore |",
        "| Datum | Versie | Wijziging | Auteur |",
        "| Data | Wersja | Opis zmian | Autor |",
        "| Дата | Версия | Изменение | Автор |",
        "| 日付 | バージョン | 変更内容 | 作成者 |",
        "| 日期 | 版本 | 变更内容 | 作者 |",
        "| Date | Version | Anything at all | Author |",
    ] {
        check(
            &format!("{header}\n|---|---|---|---|\n| 2026-03-12 | 1.2 | Wider queue | Kim |\n"),
            "2026-03-12 | Wider queue | version=1.2 | by=Kim | Table:4",
        );
    }
    check(
        "| Date | Activity | Reason |\n|---|---|---|\n| 14-Mar-26 | Moved hosts | Cost |\n| | And the alarm | |\n| 2026-XX-01 | x | y |\n",
        "2026-03-14 | Moved hosts | Table:4\n      And the alarm",
    );
}

#[test]
fn histories_in_other_languages_are_read() {
    for (heading, line) in [
        ("Änderungshistorie", "- 12. März 2026: Takt erhöht"),
        ("Historique des modifications", "- 12 mars 2026 : Takt erhöht"),
        ("Historial de cambios", "- 12 de marzo de 2026: Takt erhöht"),
        ("変更履歴", "- 2026年3月12日 Takt erhöht"),
        ("更新", "- 2026-03-12：Takt erhöht"),
    ] {
        assert_eq!(found(&format!("## {heading}\n{line}\n")), "2026-03-12 | Takt erhöht | Log:2\n", "{heading}");
    }
}

#[test]
fn dated_headings_may_be_of_the_same_level_as_the_heading_of_their_history() {
    let text = "# Changelog\n\nNewest first.\n\n# 1.1.0 (2026-03-12)\n- Widened\n\n# 2026-03-01 — Sprint 2\n## Files\n- one\n\n# Contacts\n- 2026-03-13: x\n";
    let expected = "\
2026-03-12 | Widened | version=1.1.0 | KeepAChangelog:6
2026-03-01 | Sprint 2 | Heading:8
  Files
  one
";
    assert_eq!(found(text), expected);
    assert_eq!(
        found("## Change log\n- 2026-03-12: Widened\n## 2026-03-13 - Call\n- Lunch\n"),
        "2026-03-12 | Widened | Log:2\n"
    );
}

#[test]
fn a_bracket_may_be_closed_on_the_next_line() {
    check(
        "### 2026-03-12\n- Added [a\n  link](b.md)\n- Parses `[[` and [[\n",
        "2026-03-12 | Added [a link](b.md) | subject=[a link](b.md) | Added | Heading:3\n    2026-03-12 | Parses `[[` and [[ | Heading:5",
    );
    check("- 2026-03-12: See [[Orders\n  to ERP]]\n", "2026-03-12 | See [[Orders to ERP]] | Log:2");
}

#[test]
fn many_dated_headings_and_lines_take_linear_time() {
    let headings: String =
        (0..20_000).map(|at| format!("{} Work {at} (2026-03-12)\n\n", "#".repeat(at % 5 + 2))).collect();
    assert!(!found(&format!("# Changelog\n{headings}")).is_empty());
    let lines = format!("## Change log\n{}", "- Widened - the - queue - (2026-03-12\n".repeat(20_000));
    found(&lines);
}

#[test]
fn an_entry_never_has_an_empty_text() {
    for history in [
        "2026-03-12\t\n",
        "**2026-03-12**\n\n- \n",
        "### 2026-03-12\n\n- \n- **\n",
        "| Date | Change |\n|---|---|\n| | |\n",
    ] {
        check(history, "");
    }
    check("### v1.2 (2026-03-12)\n", "2026-03-12 | v1.2 | version=1.2 | Version:2");
    check("### 2026-03-12 (Release)\n", "2026-03-12 | (Release) | Heading:2");
}
