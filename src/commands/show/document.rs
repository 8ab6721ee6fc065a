//! The JSON document of `show` (docs/spec/cli.md#integrations-and-show).

use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_query::catalogue::disagreements::{Disagreement, disagreements};
use vaultdex_query::catalogue::entry::CatalogueEntry;
use vaultdex_query::catalogue::provenance::{ProvenanceRow, values};
use vaultdex_query::catalogue::record_row::RecordRow;
use vaultdex_query::catalogue::unread::UnreadRow;
use vaultdex_records::{Recognition, Shape};

use super::View;

/// The records that are shown.
#[derive(Serialize, JsonSchema)]
pub struct Shown {
    /// The record; the first one if the note has several; `None` if it has none.
    pub record: Option<ShownRecord>,
    /// All records; only if there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<ShownRecord>,
    /// The parts of the note that were not understood; only with `--explain`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<UnreadRow>")]
    pub unread: Option<Vec<UnreadRow>>,
}

/// A record, with the reasons for how it was read.
#[derive(Clone, Serialize, JsonSchema)]
pub struct ShownRecord {
    /// The record.
    #[serde(flatten)]
    record: RecordRow,
    /// Why the note was taken for this shape.
    recognition: RecognitionRow,
    /// All values with their sources; only with `--explain`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<ProvenanceRow>")]
    values: Option<Vec<ProvenanceRow>>,
    /// The fields for which several places state different values; only with `--explain`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<Disagreement>")]
    disagreements: Option<Vec<Disagreement>>,
}

/// Why a note was taken for its shape.
#[derive(Clone, Serialize, JsonSchema)]
struct RecognitionRow {
    /// The score of the shape; 0 if it was declared.
    points: u8,
    /// Whether the frontmatter declares the shape.
    is_declared: bool,
    /// The shape with the second-best score; `None` if no other has a score.
    rival: Option<Rival>,
    /// What speaks for the shape; only with `--explain`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<Signal>")]
    signals: Option<Vec<Signal>>,
}

/// The shape with the second-best score.
#[derive(Clone, Serialize, JsonSchema)]
struct Rival {
    /// The shape.
    shape: Shape,
    /// Its score.
    points: u8,
}

/// Something that speaks for a shape.
#[derive(Clone, Serialize, JsonSchema)]
struct Signal {
    /// What it is.
    signal: String,
    /// Its score.
    points: u8,
}

impl RecognitionRow {
    fn new(recognition: &Recognition, explain: bool) -> RecognitionRow {
        let signals = recognition.signals.iter();
        RecognitionRow {
            points: recognition.points,
            is_declared: recognition.is_declared,
            rival: recognition.rival.map(|(shape, points)| Rival { shape, points }),
            signals: explain.then(|| {
                signals.map(|(signal, points)| Signal { signal: signal.to_string(), points: *points }).collect()
            }),
        }
    }
}

impl ShownRecord {
    /// Returns a record, with the source of each value if it is explained.
    pub fn new(record: RecordRow, entry: &CatalogueEntry, explain: bool, view: &View) -> ShownRecord {
        ShownRecord {
            record,
            recognition: RecognitionRow::new(&entry.records.recognition, explain),
            values: explain.then(|| values(entry.integration)),
            disagreements: explain.then(|| disagreements(view.catalog, &view.systems.repetitions, entry)),
        }
    }
}
