//! The systems of a record that no key, column or property names: those in a mapping's header, a title, a sentence or a
//! diagram (docs/spec/integrations.md#implied-values).

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use compact_str::CompactString;
use regex::Regex;
use vaultdex_notes::Span;

use super::builder::{Rank, RecordBuilder};
use super::classify::hints;
use super::context::NoteContext;
use super::implied::{FILE_NAME, TITLE};
use super::{mermaid_blocks, value};
use crate::document::outline::{Line, LineKind};
use crate::document::text::{Text, may_name_after, part_of};
use crate::document::title;
use crate::document::title::{Join, TitleRoute, TitleStop};
use crate::model::{Extracted, Mapping, Participation, RecordField, Role, Shape};
use crate::normalize;
use crate::normalize::judge::{Verdict, judge};
use crate::normalize::pattern::compile;
use crate::vocabulary::fields;
use crate::vocabulary::sections::Section;
use crate::vocabulary::shapes::INTEGRATION_FOLDERS;

/// Whether the record has a source or a target.
fn has_sides(builder: &RecordBuilder) -> bool {
    [Role::Source, Role::Target].into_iter().any(|role| builder.record.in_role(role).next().is_some())
}

/// Adds the sources and targets among the systems without a side whose own `role` detail names one.
pub(crate) fn add_sides_from_roles(builder: &mut RecordBuilder) {
    if has_sides(builder) {
        return;
    }
    let side = |system: &Participation| {
        let role = system.details.iter().find(|(name, _)| name == "role").and_then(|(_, role)| role.text())?;
        Some((fields::side(role)?, system.name.clone()))
    };
    let sides: Vec<(Role, Extracted)> = builder.record.in_role(Role::Party).filter_map(side).collect();
    for (role, name) in sides {
        builder.add_system(role, name);
    }
}

/// Adds source, target and direction from the mappings, from an arrow in a name, or from a sentence or diagram.
pub(crate) fn add_sides(context: &NoteContext, builder: &mut RecordBuilder) {
    if builder.shape == Shape::Workspace {
        return;
    }
    if !has_sides(builder) {
        let has_template = !matches!(builder.shape, Shape::Generic | Shape::Note | Shape::Register);
        let _ = add_mapped_sides(builder)
            || add_column_sides(context, builder)
            || add_named_sides(context, builder)
            || !has_template && (add_sentence_sides(context, builder) || mermaid_blocks::add_sides(context, builder));
    }
    add_between(context, builder);
    if !builder.has_value(RecordField::Direction) {
        add_arrow_direction(context, builder);
    }
    if builder.shape == Shape::Generic && builder.record.participations().next().is_none() {
        add_partner(context, builder);
    }
}

/// Adds the partner that the name of a note names, `Stripe integration`, as a system without a side, and remembers the
/// role of the system that the vault is about: the other side. The name of a note in a folder of integrations counts
/// only if the vault knows a system of that name.
fn add_partner(context: &NoteContext, builder: &mut RecordBuilder) {
    let directions = builder.values_mut().iter().filter(|(_, field, _)| *field == RecordField::Direction);
    let way = directions.filter(|(_, _, direction)| direction.value.is_some()).find_map(|(_, _, it)| it.remark.clone());
    builder.record.own_role = Some(match way.as_deref() {
        Some("inbound") => Role::Target,
        Some("outbound") => Role::Source,
        _ => Role::Party,
    });
    for name in names(context, builder).into_iter().filter(|name| name.place == TITLE || name.place == FILE_NAME) {
        if let Some(partner) = title::partner(&name.text.raw) {
            let partner = value::extract_system(&part_of(&name.text, partner), name.place);
            return builder.add_inferred(Role::Party, partner);
        }
    }
    if context.is_part || !hints::in_folder(context.path, INTEGRATION_FOLDERS) {
        return;
    }
    let title = names(context, builder).into_iter().find(|name| name.place == TITLE || name.place == FILE_NAME);
    let is_called = |name: &str| name.split(' ').any(|word| CALLED.contains(&word));
    let has_endpoints = context.outline.nodes.iter().skip(1).any(|node| is_called(&node.name));
    if let Some(name) = title {
        if has_endpoints && judge(&normalize::plain(&name.text.raw)) == Verdict::Name {
            return builder.add_inferred(Role::Party, value::extract_system(&name.text, name.place));
        }
        builder.add_doubtful(Role::Party, value::extract_system(&name.text, name.place));
    }
}

