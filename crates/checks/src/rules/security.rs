//! Secrets, and data that is not protected.

use std::sync::LazyLock;

use regex::Regex;
use vaultdex_records::{Extracted, Integration, RecordField, State};

use crate::context::Context;
use crate::note_text::NoteText;
use crate::rule::{Findings, Rule, Scope, Severity, quoted};
use crate::secrets::secrets;

/// A secret in a note.
pub static SE01: Rule = Rule {
    id: "SE01",
    name: "secret",
    about: "A note has what looks like a token, key or password. What is printed is masked.",
    severity: Severity::Error,
    on_by_default: true,
    how_to_mend: "Revoke the secret, and write where it is kept instead of the secret itself.",
    scope: Scope::Note(secrets_in_notes),
};

fn secrets_in_notes(note: &NoteText, findings: &mut Findings) {
    for secret in secrets(note.text) {
        let message = format!("this looks like {}", secret.kind);
        let finding = findings.add(note.position, note.span(secret.range), secret.kind, message);
        finding.suggest("revoke it, and write where it is kept");
    }
}

/// Confidential data without encryption.
pub static SE02: Rule = Rule {
    id: "SE02",
    name: "unencrypted-data",
    about: "An integration with confidential or restricted data has no encryption, or an `http:` or `ftp:` endpoint.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Encrypt the transfer, or correct the record or the classification.",
    scope: Scope::Vault(unencrypted_data),
};

fn unencrypted_data(context: &Context, findings: &mut Findings) {
    for (_, connection) in context.integrations().filter(|(_, it)| it.status() != Some("retired")) {
        let integration = connection.entry.integration;
        let Some(class) = classification(integration) else { continue };
        for value in details(integration) {
            let is_of_encryption =
                value.place.rsplit(" › ").next().is_some_and(|key| key.to_lowercase().contains("encryption"));
            let is_off = matches!(value.state, State::NotApplicable) || value.raw.to_lowercase().starts_with("none");
            let message = match plain_address(&value.raw) {
                Some(address) => format!("the data is {class}, but the endpoint `{address}` is not encrypted"),
                None if is_of_encryption && is_off => {
                    format!("the data is {class}, but the encryption is {}", quoted(&value.raw))
                }
                None => continue,
            };
            findings.add(connection.entry.file, value.span, value.raw.as_str(), message);
        }
    }
}

/// Returns the classification of the data, if it must be protected.
fn classification(integration: &Integration) -> Option<&str> {
    let own = integration.text(RecordField::Classification);
    let of_elements = integration
        .data_classes
        .iter()
        .filter_map(|it| it.get("classification"))
        .filter(|it| it.state == State::Filled);
    let mut all = own.into_iter().chain(of_elements.filter_map(Extracted::text));
    all.find(|class| matches!(class.to_lowercase().as_str(), "confidential" | "restricted"))
}

/// Returns the details of the transfer, each once.
fn details(integration: &Integration) -> Vec<&Extracted> {
    let groups = integration.endpoints.iter().flat_map(|it| &it.values);
    let flows = integration.flows.iter().flat_map(|it| &it.details);
    let systems = integration.systems.iter().flat_map(|it| &it.details);
    let named = groups.chain(flows).chain(systems).map(|(_, value)| value);
    let mut all: Vec<&Extracted> = named.chain(&integration.extra).collect();
    all.sort_by_key(|value| value.span.start);
    all.dedup_by_key(|value| value.span.start);
    all
}

/// Returns an address in a text that is reached without encryption, unless it is on the same machine or an example.
fn plain_address(text: &str) -> Option<&str> {
    static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:http|ftp)://(?P<host>[^\s/:)>\]`|]+)[^\s)>\]`|]*").expect("the pattern is valid")
    });
    let is_harmless = |host: &str| {
        let host = host.to_lowercase();
        let names = [
            "localhost",
            "127.0.0.1",
            "0.0.0.0",
            "[",
            "::1",
            "www.w3.org",
            "schemas.xmlsoap.org",
            "json-schema.org",
            "schemas.",
            "xmlns",
        ];
        names.iter().any(|name| host.starts_with(name))
            || host.split('.').any(|part| part == "example")
            || host.ends_with(".localhost")
    };
    ADDRESS.captures_iter(text).find(|it| !is_harmless(&it["host"])).and_then(|it| it.get(0)).map(|it| it.as_str())
}

#[cfg(test)]
mod tests {
    use crate::test_vault::{check_clean, check_rule};

    #[test]
    fn notes_have_no_secrets() {
        check_rule(
            "SE01",
            "//- A.md\n# Feed\n- **Password**: Tr7!kQ92xv\n",
            &["A.md:2:17 error this looks like a password or key => revoke it, and write where it is kept"],
        );
        check_clean(
            "SE01",
            "//- A.md\n- **Password**: see the vault\n- Password: <your password>\n- Password:\n\nTr7!kQ92xv\n",
        );
    }

    #[test]
    fn confidential_data_is_encrypted() {
        let vault = |class: &str, url: &str, encryption: &str| {
            format!(
                "//- A.md\n---\ntype: integration\nstatus: active\nsource: CRM\ntarget: ERP\nclassification: {class}\n---\n# Feed\n\n\
                 ## Endpoints\n- **URL**: {url}\n- **Encryption**: {encryption}\n"
            )
        };
        check_rule(
            "SE02",
            &vault("Confidential", "http://erp.corp/orders", "TLS"),
            &[
                "A.md:11:12 warning the data is confidential, but the endpoint `http://erp.corp/orders` is not encrypted",
            ],
        );
        check_rule(
            "SE02",
            &vault("Restricted", "https://erp.corp/orders", "None"),
            &["A.md:12:19 warning the data is restricted, but the encryption is `None`"],
        );
        check_clean("SE02", &vault("Confidential", "https://erp.corp/orders", "TLS"));
        check_clean("SE02", &vault("Internal", "http://erp.corp/orders", "None"));
        check_clean("SE02", &vault("Confidential", "http://localhost:8080/orders", "TLS"));
        check_clean("SE02", &vault("Confidential", "http://api.shop.example/orders", "TLS"));
    }
}
