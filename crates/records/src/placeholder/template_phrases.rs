//! Phrases in brackets and targets of links in the templates.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

/// Field names and hints in lower case, separated by `|`. A hint that is a whole value is recognized by the words of
/// [`HINT_WORDS`]. The short hints listed here may also occur within a value.
const PHRASES: &str = "\
%|access controls|active/development/testing/deprecated|ai/research/creative/business|alert 1|any limits|api version|\
api/file/database/message queue|api/file/database/protocol|approach|assessment|auth method|available views|\
batch/real-time/hybrid/api/event-driven|brief description of integration architecture|capability|categories|check 1|\
checks|client_id|communication protocol|confidential/internal/public|connection|controls|credential storage|\
critical/high/medium/low|current latency|current throughput|data encoding|data format|data mapping implementation|date|\
day/time|default|default values|description|descriptive identifier|details|draft/review/approved|duration|element|email|\
excluded systems/processes|flow description|flow name|frequency|hours|how authenticated|how data flows|how detected|\
how events flow|how handled|how often|how to optimize|how to recover|http/https/sftp/database|if any|impact|\
in transit and at rest|inbound/outbound/bi-directional|included systems/processes|initial connection setup|int-yyyy-xxx|\
integration|integration name|internal/external/bidirectional|internal/external/hybrid|json/xml/csv/parquet/avro|\
json/xml/etc.|limits|list|list of components|location|logic|method|method and credentials|metric 1|metrics|\
middleware/direct/api/etc.|minutes|monitoring tools|name|none/gzip/zip|notes|oauth/api key/etc.|one-way/two-way|order|\
owner|pass/fail|performance optimization|phone|plan|planned expansions|planning/development/production/deprecated|\
planning/development/testing/production|point name|policy|port number|prerequisites|primary use cases|procedure|process|\
processes|processing time requirement|prod/stage/dev|protocol|protocol version|public/internal/confidential/restricted|\
purpose|real-time/batch/scheduled|real-time/hourly/daily/weekly|records per batch|records/hour|reference|\
reference/location|required permissions|required roles|requirements|responsibilities|rest/api/websocket/file transfer|\
rest/soap/graphql/etc.|retry logic|retry/logging/fallback|rule|rules|sample payloads|scenarios|schedule/trigger|scope|\
security measures|security protocol|service type|setup|sla|slas|source|source table/object|source_field|\
start time - end time|status|steps|strategy|supported methods|synchronous/asynchronous|system|system name|\
system or component being integrated|system or component receiving integration|system/process/data/api|target|\
target latency|target table/object|target throughput|target_field|team/individual|testing and validation|tests|\
thresholds|timeout settings|timezone|tls/ssl version|tools|transform type|transformation|type|type/protocol|\
under review/approved/pending|updates|url/connection string|url/uri|validation|version|vpn/firewall rules|weekly/monthly|\
what data flows|what endpoints|what events|what happens|what it measures|what protocol|what to check|what's monitored|\
what's provided|what's received|when to alert|where it is|who publishes|who subscribes|windows|x minutes|x.y.z|y minutes|\
y/n|yyyy-mm-dd|↑/↓/→";

/// First words of hints (docs/spec/integrations.md#placeholders).
const HINT_WORDS: &[&str] = &[
    "what", "how", "who", "why", "where", "when", "describe", "list", "clear", "brief", "insert", "your", "enter",
    "todo", "tbd",
];

/// Targets of links in the templates (docs/spec/integrations.md#placeholder-links).
const LINK_TARGETS: &[&str] = &[
    "system_1",
    "system_2",
    "design_doc",
    "interface_spec",
    "data_model",
    "security_spec",
    "runbook",
    "troubleshooting_guide",
    "recovery_plan",
    "maintenance_guide",
    "requirements_doc",
    "process_flows",
    "use_cases",
    "impact_analysis",
    "support_guide",
    "training_materials",
    "faqs",
    "known_issues",
    "integration_owner",
    "technical_lead",
    "support_team",
    "link",
    "url",
    "#",
    "…",
    "...",
];

