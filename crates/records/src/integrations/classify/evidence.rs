//! Whether what was read from a note of no template makes it the record of an integration
//! (docs/spec/integrations.md#notes-of-no-template).

use std::borrow::Cow;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::hints;
use super::note_kind::NoteKind;
use super::signals::headings;
use crate::document::title;
use crate::document::title::Join;
use crate::integrations::assemble::Assembled;
use crate::integrations::context::NoteContext;
use crate::integrations::implied::{FILE_NAME, TITLE};
use crate::integrations::value;
use crate::model::{Extracted, Group, Integration, Origin, RecordField, Role, State};
use crate::placeholder;
use crate::vocabulary::canonical_name::canonical_name;
use crate::vocabulary::shapes::{INTEGRATION_FOLDERS, INTEGRATION_WORDS, WEAK_SIDES};
use crate::vocabulary::technical_words::TECHNICAL_WORDS;

/// What the evidence of a note amounts to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It records an integration, for these reasons.
    Integration(Vec<Signal>),
    /// It does if the vault knows one of the systems that it seems to name.
    IfKnown(Vec<Signal>),
    /// It does not, although it looks as if it might, for this reason.
    Suspicious(&'static str),
    /// It does not.
    Nothing,
}

/// A reason with its points, of which evidence has none.
pub(crate) type Signal = (Cow<'static, str>, u8);

/// What was read from a note, as far as it tells an integration from other notes.
struct Evidence {
    has_id: bool,
    has_source: bool,
    has_target: bool,
    /// Whether a side is stated by a key that only integrations have, such as `Source system` or `Receiver`.
    has_strong_side: bool,
    /// Whether the sides are called source and target, and not from and to as in a letter.
    has_source_and_target_keys: bool,
    /// Whether a key that only integrations have states a side that is no certain name.
    has_doubtful_side: bool,
    /// Whether the sides are called from and to.
    has_from_and_to_keys: bool,
    has_inferred_sides: bool,
    /// Whether a sentence or diagram names two sides.
    has_sentence: bool,
    has_mappings: bool,
    has_mapped_systems: bool,
    has_frequency: bool,
    has_direction: bool,
    has_failures: bool,
    has_endpoints: bool,
    has_flows: bool,
    has_transfer: bool,
    has_status: bool,
    has_owner: bool,
    has_purpose: bool,
    has_systems: bool,
}

impl Evidence {
    fn of(assembled: &Assembled, record: &Integration) -> Evidence {
        let filled = |field: RecordField| {
            let values =
                record.values.iter().filter(move |(it, extracted)| *it == field && value::has_content(extracted));
            values.map(|(_, extracted)| extracted).filter(|it| it.place != TITLE && it.place != FILE_NAME)
        };
        let has = |field: RecordField| filled(field).next().is_some();
        let stated = |role: Role| {
            let systems = record.participations().filter(move |it| it.role == role);
            systems.filter(|it| it.origin == Origin::Stated && it.name.state == State::Filled)
        };
        let sides = [Role::Source, Role::Target, Role::Publisher, Role::Subscriber];
        let has_recovery = |group: &Group| {
            let handling = ["recovery", "retry", "notification", "action"];
            handling.iter().any(|name| group.get(name).is_some_and(value::has_content))
        };
        let is_real = |group: &&Group| group.values.iter().any(|(_, it)| value::has_content(it));
        Evidence {
            has_id: filled(RecordField::Id)
                .any(|id| id.text().is_some_and(is_integration_id) && id.state == State::Filled),
            has_source: stated(Role::Source).chain(stated(Role::Publisher)).next().is_some(),
            has_target: stated(Role::Target).chain(stated(Role::Subscriber)).next().is_some(),
            has_strong_side: sides.into_iter().flat_map(stated).any(|it| is_strong_place(&it.name)),
            has_source_and_target_keys: record.participations().any(|it| is_called(&it.name, &["source", "sources"]))
                && record.participations().any(|it| is_called(&it.name, &["target", "targets"])),
            has_doubtful_side: record
                .systems
                .iter()
                .any(|it| sides.contains(&it.role) && it.origin == Origin::Doubtful && is_strong_place(&it.name)),
            has_from_and_to_keys: record.participations().any(|it| is_called(&it.name, &["from"]))
                && record.participations().any(|it| is_called(&it.name, &["to"])),
            has_inferred_sides: record.participations().any(|it| it.origin == Origin::Inferred),
            has_sentence: record.participations().any(|it| {
                it.origin == Origin::Inferred
                    && it.role != Role::Party
                    && it.name.place != TITLE
                    && it.name.place != FILE_NAME
            }),
            has_mappings: record.mappings.iter().filter(|it| it.source.is_some() && it.target.is_some()).count() > 1
                || record.mappings.iter().any(|it| it.source.is_some() && it.target.is_some())
                    && assembled.has_mapped_systems,
            has_mapped_systems: assembled.has_mapped_systems,
            has_frequency: filled(RecordField::Frequency).any(|it| it.value.is_some()),
            has_direction: filled(RecordField::Direction).any(|it| it.value.is_some()),
            has_failures: record.failure_modes.iter().filter(is_real).any(has_recovery),
            has_endpoints: record.endpoints.iter().filter(is_real).any(|it| it.get("url").is_some_and(is_address)),
            has_flows: record.flows.iter().any(|flow| flow.from.is_some() && flow.to.is_some()),
            has_transfer: assembled.has_transfer,
            has_status: filled(RecordField::Status).any(|it| it.value.is_some()),
            has_owner: record.owner().is_some(),
            has_purpose: has(RecordField::Purpose),
            has_systems: record.participations().any(|it| it.origin == Origin::Stated),
        }
    }

    /// Returns how many kinds of content say how two systems are connected.
    fn n_of_connection(&self) -> usize {
        let kinds = [
            self.has_mappings,
            self.has_frequency,
            self.has_direction,
            self.has_failures,
            self.has_endpoints,
            self.has_flows || self.has_transfer,
            self.has_source || self.has_target,
        ];
        kinds.into_iter().filter(|has| *has).count()
    }

    /// Whether a field besides the sides says that they are connected, or what becomes of the connection.
    fn has_more_than_sides(&self) -> bool {
        self.has_mappings || self.has_frequency || self.has_failures || self.has_endpoints || self.has_status
    }

    /// Whether anything was read that describes an integration and not only a document.
    fn has_field(&self) -> bool {
        self.n_of_connection() > 0
            || self.has_status
            || self.has_owner
            || self.has_purpose
            || self.has_systems
            || self.has_inferred_sides
    }
}

/// Returns what the record of a note amounts to.
pub(crate) fn judge(context: &NoteContext, kind: NoteKind, assembled: &Assembled) -> Verdict {
    let Some(record) = assembled.integrations.first() else { return Verdict::Nothing };
    let evidence = Evidence::of(assembled, record);
    let mut signals: Vec<Signal> = Vec::new();
    let mut add = |is_met: bool, label: &'static str| {
        if is_met {
            signals.push((Cow::Borrowed(label), 0));
        }
        is_met
    };
    let in_folder = hints::in_folder(context.path, INTEGRATION_FOLDERS);
    let has_tag = hints::has_tag(context.note);
    let route = [title_of(context), Some(context.path.stem())].into_iter().flatten().find_map(title::route);
    let has_arrow = route.as_ref().is_some_and(|it| it.join == Join::Arrow);
    let has_join = route.is_some_and(|it| it.join != Join::MaybeTo);
    let is_partner_page = is_partner_page(context);
    let is_placed = in_folder || has_tag || kind == NoteKind::Integration;
    let both_sides = evidence.has_source && evidence.has_target;
    let is_technical = is_placed || is_technical(context);
    let mentions = || mentions_integration(context.text);
    // A mail about an interface has a sender and a recipient too.
    let may_be_letter = evidence.has_from_and_to_keys && !evidence.has_more_than_sides() && !in_folder && !has_tag;
    let are_sides_clear = evidence.has_strong_side
        || is_placed && !may_be_letter
        || evidence.n_of_connection() > 1
            && (evidence.has_source_and_target_keys || evidence.has_mappings || mentions() && !may_be_letter)
        || evidence.has_source_and_target_keys && (evidence.has_status || evidence.has_owner)
        || (has_join || is_partner_page) && mentions() && !may_be_letter;
    match kind {
        NoteKind::Other if evidence.has_id && both_sides && evidence.has_strong_side => {}
        NoteKind::Other if evidence.n_of_connection() > 1 || both_sides => {
            return Verdict::Suspicious("its type, name or title says that it is something else");
        }
        NoteKind::Other => return Verdict::Nothing,
        _ => {}
    }
    let is_guide = kind == NoteKind::Guide;
    let is_integration = add(evidence.has_id, "an integration ID")
        | add(
            evidence.has_systems && headings(context).any(|name| name == "systems involved") && !is_guide,
            "heading \"Systems Involved\"",
        )
        | add(both_sides && are_sides_clear && is_technical, "a source and a target")
        | add(
            evidence.has_mappings && evidence.has_mapped_systems && (evidence.has_source || evidence.has_target),
            "a mapping between two systems",
        )
        | add(evidence.has_mappings && is_titled_mapping(context) && !is_guide, MAPPING_NOTE)
        | add(evidence.has_mappings && has_arrow, "a mapping below a name `A -> B`")
        | add(
            in_folder && evidence.has_field() && !is_guide && !is_only_suspect(&evidence),
            "in a folder of integrations",
        )
        | add(has_tag && evidence.has_field() && !is_guide && !is_only_suspect(&evidence), "tag #integration")
        | add(
            is_partner_page && evidence.n_of_connection() > 1 && !is_guide && !has_setup_steps(context),
            "a page about one partner",
        )
        | add(
            is_partner_page && evidence.has_sentence && evidence.n_of_connection() > 1 && !is_guide,
            "a sentence about two systems",
        )
        | add(
            (evidence.has_source || evidence.has_target)
                && evidence.has_strong_side
                && evidence.n_of_connection() > 1
                && is_technical,
            "a side and how it is connected",
        );
    if is_integration {
        return Verdict::Integration(signals);
    }
    if has_join
        && (is_placed || evidence.n_of_connection() > 0 || has_arrow && mentions())
        && evidence.has_inferred_sides
    {
        return Verdict::IfKnown(vec![(Cow::Borrowed("name `A -> B`"), 0)]);
    }
    if evidence.has_mappings && evidence.has_mapped_systems && !is_guide {
        return Verdict::IfKnown(vec![(Cow::Borrowed("a mapping between two systems"), 0)]);
    }
    if both_sides && !is_guide && evidence.n_of_connection() > 1 {
        return Verdict::IfKnown(vec![(Cow::Borrowed("a source and a target"), 0)]);
    }
    if is_partner_page && !is_guide && evidence.has_sentence {
        return Verdict::IfKnown(vec![(Cow::Borrowed("a sentence about two systems"), 0)]);
    }
    if in_folder && !is_guide && (has_hidden_party(record) || evidence.has_inferred_sides) {
        return Verdict::IfKnown(vec![(Cow::Borrowed("in a folder of integrations"), 0)]);
    }
    match () {
        () if both_sides => Verdict::Suspicious("two sides, but nothing says that they are systems"),
        () if evidence.has_doubtful_side && is_technical => {
            Verdict::Suspicious("what it states as its source or target is not the name of a system")
        }
        () if is_placed || is_partner_page => {
            Verdict::Suspicious("nothing was read that says how systems are connected")
        }
        () => Verdict::Nothing,
    }
}

