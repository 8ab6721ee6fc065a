//! The two status axes, which are never merged: the life cycle of an integration and the status of its document
//! (docs/spec/integrations.md#statuses).

mod taken_back;

use self::taken_back::{is_partial_lead, takes_back};
use super::options::{after_term, current_text, remark};
use crate::normalize::normalized::Normalized;
use crate::vocabulary::statuses::{
    ALONE, DOCUMENT, ENVIRONMENT_LEADS, ENVIRONMENT_TAILS, ENVIRONMENTS, LEADS, LIFE_CYCLE, NOT_REACHED,
    NOT_REACHED_ALONE, OVER, PRODUCTION,
};

/// Normalizes a life-cycle status to `planned`, `development`, `testing`, `active`, `degraded`, `paused`, `deprecated`
/// or `retired`. `Done` and similar words are not a life-cycle status and have no value, nor has a status that the rest
/// of the text takes back: `Live - not yet`.
pub fn status(raw: &str) -> Normalized {
    if let Some(canonical) = LIFE_CYCLE.exact_word(raw) {
        return Normalized::known(canonical, "");
    }
    let text = match current_text(raw) {
        Ok(text) => text,
        Err(normalized) => return normalized,
    };
    let bare = without_lead(&text);
    // Without a word, a sign may be the status. A list of options has no value either.
    if bare.is_empty() || LIFE_CYCLE.n_options(&text) > 1 {
        return LIFE_CYCLE.normalize_plain(&text);
    }
    if let Some(canonical) = status_alone(bare) {
        return Normalized::known(canonical, "");
    }
    match LIFE_CYCLE.longest_prefix(bare) {
        Some((canonical, length)) => {
            let (term, rest) = bare.split_at(length);
            let lead = &text[..text.len() - bare.len()];
            let is_partial = canonical == "active" && is_partial_lead(lead);
            let qualified = qualify(canonical, term, rest).filter(|_| !is_partial);
            qualified.unwrap_or_else(|| LIFE_CYCLE.unmatched(&text))
        }
        None => LIFE_CYCLE.unmatched(&text),
    }
}

/// Normalizes a document status to `draft`, `review`, `approved`, `pending`, `stable` or `superseded`.
pub fn doc_status(raw: &str) -> Normalized {
    DOCUMENT.normalize(raw)
}

/// Returns a text without what may stand before the word of a status: signs, a percentage, a number, `currently`.
fn without_lead(text: &str) -> &str {
    let mut text = text;
    loop {
        text = text.trim_start_matches(|letter: char| !letter.is_alphanumeric());
        let n_digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let after_number = text[n_digits..].trim_start();
        let is_number = (1..=3).contains(&n_digits) && after_number.starts_with(['%', '-', '–', '.', ')', ':']);
        let lead = LEADS.iter().find_map(|lead| after_term(text, lead));
        // `:white_check_mark: Live`
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let name = &text[..text.bytes().take(40).take_while(is_part).count()];
        let shortcode = Some(name).filter(|name| name.contains('_') && text[name.len()..].starts_with(':'));
        text = match (is_number, lead, shortcode) {
            (true, ..) => after_number.trim_start_matches(['%', '-', '–', '.', ')', ':']),
            (_, Some(end), _) => &text[end..],
            (.., Some(name)) => &text[name.len()..],
            _ => return text,
        };
    }
}

/// Returns the status of a text that is a word with a meaning of its own.
fn status_alone(text: &str) -> Option<&'static str> {
    let word = text.trim_end_matches(|letter: char| !letter.is_alphanumeric());
    ALONE.iter().find(|(_, words)| words.iter().any(|it| it.eq_ignore_ascii_case(word))).map(|(status, _)| *status)
}

/// Returns a status with the text that follows its word; `None` if that text takes it back.
fn qualify(canonical: &'static str, term: &str, rest: &str) -> Option<Normalized> {
    let rest = rest.trim_start_matches([')', ']', '*', '_']);
    let signs = rest.split(char::is_alphanumeric).next().unwrap_or_default();
    let is_near = signs.chars().all(|sign| sign.is_whitespace() || matches!(sign, '*' | '_'));
    let (is_asked, rest) = (signs.contains('?'), remark(rest));
    let is = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(rest));
    let is_taken_back = match canonical {
        "planned" | "development" | "testing" => is_over(rest),
        "active" | "retired" => {
            is(NOT_REACHED_ALONE) || NOT_REACHED.iter().any(|words| after_term(rest, words).is_some())
        }
        _ => false,
    };
    if is_asked || is_taken_back {
        return None;
    }
    match environment(rest).filter(|_| canonical == "active") {
        Some(phase) => Some(Normalized::known(phase, rest)),
        None => (!takes_back(canonical, term, rest, is_near)).then(|| Normalized::known(canonical, rest)),
    }
}

