//! Turns `locales/*.json` into one typed function per sentence and one catalogue per language. English and German have every
//! sentence, so that a missing one is a build error and not a gap on somebody's screen; what another language lacks is said in
//! English, and a test of `words.rs` names it. Placeholders are `{{name}}`; plurals end in `_one`, `_other` and what other
//! categories a language has. Besides, it makes one style sheet each of `css/room/` and `css/document/`.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// A language: its file's name, whether it has every sentence, and its plural categories for whole numbers below a million
/// (CLDR).
struct Locale {
    tag: &'static str,
    complete: bool,
    categories: &'static [&'static str],
}

const fn locale(tag: &'static str, complete: bool, categories: &'static [&'static str]) -> Locale {
    Locale { tag, complete, categories }
}

/// The first one sets what there is to say.
const LOCALES: [Locale; 7] = [
    locale("en", true, &["one", "other"]),
    locale("de", true, &["one", "other"]),
    locale("es", false, &["one", "other"]),
    locale("fr", false, &["one", "other"]),
    locale("tr", false, &["one", "other"]),
    locale("uk", false, &["one", "few", "many"]),
    locale("ar", false, &["zero", "one", "two", "few", "many", "other"]),
];

/// Languages whose lines run from the right.
const FROM_RIGHT: [&str; 1] = ["ar"];

/// All plural categories, in the order of the forms in a catalogue.
const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// Style sheets of what only the room chunk and the document chunk show, in this order: folders of `css/`.
const CHUNK_CSS: [(&str, &[&str]); 2] = [
    (
        "room",
        &["room", "stage", "panel", "settings", "connections", "invite", "passphrase", "captions", "rescue", "host"],
    ),
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
    for Locale { tag, .. } in LOCALES {
        let file = format!("locales/{tag}.json");
        let text = std::fs::read_to_string(&file).map_err(|error| vec![format!("{file}: {error}")])?;
        let value: Value = serde_json::from_str(&text).map_err(|error| vec![format!("{file}: {error}")])?;
        let mut book = Book::new();
        flatten("", &value, &mut book).map_err(|key| vec![format!("{file}: `{key}` is not a sentence")])?;
        books.push(book);
    }
    let english = &books[0];
    let stems: BTreeSet<&str> = english.keys().filter_map(|key| key.strip_suffix("_other")).collect();
    let complaints: Vec<String> = LOCALES
        .iter()
        .zip(&books)
        .flat_map(|(locale, book)| {
            let complaints = compare(locale, book, english, &stems);
            complaints.into_iter().map(|complaint| format!("locales/{}.json {complaint}", locale.tag))
        })
        .collect();
    if !complaints.is_empty() {
        return Err(complaints);
    }
    let mut code = String::new();
    let mut catalogues = vec![Vec::new(); LOCALES.len()];
    for key in english.keys() {
        let (name, plural) = match split(key, &stems) {
            Some((stem, "other")) => (stem, true),
            Some(_) => continue,
            None => (key.as_str(), false),
        };
        function(&mut code, name, &english[key], plural, catalogues[0].len());
        for ((catalogue, book), locale) in catalogues.iter_mut().zip(&books).zip(&LOCALES) {
            catalogue.push(if plural {
                forms(name, book, english, locale)
            } else {
                sentence(key, book, english, locale)
            });
        }
    }
    let lacks: Vec<_> =
        LOCALES.iter().zip(&books).map(|(locale, book)| missing(locale, book, english, &stems)).collect();
    let _ = writeln!(
        code,
        "/// What each language lacks.\n#[cfg(test)]\nconst LACKS: [&[&str]; {}] = [{}];",
        lacks.len(),
        lacks.iter().map(|keys| format!("&{keys:?}")).collect::<Vec<_>>().join(", ")
    );
    for (catalogue, Locale { tag, .. }) in catalogues.iter().zip(LOCALES) {
        let (name, sentences) = (tag.to_uppercase(), catalogue.join("\0"));
        // A digit may stand behind the separator, and `\01` reads like another letter.
        let sentences = format!("{sentences:?}").replace("\\0", "\\u{0}");
        let _ = writeln!(code, "/// `locales/{tag}.json`\nconst {name}: &str = {sentences};");
    }
    Ok(code)
}

/// Stem and category of a plural's key.
fn split<'a>(key: &'a str, stems: &BTreeSet<&str>) -> Option<(&'a str, &'a str)> {
    let (stem, category) = key.rsplit_once('_')?;
    (CATEGORIES.contains(&category) && stems.contains(stem)).then_some((stem, category))
}

