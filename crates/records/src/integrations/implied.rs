//! Values that are only implied, for fields that no place states (docs/spec/integrations.md#implied-values): names,
//! IDs and frequencies.

use std::borrow::Cow;

use vaultdex_notes::Span;

use super::builder::{Rank, RecordBuilder};
use super::context::NoteContext;
use super::value;
use crate::document::text::{Text, part_of};
use crate::document::title;
use crate::model::{Extracted, Integration, RecordField, State};
use crate::vocabulary::decoration;
use crate::{normalize, placeholder};

/// The place of values from the file name. They are not part of the text.
pub(crate) const FILE_NAME: &str = "file name";

/// The place of values from the title.
pub(crate) const TITLE: &str = "title";

/// Adds the frequency of the first flow or endpoint that has one.
pub(crate) fn add_frequency(builder: &mut RecordBuilder) {
    if builder.has_value(RecordField::Frequency) {
        return;
    }
    let flows = builder.record.flows.iter().flat_map(|flow| &flow.details);
    let details = flows.chain(builder.record.endpoints.iter().flat_map(|endpoint| &endpoint.values));
    let mut frequencies = details.filter(|(name, _)| name == "frequency").map(|(_, extracted)| extracted);
    let first = frequencies.find(|it| value::has_content(it));
    let mut transfer = builder.transfer.details.iter().filter(|(name, _)| name == "trigger").map(|(_, it)| it);
    let trigger = transfer.find(|it| normalize::frequency(&it.raw).value.is_some());
    if let Some(extracted) = first.or(trigger).cloned() {
        let text = Text { raw: Cow::Owned(extracted.raw.into_string()), span: extracted.span };
        let extracted = value::extract(Some(RecordField::Frequency), &text, extracted.place);
        builder.add_value(Rank::Primary, RecordField::Frequency, extracted);
    }
}

/// Returns the title without the lead of the template and without its ID.
fn bare_title<'a>(context: &NoteContext<'a>) -> Option<Text<'a>> {
    let node = &context.outline.nodes[context.outline.title?];
    let text = Text { raw: Cow::Borrowed(node.written), span: node.span };
    // An emoji or an ordinal may precede the lead.
    let plain = decoration::name(node.written);
    let rest = title::without_lead(&plain);
    let written = match rest.len() < plain.len() && node.written.contains(rest) {
        true => rest,
        false => title::without_lead(node.written),
    };
    let name = title::without_id(written).trim();
    let name = if name.is_empty() { node.written } else { name };
    Some(part_of(&text, name))
}

/// Adds the name from the title, or else from the file name.
pub(crate) fn add_name(context: &NoteContext, builder: &mut RecordBuilder) {
    if builder.has_value(RecordField::Name) {
        return;
    }
    if let Some(title) = bare_title(context) {
        let title = without_own_id(builder, &title).map_or(title.clone(), |name| part_of(&title, name));
        let mut extracted = value::extract(Some(RecordField::Name), &title, TITLE.to_owned());
        // An ordinal or emoji is not part of the name.
        if let Some(name) = &mut extracted.value {
            *name = decoration::name(name).into();
        }
        builder.add_value(Rank::Primary, RecordField::Name, extracted);
    }
    if !builder.has_value(RecordField::Name) && !context.is_part {
        let stem = context.path.stem();
        let name = title::without_id(stem).trim();
        let name = if name.is_empty() { stem } else { name };
        let extracted = value::literal(stem, name.to_owned(), FILE_NAME, Span::default());
        builder.add_value(Rank::FileName, RecordField::Name, extracted);
    }
}

