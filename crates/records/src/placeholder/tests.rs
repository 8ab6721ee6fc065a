//! Values in each state.

use super::*;

fn check(field: Option<RecordField>, input: &str, expected: State) {
    assert_eq!(state(field, input), expected, "{field:?} {input:?}");
}

#[test]
fn placeholders_are_recognized_in_any_field() {
    let placeholders = [
        "[Name]",
        "[integration  name]",
        "**[Name]**",
        " [Name] ^id #tag",
        "\\[Name\\]",
        "[INT-YYYY-XXX]",
        "INT-YYYY-XXX",
        "[YYYY-MM-DD]",
        "YYYY-MM-DD",
        "[YYYY-MM-DD_HH-mm]",
        "[X.Y.Z]",
        "X.Y.Z",
        "[Date]",
        "[%]",
        "[↑/↓/→]",
        "[HH:mm]",
        "[API/File/Database]",
        "[Whatever/Other/Third]",
        "[What data flows through it]",
        "[How often?]",
        "[Who owns it]",
        "[Why]",
        "[Where]",
        "[When]",
        "[Describe it]",
        "[List of things]",
        "[Clear words]",
        "[Brief words]",
        "[Insert name]",
        "[Your team]",
        "[Enter ID]",
        "[TODO]",
        "[TBD]",
        "[TBD by Ana]",
        "TBD",
        "tbc",
        "`TBD`",
        "**TBD**",
        "TBD (ask Ana)",
        "???",
        "xxx",
        "lorem",
        "Lorem ipsum dolor sit",
        "[Name], [Email]",
        "[Name] / [Phone]",
        "[…]",
        "<% tp.date.now(\"YYYY-MM-DD\") %>",
        "made <% tp.file.title %>",
        "{{date}}",
        "{{ title }}",
        "at {{date:YYYY}}",
        "{{anything}}",
        "{curly}",
        "{system name}",
        "<angle>",
        "<system name>",
        "[[system_1]]",
        "[[Support_Team|us]]",
        "**[[runbook]]**",
        "[Design](link)",
        "[API](url)",
        "[x](#)",
        "[x](…)",
        "[[TBD]]",
        "[[YYYY-MM-DD]]",
        "[ ] Open [ ] Researching [ ] Answered",
        "`[ ] Open` | `[ ] Decided`",
        "[ ] Approved",
        "☐ Yes ☐ No",
        "API/File/Database/Protocol",
        "Real-time / Batch / Scheduled",
        "Pass/Fail",
        "Y/N",
        "one-way/two-way",
    ];
    for input in placeholders {
        check(None, input, State::Placeholder);
        check(Some(RecordField::Name), input, State::Placeholder);
    }
}

#[test]
fn lists_of_the_fields_terms_are_options() {
    let status = Some(RecordField::Status);
    check(status, "Active / Planned / Deprecated", State::Placeholder);
    check(status, "Active or Planned", State::Placeholder);
    check(status, "active | retired", State::Placeholder);
    check(status, "[Live/Dead]", State::Placeholder);
    check(None, "[Live/Dead]", State::Suspect);
    check(status, "Active / monitored", State::Filled);
    check(status, "Active", State::Filled);
    check(status, "[Active]", State::Suspect);
    check(status, "[ ] Planned [x] Active", State::Filled);
    check(Some(RecordField::DocStatus), "Draft/Review/Approved", State::Placeholder);
    check(Some(RecordField::DocStatus), "Draft/Final", State::Filled);
    check(Some(RecordField::Direction), "Inbound/Outbound/Bi-directional", State::Placeholder);
    check(Some(RecordField::Direction), "Inbound/Outbound", State::Filled);
    check(Some(RecordField::Priority), "High/Low", State::Placeholder);
    check(Some(RecordField::Classification), "Public / Internal", State::Placeholder);
    check(Some(RecordField::Frequency), "Daily/Weekly", State::Filled);
    check(Some(RecordField::Frequency), "Hourly/Daily/Weekly", State::Placeholder);
    check(Some(RecordField::Type), "Batch/API", State::Filled);
    check(None, "records/hour", State::Filled);
}

