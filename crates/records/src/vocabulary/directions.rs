//! Accepted terms for the direction of a flow, in lower case.

use crate::vocabulary::terms::TermList;

/// Directions (docs/spec/integrations.md#directions).
pub(crate) static DIRECTION: TermList = TermList {
    noun: "direction",
    terms: &[
        (
            "one-way",
            &["one way", "oneway", "unidirectional", "uni directional", "uni", "push", "pull", "source to target"],
        ),
        ("two-way", &["bidirectional", "bi directional", "two way", "both", "both ways", "both directions", "sync"]),
        // The side from which the author describes the flow. Both are one-way.
        ("inbound", &["inbound"]),
        ("outbound", &["outbound"]),
    ],
    signs: &[],
};
