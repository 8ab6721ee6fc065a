//! What is looked up around one file is what reading the whole vault tells of it.

use vaultdex::session::{Excerpt, Part, Session, Want};
use vaultdex_query::links;
use vaultdex_query::links::lookup::lookup;

use crate::support::{Silent, Vault, fixture};

/// Asks for every file by each of its names, both ways.
#[track_caller]
pub fn check(session: &Session) {
    let whole = session.catalog(&[Part::Links, Part::Outline]).expect("a catalog");
    for (position, file) in whole.files.iter().enumerate() {
        let note = &file.note;
        let names = [file.path.as_str(), file.path.linkpath(), file.path.file_name(), file.path.stem()].into_iter();
        let called = note.title.iter().chain(&note.aliases).chain(&file.extraction.id).map(String::as_str);
        for name in names.chain(called) {
            let meant = lookup(&whole, name).map(|file| whole.files[file].path.clone());
            assert_eq!(session.lookup(name).expect("an index"), meant, "{name:?}");
        }
        let path = file.path.as_str();
        let Excerpt { catalog, file } = session.excerpt(path, &[Part::Links, Part::Outline]).expect("its links");
        assert_eq!(catalog.files[file], whole.files[position], "{path:?}");
        assert_eq!(links::links(&catalog, file), links::links(&whole, position), "{path:?}");
        let Excerpt { catalog, file } = session.backlinks(path).expect("its backlinks");
        assert_eq!(links::backlinks(&catalog, file), links::backlinks(&whole, position), "{path:?}");
        for (link, destination) in whole.links(position) {
            let meant = session.meant(link.linkpath(), &whole.files[position].path).expect("its destination");
            let found = meant.names.destination(link.linkpath(), &whole.files[position].path);
            let path = |file: usize| whole.files[file].path.as_str();
            assert_eq!(found.map(|it| meant.files[it as usize].path.as_str()), destination.map(path), "{link:?}");
        }
    }
}

#[test]
fn around_every_note_of_real_vaults_lies_what_the_whole_tells() {
    for name in ["tour", "kepano"] {
        let vault = Vault::copy_of(&fixture(name).join("vault"));
        vault.index();
        check(&Session::open(&vault.place(), Want::AsItIs, &Silent).expect("an index"));
    }
}
