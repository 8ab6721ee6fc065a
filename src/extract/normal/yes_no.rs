//! Yes and no.

use super::plain;

/// What a cell such as `Mandatory` says (spec/integrations.md a.5); `None` where it says neither. Under a header such as
/// `Nullable` the caller turns it around.
pub fn yes_no(raw: &str) -> Option<bool> {
    match plain(raw).to_lowercase().as_str() {
        "y" | "yes" | "true" | "t" | "1" | "x" | "✓" | "✔" | "✅" | "required" | "mandatory" | "m" => Some(true),
        "n" | "no" | "false" | "f" | "0" | "-" | "✗" | "✘" | "❌" | "optional" | "o" => Some(false),
        _ => None,
    }
}
