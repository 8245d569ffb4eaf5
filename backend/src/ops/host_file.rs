//! The host's file (TOML): a note for the start page in several languages, and where to donate.

use super::refused::Refused;
use super::settings::Settings;
use crate::http::host::Host;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use toml::de::{DeTable, DeValue};
use url::Url;

/// The whole file, bytes: twenty notes, and comments.
const FILE_BYTES: usize = 64 * 1024;
/// One note, characters: a few sentences beside the way in, and no page of its own.
const NOTE_CHARACTERS: usize = 600;
/// Languages of a note: more than the page has.
const LANGUAGES: usize = 20;
/// An address, bytes.
const DONATE_BYTES: usize = 300;

/// What the host says, if anything.
///
/// # Errors
/// Key, place, and the line of that file that is wrong.
pub fn host(settings: &Settings) -> Result<Host, Refused> {
    let host = settings.read("host-file", |path| {
        let text = fs::read_to_string(Path::new(path)).map_err(|why| format!("cannot be read: {why}"))?;
        read(&text)
    })?;
    Ok(host.unwrap_or_default())
}

fn read(text: &str) -> Result<Host, String> {
    if text.len() > FILE_BYTES {
        return Err(format!("it is larger than {FILE_BYTES} bytes; a note is a few sentences"));
    }
    let line = |offset: usize| text.get(..offset).unwrap_or(text).matches('\n').count() + 1;
    let table = DeTable::parse(text).map_err(|why| {
        let at = why.span().map_or_else(String::new, |span| format!("line {}: ", line(span.start)));
        format!("{at}this is no TOML: {}", why.message())
    })?;
    let mut host = Host::default();
    for (name, value) in table.get_ref() {
        let name_of = name.get_ref().as_ref();
        let at = |why: String| format!("line {}: {name_of}: {why}", line(name.span().start));
        match (name_of, value.get_ref()) {
            ("note", DeValue::Table(notes)) => host.note = self::notes(notes, &line)?,
            ("donate", DeValue::String(url)) => host.donate = Some(donate(url).map_err(at)?),
            ("note", _) => return Err(at("it stands in languages: [note], and below it en = \"…\"".to_owned())),
            ("donate", _) => return Err(at("one text in quotes is expected".to_owned())),
            _ => return Err(at("there is no such thing here; there are note and donate".to_owned())),
        }
    }
    Ok(host)
}

fn notes(table: &DeTable<'_>, line: &impl Fn(usize) -> usize) -> Result<BTreeMap<String, String>, String> {
    let mut notes = BTreeMap::new();
    for (tag, value) in table {
        let at = |why: String| format!("line {}: note in {}: {why}", line(tag.span().start), tag.get_ref());
        if !is_tag(tag.get_ref()) {
            return Err(at("a language is written by its tag, like en, de or pt-BR".to_owned()));
        }
        let DeValue::String(note) = value.get_ref() else {
            return Err(at("one text in quotes is expected".to_owned()));
        };
        notes.insert(tag.get_ref().to_ascii_lowercase(), note_of(note).map_err(at)?);
    }
    match notes.len() {
        0..=LANGUAGES => Ok(notes),
        some => Err(format!("there are {some} languages, and at most {LANGUAGES} are taken")),
    }
}

/// It is shown as text and nothing else: no markup, no link.
fn note_of(note: &str) -> Result<String, String> {
    let note = note.trim();
    match note.chars().count() {
        0 => Err("it says nothing; leave it out".to_owned()),
        1..=NOTE_CHARACTERS if note.chars().any(|c| c.is_control() && c != '\n') => {
            Err("there are control characters in it".to_owned())
        }
        1..=NOTE_CHARACTERS => Ok(note.to_owned()),
        some => Err(format!("it has {some} characters, and at most {NOTE_CHARACTERS} are shown")),
    }
}

/// A language tag by its shape (RFC 5646 §2.1): two or three letters, and subtags behind hyphens.
fn is_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    let is_language = (2..=3).contains(&language.len()) && language.bytes().all(|b| b.is_ascii_alphabetic());
    let is_subtag = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    is_language && tag.len() <= 35 && parts.all(is_subtag)
}

