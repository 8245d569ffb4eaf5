//! The words of minutes, results and templates, as a page brings them along: out of its locales.

use plenum_document::api::words::Words;

/// Those of German (`de`) or English.
pub fn words(language: &str) -> Words {
    let locale = match language {
        "de" => include_str!("../../../locales/de.json"),
        _ => include_str!("../../../locales/en.json"),
    };
    // The lines of a group stand in the order of the phrases.
    let (_, group) = locale.split_once("\"written\": {").unwrap_or_default();
    Words(group.lines().skip(1).map_while(|line| line.split('"').nth(3)).map(str::to_owned).collect())
}
