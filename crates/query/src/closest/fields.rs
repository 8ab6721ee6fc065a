//! What a word counts in each field of a note.

/// How a field of a note counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FieldWeight {
    /// How many occurrences in the text one occurrence in the field is worth.
    pub weight: f32,
    /// How much the length of the field counts: from 0, not at all, to 1, in proportion.
    pub length: f32,
}

impl FieldWeight {
    /// Title, aliases and file name.
    pub const TITLE: FieldWeight = FieldWeight { weight: 3.0, length: 0.3 };
    /// The headings.
    pub const HEADINGS: FieldWeight = FieldWeight { weight: 2.0, length: 0.3 };
    /// The tags.
    pub const TAGS: FieldWeight = FieldWeight { weight: 1.0, length: 0.3 };
    /// The path.
    pub const PATH: FieldWeight = FieldWeight { weight: 1.0, length: 0.3 };
    /// The whole text.
    pub const TEXT: FieldWeight = FieldWeight { weight: 1.0, length: 0.75 };

    /// Returns what occurrences in a field count, given its number of words and the average of all notes.
    pub fn count(self, occurrences: u32, words: u32, average: f32) -> f32 {
        let length = 1.0 - self.length + self.length * words as f32 / average.max(1.0);
        self.weight * occurrences as f32 / length
    }
}
