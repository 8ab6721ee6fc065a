//! Lists of integrations in one note (docs/spec/integrations.md#lists-of-integrations): tables with one integration per
//! row, headings with a few lines each, and list items. Every such unit is read into a statement; what the statements of
//! a note amount to is decided afterwards.

mod blocks;
mod columns;
mod items;
mod merge;
mod own_system;
mod rows;
mod section_values;
mod sections;
mod sentences;
mod statement;
mod topic;

use std::borrow::Cow;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
pub(crate) use sentences::read_sentences;
use statement::{Form, Statement, has_side, has_two_sides};
use topic::Noun;
pub(crate) use topic::Topic;

use super::classify::evidence::{is_technical, mentions_integration};
use super::classify::note_kind::NoteKind;
use super::context::NoteContext;
use crate::document::title;
use crate::document::title::Join;
use crate::model::{Integration, Origin, Participation, State};
use crate::vocabulary::list_topics::MESSAGING_WORDS;

/// The number of tables above which a note is not searched for one that may be a list.
const MOST_TABLES: usize = 200;

/// The integrations that a note lists.
pub(crate) struct List {
    pub integrations: Vec<Integration>,
    pub signals: Vec<(Cow<'static, str>, u8)>,
    /// Whether only those count that name a system that the vault knows.
    pub needs_known_system: bool,
}

/// What the statements of a note amount to.
pub(crate) enum Verdict {
    List(List),
    /// There are statements, but not enough of them.
    TooFew(&'static str),
    Nothing,
}

/// Reads the list of integrations of a note.
pub(crate) fn read(context: &NoteContext, kind: NoteKind) -> Verdict {
    if kind == NoteKind::Other {
        return Verdict::Nothing;
    }
    let topic = Topic::of_note(context);
    // Letters have senders, and water has pipelines.
    if !is_technical(context) {
        let reason = "a table has columns of two sides, but no word of the note is about programs";
        let may_be_list = topic.noun.is_some() && has_table_of_sides(context);
        return if may_be_list { Verdict::TooFew(reason) } else { Verdict::Nothing };
    }
    let mut statements = sections::read_node(context, 0, topic);
    // People attend events, and films have producers.
    if !statements.iter().any(|it| has_two_sides(&it.record)) && !is_about_programs(context.text) {
        statements.retain(|it| it.noun != Some(Noun::Messages));
    }
    // A tram has a direction too.
    if statements.iter().any(|it| it.form == Form::Directed) && !mentions_integration(context.text) {
        statements.retain(|it| it.form != Form::Directed);
    }
    if statements.is_empty() {
        let reason = "a table has columns of two sides, but nothing says that it lists integrations";
        let may_be_list = context.outline.tables.len() <= MOST_TABLES && has_table_of_sides(context);
        return if may_be_list { Verdict::TooFew(reason) } else { Verdict::Nothing };
    }
    let is_row = |it: &Statement| it.noun.is_some() && matches!(it.form, Form::Row | Form::TitledRow);
    let is_titled = topic.noun.is_some() || statements.iter().all(is_row);
    let n_with_side = statements.iter().filter(|it| has_side(&it.record) || it.form == Form::Named).count();
    let are_untitled = statements.iter().all(|it| it.form == Form::Untitled);
    let is_list = n_with_side >= 2 || n_with_side == 1 && is_titled;
    if !is_list {
        let reason = "only one line or section looks like an integration in a list";
        return if n_with_side > 0 { Verdict::TooFew(reason) } else { Verdict::Nothing };
    }
    let forms = [
        (Form::Row, "a table of integrations"),
        (Form::TitledRow, "a table below a title that announces integrations"),
        (Form::Directed, "a table with directions `A → B`"),
        (Form::Named, "a table of integrations without systems"),
        (Form::Section, "a heading for each integration"),
        (Form::Untitled, "headings `A -> B`"),
        (Form::Item, "a list item for each integration"),
    ];
    let has = |form: Form| statements.iter().any(|it| it.form == form);
    let signals =
        forms.into_iter().filter(|(form, _)| has(*form)).map(|(_, label)| (Cow::Borrowed(label), 0)).collect();
    let mut integrations = merge::merge(statements);
    if !are_untitled {
        integrations.iter_mut().for_each(confirm_sides);
    }
    Verdict::List(List { integrations, signals, needs_known_system: are_untitled })
}

/// Whether a table has columns of a source and a target that hold names.
fn has_table_of_sides(context: &NoteContext) -> bool {
    let tables = context.outline.tables.iter().zip(&context.headers);
    tables.into_iter().any(|((_, table), headers)| columns::has_sides(table, headers))
}

/// Whether a text is about messages between programs, and not about events that people attend.
fn is_about_programs(text: &str) -> bool {
    static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
        let mut builder = AhoCorasick::builder();
        builder.ascii_case_insensitive(true).build(MESSAGING_WORDS).expect("few enough words")
    });
    WORDS.is_match(text)
}

/// In a list that announces integrations, the names on both sides of an arrow are those of systems.
fn confirm_sides(record: &mut Integration) {
    let confirm = |it: &mut Participation| {
        if it.origin == Origin::Inferred {
            (it.origin, it.name.state) = (Origin::Stated, State::Filled);
        }
    };
    record.systems.iter_mut().for_each(confirm);
}

/// Whether the title of a note names the two systems of one integration.
pub(crate) fn is_titled_by_sides(context: &NoteContext) -> bool {
    let title = context.outline.title.map(|title| context.outline.nodes[title].written);
    let is_route = |name: &str| title::route(name).is_some_and(|route| route.join != Join::MaybeTo);
    title.is_some_and(is_route) || is_route(context.path.stem())
}