/// Words in headings of a page about a partner whose endpoints are called.
const CALLED: [&str; 6] = ["endpoint", "endpoints", "authentication", "auth", "webhook", "webhooks"];

/// A name that may have two sides.
struct NameText<'a> {
    text: Text<'a>,
    place: String,
}

/// Returns the title, the stated name and the file name, as far as there are any.
fn names<'a>(context: &NoteContext<'a>, builder: &mut RecordBuilder) -> Vec<NameText<'a>> {
    let node = context.outline.title.map(|title| &context.outline.nodes[title]);
    let title = node.map(|node| NameText {
        text: Text { raw: Cow::Borrowed(node.written), span: node.span },
        place: TITLE.to_owned(),
    });
    let stated = stated_name(builder).map(|name| NameText {
        text: Text { raw: Cow::Owned(name.raw.into_string()), span: name.span },
        place: name.place,
    });
    let file_name = (!context.is_part).then(|| NameText {
        text: Text { raw: Cow::Owned(context.path.stem().to_owned()), span: Span::default() },
        place: FILE_NAME.to_owned(),
    });
    [title, stated, file_name].into_iter().flatten().collect()
}

/// Returns the first of the names that has two sides, with them.
fn named_route<'n, 'a>(names: &'n [NameText<'a>]) -> Option<(&'n NameText<'a>, TitleRoute<'n>)> {
    let mut routes = names.iter().filter_map(|name| Some((name, title::route(&name.text.raw)?)));
    let first = routes.next()?;
    // `Dock to Ferry` is weaker than an arrow in another name.
    if first.1.join == Join::MaybeTo {
        routes.find(|(_, it)| it.join != Join::MaybeTo).or(Some(first))
    } else {
        Some(first)
    }
}

/// Adds the systems on both sides of the arrow in the title, the name or the file name, with those in between; returns
/// whether there are any.
fn add_named_sides(context: &NoteContext, builder: &mut RecordBuilder) -> bool {
    let names = names(context, builder);
    let Some((name, route)) = named_route(&names) else { return false };
    let last = route.stops.len() - 1;
    for (index, stop) in route.stops.iter().enumerate() {
        let role = match index {
            0 => Role::Source,
            index if index == last => Role::Target,
            _ => Role::Middleware,
        };
        let text = part_of(&name.text, stop.text);
        match party_of_short_name(builder, stop.name) {
            Some(party) => {
                let extracted = Extracted { raw: text.raw.into(), span: text.span, place: name.place.clone(), ..party };
                builder.add_system(role, extracted);
            }
            None => builder.add_inferred(role, inferred(&text, stop.name, &name.place)),
        }
    }
    true
}

