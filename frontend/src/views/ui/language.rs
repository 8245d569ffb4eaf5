//! The language of the page: a context for all views, and sentences that follow it.

use crate::browser::page::document;
use crate::words::Word;
use leptos::prelude::*;
use plenum_engine::api::view::Language;

/// The language now, in the context of all views.
#[derive(Clone, Copy)]
struct CurrentLanguage(Memo<Language>);

/// Lets all views below know the language.
pub fn provide_language(language: RwSignal<Language>) {
    provide_context(CurrentLanguage(Memo::new(move |_| language.get())));
}

/// The language now.
pub fn language() -> Memo<Language> {
    expect_context::<CurrentLanguage>().0
}

/// A sentence that follows the language.
pub fn say(word: Word) -> impl Fn() -> String + Copy + Send + Sync + 'static {
    let language = language();
    move || word(language.get()).to_string()
}

/// The key as it is meant: arrows point along the line, and lines may run from the right.
pub fn arrow(key: &str) -> &str {
    match key {
        "ArrowLeft" if document::runs_from_right() => "ArrowRight",
        "ArrowRight" if document::runs_from_right() => "ArrowLeft",
        key => key,
    }
}

/// Which of so many tabs in a row a key leads to from this one (ARIA APG, tabs); nothing for keys that lead to none.
pub fn next_tab(key: &str, at: usize, count: usize) -> Option<usize> {
    match arrow(key) {
        "ArrowRight" | "ArrowDown" => Some((at + 1) % count),
        "ArrowLeft" | "ArrowUp" => Some((at + count - 1) % count),
        "Home" => Some(0),
        "End" => Some(count - 1),
        _ => None,
    }
}

/// What stands before the decimals.
pub fn point(language: Language) -> &'static str {
    match language {
        Language::En | Language::Ar => ".",
        Language::De | Language::Es | Language::Fr | Language::Tr | Language::Uk => ",",
    }
}
