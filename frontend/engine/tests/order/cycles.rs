//! Files of one folder: which of them import each other in a circle.

use super::Source;
use super::layers::named;
use std::collections::{BTreeMap, BTreeSet};

/// The imports of the files and folders that stand directly in a folder, which with its folder counts as one; where each is.
type Imports = BTreeMap<String, BTreeMap<String, String>>;

/// Circles of imports among the files directly in `folder` (`frontend/engine/src/rtc/`), named in code by `root`
/// (`crate::rtc::`): each as the imports of which it is made. What its `mod.rs` hands on counts for nobody.
pub fn cycles(sources: &[Source], folder: &str, root: &str) -> Vec<Vec<String>> {
    let imports = imports(sources, folder, root);
    let mut found: BTreeMap<BTreeSet<&str>, Vec<String>> = BTreeMap::new();
    for start in imports.keys() {
        if let Some(names) = way(&imports, start, start, &mut BTreeSet::new()) {
            let next = names.iter().cycle().skip(1);
            let lines = names.iter().zip(next).map(|(from, to)| imports[*from][*to].clone()).collect();
            found.entry(names.into_iter().collect()).or_insert(lines);
        }
    }
    found.into_values().collect()
}

fn imports(sources: &[Source], folder: &str, root: &str) -> Imports {
    let entry = |source: &Source| {
        let below = source.path.strip_prefix(folder).filter(|_| source.is("rs"))?;
        let name = below.split('/').next()?.trim_end_matches(".rs");
        (name != "mod").then(|| (name.to_owned(), !below.contains('/')))
    };
    let names: BTreeSet<String> = sources.iter().filter_map(entry).map(|(name, _)| name).collect();
    let mut imports = Imports::new();
    for source in sources {
        let Some((from, is_direct)) = entry(source) else { continue };
        let to = imports.entry(from.clone()).or_default();
        for line in source.code() {
            let beside = if is_direct { named("super::", &line.code) } else { Vec::new() };
            for name in named(root, &line.code).into_iter().chain(beside) {
                if name != from && names.contains(name) {
                    let place = || format!("{}:{}: {}", source.path, line.number, line.code.trim());
                    to.entry(name.to_owned()).or_insert_with(place);
                }
            }
        }
    }
    imports
}

/// A way along imports from one to another, without the end of it.
fn way<'a>(imports: &'a Imports, from: &'a str, to: &str, seen: &mut BTreeSet<&'a str>) -> Option<Vec<&'a str>> {
    if !seen.insert(from) {
        return None;
    }
    let next = &imports[from];
    if next.contains_key(to) {
        return Some(vec![from]);
    }
    let rest = next.keys().find_map(|next| way(imports, next, to, seen))?;
    Some([vec![from], rest].concat())
}

#[test]
fn a_circle_of_three_is_found_and_a_triangle_is_none() {
    let source = |name: &str, text: &str| Source { path: format!("x/{name}"), text: text.to_owned() };
    let triangle = [
        source("a.rs", "use crate::x::b::B;\nuse super::c::C;"),
        source("b/inner.rs", "use crate::x::c::C;"),
        source("c.rs", "//! Not crate::x::a."),
        source("mod.rs", "pub use crate::x::a::A;"),
    ];
    assert_eq!(cycles(&triangle, "x/", "crate::x::"), Vec::<Vec<String>>::new());
    let circle = triangle.into_iter().chain([source("c/inner.rs", "use crate::x::a::A;")]).collect::<Vec<_>>();
    let found = cycles(&circle, "x/", "crate::x::");
    assert!(found.iter().any(|circle| circle.contains(&"x/c/inner.rs:1: use crate::x::a::A;".to_owned())), "{found:?}");
}