/// The reason that makes a note of mappings an integration of its own, unless another one embeds it.
pub(crate) const MAPPING_NOTE: &str = "a note of field mappings";

/// Whether the title or the file name says that the note maps fields.
fn is_titled_mapping(context: &NoteContext) -> bool {
    let names = [title_of(context).unwrap_or_default(), context.path.stem()];
    names.into_iter().any(|name| {
        let name = context.synonyms.name(name);
        let words = || name.split(' ');
        words().any(|word| matches!(word, "mapping" | "mappings" | "fieldmapping"))
            && words()
                .any(|word| matches!(word, "field" | "fields" | "data" | "attribute" | "fieldmapping" | "integration"))
    })
}

/// Whether the only thing that was read are names that nothing confirms.
fn is_only_suspect(evidence: &Evidence) -> bool {
    evidence.n_of_connection() == 0
        && evidence.has_inferred_sides
        && !(evidence.has_status || evidence.has_owner || evidence.has_purpose || evidence.has_systems)
}

/// Whether the record has a name that counts only if the vault knows it.
fn has_hidden_party(record: &Integration) -> bool {
    record.systems.iter().any(|it| it.origin == Origin::Doubtful && it.role == Role::Party)
}

fn title_of<'r>(context: &'r NoteContext) -> Option<&'r str> {
    context.outline.title.map(|title| context.outline.nodes[title].written)
}

