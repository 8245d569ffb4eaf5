//! Turns `locales/en.json` and `locales/de.json` into one typed function per sentence and one catalogue per language, so that
//! a missing word is a build error and not a gap on somebody's screen. Placeholders are `{{name}}`, plurals end in `_one` and `_other`.
//! Besides, it makes one style sheet each of `css/room/` and `css/document/`.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// File names; the first one sets what there is to say.
const LANGUAGES: [&str; 2] = ["en", "de"];

/// Style sheets of what only the room chunk and the document chunk show, in this order: folders of `css/`.
const CHUNK_CSS: [(&str, &[&str]); 2] = [
    ("room", &["room", "stage", "panel", "settings", "connections", "invite"]),
    ("document", &["chat", "notes", "list", "agenda"]),
];

/// Sentences by key.
type Book = BTreeMap<String, String>;

fn main() {
    println!("cargo::rerun-if-changed=locales");
    for (folder, _) in CHUNK_CSS {
        println!("cargo::rerun-if-changed=css/{folder}");
    }
    println!("cargo::rerun-if-env-changed=PLENUM_ESBUILD");
    if std::env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        // `split.sh` cuts the program into chunks and has to know what refers to what.
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
    let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    for (folder, sheets) in CHUNK_CSS {
        let css = style_sheet(folder, sheets);
        std::fs::write(Path::new(&out).join(format!("{folder}.css")), css).expect("OUT_DIR can be written");
    }
    match write_words() {
        Ok(code) => std::fs::write(Path::new(&out).join("words.rs"), code).expect("OUT_DIR can be written"),
        Err(complaints) => {
            for complaint in complaints {
                println!("cargo::error={complaint}");
            }
            std::process::exit(1);
        }
    }
}

