//! Boxes that are still open although the integration is active.

use std::sync::LazyLock;

use regex::Regex;
use vaultdex_notes::{Heading, ListItem, Note};

use crate::context::Context;
use crate::rule::{Findings, Rule, Scope, Severity};

/// Compliance that is not confirmed.
pub static CO01: Rule = Rule {
    id: "CO01",
    name: "open-compliance",
    about: "An integration is active, and a box below \"Compliance Requirements\" is open.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Tick the box, or mark it as not applicable with `[-]`.",
    scope: Scope::Vault(|context, findings| {
        static HEADING: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"(?i)\bcompliance\b").expect("the pattern is valid"));
        open_boxes(context, findings, &HEADING);
    }),
};

/// Preparations that are not done.
pub static CK01: Rule = Rule {
    id: "CK01",
    name: "open-checklist",
    about: "An integration is active, and a box of its deployment checklist or technical requirements is open.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Tick the box, or mark it as not applicable with `[-]`.",
    scope: Scope::Vault(|context, findings| {
        static HEADING: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"(?i)\b(?:deployment|go-?live|release|pre-?production) checklist\b|\btechnical requirements\b")
                .expect("the pattern is valid")
        });
        open_boxes(context, findings, &HEADING);
    }),
};

fn open_boxes(context: &Context, findings: &mut Findings, wanted: &Regex) {
    // The boxes of a note with several integrations are not those of one.
    let notes = context.active().filter(|(_, it)| it.entry.records.integrations.len() == 1 && !it.entry.is_listed());
    for file in notes.map(|(_, it)| it.entry.file) {
        let note = &context.catalog().files[file].note;
        for heading in note.headings.iter().filter(|heading| wanted.is_match(&heading.text)) {
            let boxes: Vec<&ListItem> = boxes_below(note, heading).collect();
            let open: Vec<&&ListItem> = boxes.iter().filter(|it| it.task == Some(' ')).collect();
            let Some(first) = open.first() else { continue };
            let are = if open.len() == 1 { "is" } else { "are" };
            let message = format!(
                "the integration is active, but {} of {} boxes below \"{}\" {are} open",
                open.len(),
                boxes.len(),
                heading.text
            );
            findings.add(file, first.span, &heading.text, message);
        }
    }
}

/// Returns the boxes between a heading and the next one.
fn boxes_below<'a>(note: &'a Note, heading: &Heading) -> impl Iterator<Item = &'a ListItem> {
    let start = heading.span.end;
    let next = note.headings.iter().map(|it| it.span.start).find(|next| *next >= start).unwrap_or(u32::MAX);
    note.tasks.iter().filter(move |task| (start..next).contains(&task.span.start))
}

#[cfg(test)]
mod tests {
    use crate::test_vault::{check_clean, check_rule};

    fn note(status: &str, heading: &str, boxes: &str) -> String {
        format!(
            "//- A.md\n---\ntype: integration\nstatus: {status}\nsource: CRM\ntarget: ERP\n---\n# Feed\n\n## {heading}\n{boxes}\n## Next\n- [ ] other\n"
        )
    }

    #[test]
    fn boxes_of_active_integrations_are_ticked() {
        let open = "- [x] GDPR compliance\n- [ ] SOX compliance\n";
        check_rule(
            "CO01",
            &note("active", "Compliance Requirements", open),
            &[
                "A.md:11:1 warning the integration is active, but 1 of 2 boxes below \"Compliance Requirements\" is open",
            ],
        );
        check_clean("CO01", &note("active", "Compliance Requirements", "- [x] GDPR\n- [-] SOX\n"));
        check_clean("CO01", &note("planned", "Compliance Requirements", open));
        check_clean("CO01", &note("active", "Deployment Checklist", open));
        check_rule(
            "CK01",
            &note("active", "Deployment Checklist", open),
            &["A.md:11:1 warning the integration is active, but 1 of 2 boxes below \"Deployment Checklist\" is open"],
        );
        check_clean("CK01", &note("active", "Ideas", open));
        check_clean("CK01", &note("planned", "Technical Requirements", open));
    }
}
