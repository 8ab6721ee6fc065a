//! The two status axes, which are never merged: the life cycle of an integration and the status of its document
//! (docs/spec/integrations.md#statuses).

use crate::normalize::normalized::Normalized;
use crate::vocabulary::statuses::{DOCUMENT, LIFE_CYCLE};

/// Normalizes a life-cycle status to `planned`, `development`, `testing`, `active`, `degraded`, `paused`, `deprecated`
/// or `retired`. `Done` and similar words are not a life-cycle status and have no value.
pub fn status(raw: &str) -> Normalized {
    LIFE_CYCLE.normalize(raw)
}

/// Normalizes a document status to `draft`, `review`, `approved`, `pending`, `stable` or `superseded`.
pub fn doc_status(raw: &str) -> Normalized {
    DOCUMENT.normalize(raw)
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
        for piece in ["/", "[ ] ", "→", "Active / ", "**", " or ", "🟢", "(", "~~"] {
            status(&piece.repeat(100_000 / piece.len()));
        }
    }
}
