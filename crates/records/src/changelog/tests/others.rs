//! Histories in the manners of people who use no template of this program.

use super::{check, found};
use crate::{NoteSource, Synonyms};

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

#[test]
fn tasks_count_once_they_are_done() {
    check(
        "- [ ] 2026-09-01 open task\n- [-] 2026-09-03 cancelled\n- [/] begun (2026-05-03)\n- [x] 2026-03-01 done\n\
         - [X] done too (2026-03-02)\n- [x] did it ⏫ 📅 2026-03-05 ✅ 2026-03-04 #tag ^id\n- [ ] due 📅 2026-03-05\n",
        "2026-03-01 | done | Log:5\n    2026-03-02 | done too | Log:6\n    2026-03-04 | did it | Log:7",
    );
    check(
        "### 2026-03-12\n- [ ] open\n  - of nobody\n- [x] done\n  - [ ] nested\n",
        "2026-03-12 | done | Heading:5\n      [ ] nested",
    );
    assert_eq!(found("- [ ] 2026-03-12 - Updated [[Orders]] for GDPR\n"), "");
}

#[test]
fn initials_and_versions_stand_with_the_date_at_the_end() {
    check(
        "- Widened (JO, 2026-03-10)\n- Moved (v1.2, 2026-03-11)\n- v1.3 Fixed nulls (2026-03-25)\n- did it *(2026-03-20)*\n",
        "2026-03-10 | Widened | by=JO | Log:2\n    2026-03-11 | Moved | version=1.2 | Version:3\n    \
         2026-03-25 | Fixed nulls | subject=nulls | version=1.3 | Fixed | Version:4\n    2026-03-20 | did it | Log:5",
    );
}

#[test]
fn key_dates_in_a_history_are_not_entries() {
    check(
        "- Next audit - 2026-09-01\n- Deadline - 2026-12-30\n- Contract end – 2027-12-31\n- Expected delivery, 2026-12-28\n\
         - Last run – 2026-03-21\n- Owner - Jane, 2026-03-28\n- Last feed switched off - 2026-03-29\n",
        "2026-03-29 | Last feed switched off | Log:8",
    );
}

#[test]
fn a_release_may_say_that_it_changed_nothing() {
    check(
        "### v1.2 (2026-03-12)\n#### Added\n* None\n#### Fixed\n* n/a\n* Stalls\n### v1.1 (2026-03-01)\n- None.\n",
        "2026-03-12 | Stalls | version=1.2 | Fixed | KeepAChangelog:7\n    2026-03-01 | v1.1 | version=1.1 | Version:8",
    );
}

#[test]
fn plans_below_a_history_are_no_part_of_it() {
    for heading in ["Open points", "Due", "Next steps", "To do", "TODO", "Offene Punkte", "✅ To-dos (team)"] {
        let text =
            format!("# Changelog\n- 2026-03-12: Widened\n## {heading}\n- 2026-09-01 - audit\n- audit (2026-09-01)\n");
        assert_eq!(found(&text), "2026-03-12 | Widened | Log:2\n", "{heading}");
    }
    // Elsewhere, such a heading says nothing about declared sentences.
    let declared = "## To do\n- 2026-03-12 - Updated [[Orders]] for GDPR\n";
    assert!(found(declared).starts_with("2026-03-12 | Updated [[Orders]] for GDPR"), "{}", found(declared));
}

#[test]
fn a_day_within_the_month_of_the_heading_is_more_exact() {
    check(
        "### April 2026\n- did one\n- did two (2026-04-07)\n- did three (2026-05-07)\n- did four (JO, 2026-04-09)\n\n\
         ### v2 (Q2 2026)\n- did five (12 June 2026)\n",
        "2026-04 | did one | Heading:3\n    2026-04-07 | did two | Heading:4\n    \
         2026-04 | did three (2026-05-07) | Heading:5\n    2026-04-09 | did four | by=JO | Heading:6\n    \
         2026-06-12 | did five | version=2 | KeepAChangelog:9",
    );
    check("**May 2026**\n- did six - 2026-05-03\n", "2026-05-03 | did six | Log:3");
}

