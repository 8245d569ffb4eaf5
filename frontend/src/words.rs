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
/// other chunks. A plural has a form for each category, with `\u{1}` between them; `\u{2}` before them says that they are in English.
type Catalogue = &'static str;

/// A catalogue that could not be fetched.
pub struct Missing;

impl From<SplitLoaderError> for Missing {
    fn from(_: SplitLoaderError) -> Missing {
        Missing
    }
}

static LOADED: [OnceLock<Vec<&str>>; Language::ALL.len()] = [const { OnceLock::new() }; Language::ALL.len()];

/// Fetches the catalogue of a language, once; what failed can be tried again.
pub async fn load(language: Language) -> Result<(), Missing> {
    if !is_loaded(language) {
        let catalogue = match language {
            Language::En => english().await?,
            Language::De => german().await?,
            Language::Es => spanish().await?,
            Language::Fr => french().await?,
            Language::Tr => turkish().await?,
            Language::Uk => ukrainian().await?,
            Language::Ar => arabic().await?,
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

#[wasm_split(words_es, fallible)]
fn spanish() -> Result<Catalogue, Missing> {
    Ok(ES)
}

#[wasm_split(words_fr, fallible)]
fn french() -> Result<Catalogue, Missing> {
    Ok(FR)
}

#[wasm_split(words_tr, fallible)]
fn turkish() -> Result<Catalogue, Missing> {
    Ok(TR)
}

#[wasm_split(words_uk, fallible)]
fn ukrainian() -> Result<Catalogue, Missing> {
    Ok(UK)
}

#[wasm_split(words_ar, fallible)]
fn arabic() -> Result<Catalogue, Missing> {
    Ok(AR)
}

/// A sentence as it stands in the catalogue.
#[cfg(target_family = "wasm")]
fn text(language: Language, index: usize) -> &'static str {
    LOADED[language as usize].get().and_then(|catalogue| catalogue.get(index)).copied().unwrap_or_default()
}

/// A sentence as it stands in the catalogue; native tests have them all.
#[cfg(not(target_family = "wasm"))]
fn text(language: Language, index: usize) -> &'static str {
    let catalogue = [EN, DE, ES, FR, TR, UK, AR][language as usize];
    catalogue.split('\0').nth(index).unwrap_or_default()
}

/// The form of a plural that this number takes.
fn form(language: Language, index: usize, count: u32) -> &'static str {
    chosen(text(language, index), language, count)
}

/// The same, of all its forms.
fn chosen(text: &'static str, language: Language, count: u32) -> &'static str {
    let (language, text) = text.strip_prefix('\u{2}').map_or((language, text), |english| (Language::En, english));
    let mut forms = text.split('\u{1}');
    // The last one, `other`, is for all numbers that have no form of their own.
    let other = forms.clone().next_back().unwrap_or_default();
    forms.nth(category(language, count)).filter(|form| !form.is_empty()).unwrap_or(other)
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

/// A number as people read it: five digits and more stand in groups of three.
fn grouped(language: Language, number: u32) -> String {
    let between = match language {
        Language::En | Language::Ar => ',',
        Language::De | Language::Tr => '.',
        // Narrow, and no line ends there.
        Language::Es | Language::Fr | Language::Uk => '\u{202f}',
    };
    let digits = number.to_string();
    let mut grouped = String::with_capacity(2 * digits.len());
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && digits.len() > 4 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(between);
        }
        grouped.push(digit);
    }
    grouped
}

/// The plural categories before `other` (CLDR), in the order of the forms in a catalogue.
const CATEGORIES: [&str; 5] = ["zero", "one", "two", "few", "many"];

/// The place of a number's category in a language (`Intl.PluralRules`, ECMA-402).
#[cfg(target_family = "wasm")]
fn category(language: Language, count: u32) -> usize {
    let rules = js_sys::Intl::PluralRules::new(&js_sys::Array::of1(&language.tag().into()), &js_sys::Object::new());
    let category = rules.select(count.into());
    CATEGORIES.iter().position(|one| category == *one).unwrap_or(CATEGORIES.len())
}

/// The place of a number's category; native tests know the rules for whole numbers (CLDR 46, plurals.xml).
#[cfg(not(target_family = "wasm"))]
fn category(language: Language, count: u32) -> usize {
    let (ten, hundred) = (count % 10, count % 100);
    let category = match language {
        Language::Fr if count == 0 => "one",
        Language::Uk if ten == 1 && hundred != 11 => "one",
        Language::Uk if (2..=4).contains(&ten) && !(12..=14).contains(&hundred) => "few",
        Language::Uk => "many",
        Language::Ar if count == 0 => "zero",
        Language::Ar if count == 2 => "two",
        Language::Ar if (3..=10).contains(&hundred) => "few",
        Language::Ar if hundred >= 11 => "many",
        Language::Es | Language::Fr if count > 0 && count.is_multiple_of(1_000_000) => "many",
        _ if count == 1 => "one",
        _ => "other",
    };
    CATEGORIES.iter().position(|one| category == *one).unwrap_or(CATEGORIES.len())
}