/// Returns the part of the title after the ID of the note: `REQ-14: Orders`, `REQ-14 Orders`.
fn without_own_id<'t>(builder: &mut RecordBuilder, title: &'t Text) -> Option<&'t str> {
    let ids = builder.values_mut().iter().filter(|(_, field, _)| *field == RecordField::Id);
    let id = ids.filter_map(|(_, _, extracted)| extracted.text()).next()?.to_owned();
    let (head, rest) = title.raw.split_at_checked(id.len())?;
    let is_apart = rest.starts_with(char::is_whitespace);
    let rest = rest.trim_start();
    // `Orders to ERP` may have the ID `orders`, which is a word of its name.
    let is_code = id.contains(|letter: char| letter.is_ascii_digit());
    let name = rest.strip_prefix([':', '-', '–', '—']).or((is_apart && is_code).then_some(rest))?.trim_start();
    let is_own_id = head.eq_ignore_ascii_case(&id) && !title::begins_with_arrow(rest);
    (is_own_id && !name.is_empty()).then_some(name)
}

/// Whether the title and all stated names of a record are placeholders, so that only its file name names it.
pub(crate) fn is_name_placeholder(context: &NoteContext, record: &Integration) -> bool {
    let is_title_placeholder = bare_title(context).is_none_or(|title| {
        placeholder::state(Some(RecordField::Name), &title.raw) == State::Placeholder
            || holds_only_blanks(&title.raw)
            || title.raw.to_lowercase().ends_with("template")
    });
    let is_name =
        |field: RecordField, extracted: &Extracted| field == RecordField::Name && extracted.place != FILE_NAME;
    let mut names = record.values.iter().filter(|(field, extracted)| is_name(*field, extracted));
    is_title_placeholder
        && names.all(|(_, extracted)| extracted.state == State::Placeholder || extracted.place == TITLE)
}

/// Whether the title of a note has no words but those in brackets.
pub(crate) fn is_blank_title(context: &NoteContext) -> bool {
    bare_title(context).is_some_and(|title| holds_only_blanks(&title.raw))
}

/// Whether a title has no words but those in brackets: `<Source> → <Target>`.
fn holds_only_blanks(title: &str) -> bool {
    let mut depth = 0_usize;
    let mut has_brackets = false;
    for letter in title.chars() {
        match letter {
            '<' | '{' | '[' => (depth, has_brackets) = (depth + 1, true),
            '>' | '}' | ']' => depth = depth.saturating_sub(1),
            letter if letter.is_alphanumeric() && depth == 0 => return false,
            _ => {}
        }
    }
    has_brackets && !title.contains("[[")
}

/// Adds the ID in the title, or else in the file name.
pub(crate) fn add_id(context: &NoteContext, builder: &mut RecordBuilder) {
    if builder.has_value(RecordField::Id) {
        return;
    }
    if let Some(title) = context.outline.title {
        let node = &context.outline.nodes[title];
        if let Some(id) = normalize::ids_in(node.written).first() {
            let text = Text { raw: Cow::Borrowed(node.written), span: node.span };
            let text = part_of(&text, &node.written[id.clone()]);
            let extracted = value::extract(Some(RecordField::Id), &text, TITLE.to_owned());
            return builder.add_value(Rank::Primary, RecordField::Id, extracted);
        }
        // `REP004_Survey_to_Plan`: only beside two sides is any code an ID.
        let plain = decoration::name(node.written);
        let code = title::code(&plain).map(|(code, _)| code).filter(|_| title::route(&plain).is_some());
        if let Some(code) = code.or_else(|| title::interface_code(&plain)) {
            let text = Text { raw: Cow::Borrowed(node.written), span: node.span };
            let extracted = value::extract(Some(RecordField::Id), &part_of(&text, code), TITLE.to_owned());
            return builder.add_value(Rank::Primary, RecordField::Id, extracted);
        }
    }
    let stem = context.path.stem();
    let in_stem = normalize::ids_in(stem).first().map(|id| &stem[id.clone()]);
    if let Some(raw) = in_stem.or_else(|| title::interface_code(stem)).filter(|_| !context.is_part) {
        let id = normalize::id(raw).value.unwrap_or_else(|| raw.into());
        builder.add_value(Rank::FileName, RecordField::Id, value::literal(raw, id, FILE_NAME, Span::default()));
    }
}
