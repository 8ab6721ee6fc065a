//! Generates a note of an invented vault: prose, links, lists and tables, up to a random length.

use super::plan::{HEADINGS, Plan, capitalised};
use super::random::Random;

/// The mean of the length in bytes at which a note ends; with the last block, notes are about 3 KiB long.
const MEAN_SIZE: f64 = 2_800.0;
/// The probability that a word of prose is followed by a link; with lists, tables and logs a note has about 6.5 links.
const LINK_AFTER_WORD: f64 = 0.0127;

/// A note that is being generated.
pub struct Draft<'a> {
    /// The plan of the vault.
    pub plan: &'a Plan,
    /// The number of the note, counted from 0.
    pub number: usize,
    /// The random number generator of the note.
    pub random: Random,
    /// The text so far.
    pub text: String,
    /// The number of links in the text.
    pub links: usize,
}

/// Appends a line to the text of a draft; writing to a `String` does not fail.
macro_rules! line {
    ($draft:expr, $($part:tt)*) => {{
        let text = format!($($part)*);
        $draft.text.push_str(&text);
        $draft.text.push('\n');
    }};
}
pub(crate) use line;

impl<'a> Draft<'a> {
    /// Generates the whole note.
    pub fn of(plan: &'a Plan, number: usize) -> Draft<'a> {
        // Mixing the seed once decorrelates the streams of neighboring notes.
        let seed = Random(plan.seed ^ (number as u64 + 1).wrapping_mul(0xD134_2543_DE82_EF95)).next();
        let mut note = Draft { plan, number, random: Random(seed), text: String::new(), links: 0 };
        let deviation = 0.75;
        let size = MEAN_SIZE * (note.random.normal() * deviation - deviation * deviation / 2.0).exp();
        let size = (size as usize).clamp(250, 19_000);
        let is_system = !plan.is_of_integrations && number < plan.n_systems;
        let is_integration = plan.is_of_integrations || !is_system && number % 20 == 7;
        note.frontmatter(is_system, is_integration);
        match (is_integration, note.serial() % 4) {
            (false, _) => line!(note, "# {}\n", plan.names[number]),
            (true, 0) => note.hub(),
            (true, 1) => note.record(),
            (true, 2) => note.blueprint(),
            (true, _) => note.spec(),
        }
        while note.text.len() < size && !plan.is_of_integrations {
            note.block();
        }
        if number % 33 == 5 {
            note.history();
        }
        note
    }
}

/// Prose and other blocks.
impl<'a> Draft<'a> {
    /// Returns a word; common ones more often.
    pub fn word(&mut self) -> &'a str {
        &self.plan.words[self.plan.word.draw(&mut self.random)]
    }

    /// Returns between `low` and `high` words, excluding `high`.
    pub fn words(&mut self, low: usize, high: usize) -> String {
        let n_words = self.random.between(low, high);
        (0..n_words).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }

    /// Returns one of the headings that notes share.
    pub fn heading(&mut self) -> &'a str {
        // Squaring makes the first headings more frequent.
        let unit = self.random.unit();
        &self.plan.headings[(unit * unit * HEADINGS as f64) as usize]
    }

    /// Returns a day within seven years, as `2024-03-04`.
    pub fn date(&mut self) -> String {
        let random = &mut self.random;
        format!("{}-{:02}-{:02}", random.between(2019, 2026), random.between(1, 13), random.between(1, 29))
    }

    /// Returns a link in one of its notations; a few are unresolved.
    pub fn link(&mut self) -> String {
        self.links += 1;
        if self.random.chance(0.035) {
            // Unresolved targets consist of few words, so that some of them are frequent.
            let wish = self.plan.word.draw(&mut self.random) % 3_000;
            return format!("[[{} Plan]]", capitalised(&self.plan.words[wish]));
        }
        let target = self.plan.draw_target(&mut self.random);
        let name = &self.plan.names[target];
        match self.random.between(0, 100) {
            ..68 => format!("[[{name}]]"),
            68..80 => format!("[[{name}|{}]]", self.words(1, 4)),
            80..88 => format!("[[{name}#{}]]", self.heading()),
            88..95 => format!("[[{}|{name}]]", self.plan.path(target)),
            95..98 => format!("[{}]({}.md)", self.words(1, 4), self.plan.path(target).replace(' ', "%20")),
            _ => format!("![[{name}]]"),
        }
    }

    /// Returns a link to one of the systems.
    pub fn link_to_system(&mut self) -> String {
        let [system, _] = self.links_to_systems();
        self.links -= 1;
        system
    }

    /// Returns links to two systems, different ones if there are two.
    pub fn links_to_systems(&mut self) -> [String; 2] {
        self.links += 2;
        let n_systems = self.plan.n_systems;
        let first = self.random.between(0, n_systems);
        let second = (first + self.random.between(1, n_systems.max(2))) % n_systems;
        [first, second].map(|system| format!("[[{}]]", self.plan.names[system]))
    }

    /// Returns a sentence, with occasional bold words, code spans, tags, IDs and links.
    pub fn sentence(&mut self) -> String {
        let mut sentence = capitalised(self.word());
        for _ in 0..self.random.between(4, 20) {
            sentence.push(' ');
            match self.random.between(0, 1_000) {
                ..6 => sentence += &format!("**{}**", self.words(1, 3)),
                6..10 => sentence += &format!("`{}_{}`", self.word(), self.word()),
                10..12 => sentence += &format!("#{}/{}", self.plan.words[150 + self.number % 40], self.word()),
                12..13 => {
                    sentence += &format!("INT-{}-{:03}", self.random.between(2016, 2026), self.random.between(1, 300))
                }
                _ => sentence += self.word(),
            }
            if self.random.chance(LINK_AFTER_WORD) {
                sentence = format!("{sentence} {}", self.link());
            }
        }
        sentence + "."
    }

    /// Returns between `low` and `high` sentences, excluding `high`.
    pub fn sentences(&mut self, low: usize, high: usize) -> String {
        let n_sentences = self.random.between(low, high);
        (0..n_sentences).map(|_| self.sentence()).collect::<Vec<_>>().join(" ")
    }

    /// Writes a paragraph, list, table or other block, with realistic frequencies.
    pub fn block(&mut self) {
        let n_lines = self.random.between(2, 7);
        match self.random.between(0, 100) {
            ..20 => line!(self, "## {}\n\n{}\n", self.heading(), self.sentences(1, 5)),
            20..24 => line!(self, "### {}\n", self.heading()),
            24..66 => line!(self, "{}\n", self.sentences(2, 7)),
            66..78 => self.lines(n_lines, |it| match it.random.chance(0.25) {
                true => format!("- {}\n  - {}", it.sentence(), it.words(2, 9)),
                false => format!("- {}", it.sentence()),
            }),
            78..85 => self.lines(n_lines, |it| {
                let mark = it.random.pick(&[" ", " ", "x", "x", "-"]);
                format!("- [{mark}] {}", it.words(3, 10))
            }),
            85..90 => {
                line!(self, "| {} | {} | {} |\n| --- | --- | --- |", self.word(), self.word(), self.word());
                self.lines(n_lines, |it| {
                    let link = it.link().replace('|', "\\|");
                    format!("| {} | {} | {link} |", it.words(1, 4), it.random.between(1, 5_000))
                });
            }
            90..94 => {
                let kind = self.random.pick(&["note", "warning", "tip", "question"]);
                line!(self, "> [!{kind}] {}\n> {}\n", self.words(1, 5), self.sentence());
            }
            94..98 => {
                let language = self.random.pick(&["sql", "yaml", "json", "bash", ""]);
                line!(self, "```{language}");
                for _ in 0..n_lines {
                    line!(self, "{}_{}: {}", self.word(), self.word(), self.words(1, 6));
                }
                line!(self, "```\n");
            }
            _ => line!(self, "{}\n", self.random.pick(FOREIGN)),
        }
    }

    /// Writes lines of the same kind, followed by a blank line.
    pub fn lines(&mut self, n_lines: usize, of: impl Fn(&mut Draft<'a>) -> String) {
        for _ in 0..n_lines {
            line!(self, "{}", of(self));
        }
        self.text.push('\n');
    }
}

/// Everyday phrases in other scripts and with diacritics.
const FOREIGN: &[&str] = &[
    "倉庫の在庫は毎朝確認します。注文は夕方に届きます。",
    "订单已经写入系统，明天发货。",
    "주문은 매일 아침 확인합니다.",
    "Die Änderung gilt für alle Größen, auch für Übergrößen.",
    "Le café arrive déjà trié; la façon de compter a changé à Noël.",
    "Zażółć gęślą jaźń, zanim wyślesz zamówienie do Łodzi.",
    "Заказ записан, склад ответит завтра.",
    "Η παραγγελία έφτασε στην οδό του λιμανιού, ΟΔΟΣ 4.",
];