fn donate(url: &str) -> Result<String, String> {
    let expected = "an address like https://example.org/donate is expected";
    let url = Url::parse(url.trim()).map_err(|_| expected.to_owned())?;
    if url.scheme() != "https" {
        return Err(format!("{expected}; without TLS whoever is on the way could take the money"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("a name or password stands in it, which everybody would read".to_owned());
    }
    match url.as_str().len() {
        0..=DONATE_BYTES => Ok(url.into()),
        _ => Err(format!("it is longer than {DONATE_BYTES} bytes")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_in_two_languages_and_a_link_are_read() {
        let host = read(
            "donate = 'https://example.org/donate?for=plenum'\n[note]\nen = ' Run by the neighbours. '\nde = \"\"\"\nEins.\nZwei.\"\"\"\npt-BR = 'Oi'",
        )
        .unwrap();
        assert_eq!(host.donate.as_deref(), Some("https://example.org/donate?for=plenum"));
        let notes: Vec<_> = host.note.iter().map(|(tag, note)| (tag.as_str(), note.as_str())).collect();
        assert_eq!(notes, [("de", "Eins.\nZwei."), ("en", "Run by the neighbours."), ("pt-br", "Oi")]);
        assert_eq!(read("# nothing yet").unwrap(), Host::default());
        let example = read(include_str!("../../../deploy/host.toml")).unwrap();
        assert_eq!((example.note.len(), example.donate.as_deref()), (2, Some("https://example.org/donate")));
    }

    #[test]
    fn every_mistake_is_told_with_its_line() {
        for (file, line, hint) in [
            ("\nnotes = 'x'", "line 2: notes", "note and donate"),
            ("note = 'x'", "line 1: note", "in languages"),
            ("donate = 3", "line 1: donate", "in quotes"),
            ("donate = 'example.org'", "line 1: donate", "https://example.org/donate"),
            ("donate = 'http://example.org'", "line 1: donate", "TLS"),
            ("donate = 'javascript:alert(1)'", "line 1: donate", "https"),
            ("donate = 'data:text/html,x'", "line 1: donate", "https"),
            ("donate = 'https://a:b@example.org'", "line 1: donate", "password"),
            ("[note]\n\nenglish = 'x'", "line 3: note in english", "by its tag"),
            ("[note]\nen = 3", "line 2: note in en", "in quotes"),
            ("[note]\nen = ' '", "line 2: note in en", "leave it out"),
            ("[note]\nen = \"a\\u0007b\"", "line 2: note in en", "control characters"),
            ("[note]\nen = ", "line 2", "no TOML"),
            ("[note]\nen = 'x'\nen = 'y'", "line 3", "no TOML"),
        ] {
            let why = read(file).unwrap_err();
            assert!(why.contains(line) && why.contains(hint), "{file}: {why}");
        }
    }

    #[test]
    fn notes_and_links_are_bounded() {
        let note = |length: usize| read(&format!("[note]\nen = '{}'", "ä".repeat(length)));
        assert!(note(NOTE_CHARACTERS).is_ok());
        assert!(note(NOTE_CHARACTERS + 1).unwrap_err().contains("at most 600"));
        let link = |length: usize| read(&format!("donate = 'https://a.example/{}'", "x".repeat(length - 18)));
        assert!(link(DONATE_BYTES).is_ok());
        assert!(link(DONATE_BYTES + 1).unwrap_err().contains("longer"));
        let languages = |count: usize| {
            let lines: String = (0..count).map(|i| format!("en-{i} = 'x'\n")).collect();
            read(&format!("[note]\n{lines}"))
        };
        assert!(languages(LANGUAGES).is_ok());
        assert!(languages(LANGUAGES + 1).unwrap_err().contains("at most 20"));
        assert!(read(&format!("#{}", "x".repeat(FILE_BYTES))).unwrap_err().contains("larger"));
    }
}
