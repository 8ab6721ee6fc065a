//! All rules.

use vaultdex_notes::text;

use crate::rule::Rule;
use crate::rules::{
    changelog, checklists, dates, failure, frontmatter, identity, ignores, links, mappings, owners, placeholders,
    security, sides, status, systems,
};

/// All rules, by family.
pub static RULES: &[&Rule] = &[
    &frontmatter::FM00,
    &failure::FM01,
    &frontmatter::FR01,
    &identity::ID01,
    &identity::ID03,
    &identity::ID06,
    &placeholders::PH01,
    &placeholders::PH03,
    &placeholders::PH04,
    &placeholders::PH05,
    &placeholders::PH08,
    &sides::SY01,
    &sides::SY02,
    &systems::SY03,
    &systems::SY05,
    &sides::SY06,
    &systems::SY08,
    &systems::SY10,
    &sides::SY12,
    &systems::SY13,
    &sides::SY14,
    &sides::SY15,
    &status::ST02,
    &status::ST03,
    &status::ST04,
    &dates::DT01,
    &dates::DT02,
    &dates::DT03,
    &dates::DT04,
    &dates::DT05,
    &dates::DT06,
    &dates::DT08,
    &owners::OW01,
    &owners::OW02,
    &owners::OW05,
    &links::LK01,
    &links::LK02,
    &links::LK03,
    &links::LK05,
    &mappings::MP01,
    &mappings::MP02,
    &mappings::MP03,
    &mappings::MP08,
    &mappings::MP10,
    &mappings::TB01,
    &failure::DOC01,
    &security::SE01,
    &security::SE02,
    &checklists::CO01,
    &checklists::CK01,
    &changelog::CL01,
    &changelog::CL02,
    &changelog::CL06,
    &changelog::CL07,
    &changelog::CL08,
    &changelog::CL14,
    &ignores::IG01,
];

/// Returns the rule with an ID or name, in any case.
pub fn rule_called(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id.eq_ignore_ascii_case(name) || rule.name.eq_ignore_ascii_case(name))
}

/// Returns the rule whose ID or name is most similar to a text, if one is.
pub fn nearest(name: &str) -> Option<&'static Rule> {
    let name = text::fold(name);
    let similarity = |other: &str| strsim::normalized_damerau_levenshtein(&text::fold(other), &name);
    let rated = RULES.iter().map(|rule| (similarity(rule.id).max(similarity(rule.name)), *rule));
    let best = rated.max_by(|left, right| left.0.total_cmp(&right.0).then_with(|| right.1.id.cmp(left.1.id)));
    best.filter(|(similarity, _)| *similarity >= 0.6).map(|(_, rule)| rule)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_names_are_unique_and_well_formed() {
        let mut known = std::collections::BTreeSet::new();
        for rule in RULES {
            assert!(known.insert(rule.id) && known.insert(rule.name), "{} occurs twice", rule.id);
            let (family, number) = rule.id.split_at(rule.id.len() - 2);
            assert!(family.bytes().all(|byte| byte.is_ascii_uppercase()), "{}", rule.id);
            assert!(number.bytes().all(|byte| byte.is_ascii_digit()), "{}", rule.id);
            assert!(rule.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", rule.name);
            for sentence in [rule.about, rule.how_to_mend] {
                assert!(sentence.ends_with('.') && !sentence.contains('\n'), "{}: {sentence}", rule.id);
            }
        }
    }

    #[test]
    fn rules_are_found_by_id_and_name() {
        let found = |name: &str| rule_called(name).map(|rule| rule.id);
        assert_eq!(
            ["LK01", "lk01", "Unresolved-Link", "LK"].map(found),
            [Some("LK01"), Some("LK01"), Some("LK01"), None]
        );
        let near = |name: &str| nearest(name).map(|rule| rule.id);
        assert_eq!(
            ["LK1", "unresolved-links", "duplicate-ids", "zzz"].map(near),
            [Some("LK01"), Some("LK01"), Some("ID01"), None]
        );
    }
}
