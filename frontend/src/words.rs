//! Every sentence of the page: one typed function each, and one catalogue per language, written by `build.rs` from
//! `locales/*.json`.
//!
//! A catalogue is a chunk of the program: only the language in use is fetched. Until then there are no words.

use plenum_engine::api::view::Language;
use std::sync::OnceLock;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// A sentence without gaps, in whichever language.
pub type Word = fn(Language) -> &'static str;

/// All sentences of one language, in the order of their indexes, with `\0` between them: one string, which shares nothing with
/// other chunks.
type Catalogue = &'static str;

/// A catalogue that could not be fetched.
pub struct Missing;

impl From<SplitLoaderError> for Missing {
    fn from(_: SplitLoaderError) -> Missing {
        Missing
    }
}

static LOADED: [OnceLock<Vec<&str>>; 2] = [const { OnceLock::new() }; 2];

/// Fetches the catalogue of a language, once; what failed can be tried again.
pub async fn load(language: Language) -> Result<(), Missing> {
    if !is_loaded(language) {
        let catalogue = match language {
            Language::En => english().await?,
            Language::De => german().await?,
        };
        LOADED[language as usize].get_or_init(|| catalogue.split('\0').collect());
    }
    Ok(())
}

/// Whether the catalogue of a language is here.
pub fn is_loaded(language: Language) -> bool {
    LOADED[language as usize].get().is_some()
}

#[wasm_split(words_en, fallible)]
fn english() -> Result<Catalogue, Missing> {
    Ok(EN)
}

#[wasm_split(words_de, fallible)]
fn german() -> Result<Catalogue, Missing> {
    Ok(DE)
}

/// A sentence as it stands in the catalogue.
#[cfg(target_family = "wasm")]
fn text(language: Language, index: usize) -> &'static str {
    LOADED[language as usize].get().and_then(|catalogue| catalogue.get(index)).copied().unwrap_or_default()
}

/// A sentence as it stands in the catalogue; native tests have both.
#[cfg(not(target_family = "wasm"))]
fn text(language: Language, index: usize) -> &'static str {
    let catalogue = match language {
        Language::En => EN,
        Language::De => DE,
    };
    catalogue.split('\0').nth(index).unwrap_or_default()
}

/// A sentence with its gaps filled.
fn fill(sentence: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(sentence.len());
    for (number, piece) in sentence.split("{{").flat_map(|part| part.split("}}")).enumerate() {
        let value = || values.iter().find(|(name, _)| *name == piece).map_or("", |(_, value)| *value);
        filled.push_str(if number % 2 == 1 { value() } else { piece });
    }
    filled
}

/// The plural categories of our languages (CLDR).
enum Plural {
    One,
    Other,
}

/// The category of a number in a language (`Intl.PluralRules`, ECMA-402).
#[cfg(target_family = "wasm")]
fn plural(language: Language, count: u32) -> Plural {
    let rules = js_sys::Intl::PluralRules::new(&js_sys::Array::of1(&language.tag().into()), &js_sys::Object::new());
    if rules.select(count.into()) == "one" { Plural::One } else { Plural::Other }
}

/// The category of a number; native tests know that English and German have one form for 1 and one for everything else.
#[cfg(not(target_family = "wasm"))]
fn plural(_: Language, count: u32) -> Plural {
    if count == 1 { Plural::One } else { Plural::Other }
}

include!(concat!(env!("OUT_DIR"), "/words.rs"));
