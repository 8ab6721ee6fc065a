//! The frontmatter.

use std::collections::HashMap;

use vaultdex_notes::ProblemKind;
use vaultdex_records::{is_known_property, known_properties, property_name};

use crate::context::Context;
use crate::rule::{Findings, Rule, Scope, Severity};

/// Frontmatter that is not YAML.
pub static FM00: Rule = Rule {
    id: "FM00",
    name: "invalid-frontmatter",
    about: "The frontmatter of a note is not valid YAML, so none of its properties is known, in Obsidian neither.",
    severity: Severity::Error,
    on_by_default: true,
    how_to_mend: "Correct the line; quote values with a colon, a bracket or a `#`.",
    scope: Scope::Vault(invalid_frontmatter),
};

fn invalid_frontmatter(context: &Context, findings: &mut Findings) {
    for file in context.notes() {
        let problems = context.catalog().files[file].note.problems.iter();
        for problem in problems.filter(|problem| problem.kind == ProblemKind::Frontmatter) {
            let message = format!("{}; none of its properties is known", problem.message);
            findings.add(file, problem.span, &problem.message, message);
        }
    }
}

/// A property whose name is nearly a known one.
pub static FR01: Rule = Rule {
    id: "FR01",
    name: "misspelt-property",
    about: "A property of an integration or system is called nearly like one that is known, such as `souce`.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Correct the name.",
    scope: Scope::Vault(misspelt_properties),
};

/// A name that more notes use is the vault's own.
const MOST_NOTES: usize = 3;

fn misspelt_properties(context: &Context, findings: &mut Findings) {
    let catalog = context.catalog();
    let mut uses: HashMap<&str, usize> = HashMap::new();
    for property in context.notes().flat_map(|file| &catalog.files[file].note.properties) {
        *uses.entry(property.name.as_str()).or_default() += 1;
    }
    for file in context.notes().filter(|file| context.is_record(*file)) {
        let properties = &catalog.files[file].note.properties;
        for property in
            properties.iter().filter(|it| uses.get(it.name.as_str()).is_some_and(|uses| *uses <= MOST_NOTES))
        {
            let Some(meant) = meant(&property.name) else { continue };
            let is_used = properties.iter().any(|other| property_name(&other.name) == meant);
            if !is_used {
                let finding = findings.add(
                    file,
                    property.span,
                    &property.name,
                    format!("the property `{}` is not known", property.name),
                );
                finding.suggest(format!("write `{}`, if that is what is meant", meant.replace(' ', "_")));
            }
        }
    }
}

/// Returns the known name that differs from another one by a slip of the keyboard.
fn meant(written: &str) -> Option<&'static str> {
    let name = property_name(written);
    let length = name.chars().count();
    let is_plural = || is_known_property(&format!("{name}s"));
    if length < 5 || !name.is_ascii() || is_known_property(&name) || is_plural() {
        return None;
    }
    let near = known_properties().filter(|known| known.len() >= 5 && known.as_bytes()[0] == name.as_bytes()[0]);
    let rated = near.map(|known| (strsim::damerau_levenshtein(known, &name), known));
    rated.min().filter(|(distance, _)| *distance == 1).map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use crate::test_vault::{check_clean, check_rule};

    #[test]
    fn frontmatter_is_yaml() {
        let found = crate::test_vault::found(&["FM00"], "//- A.md\n---\nname: Feed: ten\n---\n# Feed\n");
        assert!(
            found.len() == 1
                && found[0].starts_with("A.md:2:")
                && found[0].contains("error the frontmatter is not valid YAML"),
            "{found:?}"
        );
        check_clean("FM00", "//- A.md\n---\nname: \"Feed: ten\"\n---\n# Feed\n");
        check_clean("FM00", "//- Templates/A.md\n---\nname: {{title}}: x\n---\n");
    }

    #[test]
    fn properties_have_known_names() {
        let note = |name: &str| {
            format!("//- A.md\n---\ntype: integration\nstatus: active\n{name}: CRM\ntarget: ERP\n---\n# Feed\n")
        };
        check_rule(
            "FR01",
            &note("souce"),
            &["A.md:4:1 warning the property `souce` is not known => write `source`, if that is what is meant"],
        );
        for name in [
            "source",
            "sources",
            "sourceSystem",
            "course",
            "Quelle",
            "team_lead",
            "statusColor",
            "sorce_file",
            "statut",
        ] {
            check_clean("FR01", &note(name));
        }
        let many: String =
            ["A", "B", "C", "D"].iter().map(|it| note("souce").replace("A.md", &format!("{it}.md"))).collect();
        check_clean("FR01", &many);
        check_clean("FR01", "//- A.md\n---\nsouce: x\n---\ntext\n");
    }
}
