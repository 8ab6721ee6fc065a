//! Which file imports which. An import leads to the file that defines the name: a name that a module merely re-exports is
//! not an import of that module.

use std::collections::{BTreeMap, BTreeSet};

use crate::modules::{ModulePath, Package};

/// For each file the files that it imports something from, with the paths that say so.
pub type Imports = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

/// What a path leads to.
enum Target<'a> {
    Module(&'a Package, ModulePath),
    /// Something that a file defines.
    Item(String),
}

/// How many re-exports a name may pass through.
const MAX_DEPTH: usize = 16;

/// The imports of all packages.
pub fn imports(packages: &[Package]) -> Imports {
    let resolver = Resolver { packages };
    let mut imports = Imports::new();
    for package in packages {
        for (path, module) in &package.modules {
            let found = imports.entry(module.file.clone()).or_default();
            let globs = module.globs.iter().map(|glob| (glob, true));
            let named = module.imported.values().chain(&module.mentioned).map(|named| (named, false));
            for (written, is_glob) in globs.chain(named) {
                let file = match resolver.resolve(package, path, written, MAX_DEPTH) {
                    Some(Target::Item(file)) => Some(file),
                    // Naming a module alone takes nothing from it; taking all of it does.
                    Some(Target::Module(owner, module)) if is_glob => Some(owner.modules[&module].file.clone()),
                    _ => None,
                };
                if let Some(file) = file.filter(|file| *file != module.file) {
                    found.entry(file).or_default().insert(written.join("::"));
                }
            }
        }
    }
    imports
}

struct Resolver<'a> {
    packages: &'a [Package],
}

impl<'a> Resolver<'a> {
    /// What `written` means in a module; `None` for what no package here defines.
    fn resolve(
        &self,
        package: &'a Package,
        module: &ModulePath,
        written: &[String],
        depth: usize,
    ) -> Option<Target<'a>> {
        let depth = depth.checked_sub(1)?;
        let (first, rest) = written.split_first()?;
        if let Some(other) = self.packages.iter().find(|package| package.name == *first) {
            return self.walk(other, Vec::new(), rest, depth);
        }
        match first.as_str() {
            "crate" => self.walk(package, Vec::new(), rest, depth),
            "self" => self.walk(package, module.clone(), rest, depth),
            "super" => {
                let mut parent = module.clone();
                parent.pop()?;
                let mut rest = rest;
                while rest.first().is_some_and(|it| it == "super") {
                    parent.pop()?;
                    rest = &rest[1..];
                }
                self.walk(package, parent, rest, depth)
            }
            _ => self.walk(package, module.clone(), written, depth),
        }
    }

    /// Follows names downwards from a module.
    fn walk(&self, package: &'a Package, mut at: ModulePath, names: &[String], depth: usize) -> Option<Target<'a>> {
        let depth = depth.checked_sub(1)?;
        for (nth, name) in names.iter().enumerate() {
            let mut child = at.clone();
            child.push(name.clone());
            if package.modules.contains_key(&child) {
                at = child;
                continue;
            }
            let module = package.modules.get(&at)?;
            if module.defined.contains(name) {
                return Some(Target::Item(module.file.clone()));
            }
            if let Some(path) = module.imported.get(name) {
                if path.first() == Some(name) && path.len() == 1 {
                    return None;
                }
                return match self.resolve(package, &at, path, depth)? {
                    Target::Module(owner, module) => self.walk(owner, module, &names[nth + 1..], depth),
                    item => Some(item),
                };
            }
            return module.globs.iter().find_map(|glob| {
                let whole: Vec<String> = glob.iter().chain(&names[nth..]).cloned().collect();
                self.resolve(package, &at, &whole, depth)
            });
        }
        Some(Target::Module(package, at))
    }
}

/// The groups of files that import one another, directly or through others, each sorted; files that are in no cycle are
/// left out.
pub fn cycles(imports: &Imports) -> Vec<Vec<&str>> {
    let reached = |from: &str| -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        let mut open: Vec<&str> = imports.get(from).into_iter().flat_map(|it| it.keys()).map(String::as_str).collect();
        while let Some(file) = open.pop() {
            if found.insert(file) {
                open.extend(imports.get(file).into_iter().flat_map(|it| it.keys()).map(String::as_str));
            }
        }
        found
    };
    let reached: BTreeMap<&str, BTreeSet<&str>> = imports.keys().map(|file| (file.as_str(), reached(file))).collect();
    let mut cycles = BTreeSet::new();
    for (file, others) in &reached {
        if others.contains(file) {
            cycles.insert(others.iter().filter(|other| reached[**other].contains(file)).copied().collect::<Vec<_>>());
        }
    }
    cycles.into_iter().collect()
}

/// Whether a cycle is a module and one of its children, each of which may know the other.
pub fn is_parent_and_child(cycle: &[&str]) -> bool {
    let [left, right] = cycle else { return false };
    let folder =
        |file: &str| file.trim_end_matches("/mod.rs").trim_end_matches("/lib.rs").trim_end_matches(".rs").to_owned();
    let is_child =
        |child: &str, parent: &str| folder(child).rsplit_once('/').is_some_and(|(above, _)| above == folder(parent));
    is_child(left, right) || is_child(right, left)
}
