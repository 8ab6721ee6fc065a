//! The modules of a package: what each file defines, which names it imports and which paths it mentions. Code that is
//! compiled for tests only is left out: its needs are its own.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemMod, ItemUse, Macro, UseTree};

use crate::sources;

/// A module path below its package: `["graph", "links"]`.
pub type ModulePath = Vec<String>;

/// One module, which is one file: modules that are written inline belong to the file that holds them.
#[derive(Debug, Default)]
pub struct Module {
    /// The file, relative to the repository.
    pub file: String,
    /// The names that the file defines.
    pub defined: BTreeSet<String>,
    /// What the file brings into scope, by the name that it has there.
    pub imported: BTreeMap<String, Vec<String>>,
    /// Paths whose names are all brought into scope (`use x::*`).
    pub globs: Vec<Vec<String>>,
    /// Every path of at least two segments that the file mentions outside of `use`.
    pub mentioned: BTreeSet<Vec<String>>,
}

/// The modules of one package.
#[derive(Debug, Default)]
pub struct Package {
    /// The name that code calls it by.
    pub name: String,
    /// Its modules.
    pub modules: BTreeMap<ModulePath, Module>,
}

/// Reads all packages.
///
/// # Panics
///
/// If a source file cannot be read or parsed.
pub fn packages() -> Vec<Package> {
    sources::PACKAGES
        .iter()
        .map(|(name, folder)| {
            let files = sources::files(folder, "rs").into_iter().filter(|file| !sources::is_test(file));
            let files = files.filter(|file| file != "src/main.rs");
            let modules = files.map(|file| (module_path(folder, &file), module(file))).collect();
            Package { name: (*name).to_owned(), modules }
        })
        .collect()
}

fn module_path(folder: &str, file: &str) -> ModulePath {
    let below = file.strip_prefix(folder).and_then(|it| it.strip_prefix('/')).expect("the file lies in the package");
    let mut path: ModulePath = below.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if path.last().is_some_and(|last| matches!(last.as_str(), "mod" | "lib")) {
        path.pop();
    }
    path
}

fn module(file: String) -> Module {
    let text = sources::read(&file);
    let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
    let mut module = Module { file, ..Module::default() };
    let mut reader = Reader { module: &mut module, depth: 0, n_inline: 0 };
    parsed.items.iter().for_each(|item| reader.visit_item(item));
    module
}

struct Reader<'a> {
    module: &'a mut Module,
    /// How many items enclose what is read.
    depth: usize,
    /// How many modules that are written inline enclose what is read.
    n_inline: usize,
}

impl Reader<'_> {
    fn import(&mut self, prefix: &[String], tree: &UseTree) {
        let with = |name: String| [prefix, &[name]].concat();
        match tree {
            UseTree::Path(it) => self.import(&with(it.ident.to_string()), &it.tree),
            UseTree::Name(it) if it.ident == "self" => self.add_import(prefix.last().cloned(), prefix.to_vec()),
            UseTree::Name(it) => self.add_import(Some(it.ident.to_string()), with(it.ident.to_string())),
            UseTree::Rename(it) if it.ident == "self" => self.add_import(Some(it.rename.to_string()), prefix.to_vec()),
            UseTree::Rename(it) => self.add_import(Some(it.rename.to_string()), with(it.ident.to_string())),
            UseTree::Glob(_) => {
                let path = self.outside_inline(prefix.to_vec());
                self.module.globs.push(path);
            }
            UseTree::Group(it) => it.items.iter().for_each(|tree| self.import(prefix, tree)),
        }
    }

    fn add_import(&mut self, name: Option<String>, path: Vec<String>) {
        let path = self.outside_inline(path);
        self.module.imported.insert(name.unwrap_or_default(), path);
    }

    /// A path as it reads outside of the inline modules that enclose it: their `super` is the file's own module.
    fn outside_inline(&self, path: Vec<String>) -> Vec<String> {
        let n_supers = path.iter().take_while(|name| *name == "super").count().min(self.n_inline);
        match n_supers {
            0 => path,
            _ => std::iter::once("self".to_owned()).chain(path.into_iter().skip(n_supers)).collect(),
        }
    }

    /// Paths in the tokens of a macro call.
    fn scan(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut n_colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) if n_colons == 2 && !path.is_empty() => path.push(ident.to_string()),
                TokenTree::Ident(ident) => {
                    self.mention(std::mem::take(&mut path));
                    path.push(ident.to_string());
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => {
                    n_colons += 1;
                    continue;
                }
                TokenTree::Group(group) => {
                    self.mention(std::mem::take(&mut path));
                    self.scan(group.stream());
                }
                _ => self.mention(std::mem::take(&mut path)),
            }
            n_colons = 0;
        }
        self.mention(path);
    }

    fn mention(&mut self, path: Vec<String>) {
        if path.len() > 1 {
            let path = self.outside_inline(path);
            self.module.mentioned.insert(path);
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        let (name, attributes) = name_and_attributes(item);
        if attributes.iter().any(is_for_tests) {
            return;
        }
        if let (Some(name), 0) = (name, self.depth) {
            self.module.defined.insert(name);
        }
        self.depth += 1;
        visit::visit_item(self, item);
        self.depth -= 1;
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        self.n_inline += 1;
        visit::visit_item_mod(self, item);
        self.n_inline -= 1;
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.import(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.mention(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.visit_path(&call.path);
        self.scan(call.tokens.clone());
    }
}

fn is_for_tests(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Ident>().is_ok_and(|it| it == "test")
}

/// The name that an item defines in its module; a module without a body is a file of its own.
fn name_and_attributes(item: &Item) -> (Option<String>, &[Attribute]) {
    let (ident, attributes) = match item {
        Item::Const(it) => (Some(&it.ident), &it.attrs),
        Item::Enum(it) => (Some(&it.ident), &it.attrs),
        Item::Fn(it) => (Some(&it.sig.ident), &it.attrs),
        Item::Macro(it) => (it.ident.as_ref(), &it.attrs),
        Item::Mod(it) => (it.content.as_ref().map(|_| &it.ident), &it.attrs),
        Item::Static(it) => (Some(&it.ident), &it.attrs),
        Item::Struct(it) => (Some(&it.ident), &it.attrs),
        Item::Trait(it) => (Some(&it.ident), &it.attrs),
        Item::Type(it) => (Some(&it.ident), &it.attrs),
        Item::Impl(it) => (None, &it.attrs),
        Item::Use(it) => (None, &it.attrs),
        _ => return (None, &[]),
    };
    (ident.map(syn::Ident::to_string), attributes)
}
