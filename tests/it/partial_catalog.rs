//! A partial catalog around one file gives the same answers as the catalog of the whole vault.

use vaultdex::session::{Part, PartialCatalog, RefreshPolicy, Session};
use vaultdex_query::links;
use vaultdex_query::links::lookup::lookup;

use crate::support::{Silent, Vault, fixture};

/// Looks up every file by each of its names, in both catalogs.
#[track_caller]
pub fn check(session: &Session) {
    let full = session.catalog(&[Part::Links, Part::Outline]).expect("a catalog");
    for (position, file) in full.files.iter().enumerate() {
        let note = &file.note;
        let names = [file.path.as_str(), file.path.linkpath(), file.path.file_name(), file.path.stem()].into_iter();
        let called = note.title.iter().chain(&note.aliases).chain(&file.extraction.id).map(String::as_str);
        for name in names.chain(called) {
            let meant = lookup(&full, name).map(|file| full.files[file].path.clone());
            assert_eq!(session.lookup(name).expect("an index"), meant, "{name:?}");
        }
        let path = file.path.as_str();
        let PartialCatalog { catalog, file } =
            session.partial_catalog(path, &[Part::Links, Part::Outline]).expect("its links");
        assert_eq!(catalog.files[file], full.files[position], "{path:?}");
        assert_eq!(links::links(&catalog, file), links::links(&full, position), "{path:?}");
        let PartialCatalog { catalog, file } = session.backlinks(path).expect("its backlinks");
        assert_eq!(links::backlinks(&catalog, file), links::backlinks(&full, position), "{path:?}");
        for (link, destination) in full.links(position) {
            let meant = session.link_candidates(link.linkpath(), &full.files[position].path).expect("its destination");
            let found = meant.resolver.destination(link.linkpath(), &full.files[position].path);
            let path = |file: usize| full.files[file].path.as_str();
            assert_eq!(found.map(|it| meant.files[it as usize].path.as_str()), destination.map(path), "{link:?}");
        }
    }
}

#[test]
fn partial_and_whole_catalogs_agree_on_every_note() {
    for name in ["tour", "kepano"] {
        let vault = Vault::copy_of(&fixture(name).join("vault"));
        vault.index();
        check(&Session::open(&vault.place(), RefreshPolicy::NoRefresh, &Silent).expect("an index"));
    }
}