/// Whether the name of a note says that it is about one partner: `Stripe integration`.
fn is_partner_page(context: &NoteContext) -> bool {
    let is_partner = |name: &str| title::partner(name).is_some();
    title_of(context).is_some_and(is_partner) || is_partner(context.path.stem())
}

/// Whether a note has headings of steps, as guides have.
fn has_setup_steps(context: &NoteContext) -> bool {
    context.outline.nodes.iter().any(|node| node.name.starts_with("step 1") || node.name == "prerequisites")
}

/// Whether the text mentions integrations, interfaces or the like.
pub(crate) fn mentions_integration(text: &str) -> bool {
    static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
        let mut builder = AhoCorasick::builder();
        builder.ascii_case_insensitive(true).build(INTEGRATION_WORDS).expect("few enough words")
    });
    WORDS.is_match(text)
}

/// Whether the text or the name of a note has words about programs. Those of other languages are not known, but a note in one of them uses its
/// names of keys or columns.
pub(crate) fn is_technical(context: &NoteContext) -> bool {
    static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
        let mut builder = AhoCorasick::builder();
        builder.ascii_case_insensitive(true).build(TECHNICAL_WORDS).expect("few enough words")
    });
    let has_word = |text: &str| {
        let is_part = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_alphabetic);
        WORDS.find_overlapping_iter(text).any(|it| !(is_part(it.end()) || it.start() > 0 && is_part(it.start() - 1)))
    };
    // Code, and names such as `crew.signed`, `OrderPlaced` and `order-events`.
    let is_identifier = |word: &str| {
        let word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
        let is_joined = |two: &[u8]| two[0].is_ascii_lowercase() && two[1].is_ascii_uppercase();
        let bytes = word.as_bytes();
        let is_dotted = |three: &[u8]| {
            three[0].is_ascii_lowercase() && matches!(three[1], b'.' | b'_') && three[2].is_ascii_lowercase()
        };
        bytes.windows(2).any(is_joined) || bytes.windows(3).any(is_dotted)
    };
    context.synonyms.has_language()
        || has_word(context.path.stem())
        || has_word(context.text)
        || context.text.contains('`')
        || context.text.split_whitespace().any(is_identifier)
}

/// Whether an ID has digits, as IDs of integrations have.
fn is_integration_id(id: &str) -> bool {
    let is_blank = placeholder::is_mask(id) || id.to_ascii_uppercase().contains("XX");
    !is_blank && (id.contains(|letter: char| letter.is_ascii_digit()) || id.to_ascii_lowercase().starts_with("int-"))
}

/// Whether the key, column or property of a side is one that only integrations have.
fn is_strong_place(name: &Extracted) -> bool {
    let last = name.place.rsplit(" › ").next().unwrap_or_default();
    !WEAK_SIDES.contains(&canonical_name(last).as_str())
}

/// Whether the key, column or property of a value has one of some names.
fn is_called(name: &Extracted, names: &[&str]) -> bool {
    let last = name.place.rsplit(" › ").next().unwrap_or_default();
    names.contains(&canonical_name(last).as_str())
}

fn is_address(extracted: &Extracted) -> bool {
    extracted.text().is_some_and(|text| text.contains("://") || text.contains('/'))
}