/// A sentence, in English if the book lacks it.
fn sentence(key: &str, book: &Book, english: &Book, locale: &Locale) -> String {
    book.get(key).cloned().unwrap_or_else(|| as_guest(&english[key], locale))
}

/// An English sentence among others: where lines run from the right it is isolated (LRI and PDI of UAX #9), or else its full stop would
/// stand before it.
fn as_guest(english: &str, locale: &Locale) -> String {
    match FROM_RIGHT.contains(&locale.tag) {
        true => format!("\u{2066}{english}\u{2069}"),
        false => english.to_string(),
    }
}

/// The forms of a plural, one place for each category, in English if the book lacks it, which is marked: then they follow the
/// rules of English.
fn forms(stem: &str, book: &Book, english: &Book, locale: &Locale) -> String {
    let key = |category: &str| format!("{stem}_{category}");
    let lacks = !book.contains_key(&key(locale.categories[0]));
    let form = |category: &str| match lacks {
        true => english.get(&key(category)).map(|form| as_guest(form, locale)).unwrap_or_default(),
        false => book.get(&key(category)).cloned().unwrap_or_default(),
    };
    let mut forms = CATEGORIES.map(form);
    if forms[5].is_empty() {
        forms[5] = forms[4].clone();
    }
    let forms = forms.join("\u{1}");
    if lacks { format!("\u{2}{forms}") } else { forms }
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

/// What a book has that it should not have, and lacks.
fn compare(locale: &Locale, book: &Book, english: &Book, stems: &BTreeSet<&str>) -> Vec<String> {
    let mut complaints = Vec::new();
    for (key, text) in book {
        let model = match split(key, stems) {
            Some((_, category)) if !locale.categories.contains(&category) => None,
            Some((stem, _)) => english.get(&format!("{stem}_other")),
            None => english.get(key),
        };
        let Some(model) = model else {
            complaints.push(format!("has `{key}`, which nobody asks for"));
            continue;
        };
        // A language with a form for two says none, one and two without a figure.
        let exact =
            locale.categories.contains(&"two") && ["_zero", "_one", "_two"].iter().any(|end| key.ends_with(end));
        let (own, wanted) = (placeholders(text), placeholders(model));
        let differ = own.symmetric_difference(&wanted).any(|name| !(exact && *name == "count"));
        if text.trim().is_empty() || text.contains(['\0', '\u{1}', '\u{2}']) || differ {
            complaints.push(format!("has `{key}` with {own:?} in it instead of {wanted:?}, or no text"));
        }
    }
    let missing = missing(locale, book, english, stems);
    // Some forms of a plural and not the others are a mistake in every language.
    let half = |key: &String| {
        let others =
            |stem: &str| locale.categories.iter().any(|category| book.contains_key(&format!("{stem}_{category}")));
        split(key, stems).is_some_and(|(stem, _)| others(stem))
    };
    let wrong = missing.iter().filter(|key| locale.complete || half(key));
    complaints.extend(wrong.map(|key| format!("lacks `{key}`")));
    complaints
}

/// The keys that a book lacks, each plural in the categories of its language.
fn missing(locale: &Locale, book: &Book, english: &Book, stems: &BTreeSet<&str>) -> Vec<String> {
    let plurals =
        stems.iter().flat_map(|stem| locale.categories.iter().map(move |category| format!("{stem}_{category}")));
    let plain = english.keys().filter(|key| split(key, stems).is_none()).cloned();
    plain.chain(plurals).filter(|key| !book.contains_key(key)).collect()
}

/// Text, placeholder, text, placeholder, …, text.
fn pieces(text: &str) -> Vec<&str> {
    text.split("{{").flat_map(|part| part.split("}}")).collect()
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    pieces(text).into_iter().skip(1).step_by(2).collect()
}

/// The function of a sentence, which has one place in all catalogues.
fn function(code: &mut String, name: &str, text: &str, plural: bool, index: usize) {
    let mut names = placeholders(text);
    if plural {
        names.insert("count");
    }
    let found = if plural { format!("form(language, {index}, count)") } else { format!("text(language, {index})") };
    let (result, body) = match names.is_empty() {
        true => ("&'static str", found),
        false => ("String", format!("fill({found}, &[{}])", values(&names))),
    };
    open(code, name, text, &names, result);
    let _ = writeln!(code, "    {body}\n}}");
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
        true => format!("({name:?}, &grouped(language, {name}))"),
        false => format!("({name:?}, {name})"),
    };
    names.iter().map(value).collect::<Vec<_>>().join(", ")
}

/// `{{count}}` and `{{number}}` are numbers, everything else is text.
fn is_number(name: &str) -> bool {
    matches!(name, "count" | "number")
}
