//! What the host of the server says (`/host.json`): a note for the start page, where to donate, and who may embed the page.

use crate::api::view::Language;
use crate::base::untrusted_text::clean_text;

/// A note, bytes: six hundred letters of any alphabet.
const NOTE_BYTES: usize = 2_400;
/// Lines of a note that are shown.
const NOTE_LINES: usize = 12;
/// An address, bytes.
const DONATE_BYTES: usize = 300;
/// Who may embed: so many are looked at.
const EMBEDDERS: usize = 64;
/// In a list of embedders: the page's own origin (CSP Level 3 §2.3.1).
const OWN: &str = "'self'";

/// What the host says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Host {
    notes: Vec<(Language, String)>,
    donate: Option<String>,
    embedders: Vec<String>,
}

impl Host {
    /// As the server says it; what cannot be shown is left out.
    pub fn new(notes: Vec<(Language, String)>, donate: Option<String>, embedders: Vec<String>) -> Host {
        let shown = |(language, note): (Language, String)| (language, clean_text(&note, NOTE_BYTES));
        let notes = notes.into_iter().map(shown).filter(|(_, note)| !note.trim().is_empty()).collect();
        // Nothing but such an address may become a link: `javascript:` is one, too.
        let is_address = |url: &String| {
            url.starts_with("https://") && url.len() <= DONATE_BYTES && url.bytes().all(|byte| byte.is_ascii_graphic())
        };
        Host { notes, donate: donate.filter(is_address), embedders: embedders.into_iter().take(EMBEDDERS).collect() }
    }

    /// The lines of the note, in this language; in English, or in the first there is, where it is not written in that.
    pub fn note(&self, language: Language) -> Vec<&str> {
        let written = |wanted| self.notes.iter().find(|(language, _)| *language == wanted);
        let note = written(language).or_else(|| written(Language::En)).or(self.notes.first());
        let lines = note.into_iter().flat_map(|(_, note)| note.lines()).map(str::trim);
        lines.filter(|line| !line.is_empty()).take(NOTE_LINES).collect()
    }

    /// Where to donate.
    pub fn donate(&self) -> Option<&str> {
        self.donate.as_deref()
    }

    /// Whether there is anything to show.
    pub fn says_nothing(&self) -> bool {
        self.notes.is_empty() && self.donate.is_none()
    }

    /// Whether a page of this origin may embed ours, which is at `own`.
    pub fn lets_embed(&self, origin: &str, own: &str) -> bool {
        // Pages without an origin of their own all say `null`.
        let is_origin = origin.starts_with("https://") || origin.starts_with("http://");
        is_origin && self.embedders.iter().any(|one| if one == OWN { origin == own } else { origin == one })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(notes: &[(Language, &str)]) -> Host {
        Host::new(notes.iter().map(|(language, note)| (*language, (*note).to_owned())).collect(), None, Vec::new())
    }

    #[test]
    fn a_note_is_shown_in_the_language_of_the_page_or_another() {
        let host = noted(&[(Language::De, "Eins.\n\n Zwei. "), (Language::En, "One.")]);
        assert_eq!(host.note(Language::De), ["Eins.", "Zwei."]);
        assert_eq!((host.note(Language::En), host.note(Language::Fr)), (vec!["One."], vec!["One."]));
        assert_eq!(noted(&[(Language::De, "Eins.")]).note(Language::Fr), ["Eins."]);
        assert!(noted(&[]).note(Language::En).is_empty() && noted(&[]).says_nothing());
        assert!(noted(&[(Language::En, " \n\u{200b}")]).note(Language::En).is_empty());
    }

    #[test]
    fn a_note_is_bounded_and_loses_what_deceives() {
        let host = noted(&[(Language::En, &"word\n".repeat(1_000))]);
        assert_eq!(host.note(Language::En).len(), NOTE_LINES);
        let host = noted(&[(Language::En, &"x".repeat(1 << 20))]);
        assert!(host.note(Language::En).concat().len() <= NOTE_BYTES);
        let host = noted(&[(Language::En, "a\u{202e}b\u{7}c <b>d</b>")]);
        assert_eq!(host.note(Language::En), ["abc <b>d</b>"], "markup is text like any other");
    }

    #[test]
    fn nothing_but_an_address_with_tls_is_a_link() {
        let donate = |url: &str| Host::new(Vec::new(), Some(url.to_owned()), Vec::new()).donate().map(str::to_owned);
        assert_eq!(donate("https://example.org/?a=b").as_deref(), Some("https://example.org/?a=b"));
        let long = format!("https://example.org/{}", "x".repeat(DONATE_BYTES));
        for odd in ["", "http://example.org", "javascript:alert(1)", " https://a", "https://a b", "https://ä", &long] {
            assert_eq!(donate(odd), None, "{odd}");
        }
    }
}
