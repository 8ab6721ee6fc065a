//! The workspace: log formats, a history, and diagrams whose nodes are systems.

use crate::document::outline::LineKind;
use crate::integrations::builder::RecordBuilder;
use crate::integrations::classify::signals::{Condition, Signal};
use crate::integrations::context::NoteContext;
use crate::integrations::mermaid_blocks;
use crate::integrations::shapes::definition::ShapeDefinition;
use crate::model::Shape;

/// Notes from the workspace template.
pub(crate) const DEFINITION: ShapeDefinition = ShapeDefinition {
    shape: Shape::Workspace,
    name: "workspace",
    signals: &[
        Signal {
            label: "heading \"System Initialization\"",
            points: 3,
            condition: Condition::Heading("system initialization"),
        },
        Signal {
            label: "heading \"Change Log Templates\"",
            points: 3,
            condition: Condition::Heading("change log templates"),
        },
        Signal { label: "key \"Context Layer\"", points: 3, condition: Condition::Key("context layer") },
        Signal {
            label: "heading \"Modification History\"",
            points: 2,
            condition: Condition::Heading("modification history"),
        },
        Signal {
            label: "heading \"Integration Categories\"",
            points: 2,
            condition: Condition::Heading("integration categories"),
        },
        Signal { label: "heading \"Linked Resources\"", points: 1, condition: Condition::Heading("linked resources") },
        Signal {
            label: "heading \"Integration Protocols\"",
            points: 1,
            condition: Condition::Heading("integration protocols"),
        },
    ],
    requirement: None,
    finish,
};

/// Adds the systems and flows of the diagrams. Workspaces of other subjects, such as scripts or logs, have diagrams
/// too.
fn finish(context: &NoteContext, builder: &mut RecordBuilder) {
    if is_about_integrations(context) {
        mermaid_blocks::read_flowcharts(context, builder);
    }
}

/// Whether the title, the file name or the context layer mentions integrations.
fn is_about_integrations(context: &NoteContext) -> bool {
    let mentions = |text: &str| text.to_lowercase().contains("integration");
    let title = context.outline.title.map(|title| context.outline.nodes[title].written);
    let layer = context.outline.lines.iter().any(|line| match &line.kind {
        LineKind::Key(key) => key.name == "context layer" && mentions(&line.text.raw),
        _ => false,
    });
    layer || title.is_some_and(mentions) || mentions(context.path.stem())
}
