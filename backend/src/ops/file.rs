//! The configuration file (TOML 1.0): a flat table of the long option names, each value with the line it stands on.

use super::refused::{Place, Refused};
use super::settings::{Key, Said};
use std::collections::BTreeMap;
use std::path::Path;
use toml::de::{DeTable, DeValue};

/// What a file says, key by key.
///
/// # Errors
/// The file cannot be read or is no TOML, has a key that nobody knows, or a value that is no text, number or list of them.
pub fn read(path: &Path, keys: &[Key]) -> Result<BTreeMap<String, Said>, Refused> {
    let text =
        std::fs::read_to_string(path).map_err(|why| Refused::at(path.display(), format!("cannot be read: {why}")))?;
    let line = |offset: usize| text.get(..offset).unwrap_or(&text).matches('\n').count() + 1;
    let table = DeTable::parse(&text).map_err(|why| {
        let at = why.span().map_or_else(String::new, |span| format!(", line {}", line(span.start)));
        Refused::at(format!("{}{at}", path.display()), format!("this is no TOML: {}", why.message()))
    })?;
    let mut found = BTreeMap::new();
    for (name, value) in table.get_ref() {
        let place = Place::File(path.to_owned(), line(name.span().start));
        let name: &str = name.get_ref();
        let Some(key) = keys.iter().find(|key| key.name == name && key.is_in_files) else {
            return Err(Refused::about(name, None, &place, unknown(name, keys)));
        };
        let texts = texts(value.get_ref(), key).ok_or_else(|| Refused::about(name, None, &place, expected(key)))?;
        found.insert(name.to_owned(), Said { texts, place });
    }
    Ok(found)
}

fn expected(key: &Key) -> &'static str {
    match key.is_list {
        true => "text in quotes is expected, or a list of such texts: [\"a\", \"b\"]",
        false => "one text in quotes or one number is expected",
    }
}

/// Which key was meant, if that is near, or all there are.
pub fn unknown(name: &str, keys: &[Key]) -> String {
    let bare = |text: &str| text.to_ascii_lowercase().replace(['-', '_'], "");
    match keys.iter().find(|key| key.is_in_files && bare(&key.name) == bare(name)) {
        Some(key) => format!("there is no such option; it is written {}", key.name),
        None => {
            let all: Vec<&str> = keys.iter().filter(|key| key.is_in_files).map(|key| key.name.as_str()).collect();
            format!("there is no such option; there are {}", all.join(", "))
        }
    }
}

fn texts(value: &DeValue<'_>, key: &Key) -> Option<Vec<String>> {
    match value.as_array().filter(|_| key.is_list) {
        Some(values) => values.iter().map(|value| text(value.get_ref())).collect(),
        None => text(value).map(|text| vec![text]),
    }
}

fn text(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => Some(number.as_str().to_owned()),
        DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Array(_)
        | DeValue::Table(_) => None,
    }
}
