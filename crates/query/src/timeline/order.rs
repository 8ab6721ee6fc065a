//! The order of a timeline (docs/spec/changelog.md#order).

use std::cmp::Ordering;

use hashbrown::{HashMap, HashSet};
use jiff::civil::{Date, Time};
use vaultdex_records::{ChangeEntry, ChangeSource, Moment, Precision};

/// Date, time, precision, source, position of the file, and rank in the file.
pub(super) type SortKey = (Date, Time, Precision, ChangeSource, usize, i64);

/// Returns the sort key of an entry. `rank` orders the entries of one file with the same moment and source.
pub(super) fn sort_key(entry: &ChangeEntry, file: usize, rank: i64) -> SortKey {
    let Moment { date, time, precision } = entry.moment;
    (date, time.unwrap_or(Time::midnight()), precision, entry.source, file, rank)
}

/// Returns the lists of a note that begin with the newest entry, so that the later of two entries of one moment is the
/// older. Other lists, and the entries of one day, are in chronological order.
pub(super) fn newest_first_lists(entries: &[ChangeEntry]) -> HashSet<u32> {
    // For each list, the last moment, and the number of steps back in time less that of steps forward.
    let mut lists: HashMap<u32, (Moment, isize)> = HashMap::new();
    for entry in entries.iter().filter(|entry| entry.list > 0) {
        let (last, balance) = lists.entry(entry.list).or_insert((entry.moment, 0));
        *balance += match (*last).cmp(&entry.moment) {
            Ordering::Greater => 1,
            Ordering::Less => -1,
            Ordering::Equal => 0,
        };
        *last = entry.moment;
    }
    // A list with a single moment is assumed to have the order of the other lists of the note.
    let total: isize = lists.values().map(|(_, balance)| *balance).sum();
    let is_newest_first = |balance: isize| balance > 0 || balance == 0 && total > 0;
    lists.into_iter().filter(|(_, (_, balance))| is_newest_first(*balance)).map(|(list, _)| list).collect()
}