/// The style sheets of a folder as one, minified where `page.sh` names an esbuild.
fn style_sheet(folder: &str, sheets: &[&str]) -> String {
    let text =
        |name: &&str| std::fs::read_to_string(format!("css/{folder}/{name}.css")).expect("a style sheet can be read");
    let css: String = sheets.iter().map(text).collect();
    let Some(esbuild) = std::env::var_os("PLENUM_ESBUILD") else { return css };
    let mut minifier = Command::new(esbuild)
        .args(["--minify", "--legal-comments=none", "--loader=css"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("PLENUM_ESBUILD names an esbuild");
    minifier.stdin.take().expect("it is piped").write_all(css.as_bytes()).expect("esbuild reads");
    let minified = minifier.wait_with_output().expect("esbuild writes");
    assert!(minified.status.success(), "esbuild has failed");
    String::from_utf8(minified.stdout).expect("a style sheet is UTF-8")
}

/// The code, or everything that is wrong with the locales.
fn write_words() -> Result<String, Vec<String>> {
    let mut books = Vec::new();
    for language in LANGUAGES {
        let file = format!("locales/{language}.json");
        let text = std::fs::read_to_string(&file).map_err(|error| vec![format!("{file}: {error}")])?;
        let value: Value = serde_json::from_str(&text).map_err(|error| vec![format!("{file}: {error}")])?;
        let mut book = Book::new();
        flatten("", &value, &mut book).map_err(|key| vec![format!("{file}: `{key}` is not a sentence")])?;
        books.push(book);
    }
    let complaints = compare(&books);
    if !complaints.is_empty() {
        return Err(complaints);
    }
    let mut code = String::new();
    let mut catalogues = vec![Vec::new(); LANGUAGES.len()];
    for key in books[0].keys() {
        match key.strip_suffix("_other") {
            Some(stem) => plural(&mut code, &mut catalogues, stem, &books),
            None if key.ends_with("_one") => {}
            None => single(&mut code, &mut catalogues, key, &books),
        }
    }
    for (catalogue, language) in catalogues.iter().zip(LANGUAGES) {
        let (name, sentences) = (language.to_uppercase(), catalogue.join("\0"));
        let _ = writeln!(code, "/// `locales/{language}.json`\nconst {name}: &str = {sentences:?};");
    }
    Ok(code)
}

/// `{"lobby": {"title": …}}` becomes `lobby_title`. Fails with the key of what is no text.
fn flatten(prefix: &str, value: &Value, book: &mut Book) -> Result<(), String> {
    match value {
        Value::String(text) => {
            book.insert(prefix.to_string(), text.clone());
            Ok(())
        }
        Value::Object(entries) => entries.iter().try_for_each(|(key, value)| {
            let key = if prefix.is_empty() { key.clone() } else { format!("{prefix}_{key}") };
            flatten(&key, value, book)
        }),
        _ => Err(prefix.to_string()),
    }
}

/// What one language has and the other lacks.
fn compare(books: &[Book]) -> Vec<String> {
    let mut complaints = Vec::new();
    for (book, language) in books.iter().zip(LANGUAGES) {
        for (other, other_language) in books.iter().zip(LANGUAGES) {
            for (key, text) in other {
                match book.get(key) {
                    None => {
                        complaints.push(format!("locales/{language}.json lacks `{key}`, {other_language}.json has it"))
                    }
                    Some(own) => {
                        for name in placeholders(text).difference(&placeholders(own)) {
                            complaints.push(format!("locales/{language}.json: `{key}` lacks {{{{{name}}}}}"));
                        }
                    }
                }
            }
        }
        for key in book.keys() {
            let twin = match (key.strip_suffix("_one"), key.strip_suffix("_other")) {
                (Some(stem), _) => format!("{stem}_other"),
                (_, Some(stem)) => format!("{stem}_one"),
                _ => continue,
            };
            if !book.contains_key(&twin) {
                complaints.push(format!("locales/{language}.json has `{key}` without `{twin}`"));
            }
        }
    }
    complaints
}

/// Text, placeholder, text, placeholder, …, text.
fn pieces(text: &str) -> Vec<&str> {
    text.split("{{").flat_map(|part| part.split("}}")).collect()
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    pieces(text).into_iter().skip(1).step_by(2).collect()
}

/// A function without plural: the sentence has one place in all catalogues.
fn single(code: &mut String, catalogues: &mut [Vec<String>], key: &str, books: &[Book]) {
    let names = placeholders(&books[0][key]);
    let index = enter(catalogues, key, books);
    if names.is_empty() {
        open(code, key, &books[0][key], &names, "&'static str");
        let _ = writeln!(code, "    text(language, {index})\n}}");
    } else {
        open(code, key, &books[0][key], &names, "String");
        let _ = writeln!(code, "    fill(text(language, {index}), &[{}])\n}}", values(&names));
    }
}

/// A function with plural: one sentence for each category that the languages have (CLDR; `Intl.PluralRules`).
fn plural(code: &mut String, catalogues: &mut [Vec<String>], stem: &str, books: &[Book]) {
    let (one, other) = (format!("{stem}_one"), format!("{stem}_other"));
    let mut names = placeholders(&books[0][&other]);
    names.insert("count");
    let (one, many) = (enter(catalogues, &one, books), enter(catalogues, &other, books));
    open(code, stem, &books[0][&other], &names, "String");
    let _ = writeln!(
        code,
        "    let index = match plural(language, count) {{\n        Plural::One => {one},\n        Plural::Other => {many},\n    }};"
    );
    let _ = writeln!(code, "    fill(text(language, index), &[{}])\n}}", values(&names));
}

/// Enters a sentence into the catalogue of each language; says where.
fn enter(catalogues: &mut [Vec<String>], key: &str, books: &[Book]) -> usize {
    for (catalogue, book) in catalogues.iter_mut().zip(books) {
        catalogue.push(book[key].clone());
    }
    catalogues[0].len() - 1
}

/// Doc comment and signature.
fn open(code: &mut String, key: &str, example: &str, names: &BTreeSet<&str>, result: &str) {
    let _ = write!(code, "/// {example}\npub fn {key}(language: Language");
    for name in names {
        let _ = write!(code, ", {name}: {}", if is_number(name) { "u32" } else { "&str" });
    }
    let _ = writeln!(code, ") -> {result} {{");
}

/// What stands in the places of a sentence.
fn values(names: &BTreeSet<&str>) -> String {
    let value = |name: &&str| match is_number(name) {
        true => format!("({name:?}, &{name}.to_string())"),
        false => format!("({name:?}, {name})"),
    };
    names.iter().map(value).collect::<Vec<_>>().join(", ")
}

/// `{{count}}` and `{{number}}` are numbers, everything else is text.
fn is_number(name: &str) -> bool {
    matches!(name, "count" | "number")
}
