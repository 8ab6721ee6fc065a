//! The fields of a document, and the tokenizer.

use std::sync::Arc;

use tantivy::schema::{BytesOptions, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};
use tantivy::{Index, IndexBuilder};
use vaultdex_notes::text;
use vaultdex_query::search;

use super::facts::{Backlog, FactsPlugin};
use super::vocabulary::VocabularyPlugin;

/// The name of the tokenizer.
const WORDS: &str = "words";
/// The `kind` of a file whose text is indexed.
pub const READ: &str = "read";
/// The `kind` of a file of which only the name is indexed.
pub const KNOWN_BY_NAME: &str = "named";

/// The fields of a document. There is one document per file.
#[derive(Debug, Clone)]
pub struct Fields {
    schema: Schema,
    /// The path as one term: the key of a document.
    pub path: Field,
    /// Whether the file's text is indexed: [`READ`] or [`KNOWN_BY_NAME`].
    pub kind: Field,
    /// The words of the path.
    pub path_words: Field,
    /// The words of the title, the aliases and the file name.
    pub title: Field,
    /// Each name of the file as one term: the normalized title, aliases and file name.
    pub names: Field,
    /// The words of the headings.
    pub headings: Field,
    /// The words of the tags.
    pub tag_words: Field,
    /// Each folded tag without `#`, and all its ancestors: `work/alpha` and `work`.
    pub tag: Field,
    /// The folded name of each property.
    pub property: Field,
    /// The [`key_term`]s of all names by which links may refer to the file.
    pub name_keys: Field,
    /// The [`key_term`]s of all names that the links of the file refer to.
    pub target_keys: Field,
    /// The words of the whole file as it is on disk.
    pub text: Field,
    /// The encoded facts, which are stored in a separate file.
    pub facts: Field,
    /// Limits how many documents wait to be indexed.
    pub backlog: Arc<Backlog>,
}

impl Fields {
    /// Creates the schema of this format.
    pub fn new() -> Fields {
        let mut schema = Schema::builder();
        let words = |record| {
            let indexing = TextFieldIndexing::default().set_tokenizer(WORDS).set_index_option(record);
            TextOptions::default().set_indexing_options(indexing)
        };
        let ranked = || words(IndexRecordOption::WithFreqs);
        // These fields are only tested for a term, not scored, so they need no field norms.
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
            name_keys: schema.add_bytes_field("called", BytesOptions::default().set_indexed()),
            target_keys: schema.add_bytes_field("asks", BytesOptions::default().set_indexed()),
            text: schema.add_text_field("text", words(IndexRecordOption::WithFreqsAndPositions)),
            facts: schema.add_custom_field("facts", "vaultdex-facts", serde_json::Value::Null),
            backlog: Arc::default(),
            schema: schema.build(),
        }
    }

    /// Returns a builder for a new index with this schema and the plugins.
    pub fn builder(&self) -> IndexBuilder {
        let index = Index::builder().schema(self.schema.clone());
        index.register_plugin(Arc::new(self.vocabulary_plugin())).register_plugin(Arc::new(self.facts_plugin()))
    }

    /// Registers the plugins and the tokenizer with an index that was opened.
    pub fn register(&self, index: &mut Index) {
        index.register_plugin(Arc::new(self.vocabulary_plugin()));
        index.register_plugin(Arc::new(self.facts_plugin()));
        self.register_tokenizer(index);
    }

    /// Registers the tokenizer with a new index, which has the plugins already.
    pub fn register_tokenizer(&self, index: &Index) {
        index.tokenizers().register(WORDS, TextAnalyzer::from(WordTokenizer));
    }

    /// Whether an index on disk has this schema.
    pub fn match_schema_of(&self, index: &Index) -> bool {
        index.schema() == self.schema
    }

    /// Returns the fields whose words can be found by a part of them.
    pub fn with_vocabulary(&self) -> [Field; 3] {
        [self.text, self.path_words, self.title]
    }

    fn facts_plugin(&self) -> FactsPlugin {
        FactsPlugin { field: self.facts, backlog: Arc::clone(&self.backlog) }
    }

    fn vocabulary_plugin(&self) -> VocabularyPlugin {
        VocabularyPlugin { fields: self.with_vocabulary().to_vec() }
    }
}

/// Returns the term of a lookup key: the first bytes of its hash. Collisions are rare and only add candidates.
pub fn key_term(key: &str) -> [u8; 4] {
    let [a, b, c, d, ..] = *blake3::hash(key.as_bytes()).as_bytes();
    [a, b, c, d]
}

/// Splits text into the tokens that search uses, folded.
#[derive(Clone)]
struct WordTokenizer;

impl Tokenizer for WordTokenizer {
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
