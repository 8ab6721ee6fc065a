//! How well a note answers: BM25 over fields, in which the best form of each word counts.

use super::wanted::{Form, Wanted};

/// How soon more occurrences of a word stop to count.
const SATURATION: f32 = 2.0;

/// Returns what `frequency` occurrences of a word are worth, from 0 to 1 plus [`SATURATION`].
pub fn saturation(frequency: f32) -> f32 {
    frequency * (SATURATION + 1.0) / (frequency + SATURATION)
}

/// How rare each form of each word is, and what that makes it worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// For each word and form the highest score without saturation; 0 if no note has the form.
    worth: Vec<Vec<f32>>,
    /// For each word the highest worth of its forms.
    best: Vec<f32>,
}

impl Terms {
    /// Weighs the forms, given the number of notes that have each of them, and the number of all notes.
    pub fn new(wanted: &[Wanted], n_having: &[Vec<u32>], n_notes: u32) -> Terms {
        let rarity = |having: u32| (1.0 + (n_notes.saturating_sub(having) as f32 + 0.5) / (having as f32 + 0.5)).ln();
        let worth_of_forms = |(wanted, n_having): (&Wanted, &Vec<u32>)| -> Vec<f32> {
            let forms = || wanted.forms.iter().zip(n_having).filter(|(_, having)| **having > 0);
            // What stands for a word is not worth more than the word, however rare it is.
            let own = forms().filter(|(form, _)| form.weight >= 1.0).map(|(_, having)| rarity(*having));
            let limit = own.max_by(f32::total_cmp).unwrap_or(f32::MAX);
            let worth = |(form, having): (&Form, &u32)| match having {
                0 => 0.0,
                having => form.weight * rarity(*having).min(limit),
            };
            wanted.forms.iter().zip(n_having).map(worth).collect()
        };
        let worth: Vec<Vec<f32>> = wanted.iter().zip(n_having).map(worth_of_forms).collect();
        let best = worth.iter().map(|forms| forms.iter().copied().fold(0.0, f32::max)).collect();
        Terms { worth, best }
    }

    /// Returns what a form of a word is worth without saturation.
    pub fn worth(&self, word: usize, form: usize) -> f32 {
        self.worth[word][form]
    }

    /// Returns what the best form of a word is worth without saturation.
    pub fn best(&self, word: usize) -> f32 {
        self.best[word]
    }

    /// Returns the score of a section from what its best form of each word is worth: the sum, in proportion to the share of
    /// the words that it has, so that words in one section beat the same words in several.
    pub fn section_score(&self, words: &[f32]) -> f32 {
        let found = words.iter().zip(&self.best).filter(|(score, _)| **score > 0.0);
        let (sum, covered) = found.fold((0.0, 0.0), |(sum, covered), (score, best)| (sum + score, covered + best));
        let all: f32 = self.best.iter().sum();
        if all > 0.0 { sum * covered / all } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::closest::wanted::test_words::Words;
    use crate::closest::{LANGUAGES, analyze};

    #[test]
    fn more_words_beat_one_repeated_word() {
        let words = ["orders".to_owned(), "shipment".to_owned()];
        let wanted = analyze(&words, &[&LANGUAGES[0]], &Words(&[])).wanted;
        let with: Vec<Vec<u32>> = wanted.iter().map(|it| vec![5; it.forms.len()]).collect();
        let terms = Terms::new(&wanted, &with, 100);
        let score = |one: f32, other: f32| {
            let words = [one, other].into_iter().enumerate();
            let words: Vec<f32> = words.map(|(word, count)| terms.worth(word, 0) * saturation(count)).collect();
            terms.section_score(&words)
        };
        assert!(score(1.0, 1.0) > score(9.0, 0.0));
        assert!(score(2.0, 1.0) > score(1.0, 1.0));
        assert!(terms.worth(0, 1) < terms.worth(0, 0));
        assert_eq!(Terms::new(&wanted, &vec![vec![0; 99]; 2], 100).worth(0, 0), 0.0);
    }
}