/// Maximum length of a phrase in bytes.
const MAX_PHRASE_LENGTH: usize = 80;

/// Whether a text in brackets is a phrase of the templates. Letter case, amount of white space and a number at the end
/// are ignored.
pub(crate) fn is_phrase(inside: &str) -> bool {
    static PHRASE_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| PHRASES.split('|').collect());
    if inside.len() > MAX_PHRASE_LENGTH {
        return false;
    }
    let mut phrase = String::with_capacity(inside.len());
    for word in inside.split_whitespace() {
        if !phrase.is_empty() {
            phrase.push(' ');
        }
        phrase.extend(word.chars().map(|letter| if letter == '’' { '\'' } else { letter.to_ascii_lowercase() }));
    }
    let unnumbered = phrase.trim_end_matches(|letter: char| letter.is_ascii_digit());
    PHRASE_SET.contains(phrase.as_str())
        || unnumbered.len() < phrase.len() && PHRASE_SET.contains(format!("{unnumbered}1").as_str())
}

/// Whether a text begins like a hint, `How to …`.
pub(crate) fn begins_like_hint(text: &str) -> bool {
    let word = text.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
    HINT_WORDS.iter().any(|lead| lead.eq_ignore_ascii_case(word))
}

/// Whether a text is a mask: `YYYY-MM-DD`, `INT-2026-XXX`, `X.Y.Z`.
pub(crate) fn is_mask(text: &str) -> bool {
    static MASK: LazyLock<Regex> = LazyLock::new(|| {
        let part = "YYYY|YY|MMM|MM|DD|HH|SS|X{1,4}|N{2,4}";
        let pattern = format!(
            r"(?i)^(?:(?:INT-)?(?:{part}|\d{{4}})(?:[-./_: T](?:{part}))+Z?|YYYY|X{{3,8}}|N{{3,8}}|X\.Y(?:\.Z)?)$"
        );
        Regex::new(&pattern).expect("the pattern is valid")
    });
    // Most values contain a character that does not occur in masks.
    const IS_PART: [bool; 256] = {
        let mut is_part = [false; 256];
        let (bytes, mut at) = (b"0123456789-./_: tvyxnmdhsziTVYXNMDHSZI", 0);
        while at < bytes.len() {
            is_part[bytes[at] as usize] = true;
            at += 1;
        }
        is_part
    };
    let is_part = |byte: u8| IS_PART[usize::from(byte)];
    // Each part of a mask except `X` contains the same letter twice, unlike IDs and dates.
    let is_twice = |two: &[u8]| two[0].is_ascii_alphabetic() && two[0].eq_ignore_ascii_case(&two[1]);
    let has_part = || text.bytes().any(|byte| matches!(byte, b'x' | b'X')) || text.as_bytes().windows(2).any(is_twice);
    if text.len() > 32 || !text.bytes().all(is_part) || !has_part() {
        return false;
    }
    MASK.is_match(text.strip_prefix(['v', 'V']).unwrap_or(text))
}

/// Whether a text stands for a value to be added later: `TBD`, `???`, `xxx`, `to be confirmed`, possibly followed by
/// more text.
pub(crate) fn is_pending(text: &str) -> bool {
    let text = text.trim();
    let Some(first) = text.chars().next() else { return false };
    match first {
        '?' | '.' | '…' => text == "..." || text == "…" || text.chars().all(|letter| letter == '?'),
        'x' | 'X' => text.len() > 2 && text.chars().all(|letter| matches!(letter, 'x' | 'X')),
        't' | 'T' | 'l' | 'L' | 'f' | 'F' => {
            let word = text.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
            let is = |words: &[&str]| words.iter().any(|it| it.eq_ignore_ascii_case(word));
            if is(&["tbd", "tbc", "tba"]) {
                true
            // `Todo Sync` may be the name of a system.
            } else if is(&["todo", "fixme"]) {
                text.len() == word.len() || text[word.len()..].trim_start().starts_with([':', '-', '('])
            } else if is(&["lorem"]) {
                text.len() == word.len() || starts_with_ignore_case(text, "lorem ipsum")
            } else if is(&["t"]) {
                starts_with_ignore_case(text, "t.b.d") || starts_with_ignore_case(text, "t.b.c")
            } else {
                let verbs =
                    ["determined", "defined", "confirmed", "decided", "announced", "added", "specified", "done"];
                is(&["to"])
                    && starts_with_ignore_case(text, "to be ")
                    && verbs.iter().any(|verb| starts_with_ignore_case(&text["to be ".len()..], verb))
            }
        }
        _ => false,
    }
}

