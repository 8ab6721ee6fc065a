//! How many values of a record are filled.

use vaultdex_notes::Span;

use crate::model::{Extracted, Integration, State};

/// Counts the filled, placeholder and empty values of a record. Values that are extracted from one span count once.
pub(crate) fn count_values(record: &mut Integration) {
    // Start, end and state are packed into one integer each, to be sorted. The capacity is enough for most notes.
    let mut states: Vec<u128> = Vec::with_capacity(64);
    let pack = |span: Span, state: State| u128::from(span.start) << 64 | u128::from(span.end) << 32 | state as u128;
    {
        // Values on line 0 are not part of the text: nobody could have filled them in.
        let mut add = |extracted: &Extracted| {
            states.extend((extracted.span.line > 0).then(|| pack(extracted.span, extracted.state)));
        };
        record.values.iter().for_each(|(_, extracted)| add(extracted));
        for system in &record.systems {
            add(&system.name);
            system.details.iter().for_each(|(_, extracted)| add(extracted));
        }
        for flow in &record.flows {
            [&flow.name, &flow.from, &flow.to].into_iter().flatten().for_each(&mut add);
            flow.details.iter().for_each(|(_, extracted)| add(extracted));
        }
        let groups = [
            &record.endpoints,
            &record.failure_modes,
            &record.metrics,
            &record.alerts,
            &record.tests,
            &record.data_classes,
        ];
        groups.into_iter().flatten().flat_map(|group| &group.values).for_each(|(_, extracted)| add(extracted));
        record.people.iter().for_each(|person| add(&person.name));
        record.related.iter().for_each(|document| add(&document.target));
        record.extra.iter().for_each(&mut add);
    }
    states.extend(record.mappings.iter().map(|mapping| pack(mapping.span, mapping.state)));
    states.sort_unstable();
    states.dedup_by_key(|packed| *packed >> 64);
    let is = |packed: u128, state: State| packed as u32 == state as u32;
    for packed in states {
        match packed {
            _ if is(packed, State::Placeholder) => record.counts.placeholders += 1,
            _ if is(packed, State::Empty) => record.counts.empty += 1,
            _ => record.counts.filled += 1,
        }
    }
}
