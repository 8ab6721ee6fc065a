//! The fields of a document and how text becomes words.

use std::sync::Arc;

use tantivy::schema::{BytesOptions, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};
use tantivy::{Index, IndexBuilder};
use vaultdex_notes::text;
use vaultdex_query::search;

use super::facts::{Backlog, FactsPlugin};
use super::vocabulary::VocabularyPlugin;

const WORDS: &str = "words";
/// The `kind` of a file whose text is read.
pub const READ: &str = "read";
/// The `kind` of a file that is known by its name alone.
pub const KNOWN_BY_NAME: &str = "named";

/// The fields of a document, one document a file.
#[derive(Debug, Clone)]
pub struct Fields {
    schema: Schema,
    /// The path as one term: the key of a document.
    pub path: Field,
    /// Whether the file's text is read: [`READ`] or [`KNOWN_BY_NAME`].
    pub kind: Field,
    /// The words of the path.
    pub path_words: Field,
    /// The words of the title, the aliases and the file's name.
    pub title: Field,
    /// Every name of the file whole: the words of its title, of each alias and of the file's name.
    pub names: Field,
    /// The words of the headings.
    pub headings: Field,
    /// The words of the tags.
    pub tag_words: Field,
    /// Each tag folded, without `#`, with all its ancestors: `work/alpha` and `work`.
    pub tag: Field,
    /// Each property's name, folded.
    pub property: Field,
    /// Every key under which the file may be meant, as [`key_term`] has it.
    pub called: Field,
    /// The keys of the files that its links may lead to, in the same form.
    pub asks: Field,
    /// The words of the whole file as it lies on disk.
    pub text: Field,
    /// The facts, for the file of their own.
    pub facts: Field,
    /// The documents that wait to be put into it.
    pub backlog: Arc<Backlog>,
}

impl Fields {
    /// The schema of every index of this format.
    pub fn new() -> Fields {
        let mut schema = Schema::builder();
        let words = |record| {
            let indexing = TextFieldIndexing::default().set_tokenizer(WORDS).set_index_option(record);
            TextOptions::default().set_indexing_options(indexing)
        };
        let ranked = || words(IndexRecordOption::WithFreqs);
        // Whole terms are there or not: how many others stand beside them counts for nothing.
        let whole = || {
            let indexing = TextFieldIndexing::default().set_tokenizer("raw").set_fieldnorms(false);
            TextOptions::default().set_indexing_options(indexing.set_index_option(IndexRecordOption::Basic))
        };
        Fields {
            path: schema.add_text_field("path", whole()),
            kind: schema.add_text_field("kind", whole()),
            path_words: schema.add_text_field("path_words", ranked()),
            title: schema.add_text_field("title", ranked()),
            names: schema.add_text_field("names", whole()),
            headings: schema.add_text_field("headings", ranked()),
            tag_words: schema.add_text_field("tag_words", ranked()),
            tag: schema.add_text_field("tag", whole()),
            property: schema.add_text_field("property", whole()),
            called: schema.add_bytes_field("called", BytesOptions::default().set_indexed()),
            asks: schema.add_bytes_field("asks", BytesOptions::default().set_indexed()),
            text: schema.add_text_field("text", words(IndexRecordOption::WithFreqsAndPositions)),
            facts: schema.add_custom_field("facts", "vaultdex-facts", serde_json::Value::Null),
            backlog: Arc::default(),
            schema: schema.build(),
        }
    }

    /// How a new index is made.
    pub fn builder(&self) -> IndexBuilder {
        let index = Index::builder().schema(self.schema.clone());
        index.register_plugin(Arc::new(self.vocabulary())).register_plugin(Arc::new(self.facts_plugin()))
    }

    /// Tells an opened index of our tokenizer and files.
    pub fn prepare(&self, index: &mut Index) {
        index.register_plugin(Arc::new(self.vocabulary()));
        index.register_plugin(Arc::new(self.facts_plugin()));
        self.register_words(index);
    }

    /// Tells a new index, which has our files already, of our tokenizer.
    pub fn register_words(&self, index: &Index) {
        index.tokenizers().register(WORDS, TextAnalyzer::from(Words));
    }

    /// Whether an index on disk has these fields.
    pub fn fit(&self, index: &Index) -> bool {
        index.schema() == self.schema
    }

    /// The fields whose words can be found by a piece.
    pub fn with_vocabulary(&self) -> [Field; 3] {
        [self.text, self.path_words, self.title]
    }

    fn facts_plugin(&self) -> FactsPlugin {
        FactsPlugin { field: self.facts, backlog: Arc::clone(&self.backlog) }
    }

    fn vocabulary(&self) -> VocabularyPlugin {
        VocabularyPlugin { fields: self.with_vocabulary().to_vec() }
    }
}

/// The term of a key: a few bytes of its hash. Two keys in some billions share a term, which only makes more candidates.
pub fn key_term(key: &str) -> [u8; 4] {
    let [a, b, c, d, ..] = *blake3::hash(key.as_bytes()).as_bytes();
    [a, b, c, d]
}

/// Cuts text into words as search understands them, folded.
#[derive(Clone)]
struct Words;

impl Tokenizer for Words {
    type TokenStream<'a> = WordStream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream {
        let text = text::fold(text).into_owned();
        let tokens: Vec<search::Token> = search::tokens(&text).collect();
        WordStream { text, tokens: tokens.into_iter(), token: Token::default() }
    }
}

struct WordStream {
    text: String,
    tokens: std::vec::IntoIter<search::Token>,
    token: Token,
}

impl TokenStream for WordStream {
    fn advance(&mut self) -> bool {
        let Some(next) = self.tokens.next() else { return false };
        self.token.text.clear();
        self.token.text.push_str(&self.text[next.range.clone()]);
        self.token.offset_from = next.range.start;
        self.token.offset_to = next.range.end;
        self.token.position = next.position as usize;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
