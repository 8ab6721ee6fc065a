//! Which way data goes.

use super::Normal;
use super::vocabulary::Vocabulary;

static DIRECTION: Vocabulary = Vocabulary {
    noun: "direction",
    terms: &[
        ("one-way", &["one way", "unidirectional", "uni", "push", "pull", "source to target", "inbound", "outbound"]),
        ("two-way", &["bidirectional", "bi directional", "two way", "both", "sync"]),
    ],
    signs: &[('→', "one-way"), ('↔', "two-way")],
};

/// `one-way` or `two-way` (spec/integrations.md a.5). The remark of an inbound or outbound one is `inbound` or `outbound`,
/// the side that the author stands on; it says nothing of which system is the source.
pub fn direction(raw: &str) -> Normal {
    DIRECTION.read(raw)
}
