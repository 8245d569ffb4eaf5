//! Turns `locales/en.json` and `locales/de.json` into one typed function per sentence, so that a missing word is a
//! build error and not a gap on somebody's screen. Placeholders are `{{name}}`, plurals end in `_one` and `_other`.
//! Besides, it makes one style sheet of `css/room/`.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// File name and variant of `Language`; the first one sets what there is to say.
const TONGUES: [(&str, &str); 2] = [("en", "En"), ("de", "De")];

/// Style sheets of what only a meeting shows, in this order.
const ROOM_CSS: [&str; 4] = ["room", "stage", "panel", "connections"];

/// Sentences by key.
type Book = BTreeMap<String, String>;

fn main() {
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=css/room");
    println!("cargo::rerun-if-env-changed=PLENUM_ESBUILD");
    if std::env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        // `split.sh` cuts the program in two and has to know what refers to what.
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
    let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    std::fs::write(Path::new(&out).join("room.css"), room_css()).expect("OUT_DIR can be written");
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

/// The style sheets of the room as one, minified where `page.sh` names an esbuild.
fn room_css() -> String {
    let text =
        |name: &&str| std::fs::read_to_string(format!("css/room/{name}.css")).expect("a style sheet can be read");
    let css: String = ROOM_CSS.iter().map(text).collect();
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
    for (tongue, _) in TONGUES {
        let file = format!("locales/{tongue}.json");
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
    for key in books[0].keys() {
        match key.strip_suffix("_other") {
            Some(stem) => plural(&mut code, stem, &books),
            None if key.ends_with("_one") => {}
            None => single(&mut code, key, &books),
        }
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
    for (book, (tongue, _)) in books.iter().zip(TONGUES) {
        for (other, (other_tongue, _)) in books.iter().zip(TONGUES) {
            for (key, text) in other {
                match book.get(key) {
                    None => complaints.push(format!("locales/{tongue}.json lacks `{key}`, {other_tongue}.json has it")),
                    Some(own) => {
                        for name in placeholders(text).difference(&placeholders(own)) {
                            complaints.push(format!("locales/{tongue}.json: `{key}` lacks {{{{{name}}}}}"));
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
                complaints.push(format!("locales/{tongue}.json has `{key}` without `{twin}`"));
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

/// A sentence without plural.
fn single(code: &mut String, key: &str, books: &[Book]) {
    let names = placeholders(&books[0][key]);
    let result = if names.is_empty() { "&'static str" } else { "String" };
    open(code, key, &books[0][key], &names, result);
    for (book, (_, variant)) in books.iter().zip(TONGUES) {
        let _ = writeln!(code, "        Language::{variant} => {},", sentence(&book[key], &names));
    }
    code.push_str("    }\n}\n");
}

/// A sentence with plural: English and German both have one form for 1 and one for everything else.
fn plural(code: &mut String, stem: &str, books: &[Book]) {
    let (one, other) = (format!("{stem}_one"), format!("{stem}_other"));
    let mut names = placeholders(&books[0][&other]);
    names.insert("count");
    open(code, stem, &books[0][&other], &names, "String");
    for (book, (_, variant)) in books.iter().zip(TONGUES) {
        let _ = writeln!(code, "        Language::{variant} if count == 1 => {},", sentence(&book[&one], &names));
        let _ = writeln!(code, "        Language::{variant} => {},", sentence(&book[&other], &names));
    }
    code.push_str("    }\n}\n");
}

/// Doc comment, signature and the start of the `match`.
fn open(code: &mut String, key: &str, example: &str, names: &BTreeSet<&str>, result: &str) {
    let _ = write!(code, "/// {example}\npub fn {key}(language: Language");
    for name in names {
        let _ = write!(code, ", {name}: {}", if is_number(name) { "u32" } else { "&str" });
    }
    let _ = writeln!(code, ") -> {result} {{\n    match language {{");
}

/// The expression for one language.
fn sentence(text: &str, names: &BTreeSet<&str>) -> String {
    if names.is_empty() {
        return format!("{text:?}");
    }
    let parts: Vec<String> = pieces(text)
        .into_iter()
        .enumerate()
        .filter(|(_, piece)| !piece.is_empty())
        .map(|(index, piece)| match (index % 2 == 1, is_number(piece)) {
            (true, true) => format!("{piece}.to_string().as_str()"),
            (true, false) => piece.to_string(),
            (false, _) => format!("{piece:?}"),
        })
        .collect();
    format!("[{}].concat()", parts.join(", "))
}

/// `{{count}}` and `{{number}}` are numbers, everything else is text.
fn is_number(name: &str) -> bool {
    matches!(name, "count" | "number")
}
