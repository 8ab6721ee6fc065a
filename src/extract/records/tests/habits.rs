//! What people write beside the templates' own forms: each habit with what a careful reader would take from it.

use super::{facts, one, text};
use crate::model::{Integration, RecordField, Role};

/// What an integration calls the systems in a role, by `+`.
fn named(it: &Integration, role: Role) -> String {
    it.in_role(role).filter_map(|system| system.name.text()).collect::<Vec<_>>().join("+")
}

/// Source and target of a note, as `a > b`.
#[track_caller]
fn sides(note: &str) -> String {
    let it = one(note);
    format!("{} > {}", named(&it, Role::Source), named(&it, Role::Target))
}

fn owners(it: &Integration) -> String {
    it.owners().filter_map(|owner| owner.text()).collect::<Vec<_>>().join("+")
}

#[test]
fn what_is_said_behind_a_link_is_no_part_of_the_name() {
    let hub = |name: &str| {
        format!("# Integration Hub\n## System Connections\n### Source System\n- **Name**: {name}\n### Target System\n- **Name**: X\n")
    };
    for name in ["[[SAP]] (FI module)", "[[SAP]] – ledger", "[[SAP]]: ledger", "**[[SAP]]** - ledger", "[[Systems/SAP|ERP]]"] {
        assert_eq!(sides(&hub(name)), "SAP > X", "{name:?}");
    }
    assert_eq!(sides(&hub("[[SAP]] / [[Mule]]")), "SAP+Mule > X");
    assert_eq!(sides(&hub("[[SAP]], [[Mule]]")), "SAP+Mule > X");
    assert_eq!(sides(&hub("[[SAP]] ERP")), "SAP ERP > X");
    let source = one(&hub("[[SAP]] (FI module)")).systems.remove(0).name;
    assert_eq!((source.linkpath.as_deref(), source.remark.as_deref()), (Some("SAP"), Some("FI module")));
}

#[test]
fn people_are_called_as_their_notes_are() {
    let owned = |owner: &str| owners(&one(&format!("#integration\n- **Owner**: {owner}\n")));
    assert_eq!(owned("[[Teams/Finance Data|FinData]]"), "Finance Data");
    assert_eq!(owned("[[Ana#Contact]]"), "Ana");
    assert_eq!(owned("[[Ana]] (lead)"), "Ana");
    assert_eq!(owned("[[Ana]]<br>[[Ben]]"), "Ana+Ben");
    assert_eq!(owned("[[Ana]], [[Ben]]"), "Ana+Ben");
    assert_eq!(owned("Ana, Ben"), "Ana, Ben");
}
