//! Reads the sources of the whole workspace, and their lines without comments.

pub mod cycles;
pub mod direction;
pub mod layers;
pub mod lists;

use std::fs;
use std::path::{Path, PathBuf};

/// Kinds of files that are written by hand and read by people.
const KINDS: [&str; 6] = ["rs", "ts", "css", "js", "mjs", "cjs"];
/// Folders that hold what others wrote or machines made.
const FOREIGN: [&str; 6] = ["target", "dist", "node_modules", "test-results", "playwright-report", "snapshots"];

/// One file.
pub struct Source {
    /// From the top of the workspace, with `/`.
    pub path: String,
    /// What it says.
    pub text: String,
}

/// One line of a file.
pub struct Line {
    /// From 1.
    pub number: usize,
    /// Without comments.
    pub code: String,
}

impl Source {
    /// Whether its name ends so.
    pub fn is(&self, kind: &str) -> bool {
        self.path.rsplit('.').next() == Some(kind)
    }

    /// Its lines without comments. Strings stay: what they name is named.
    pub fn code(&self) -> impl Iterator<Item = Line> {
        let mut inside = false;
        self.text.lines().enumerate().map(move |(index, line)| {
            let mut code = String::new();
            let mut rest = line;
            loop {
                if inside {
                    let Some((_, after)) = rest.split_once("*/") else { break };
                    (inside, rest) = (false, after);
                }
                let (slashes, block) = (comment(rest), outside(rest, "/*"));
                match (slashes, block) {
                    (Some(line), Some(block)) if block < line => {
                        code.push_str(&rest[..block]);
                        (inside, rest) = (true, &rest[block + 2..]);
                    }
                    (None, Some(block)) => {
                        code.push_str(&rest[..block]);
                        (inside, rest) = (true, &rest[block + 2..]);
                    }
                    (Some(line), _) => {
                        code.push_str(&rest[..line]);
                        break;
                    }
                    (None, None) => {
                        code.push_str(rest);
                        break;
                    }
                }
            }
            Line { number: index + 1, code }
        })
    }
}

/// Where a line comment begins: slashes that are not inside a string and not part of a URL.
fn comment(line: &str) -> Option<usize> {
    outside(line, "//").filter(|at| !line[..*at].ends_with(':'))
}

/// Where this stands outside of strings and characters.
fn outside(line: &str, what: &str) -> Option<usize> {
    // A quotation mark by itself, or after a backslash, begins and ends nothing.
    let plain = line.replace(r#"'"'"#, "' '").replace(r#"\""#, "  ");
    plain.match_indices(what).map(|(at, _)| at).find(|at| plain[..*at].matches('"').count().is_multiple_of(2))
}

/// Whether code names a word: not as a part of a longer one.
pub fn names(code: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    let whole = |at: usize| {
        let before = code[..at].chars().next_back().is_some_and(part) && word.starts_with(part);
        let after = code[at + word.len()..].chars().next().is_some_and(part) && word.ends_with(part);
        !before && !after
    };
    code.match_indices(word).any(|(at, _)| whole(at))
}

/// Every source of the workspace.
pub fn sources() -> Vec<Source> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Vec::new();
    collect(&top, &top, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn collect(top: &Path, folder: &Path, found: &mut Vec<Source>) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        let kind = entry.file_type();
        if name.starts_with('.') || FOREIGN.contains(&&*name) {
            continue;
        }
        if kind.as_ref().is_ok_and(|kind| kind.is_dir()) {
            collect(top, &path, found);
        } else if KINDS.iter().any(|kind| name.ends_with(&format!(".{kind}")))
            && let Ok(text) = fs::read_to_string(&path)
        {
            found.push(Source { path: relative(top, &path), text });
        }
    }
}

fn relative(top: &Path, path: &Path) -> String {
    let parts: PathBuf = path.strip_prefix(top).unwrap_or(path).to_owned();
    parts.to_string_lossy().replace('\\', "/")
}
