//! The language, the folders and the names of an invented vault.

use std::collections::HashSet;

use super::random::{Random, Zipf};

/// The number of words of the language.
const WORDS: usize = 60_000;
/// The number of headings, which notes share, so that links to headings resolve.
pub const HEADINGS: usize = 40;
const NOTES_IN_FOLDER: usize = 40;

/// The properties that all notes share: the language, the names and the popularity of link targets.
pub struct Plan {
    /// The seed of the whole vault.
    pub seed: u64,
    /// The vocabulary, most frequent words first.
    pub words: Vec<String>,
    /// The distribution over `words`.
    pub word: Zipf,
    /// The headings that notes share.
    pub headings: Vec<String>,
    /// Folders such as `12 Marona/07 Telidu`; note `n` is in folder `n / NOTES_IN_FOLDER`.
    pub folders: Vec<String>,
    /// File names without `.md`, by note number.
    pub names: Vec<String>,
    /// The distribution over the popularity ranks of link targets; 0 is the most popular.
    pub target: Zipf,
    /// The first notes are about systems; integrations run between them.
    pub n_systems: usize,
    /// Whether every note is an integration note that contains only its record.
    pub is_of_integrations: bool,
}

impl Plan {
    /// Creates a plan for a number of notes.
    pub fn new(count: usize, seed: u64) -> Plan {
        let mut random = Random(seed);
        let words = invent_words(&mut random);
        let word = Zipf::new(WORDS, 1.0);
        let mut title = |low, high| {
            let n_words = random.between(low, high);
            // Two in three words of a name are rare, as in real names.
            let words = (0..n_words).map(|_| match random.chance(0.66) {
                true => capitalised(&words[random.between(200, WORDS)]),
                false => capitalised(&words[word.draw(&mut random)]),
            });
            words.collect::<Vec<_>>().join(" ")
        };
        let headings = (0..HEADINGS).map(|_| title(1, 4)).collect();
        let n_folders = count.div_ceil(NOTES_IN_FOLDER);
        let n_inner = (n_folders as f64).sqrt().ceil().max(1.0) as usize;
        let outer: Vec<String> = (0..n_folders.div_ceil(n_inner)).map(|_| title(1, 2)).collect();
        let folder =
            |it: usize, title: &str| format!("{:02} {}/{:02} {title}", it / n_inner, outer[it / n_inner], it % n_inner);
        let folders: Vec<String> = (0..n_folders).map(|it| folder(it, &title(1, 3))).collect();

        let mut taken = HashSet::with_capacity(count);
        let mut names: Vec<String> = Vec::with_capacity(count);
        for number in 0..count {
            let mut draw = Random(seed ^ (number as u64) << 20);
            // About one name in a hundred occurs in another folder too, so that some links are ambiguous.
            if number >= NOTES_IN_FOLDER * 2 && draw.chance(0.005) {
                names.push(names[draw.between(0, number - number % NOTES_IN_FOLDER)].clone());
                continue;
            }
            let mut name = title(1, 5);
            if draw.chance(0.01) {
                name = format!("{name} {}", draw.pick(&["über", "naïve", "東京", "заказ", "Ölpreis", "在庫"]));
            }
            while !taken.insert(name.to_lowercase()) {
                name = format!("{name} {}", draw.between(2, 100));
            }
            names.push(name);
        }
        let n_systems = (count / 100).clamp(1, 120).min(count);
        let target = Zipf::new(count.max(1), 0.8);
        Plan { seed, word, headings, folders, names, target, n_systems, words, is_of_integrations: false }
    }

    /// Returns the path of a note without `.md`.
    pub fn path(&self, number: usize) -> String {
        format!("{}/{}", self.folders[number / NOTES_IN_FOLDER], self.names[number])
    }

    /// Returns a note to link to. Systems are the most popular; the others are distributed over all folders by a prime
    /// stride.
    pub fn draw_target(&self, random: &mut Random) -> usize {
        let rank = self.target.draw(random);
        if rank < self.n_systems {
            return rank;
        }
        self.n_systems + (rank - self.n_systems) * 1_000_003 % (self.names.len() - self.n_systems)
    }
}

/// Creates the vocabulary: distinct words of one syllable, then of two, three and four, most frequent first.
fn invent_words(random: &mut Random) -> Vec<String> {
    const ONSETS: &[&str] =
        &["b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "st", "tr", "pl", "ch", "br"];
    const VOWELS: &[&str] = &["a", "e", "i", "o", "u", "ea", "ou"];
    const CODAS: &[&str] = &["n", "r", "s", "l", "t", "m"];
    let mut taken = HashSet::with_capacity(WORDS);
    let mut words = Vec::with_capacity(WORDS);
    while words.len() < WORDS {
        let n_syllables = match words.len() {
            ..100 => 1,
            100..2_000 => 2,
            2_000..20_000 => 3,
            _ => 4,
        };
        let syllable = |_| format!("{}{}", random.pick(ONSETS), random.pick(VOWELS));
        let mut word: String = (0..n_syllables).map(syllable).collect();
        if random.chance(0.3) {
            word.push_str(random.pick(CODAS));
        }
        if taken.insert(word.clone()) {
            words.push(word);
        }
    }
    words
}

/// Capitalizes an ASCII word.
pub fn capitalised(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_ascii_uppercase() + rest
}