/// Adds the systems between the source and the target, if a name or a line of the introduction has the way from one to
/// the other, `CRM → Broker → ERP`, and nothing else names a system between them.
fn add_between(context: &NoteContext, builder: &mut RecordBuilder) {
    let is_free = matches!(builder.shape, Shape::Generic | Shape::Note | Shape::Register);
    if !is_free || builder.record.in_role(Role::Middleware).next().is_some() {
        return;
    }
    let keys = |role: Role| -> Vec<String> {
        let names = builder.record.in_role(role).filter_map(|it| it.name.text());
        names.map(normalize::system_key).collect()
    };
    let (sources, targets) = (keys(Role::Source), keys(Role::Target));
    let lines =
        introduction(context).map(|line| NameText { text: line.text.clone(), place: context.place_of_node(line.node) });
    for name in names(context, builder).into_iter().chain(lines) {
        let Some(route) = title::route(&name.text.raw).filter(|route| route.stops.len() > 2) else { continue };
        let key = |stop: &TitleStop| normalize::system_key(&normalize::system_name(stop.name));
        let [first, between @ .., last] = route.stops.as_slice() else { continue };
        if sources.contains(&key(first)) && targets.contains(&key(last)) {
            for stop in between {
                builder
                    .add_inferred(Role::Middleware, inferred(&part_of(&name.text, stop.text), stop.name, &name.place));
            }
            return;
        }
    }
}

/// How many paragraphs an introduction has at most.
const MOST_PARAGRAPHS: usize = 12;

/// Returns the first paragraphs that may say what a record is about.
fn introduction<'c, 'a>(context: &'c NoteContext<'a>) -> impl Iterator<Item = &'c Line<'a>> {
    let may_introduce =
        |section: Section| matches!(section, Section::Top | Section::Overview | Section::Purpose | Section::Other);
    let lines = context.outline.lines.iter();
    let paragraphs = lines
        .filter(move |line| matches!(line.kind, LineKind::Paragraph) && may_introduce(context.sections[line.node]));
    paragraphs.take(MOST_PARAGRAPHS)
}

/// Returns a name in a longer text. The text is kept, since the vault may know a longer or shorter name in it.
fn inferred(text: &Text, name: &str, place: &str) -> Extracted {
    let whole = value::extract_system(text, place.to_owned());
    if whole.linkpath.is_some() || name.len() == text.raw.len() {
        return whole;
    }
    let mut extracted = value::extract_system(&part_of(text, name), place.to_owned());
    (extracted.raw, extracted.span) = (CompactString::new(&text.raw), text.span);
    extracted
}

/// Adds the systems that head the columns of a mapping, `Ledger field | Depot field`; returns whether there are any.
/// The title may have a longer name for them. Without any other place that names them they are suspect.
fn add_column_sides(context: &NoteContext, builder: &mut RecordBuilder) -> bool {
    let Some((source, target)) = builder.mapping_systems.clone() else { return false };
    let names = names(context, builder);
    let route = named_route(&names);
    // A heading names a system only beside an arrow.
    let headings = context.outline.nodes.iter().filter(|node| title::route(node.written).is_some());
    let headings = headings.map(|node| normalize::word_key(&node.plain));
    let titles: Vec<String> = headings.chain(names.iter().map(|name| normalize::word_key(&name.text.raw))).collect();
    for (role, column) in [(Role::Source, source), (Role::Target, target)] {
        let Some(column) = column else { continue };
        let key = normalize::system_key(column.text().unwrap_or_default());
        let contains = |text: &str| format!(" {text} ").contains(&format!(" {key} "));
        let of_title = route.as_ref().and_then(|(name, route)| {
            let stop = route.stops.iter().find(|stop| contains(&normalize::word_key(stop.name)))?;
            Some((*name, *stop))
        });
        match of_title {
            Some((name, TitleStop { name: stop, .. })) => {
                let extracted = value::extract_system(&part_of(&name.text, stop), name.place.clone());
                builder.add_system(role, extracted);
            }
            None if titles.iter().any(|title| contains(title)) => _ = builder.add_system(role, column),
            None => builder.add_inferred(role, column),
        }
    }
    true
}

