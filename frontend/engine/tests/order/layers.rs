//! Folders are layers: which folder of a crate stands on which, and every import that climbs.

use super::Source;
use std::collections::BTreeMap;

/// A crate whose folders (and files beside them) stand upon each other.
pub struct Crate {
    /// Where its sources are, from the top of the workspace, with `/` at the end.
    pub sources: &'static str,
    /// How its folders are named in code: `crate::`, or `crate::views::` for those inside a folder.
    pub root: &'static str,
    /// From the lowest up. Those of one row know nothing of each other.
    pub layers: &'static [&'static [&'static str]],
}

/// One import of one folder by another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// `frontend/engine/src/rtc/connection.rs:7`
    pub place: String,
    /// The line of code.
    pub code: String,
    /// Which folder imports.
    pub from: String,
    /// And what.
    pub to: String,
}

impl Crate {
    /// The layer of a folder, from 0; nothing if the list does not know it.
    pub fn layer(&self, folder: &str) -> Option<usize> {
        self.layers.iter().position(|row| row.contains(&folder))
    }

    /// Every import of one folder by another, in the order of the files.
    pub fn imports(&self, sources: &[Source]) -> Vec<Import> {
        let mut found = Vec::new();
        for source in sources.iter().filter(|source| source.path.starts_with(self.sources) && source.is("rs")) {
            let Some(from) = self.folder(source) else { continue };
            for line in source.code() {
                for to in named(self.root, &line.code).into_iter().filter(|to| *to != from && self.layer(to).is_some())
                {
                    let (place, code) = (format!("{}:{}", source.path, line.number), line.code.trim().to_owned());
                    found.push(Import { place, code, from: from.to_owned(), to: to.to_owned() });
                }
            }
        }
        found
    }

    /// The folder (or the file at the top) that a source belongs to; nothing for the root of the crate.
    pub fn folder<'a>(&self, source: &'a Source) -> Option<&'a str> {
        let below = source.path.strip_prefix(self.sources)?;
        let first = below.split('/').next()?;
        let name = first.strip_suffix(".rs").unwrap_or(first);
        (!["lib", "main", "mod"].contains(&name)).then_some(name)
    }

    /// Imports that climb or go sideways, each with one that goes the other way if there is one: then it is a cycle.
    pub fn climbing(&self, sources: &[Source]) -> Vec<(Import, Option<Import>)> {
        let imports = self.imports(sources);
        let mut ways: BTreeMap<(&str, &str), &Import> = BTreeMap::new();
        for import in &imports {
            ways.entry((&import.from, &import.to)).or_insert(import);
        }
        let climbs = |import: &&Import| self.layer(&import.to) >= self.layer(&import.from);
        let back = |import: &Import| ways.get(&(import.to.as_str(), import.from.as_str())).map(|back| (*back).clone());
        imports.iter().filter(climbs).map(|import| (import.clone(), back(import))).collect()
    }
}

/// The folders that a line of code names: `crate::rtc::…`.
pub fn named<'a>(root: &str, code: &'a str) -> Vec<&'a str> {
    let starts = code.match_indices(root).map(|(at, word)| &code[at + word.len()..]);
    let name = |rest: &str| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().map(str::len);
    starts.filter_map(|rest| name(rest).map(|length| &rest[..length])).collect()
}