include!(concat!(env!("OUT_DIR"), "/words.rs"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_take_the_form_of_their_category() {
        for (language, counts) in [
            (Language::En, &[(0, "0 minutes"), (1, "1 minute"), (21, "21 minutes")][..]),
            (Language::De, &[(0, "0 Minuten"), (1, "1 Minute")]),
            (Language::Es, &[(0, "0 minutos"), (1, "1 minuto"), (1_000_000, "1\u{202f}000\u{202f}000 minutos")]),
            (Language::Fr, &[(0, "0 minute"), (1, "1 minute"), (2, "2 minutes")]),
            (Language::Tr, &[(1, "1 dakika"), (5, "5 dakika")]),
            (
                Language::Uk,
                &[(1, "1 хвилина"), (21, "21 хвилина"), (2, "2 хвилини"), (34, "34 хвилини"), (0, "0 хвилин")],
            ),
            (Language::Uk, &[(5, "5 хвилин"), (11, "11 хвилин"), (12, "12 хвилин"), (111, "111 хвилин")]),
            (Language::Ar, &[(1, "دقيقة واحدة"), (2, "دقيقتان"), (3, "3 دقائق"), (110, "110 دقائق")]),
            (Language::Ar, &[(11, "11 دقيقة"), (99, "99 دقيقة"), (100, "100 دقيقة"), (102, "102 دقيقة")]),
        ] {
            for (count, said) in counts {
                assert_eq!(agenda_minutes(language, *count), *said, "{language:?}");
            }
        }
    }

    #[test]
    fn a_plural_that_a_language_lacks_follows_the_rules_of_english() {
        let english = "\u{2}\u{1}one\u{1}\u{1}\u{1}\u{1}other";
        for (language, count, said) in
            [(Language::Uk, 1, "one"), (Language::Uk, 21, "other"), (Language::Ar, 2, "other")]
        {
            assert_eq!(chosen(english, language, count), said, "{language:?} {count}");
        }
    }

    /// Languages that somebody has begun to translate, and what they lack is said in English.
    const UNFINISHED: [Language; 0] = [];

    #[test]
    fn no_finished_language_lacks_a_sentence() {
        for language in Language::ALL.into_iter().filter(|language| !UNFINISHED.contains(language)) {
            let lacks = LACKS[language as usize];
            assert!(lacks.is_empty(), "locales/{}.json lacks {} keys: {lacks:?}", language.tag(), lacks.len());
        }
    }

    #[test]
    fn what_a_sentence_says_to_press_is_called_so() {
        for language in Language::ALL {
            for (sentence, name) in [
                (captions_who(language), room_people(language)),
                (captions_who(language), captions_write(language)),
                (&*news_captions(language, "Ada"), captions_show(language)),
                (trouble_microphone_denied(language), room_microphone(language)),
                (trouble_microphone_unknown(language), settings_title(language)),
                (trouble_camera_denied(language), room_camera(language)),
                (trouble_screen_failed(language), room_share(language)),
            ] {
                assert!(sentence.contains(name), "{language:?}: no “{name}” in “{sentence}”");
            }
        }
    }

    #[test]
    fn many_digits_stand_in_groups() {
        for (number, said) in [(0, "0"), (9_999, "9999"), (10_000, "10,000"), (123_456, "123,456")] {
            assert_eq!(grouped(Language::En, number), said);
        }
        assert_eq!(grouped(Language::De, 4_294_967_295), "4.294.967.295");
    }

    #[test]
    fn what_a_tab_shows_is_in_its_name() {
        for language in Language::ALL {
            for (name, shown) in [
                (room_people(language), room_people_short(language)),
                (panel_list(language), panel_list_short(language)),
                (panel_agenda(language), panel_agenda_short(language)),
                (&*panel_new(language, panel_notes(language)), panel_notes(language)),
                (&*chat_unread(language, 2), panel_chat(language)),
            ] {
                let said = name.to_lowercase();
                assert!(said.contains(&shown.to_lowercase()), "{language:?}: no “{shown}” in “{name}”");
            }
        }
    }

    #[test]
    fn arabic_has_all_six_categories() {
        for (count, place) in [(0, 0), (1, 1), (2, 2), (103, 3), (1_011, 4), (100, 5), (201, 5), (1_000, 5)] {
            assert_eq!(category(Language::Ar, count), place, "{count}");
        }
    }
}