/// Returns the pattern of a sentence with a verb and the names of two systems.
fn sentence(pattern: &str) -> Regex {
    // Classes of letters are large, so a word begins with no small letter of English, and ends at the first sign that no
    // name has.
    let word = r"[^\s0-9a-z.,;:!?()\[\]{}'`*|<>\x22/&_-][^\s,;:!?()\[\]{}'`*|<>\x22]*";
    let name = |group: &str| format!(r"(?-i:(?P<{group}>\[\[[^\]\n]+\]\]|{word}(?: {word})*))");
    let verb = r"\b(?:sen[dt]s?|sync(?:s|ed|hroni[sz]es?)?|transfers?(?:red)?|mov(?:es?|ed)|push(?:es|ed)?|export(?:s|ed)?|cop(?:y|ies|ied)|replicat(?:es?|ed)|import(?:s|ed)?|pull(?:s|ed)?|load(?:s|ed)?|deliver(?:s|ed)?|feed(?:s)?|publish(?:es|ed)?|forward(?:s|ed)?|stream(?:s|ed)?|flows?|post(?:s|ed)?)";
    let parts = [("{verb}", verb), ("{from}", &name("from")), ("{to}", &name("to"))];
    let pattern = parts.iter().fold(pattern.to_owned(), |pattern, (part, text)| pattern.replace(part, text));
    compile(&format!("(?i){pattern}"))
}

/// Beginnings of the verbs in the pattern of a [`sentence`].
const VERBS: [&str; 19] = [
    "send", "sent", "sync", "transfer", "mov", "push", "export", "cop", "replicat", "import", "pull", "load",
    "deliver", "feed", "publish", "forward", "stream", "flow", "post",
];

/// Whether names follow two words in a text, and a verb precedes the first of them. If `first` is empty, the verb
/// follows a name and precedes the second word. A cheap check before any pattern is tried.
fn may_have_sides(text: &str, first: &str, second: &str) -> bool {
    if !first.is_empty() && !may_name_after(text, first) || !may_name_after(text, second) {
        return false;
    }
    let before = if first.is_empty() { second } else { first };
    let is_verb = |word: &str| {
        VERBS.iter().any(|verb| word.get(..verb.len()).is_some_and(|head| head.eq_ignore_ascii_case(verb)))
    };
    text.match_indices(before).any(|(at, _)| {
        let sentence = text[..at].rsplit(['!', '?', '\n']).next().unwrap_or_default();
        if !first.is_empty() {
            return sentence.split(|letter: char| !letter.is_alphanumeric()).any(is_verb);
        }
        let mut words = sentence.split(' ');
        let mut previous = words.next().unwrap_or_default();
        words.any(|word| {
            let may_end_name = previous.contains(|letter: char| !letter.is_ascii_lowercase());
            previous = word;
            may_end_name && is_verb(word)
        })
    })
}

/// Adds the systems of a sentence such as `sends orders from Drydock to Beacon` in the introduction; returns whether
/// there is one.
fn add_sentence_sides(context: &NoteContext, builder: &mut RecordBuilder) -> bool {
    /// How much of each paragraph is searched.
    const MOST_BYTES: usize = 600;
    static FROM_TO: LazyLock<Regex> =
        LazyLock::new(|| sentence(r"{verb}\b[^.!?\n]*?\bfrom (?:the )?{from} (?:in)?to (?:the )?{to}"));
    static BETWEEN: LazyLock<Regex> =
        LazyLock::new(|| sentence(r"{verb}\b[^.!?\n]*?\bbetween (?:the )?{from} and (?:the )?{to}"));
    static TO: LazyLock<Regex> = LazyLock::new(|| sentence(r"{from} {verb}\b[^.!?\n]*? to (?:the )?{to}"));
    // Most paragraphs lack the words of a pattern, which then need not be compiled.
    let patterns = [("from ", "to ", &FROM_TO), ("between ", " and ", &BETWEEN), ("", " to ", &TO)];
    for line in introduction(context) {
        let raw = &line.text.raw[..line.text.raw.floor_char_boundary(MOST_BYTES)];
        let mut patterns = patterns.iter().filter(|(first, second, _)| may_have_sides(raw, first, second));
        let Some(found) = patterns.find_map(|(.., pattern)| pattern.captures(raw)) else { continue };
        let place = context.place_of_node(line.node);
        for (role, group) in [(Role::Source, "from"), (Role::Target, "to")] {
            let name = found.name(group).map_or("", |name| name.as_str()).trim_end_matches(['.', '/']);
            builder.add_inferred(role, value::extract_system(&part_of(&line.text, name), place.clone()));
        }
        if !builder.has_value(RecordField::Direction) {
            let lower = raw.to_lowercase();
            let both_ways = ["both directions", "both ways", "bidirectional", "bi-directional", "two-way"];
            let is_two_way = both_ways.iter().any(|words| lower.contains(words));
            let way = if is_two_way { "two-way" } else { "one-way" };
            let direction = value::literal(&line.text.raw, way, &place, line.text.span);
            builder.add_value(Rank::Contacts, RecordField::Direction, direction);
        }
        return true;
    }
    false
}

