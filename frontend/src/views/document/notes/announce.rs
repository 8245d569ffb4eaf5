//! What others write, said to screen readers: only on request, since a pad in which many write would never be silent.

use super::people::People;
use crate::views::ui::dom::{El, div};
use crate::words;
use leptos::prelude::*;
use plenum_document::base::ids::Key;

/// Characters of what somebody wrote that are said.
const SAID: usize = 200;

/// What is said, if anybody wants to hear it.
#[derive(Clone, Copy)]
pub struct Aloud {
    /// Whether.
    pub wanted: RwSignal<bool>,
    said: RwSignal<String>,
}

impl Aloud {
    /// Silent.
    pub fn new() -> Aloud {
        Aloud { wanted: RwSignal::new(false), said: RwSignal::new(String::new()) }
    }

    /// Says what was written, by whom.
    pub fn say(&self, written: Vec<(Key, String)>, people: &People) {
        if !self.wanted.get_untracked() {
            return;
        }
        let mut sentences: Vec<(Key, String)> = Vec::new();
        for (key, text) in written {
            match sentences.last_mut() {
                Some((last, said)) if *last == key => said.push_str(&text),
                _ => sentences.push((key, text)),
            }
        }
        let language = people.language();
        let sentence = |(key, text): (Key, String)| {
            let text: String = text.trim().chars().take(SAID).collect();
            let name = untrack(|| people.name(key));
            (!text.is_empty()).then(|| words::notes_writes(language, &name, &text))
        };
        let said: Vec<String> = sentences.into_iter().filter_map(sentence).collect();
        if !said.is_empty() {
            self.said.set(said.join(" "));
        }
    }

    /// Where it is said.
    pub fn region(self) -> El {
        div("unseen").set("aria-live", "polite").tell(move || self.said.get())
    }
}