/// Whether a text begins with a prefix, ignoring ASCII case.
fn starts_with_ignore_case(text: &str, lead: &str) -> bool {
    text.get(..lead.len()).is_some_and(|head| head.eq_ignore_ascii_case(lead))
}

/// Whether a linkpath is a placeholder of the templates, such as `system_1`, `design_doc` or `link`. Whether the vault
/// has a note with that name is not known here.
pub fn is_placeholder_link(linkpath: &str) -> bool {
    let name = linkpath.trim();
    let name = name.strip_suffix(".md").unwrap_or(name);
    LINK_TARGETS.iter().any(|link| link.eq_ignore_ascii_case(name)) || is_mask(name) || is_pending(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_of_the_templates_are_recognized() {
        let check = |text: &str, expected: bool| assert_eq!(is_phrase(text), expected, "{text:?}");
        check("Name", true);
        check(" integration   NAME ", true);
        check("What’s provided", true);
        check("Metric 12", true);
        check("Metric", false);
        check("Platform Team", false);
        check("", false);
        check(&"name ".repeat(20_000), false);
    }

    #[test]
    fn masks_are_recognized() {
        let check = |text: &str, expected: bool| assert_eq!(is_mask(text), expected, "{text:?}");
        for mask in ["YYYY-MM-DD", "INT-YYYY-XXX", "INT-2026-XXX", "YYYY-MM-DD_HH-mm", "HH:mm", "DD/MM/YYYY", "X.Y.Z"] {
            check(mask, true);
        }
        for mask in ["vX.Y.Z", "YYYY-MM-DDTHH:mm:ssZ", "XXXX", "YYYY", "INT-NNN-XX", "2024-XX"] {
            check(mask, true);
        }
        for text in ["2024-05-01", "y z", "x.z", "XX", "INT-2024-001", "Max", "MM", "XML", "2024", "1.2.3", "", "é-XX"]
        {
            check(text, false);
        }
    }

    #[test]
    fn terms_for_pending_values_are_recognized() {
        let check = |text: &str, expected: bool| assert_eq!(is_pending(text), expected, "{text:?}");
        for text in
            ["TBD", "tbc", "TBD - ask Ana", "TBD (2026)", "???", "?", "xxx", "XXXX", "TODO", "TODO: ask", "…", "..."]
        {
            check(text, true);
        }
        for text in ["to be confirmed", "To be determined.", "Lorem ipsum dolor", "t.b.d."] {
            check(text, true);
        }
        for text in ["TBDX", "Todo Sync", "xx", "x", "Loremaster", "to be or not", "Team", "", "X-Ray", "? no"] {
            check(text, false);
        }
    }

    #[test]
    fn links_of_the_templates_are_placeholders() {
        let check = |text: &str, expected: bool| assert_eq!(is_placeholder_link(text), expected, "{text:?}");
        for link in ["system_1", "Design_Doc", "support_team.md", "link", "url", "#", "…", "TBD", "INT-YYYY-XXX"] {
            check(link, true);
        }
        for link in ["Runbook Orders", "docs/runbook", "system_3", "https://example.com", ""] {
            check(link, false);
        }
    }
}
