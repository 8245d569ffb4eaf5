//! Components that several screens are made of: buttons, fields, the mark.

use crate::browser::page::document;
use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::ui::dom::{self, Anchor, El, div, el};
use crate::views::ui::icons::{self, icon};
use crate::views::ui::language::{language, say};
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_engine::api::intent::{AppIntent, Text};

/// The mark: people in a circle, one of them speaking.
pub fn mark() -> AnyView {
    view! {
        <span class="mark">
            <svg viewBox="0 0 32 32" aria-hidden="true">
                <path
                    class="sits"
                    d="M24.6 9.14h.01M26.72 18.45h.01M20.77 25.91h.01M11.23 25.91h.01M5.28 18.45h.01M7.4 9.14h.01"
                />
                <path class="speaks" d="M16 5h.01" />
            </svg>
            "Plenum"
        </span>
    }
    .into_any()
}

/// A button with words, and perhaps an icon.
pub fn button(classes: &'static str, path: Option<&'static str>, word: Word) -> El {
    dom::button(classes).maybe(path.map(icon)).child(el("span").tell(say(word)))
}

/// A button for what cannot be taken back: it asks, and acts at the second press. Whoever goes elsewhere is asked anew.
pub fn press_twice(classes: &'static str, word: Word, really: Word, act: impl Fn() + 'static) -> El {
    let (button, said) = asks(classes, [word, word, really], None, act);
    button.tell(said)
}

/// The same in one of many rows.
pub fn press_twice_in_row(
    classes: &'static str,
    [word, really]: [Word; 2],
    which: Memo<String>,
    act: impl Fn() + 'static,
) -> El {
    let (button, said) = asks(classes, [word, word, really], None, act);
    button.about(said, which).tell(said)
}

/// The same for what may be done again: it asks once it was `done`, and before it acts at the first press.
pub fn press_again_in_row(
    classes: &'static str,
    words: [Word; 3],
    done: Memo<bool>,
    which: Memo<String>,
    act: impl Fn() + 'static,
) -> El {
    let (button, said) = asks(classes, words, Some(done), act);
    button.about(said, which).tell(said)
}

/// The button without its words, and its words: before it was done, once it was, and those that ask.
fn asks(
    classes: &'static str,
    [word, again, really]: [Word; 3],
    done: Option<Memo<bool>>,
    act: impl Fn() + 'static,
) -> (El, impl Fn() -> String + Copy + Send + 'static) {
    let asked = RwSignal::new(false);
    let language = language();
    let place = Anchor::new();
    let press = move || {
        if asked.get_untracked() || done.is_some_and(|done| !done.get_untracked()) {
            asked.set(false);
            return act();
        }
        asked.set(true);
        // Not every browser gives the focus to what is pressed, and without it the question is never taken back.
        if let Some(place) = place.get_untracked() {
            let _ = place.focus();
        }
    };
    // What it stands for may have gone meanwhile.
    let take_back = move || {
        let _ = asked.try_set(false);
    };
    let said = move || {
        let word = match (asked.get(), done.is_some_and(|done| done.get())) {
            (true, _) => really,
            (false, true) => again,
            (false, false) => word,
        };
        word(language.get()).to_string()
    };
    let button =
        dom::button(classes).when("really", move || asked.get()).anchor(place).press_singly(press).blur(take_back);
    (button, said)
}

/// A round button that is only a cross; its name says what it does.
pub fn cross() -> El {
    dom::button("round").label(words::top_close).bind("title", say(words::top_close)).child(icon(icons::CLOSE))
}

/// A button that begins a meeting.
pub fn begin(classes: &'static str) -> El {
    let dispatch = use_dispatch();
    button(classes, Some(icons::LINK), words::start_go).press(move || dispatch.send(AppIntent::StartMeeting))
}

/// A button that puts the link into the clipboard.
pub fn copy_link(classes: &'static str, word: Word) -> El {
    let dispatch = use_dispatch();
    button(classes, Some(icons::LINK), word).press(move || dispatch.send(AppIntent::CopyLink))
}

/// A button for the system's own way of sharing, where there is one: phones mostly.
pub fn share(classes: &'static str) -> Option<El> {
    let link = RwSignal::from(use_mirror().link);
    let send = move || {
        if let Some(link) = link.get_untracked() {
            document::share(&link);
        }
    };
    document::can_share().then(|| button(classes, Some(icons::SHARE), words::top_share).press(send))
}

/// The meeting in a tab of its own, out of the page that this one is embedded in.
pub fn own_tab() -> El {
    let link = RwSignal::from(use_mirror().link);
    el("a")
        .set("class", "btn small")
        .set("target", "_blank")
        .set("rel", "noopener")
        .bind("href", move || link.with(|link| link.as_deref().unwrap_or("/").to_string()))
        .tell(say(words::notice_action_own_tab))
}

/// A link to a meeting at another address, of which only the address is to be read.
pub fn way_to(link: &str) -> El {
    let (link, address) = (link.to_string(), link.split("/#").next().unwrap_or_default().to_string());
    el("a").set("class", "btn small").set("dir", "ltr").bind("href", move || link.clone()).tell(move || address.clone())
}

/// A button back to the start page.
pub fn to_start(classes: &'static str) -> El {
    let dispatch = use_dispatch();
    button(classes, None, words::top_start_page).press(move || dispatch.send(AppIntent::GoToStart))
}

/// A button that loads the page anew.
pub fn reload() -> El {
    button("btn go", Some(icons::RELOAD), words::top_reload).press(document::reload)
}

/// A field to paste a link into.
pub fn paste(placeholder: Word) -> El {
    let dispatch = use_dispatch();
    let pasted = StoredValue::new(String::new());
    let field = el("input")
        .set("type", "text")
        .set("inputmode", "url")
        .set("autocomplete", "off")
        .set("autocapitalize", "off")
        .set("spellcheck", "false")
        .label(words::start_link)
        .bind("placeholder", say(placeholder))
        .input(move |link| pasted.set_value(link));
    el("form")
        .set("class", "paste")
        .submit(move || dispatch.send(AppIntent::OpenLink(Text(pasted.get_value()))))
        .child(field)
        .child(el("button").set("class", "btn").tell(say(words::start_open)))
}

/// The whole link to look at; a tap marks all of it.
pub fn link_field() -> El {
    let link = RwSignal::from(use_mirror().link);
    el("p")
        .set("class", "link")
        .set("dir", "ltr")
        .set("tabindex", "0")
        .tell(move || link.with(|link| link.as_deref().unwrap_or_default().to_string()))
}

/// A bar that follows our own microphone.
pub fn meter() -> El {
    let level = RwSignal::from(use_mirror().level(None));
    div("meter").set("aria-hidden", "true").child(el("i").style("--level", move || level.get().to_string()))
}

/// A group of choices.
pub fn question(word: Word) -> El {
    el("fieldset").child(el("legend").tell(say(word)))
}

/// A field for one's own name.
pub fn name_field() -> El {
    el("input").set("type", "text").set("dir", "auto").set("autocomplete", "nickname").set("maxlength", "64")
}
