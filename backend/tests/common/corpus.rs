//! Corpus files: a first line with the outcome, a line with the reason, then what is sent.

use std::path::Path;

/// One input and what has to come of it.
pub struct Case {
    pub name: String,
    pub outcome: String,
    pub body: String,
}

/// All cases of one folder, by name.
pub fn cases(folder: &str) -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(folder);
    let mut cases: Vec<Case> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let (outcome, rest) = text.split_once('\n').unwrap();
            let (why, body) = rest.split_once('\n').unwrap();
            assert!(why.starts_with("# "), "{} says no reason", path.display());
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            Case { name, outcome: outcome.to_owned(), body: body.strip_suffix('\n').unwrap().to_owned() }
        })
        .collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(!cases.is_empty());
    cases
}

impl Case {
    /// The body as hex bytes, each perhaps with `*` and a count.
    pub fn hex(&self) -> Vec<u8> {
        let token = |token: &str| {
            let (byte, times) = token.split_once('*').unwrap_or((token, "1"));
            vec![u8::from_str_radix(byte, 16).unwrap(); times.parse().unwrap()]
        };
        self.body.split_ascii_whitespace().flat_map(token).collect()
    }

    /// The body as text with `\r`, `\n` and `\x00`.
    pub fn escaped(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut rest = self.body.chars();
        while let Some(c) = rest.next() {
            match (c, (c == '\\').then(|| rest.next()).flatten()) {
                ('\\', Some('r')) => out.push(b'\r'),
                ('\\', Some('n')) => out.push(b'\n'),
                ('\\', Some('x')) => {
                    let digits: String = rest.by_ref().take(2).collect();
                    out.push(u8::from_str_radix(&digits, 16).unwrap());
                }
                ('\\', other) => panic!("unknown escape {other:?}"),
                (plain, _) => out.extend(plain.to_string().bytes()),
            }
        }
        out
    }
}