#[test]
fn a_date_or_release_in_a_code_block_dates_the_items_below() {
    check(
        "```\n2026-03-12\n  - Widened the queue\n    to ten\n    - deeper\n      by far\n  - Alarmed\n\nv1.2 (2026-03-01)\n* Moved\n* Masked\n\
         2026-02-01  First\n  - one\n    goes on\nunindented\n  of nobody\n```\n",
        "2026-03-12 | Widened the queue to ten | Log:4\n      deeper by far\n    2026-03-12 | Alarmed | Log:8\n    \
         2026-03-01 | Moved | version=1.2 | Log:11\n    2026-03-01 | Masked | version=1.2 | Log:12\n    \
         2026-02-01 | First | Log:13\n      one goes on",
    );
}

#[test]
fn dates_with_a_short_year_and_weekdays_are_read() {
    check(
        "- 3/31/26: Widened\n- 18.03.26: Moved\n- Fri 2026-03-13 - Masked\n- Friday, 13 March 2026: Alarmed\n- 2026-04-04/05: Frozen\n\
         - 3/4/26: Lunch\n",
        "2026-03-31 | Widened | Log:2\n    2026-03-18 | Moved | Log:3\n    2026-03-13 | Masked | Log:4\n    \
         2026-03-13 | Alarmed | Log:5\n    2026-04-04 | Frozen | Log:6\n! 7:1 ambiguous D/M",
    );
    // The only year of a note may have two digits.
    check("- 3/31/26: Widened\n", "2026-03-31 | Widened | Log:2");
    check("- 18.03.26: Moved\n", "2026-03-18 | Moved | Log:2");
}

#[test]
fn versions_stand_before_or_behind_the_date() {
    check(
        "- v3.1 2026-02-09 Fixed retries\n- **v3.2** 2026-02-11 Moved more\n- 2026-02-20 v3.9: moved\n- 2026-02-21 | 4.0 | JD | moved\n",
        "2026-02-09 | Fixed retries | subject=retries | version=3.1 | Fixed | Version:2\n    \
         2026-02-11 | Moved more | version=3.2 | Version:3\n    2026-02-20 | moved | version=3.9 | Version:4\n    \
         2026-02-21 | moved | version=4.0 | by=JD | Version:5",
    );
}

#[test]
fn a_callout_may_be_a_history() {
    let text = "# Orders\n> [!info] Change log\n> - 2026-03-12: Widened\n>   - twice\n> - Moved (2026-03-13)\n> - 2026-02-30: x\n\n\
        > [!changelog]- Shown\n> ### v1.2 (2026-03-14)\n> - Masked\n>\n> ```\n> code\n> ```\n\n\
        > [!history]\n> | Date | What |\n> |---|---|\n> | 2026-03-15 | Alarmed |\n\n> [!note] Quoted\n> - 2026-03-16: no\n\n\
        > [!info] Changelog template\n> - 2026-03-17: no\n";
    let expected = "\
2026-03-12 | Widened | Callout:3
  twice
2026-03-13 | Moved | Callout:5
2026-03-14 | Masked | version=1.2 | KeepAChangelog:10
2026-03-15 | Alarmed | Table:19
! 6:3 impossible date
";
    assert_eq!(found(text), expected);
    let crlf = text.replace('\n', "\r\n");
    assert_eq!(found(&crlf), expected);
    let note = vaultdex_notes::parse::note(&crlf);
    let log = crate::changes(&NoteSource::new(&crlf, &note, &Synonyms::default()));
    assert_eq!(&crlf[log.entries[0].span.range()], "- 2026-03-12: Widened");
    // In the section of a history, nothing is read twice.
    assert_eq!(
        found(
            "## History\n> [!info] Change log\n> - 2026-03-12: Widened\n>\n> | Date | What |\n> |---|---|\n> | 2026-03-15 | Alarmed |\n"
        ),
        "2026-03-12 | Widened | Callout:3\n2026-03-15 | Alarmed | Table:7\n"
    );
}