#[test]
fn brackets_around_a_value_are_suspect() {
    for input in
        ["[Platform Team]", "**[Platform Team]**", "[Platform/Infra Team]", "\\[Ana Ruiz\\]", "[SAP [ERP]]", "[Daily]"]
    {
        check(None, input, State::Suspect);
    }
    check(Some(RecordField::Version), "[1.2.0]", State::Suspect);
    let check = |input: &str, expected: &str| assert_eq!(inside(input), expected, "{input:?}");
    check("[Platform Team]", "Platform Team");
    check(" **[ Platform Team ]** ^x", "Platform Team");
    check("\\[Ana\\]", "Ana");
    check("[SAP [ERP]]", "SAP [ERP]");
    check(" plain ", "plain");
    check("[a] [b]", "[a] [b]");
    check("[", "[");
    check("", "");
}

#[test]
fn blank_values_are_empty_and_dashes_are_not_applicable() {
    for input in
        ["", " ", "\t\n", "**", "****", "` `", "<br>", "<br/> <br>", "%% later %%", "<!-- later -->", "[ ]", "[^1]"]
    {
        check(None, input, State::Empty);
    }
    for input in [
        "-",
        "–",
        "—",
        "---",
        "n/a",
        "N/A",
        "**n/a**",
        "N.A.",
        "NA",
        "none",
        "None.",
        "Not applicable",
        "N/A - internal",
    ] {
        check(None, input, State::NotApplicable);
    }
    check(Some(RecordField::LastTested), "pending", State::Empty);
    check(Some(RecordField::GoLive), "TBD", State::Placeholder);
    check(Some(RecordField::GoLive), "-", State::NotApplicable);
    check(Some(RecordField::LastTested), "never", State::NotApplicable);
    check(Some(RecordField::DocStatus), "pending", State::Filled);
}

#[test]
fn content_is_filled() {
    let filled = [
        "Active",
        "SAP S/4HANA",
        "see [RFC 7231] section 3",
        "sends [Name] to the shop",
        "[1]",
        "[sic]",
        "[INFO]",
        "[Unreleased]",
        "[1.2.0]",
        "a[0]",
        "`[Name]`",
        "`{client_id}`",
        "`<angle>`",
        "[[Team Orders]]",
        "[Docs](https://example.com)",
        "[Docs](Design.md)",
        "https://example.com/a/b/c",
        "https://api/{{env}}/orders",
        "{\"a\": 1}",
        "<https://example.com>",
        "<ana@example.com>",
        "Batch or API",
        "A/B testing",
        "Todo Sync",
        "Text or mail or call",
        "[x] Done",
        "📈",
        "[",
        "]",
        "[[",
        "{",
        "<",
        "<%",
        "{{",
        "%%",
        "مرحبا",
        "[a](b",
        "1",
        "2026-06-15",
        "nothing",
        "National",
        "none of it",
        "[a][b]",
        "[A], [B]",
    ];
    for input in filled {
        check(None, input, State::Filled);
    }
}

#[test]
fn long_values_have_a_state() {
    for piece in
        ["[", "]", "[[", "[a", "[Name] ", "{{", "<%", "%%", "/", " or ", "☐", "[ ] ", "`", "**", "\"", "#a ", "-"]
    {
        let text = piece.repeat(100_000 / piece.len());
        state(Some(RecordField::Status), &text);
        inside(&text);
    }
}

proptest::proptest! {
    #[test]
    fn the_fast_path_agrees_with_the_full_check(
        raw in "(\\[\\[)?([A-Za-z0-9é',.:;()+-]{1,6}| |or|N/A|TBD|INT-1|\\*|`|\\[x\\]|#t|2025-01-02){1,6}(\\]\\])?"
    ) {
        let raw = raw.trim();
        for field in [None, Some(RecordField::Status), Some(RecordField::Created), Some(RecordField::Priority)] {
            proptest::prop_assert_eq!(state(field, raw), state_of_marked(field, raw), "{:?} {:?}", field, raw);
        }
    }
}