/// Whether the text after the name of a phase says that the phase is over: `UAT passed`, but not `In progress, done by
/// June`.
fn is_over(rest: &str) -> bool {
    let after = |word: &&str| after_term(rest, word).map(|end| rest[end..].trim_start());
    let is_end = |after: &str| {
        let goes_on = after.starts_with(char::is_alphabetic);
        !goes_on || ["on", "in", "since", "and"].iter().any(|word| after_term(after, word).is_some())
    };
    OVER.iter().filter_map(after).any(is_end)
}

/// Returns the status of something that runs in an environment other than production: `Deployed to UAT`.
fn environment(rest: &str) -> Option<&'static str> {
    let lead = ENVIRONMENT_LEADS.iter().find_map(|lead| after_term(rest, lead));
    let name = rest[lead.unwrap_or(0)..].trim_start();
    let named = ENVIRONMENTS.iter().flat_map(|(status, names)| names.iter().map(move |it| (*status, *it)));
    let (status, end) = named.filter_map(|(status, it)| Some((status, after_term(name, it)?))).max_by_key(|it| it.1)?;
    let tail = name[end..].trim_matches(|letter: char| !letter.is_alphanumeric());
    let is_whole = lead.is_some() || ENVIRONMENT_TAILS.iter().any(|it| it.eq_ignore_ascii_case(tail));
    let has_production = tail.split(|letter: char| !letter.is_alphanumeric());
    let has_production = has_production.take(8).any(|word| PRODUCTION.iter().any(|it| it.eq_ignore_ascii_case(word)));
    (is_whole && !has_production).then_some(status)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, value: &str, remark: &str) {
        let normalized = status(input);
        let (found, left) = (normalized.value.unwrap_or("none".into()), normalized.remark.unwrap_or_default());
        assert_eq!((found.as_str(), left.as_str()), (value, remark), "{input:?}");
    }

    #[test]
    fn every_accepted_word_is_normalized_to_its_term() {
        for (canonical, accepted) in LIFE_CYCLE.terms.iter().chain(DOCUMENT.terms) {
            let vocabulary = if LIFE_CYCLE.exact_term(canonical).is_some() { &LIFE_CYCLE } else { &DOCUMENT };
            for word in *accepted {
                for spelling in
                    [word.to_uppercase(), word.replace(' ', "-"), format!("**{word}**"), format!("🚀 {word} 🚀")]
                {
                    let expected = vocabulary.normalize(word).value;
                    assert!(expected.is_some(), "{word} of {canonical}");
                    assert_eq!(
                        vocabulary.normalize(&spelling),
                        Normalized { value: expected, remark: None },
                        "{spelling}"
                    );
                }
            }
        }
        for (sign, canonical) in LIFE_CYCLE.signs {
            check(&format!(" {sign}\u{fe0f} "), canonical, "");
        }
    }

    #[test]
    fn text_after_the_term_is_its_remark() {
        check("Active - On Track", "active", "On Track");
        check("Paused (pending budget approval for 2026)", "paused", "pending budget approval for 2026");
        check("✅ **Active** - Core MVP integration", "active", "Core MVP integration");
        check("🟡 Setup Required", "development", "");
        check("In production since May (EU)", "active", "since May (EU)");
        check("`Live`: EU only 🎉", "active", "EU only");
        check("Active #integration ^st", "active", "");
        check("#active", "active", "");
        check("Active<br>with _two_ clients", "active", "with two clients");
        check("**Active", "active", "");
        check("Active[^1]", "active", "");
        check("On‑hold — waiting", "paused", "waiting");
    }

    #[test]
    fn the_last_status_is_the_current_one() {
        check("~~Ready for Testing~~ DEPRECATED", "deprecated", "");
        check("Development → Testing → **Active**", "active", "");
        check("dev -> live", "active", "");
        check("[ ] Planned [x] Active [ ] Retired", "active", "");
        check("`[ ] Dev` | `[x] Live`", "active", "");
        check("☐ Planned ☑ Testing", "testing", "");
        check("Testing →", "testing", "");
    }

    #[test]
    fn unknown_words_have_no_value() {
        let no = |text: &str| format!("no known status of the life cycle: {text}");
        check("✅ DECIDED", "none", &no("✅ DECIDED"));
        check("✅ **COMPLETE**", "none", &no("✅ COMPLETE"));
        check("⏳ **PENDING** (blocked by Phase 7)", "none", &no("⏳ PENDING (blocked by Phase 7)"));
        check("❌ Open → ✅ **Ready to Decide**", "none", &no("✅ Ready to Decide"));
        check("pending → **completed**", "none", &no("completed"));
        check("Stub - Awaiting Phase 1B analysis", "none", &no("Stub - Awaiting Phase 1B analysis"));
        check("Done", "none", &no("Done"));
        check("Draft", "none", &no("Draft"));
        check("Activex", "none", &no("Activex"));
        check("Production-ready", "none", &no("Production-ready"));
        check("⏳", "none", &no("⏳"));
        check("حالة", "none", &no("حالة"));
        check("[[[", "none", &no("[[["));
        check("~~Active~~", "none", "struck out");
        check("", "none", "");
        check(" ** ", "none", &no("**"));
    }

    #[test]
    fn statuses_of_other_trades_are_understood() {
        for (canonical, written) in [
            ("planned", "Approved for build|Concept|Not yet started|In backlog|To be developed|Not yet implemented"),
            ("development", "Design|In design|Under construction|Active development|Being built|Build"),
            ("testing", "In UAT|SIT|In SIT|PoC|Proof of concept|Beta|User acceptance testing|Pre-production"),
            ("active", "In PROD|Deployed|Running|Rolled out|Gone live|Launched|GA|On|Enabled|Go-live done|Connected"),
            ("degraded", "Failing|Degraded|Down"),
            ("paused", "Parked|On hold|Off|Inactive|Postponed|Temporarily switched off"),
            ("deprecated", "Phase-out|Being replaced|To be decommissioned|Being phased out|Planned for retirement"),
            ("retired", "End of life|EOL|Switched off|Shut down|Turned off|No longer in use|Discontinued"),
        ] {
            written.split('|').for_each(|written| check(written, canonical, ""));
        }
        check("In PROD since 2025-03", "active", "since 2025-03");
        check("Decommissioned (2025-12)", "retired", "2025-12");
        check("Replaced by [[Orders v2]]", "retired", "by Orders v2");
        check("Currently live", "active", "");
        check("now in UAT", "testing", "");
        check("(planned)", "planned", "");
    }

    #[test]
    fn signs_and_percentages_beside_a_word_say_nothing() {
        check("✅ Active", "active", "");
        check("🚧 In progress (60 %)", "development", "60 %");
        check("⏸️ On hold", "paused", "");
        check("60 % In progress", "development", "");
        check("(80%) In UAT", "testing", "");
        check("● Live", "active", "");
        check(":white_check_mark: Live", "active", "");
        check("4 - Production", "active", "");
        let no = |text: &str| format!("no known status of the life cycle: {text}");
        check("🟡 Partial", "none", &no("🟡 Partial"));
        check("✅ Mostly", "none", &no("✅ Mostly"));
        check("70 %", "none", &no("70 %"));
        check("On track", "none", &no("On track"));
    }

    #[test]
    fn a_status_that_is_taken_back_has_no_value() {
        for text in [
            "Not live yet",
            "not deployed",
            "never went live",
            "Not active",
            "Live - not yet",
            "Production (planned)",
            "Production ready",
            "Active: no",
            "Live soon",
            "Live?",
            "Testing complete",
            "UAT passed on 2025-03-01",
            "Development done",
            "Implemented, not yet live",
        ] {
            check(text, "none", &format!("no known status of the life cycle: {text}"));
        }
        for text in [
            "Active (disabled)",
            "Production (paused)",
            "Production stopped",
            "Live until 2024",
            "live till June, then off",
            "live in 2027",
            "in production from 2027",
            "Live from 1 July",
            "Active 2019-2022",
            "Live through 2024",
            "in use by nobody",
            "implemented 30%",
            "30 % implemented",
            "connected to nothing",
            "Active, but broken",
            "Production issue",
            "operational issues",
            "Active, off",
            "Live (beta)",
            "Active (?)",
            "Active, to be replaced by Orders v2",
            "In development, live since May",
            "test failed",
            "Pilot cancelled",
            "aktiv (abgeschaltet)",
            "aktiv, noch nicht",
            "in Betrieb bis 2023",
            "in Betrieb ab 2027",
            "en production jusqu'en 2023",
            "en production à partir de 2027",
            "en producción hasta 2023",
            "in produzione fino al 2023",
            "w użyciu do 2023",
            "稼働中（2023年まで）",
        ] {
            assert_eq!(status(text).value, None, "{text}");
        }
        for text in [
            "Active, upgraded in 2023",
            "Active, last tested in 2024",
            "Active (owner changed in 2023)",
            "Operational since go-live in 2021",
            "Active (contract until 2027)",
            "Active until further notice",
            "aktiv, bis auf Weiteres",
            "Active, on-call rota in PagerDuty",
            "Active (Presto)",
            "Active, incident process in Confluence",
            "en production (personne à contacter : Ana)",
            "actif, rien à signaler",
            "Active - issues tracked in Jira",
            "Active. Failures are retried 3 times.",
            "Active, no longer via FTP",
            "Active, nothing planned",
            "aktiv, Fehler per Mail",
            "Active (replaced the old FTP feed)",
            "Active, replaced SFTP by HTTPS",
            "Active - archived orders only",
            "Live (old version decommissioned)",
            "Active, blocked countries: RU",
            "Active (critical)",
            "Active, 80% of traffic",
            "Live, 99.5%",
            "Active, 5 % error rate",
        ] {
            assert_eq!(status(text).value.as_deref(), Some("active"), "{text}");
        }
        check("Active, no known issues", "active", "no known issues");
        check("Live since 2024", "active", "since 2024");
        check("Active as of 2024-05", "active", "as of 2024-05");
        check("Launched in 2020", "active", "in 2020");
        check("Live in two countries", "active", "in two countries");
        check("Live through a gateway", "active", "through a gateway");
        check("Live (off-peak only)", "active", "off-peak only");
        check("Active, business critical", "active", "business critical");
        check("Active (99.9 % uptime)", "active", "99.9 % uptime");
        check("100 % live", "active", "");
        check("UAT until May", "testing", "until May");
        check("Paused until May", "paused", "until May");
        check("Deprecated, replaced by Orders v2", "deprecated", "replaced by Orders v2");
        check("aktiv, ohne Störung", "active", "ohne Störung");
        check("No longer active", "retired", "");
        check("inactive", "paused", "");
        check("Live, not monitored", "active", "not monitored");
        check("In progress, done by June", "development", "done by June");
        check("Active (planned maintenance)", "active", "planned maintenance");
    }

    #[test]
    fn what_runs_in_another_environment_is_not_in_use() {
        check("Deployed to UAT", "testing", "to UAT");
        check("Live in the test environment", "testing", "in the test environment");
        check("Released for QA", "testing", "for QA");
        check("Deployed (staging)", "testing", "staging");
        check("Running on DEV", "development", "on DEV");
        check("Deployed to UAT and PROD", "active", "to UAT and PROD");
        check("Active (EU)", "active", "EU");
    }

    #[test]
    fn options_without_a_choice_have_no_value() {
        check("`[ ] Open` | `[ ] Decided`", "none", "no option is ticked");
        check("[ ] Open [ ] Researching [ ] Answered", "none", "no option is ticked");
        check("[x] Planned [x] Active", "none", "more than one option is ticked");
        check("Active / Planned / Deprecated", "none", "several options, none picked");
        check("Planning/Development/Testing/Production", "none", "several options, none picked");
        check("active | retired", "none", "several options, none picked");
        check("Active or Planned", "none", "several options, none picked");
        check("Active / Live", "active", "Live");
        check("Active / monitored", "active", "monitored");
    }

    #[test]
    fn a_document_has_its_own_terms() {
        let check = |input: &str, value: &str| {
            assert_eq!(doc_status(input).value.as_deref().unwrap_or("none"), value, "{input:?}");
        };
        check("Draft", "draft");
        check("Under Review", "review");
        check("In-review (Ana)", "review");
        check("✅ **Approved**", "approved");
        check("Draft → Approved", "approved");
        check("Pending", "pending");
        check("Stable", "stable");
        check("superseded by [[X]]", "superseded");
        check("Draft/Review/Approved", "none");
        check("Active", "none");
        check("", "none");
    }

    #[test]
    fn long_values_are_normalized() {
        for piece in [
            "/",
            "[ ] ",
            "→",
            "Active / ",
            "**",
            " or ",
            "🟢",
            "(",
            "~~",
            "now ",
            "1% ",
            ":_:",
            "Active until ",
            "Active, off",
        ] {
            status(&piece.repeat(100_000 / piece.len()));
        }
    }
}
