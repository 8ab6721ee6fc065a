//! Accepted terms for the direction of a flow, in lower case.

use crate::vocabulary::languages::terms;
use crate::vocabulary::terms::TermList;

/// Directions (docs/spec/integrations.md#directions).
#[rustfmt::skip]
pub(crate) static DIRECTION: TermList = TermList {
    noun: "direction",
    terms: &[
        (
            "one-way",
            &[
                "one way", "oneway", "1 way", "single direction", "one direction", "unidirectional", "uni directional",
                "uni", "push", "pull", "source to target", "simplex",
            ],
        ),
        (
            "two-way",
            &[
                "bidirectional", "bi directional", "bi direction", "bidi", "two way", "twoway", "2 way", "both",
                "both ways", "both directions", "either way", "sync", "duplex", "full duplex", "there and back",
                "to and from", "read and write", "send and receive", "import and export", "in and out",
                "incoming and outgoing",
            ],
        ),
        // The side from which the author describes the flow. Both are one-way.
        (
            "inbound",
            &[
                "inbound", "incoming", "ingest", "ingests", "ingestion", "ingress", "import", "imports", "read",
                "reads", "read only", "receive", "receives", "receiving",
            ],
        ),
        (
            "outbound",
            &[
                "outbound", "outgoing", "egress", "export", "exports", "write", "writes", "write only", "send",
                "sends", "sending",
            ],
        ),
    ],
    foreign: &terms::DIRECTIONS,
    signs: &[('🔄', "two-way"), ('🔁', "two-way")],
};

/// Words that are a direction only if nothing else is said, or the opposite: `in`, `in/out`.
pub(crate) const ALONE: &[(&str, &str)] = &[
    ("in", "inbound"),
    ("input", "inbound"),
    ("ein", "inbound"),
    ("out", "outbound"),
    ("output", "outbound"),
    ("aus", "outbound"),
    ("bi", "two-way"),
];

/// Words between two directions that both hold.
pub(crate) const AND: &[&str] =
    &["and", "&", "/", "+", ",", "plus", "as well as", "und", "et", "y", "e", "en", "oraz", "i", "и", "、", "・"];

/// Arrows that lead both ways, that lead forward, and that lead back.
pub(crate) const BOTH_WAYS: &[&str] = &["↔", "⇔", "⇄", "⇆", "⟷", "⇌", "⟺", "<->", "<=>", "<-->"];
pub(crate) const FORWARD: &[&str] = &["→", "⇒", "⟶", "⟹", "➜", "➔", "➡", "->", "=>", "↦"];
pub(crate) const BACK: &[&str] = &["←", "⇐", "⟵", "⬅", "<-"];

/// Words for one direction and for both that are not part of other words: `one-way now` after `two-way planned`.
#[rustfmt::skip]
pub(crate) const UNMISTAKABLE: &[(&str, &[&str])] = &[
    ("one-way", &["one way", "oneway", "1 way", "unidirectional", "uni directional", "one direction", "unidirektional"]),
    (
        "two-way",
        &[
            "two way", "twoway", "2 way", "bidirectional", "bi directional", "both ways", "both directions",
            "bidirektional", "bidirectionnel", "bidireccional",
        ],
    ),
];

/// Words right after a direction that say that it does not hold yet: `two-way planned`.
pub(crate) const NOT_REACHED: &[&str] =
    &["planned", "later", "soon", "not yet", "in future", "in the future", "possible later", "geplant", "prévu"];

/// Words after `two-way` and the like that make it a matter of security: `two-way TLS`.
pub(crate) const SECURITY: &[&str] = &["tls", "ssl", "mtls", "auth", "authentication", "handshake", "ssl tls"];
