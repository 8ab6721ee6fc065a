//! Workspace: a bench for all integrations, with formats for its log and a history. Its systems are those of its diagram.

use super::Reader;
use crate::integrations::builder::Draft;
use crate::integrations::classify::classifier::{Sign, Signal};
use crate::integrations::context::Reading;
use crate::integrations::mermaid_blocks;
use crate::model::Shape;

/// A note from the workspace template.
pub(crate) const READER: Reader = Reader {
    shape: Shape::Workspace,
    name: "workspace",
    about: "a workspace with log formats and a history",
    signals: &[
        Signal { says: "heading \"System Initialization\"", points: 3, sign: Sign::Heading("system initialization") },
        Signal { says: "heading \"Change Log Templates\"", points: 3, sign: Sign::Heading("change log templates") },
        Signal { says: "key \"Context Layer\"", points: 3, sign: Sign::Key("context layer") },
        Signal { says: "heading \"Modification History\"", points: 2, sign: Sign::Heading("modification history") },
        Signal { says: "heading \"Integration Categories\"", points: 2, sign: Sign::Heading("integration categories") },
        Signal { says: "heading \"Linked Resources\"", points: 1, sign: Sign::Heading("linked resources") },
        Signal { says: "heading \"Integration Protocols\"", points: 1, sign: Sign::Heading("integration protocols") },
    ],
    fits: None,
    finish,
};

fn finish(reading: &Reading, draft: &mut Draft) {
    // Workspaces for scripts, logs and so on have diagrams too.
    if is_of_integrations(reading) {
        mermaid_blocks::read(reading, draft);
    }
}

/// Whether it is a workspace of integrations.
fn is_of_integrations(reading: &Reading) -> bool {
    let says = |text: &str| text.to_lowercase().contains("integration");
    let title = reading.outline.title.map(|title| reading.outline.nodes[title].written);
    let layer = reading.outline.lines.iter().any(|line| match &line.kind {
        crate::document::LineKind::Key(key) => key.name == "context layer" && says(&line.text.raw),
        _ => false,
    });
    layer || title.is_some_and(says) || says(reading.path.stem())
}