/// Adds the direction of the arrow in the title, the name or the file name.
fn add_arrow_direction(context: &NoteContext, builder: &mut RecordBuilder) {
    let names = names(context, builder);
    if let Some((name, route)) = named_route(&names).filter(|(_, route)| route.join != Join::MaybeTo) {
        let direction = if route.is_two_way { "two-way" } else { "one-way" };
        let extracted = value::literal(&name.text.raw, direction, &name.place, name.text.span);
        let rank = if name.place == FILE_NAME { Rank::FileName } else { Rank::Primary };
        builder.add_value(rank, RecordField::Direction, extracted);
    }
}

/// Returns the first name that the note itself states.
fn stated_name(builder: &mut RecordBuilder) -> Option<Extracted> {
    let is_stated =
        |field: RecordField, extracted: &Extracted| field == RecordField::Name && extracted.place != FILE_NAME;
    let mut values = builder.values_mut().iter();
    values.find(|(_, field, extracted)| is_stated(*field, extracted)).map(|(_, _, extracted)| extracted.clone())
}

/// Adds the systems that the heading above a mapping table puts on a side, `HubSpot → NetSuite`; returns whether there
/// are such systems.
fn add_mapped_sides(builder: &mut RecordBuilder) -> bool {
    let mut parties: HashMap<String, &Extracted> = HashMap::new();
    for party in builder.record.in_role(Role::Party) {
        if let Some(name) = party.name.text() {
            parties.entry(normalize::system_key(name)).or_insert(&party.name);
        }
    }
    let party = |name: &Option<CompactString>| parties.get(&normalize::system_key(name.as_deref()?)).copied();
    let ends = |it: &Mapping| Some((party(&it.source_entity)?.clone(), party(&it.target_entity)?.clone()));
    let mut mappings = builder.record.mappings.iter().filter(|it| !it.is_reverse);
    let Some((from, to)) = mappings.find_map(ends) else { return false };
    builder.add_system(Role::Source, from);
    builder.add_system(Role::Target, to);
    true
}

/// Returns the only system without a side whose name contains all words of a shorter one: the title `Vault ↔ Hub` may
/// mean `Team Vault`.
fn party_of_short_name(builder: &RecordBuilder, name: &str) -> Option<Extracted> {
    let key = normalize::system_key(&normalize::system_name(name));
    let has_all_words = |party: &&Participation| {
        let party = normalize::system_key(party.name.text().unwrap_or_default());
        party != key && key.split(' ').all(|word| party.split(' ').any(|it| it == word))
    };
    let has_key = |party: &Participation| party.name.text().is_some_and(|it| normalize::system_key(it) == key);
    let is_listed = builder.record.in_role(Role::Party).any(has_key);
    let mut candidates = builder.record.in_role(Role::Party).filter(has_all_words);
    let first = candidates.next().filter(|_| !is_listed)?;
    let is_only = candidates.all(|other| other.name.value == first.name.value);
    is_only.then(|| first.name.clone())
}
