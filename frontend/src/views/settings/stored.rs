//! What stays on this device: of this meeting, of others, and of what was chosen.

use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::ui::components::{self, press_twice, question};
use crate::views::ui::dom::{El, div, el, memo, p};
use crate::views::ui::keeping;
use crate::views::ui::language::{language, say};
use crate::views::ui::told::told;
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::intent::{AppIntent, KeepingIntent};
use plenum_engine::api::storage::CopyKind;
use plenum_engine::api::view::{KeepingState, NoticeKind, StoredMeeting};

/// All of it, each with a way to delete it, and what to give to whoever helps.
pub fn section() -> El {
    div("settings-part").child(stored()).child(log())
}

/// For whoever is to mend what does not work.
pub fn log() -> El {
    let dispatch = use_dispatch();
    let copy =
        components::button("plain", None, words::devices_copy_log).press(move || dispatch.send(AppIntent::CopyLog));
    let told = told(|kind| matches!(kind, NoticeKind::LogCopied | NoticeKind::LogNotCopied));
    div("log quiet").child(copy).child(p("", words::devices_log)).child(told)
}

fn stored() -> El {
    let dispatch = use_dispatch();
    let signal = RwSignal::from(use_mirror().keeping());
    let state = memo(move || signal.with(|keeping| keeping.state));
    let here = move || {
        Some(match state.get() {
            KeepingState::Nothing => p("quiet", words::stored_kept).done(),
            KeepingState::Kept => keeping::kept().done(),
            KeepingState::Forgotten => {
                let keep = components::button("plain", None, words::stored_keep)
                    .press(move || dispatch.send(KeepingIntent::Keep));
                div("log quiet").child(keep).child(p("", words::stored_forgotten)).done()
            }
            KeepingState::Full => p("quiet", words::notice_not_kept).done(),
            KeepingState::Unavailable => p("quiet", words::stored_unavailable).done(),
        })
    };
    question(words::stored_title).part(here).child(meetings())
}

/// All meetings of which something is stored, each with a way to delete it.
pub fn meetings() -> El {
    let dispatch = use_dispatch();
    let signal = RwSignal::from(use_mirror().keeping());
    let list = move || {
        let stored = signal.with(|keeping| keeping.stored.clone()).unwrap_or_default();
        Some(match &*stored {
            [] => p("quiet", words::stored_nothing).done(),
            some => {
                let rows = some.iter().fold(el("ul").set("class", "stored"), |list, one| list.child(row(*one)));
                let forget = move || dispatch.send(KeepingIntent::ForgetAll);
                let all = press_twice("plain", words::stored_delete_all, words::stored_delete_all_really, forget);
                el("div").child(rows).maybe((some.len() > 1).then_some(all)).done()
            }
        })
    };
    el("div").part(list).child(p("quiet", words::stored_also))
}

/// What is stored of all meetings: read and shown when somebody opens it.
pub fn folded() -> El {
    let dispatch = use_dispatch();
    let opened = RwSignal::new(false);
    let look = move || {
        opened.set(true);
        dispatch.send(KeepingIntent::Look);
    };
    el("details")
        .child(el("summary").press(look).tell(say(words::stored_title)))
        .part(move || opened.get().then(|| meetings().done()))
}

/// What is stored of one meeting. Which one it is nobody can tell but those who have its link.
fn row(meeting: StoredMeeting) -> El {
    let dispatch = use_dispatch();
    let language = language();
    let StoredMeeting { name, days, bytes, here, kind } = meeting;
    let said = move || {
        let language = language.get();
        let which = match (kind, here) {
            (CopyKind::Document, true) => words::stored_here(language),
            (CopyKind::Document, false) => words::stored_another(language),
            (CopyKind::Passphrase, true) => words::stored_passphrase_here(language),
            (CopyKind::Passphrase, false) => words::stored_passphrase_another(language),
            (CopyKind::Note, true) => words::stored_note_here(language),
            (CopyKind::Note, false) => words::stored_note_another(language),
        };
        let when = match days {
            0 => words::stored_today(language).to_string(),
            days => words::stored_days(language, days),
        };
        [which, ", ", &when, ", ", &words::stored_size(language, &bytes.div_ceil(1024).to_string())].concat()
    };
    let intent =
        if here && kind == CopyKind::Document { KeepingIntent::Forget } else { KeepingIntent::ForgetOther(name) };
    let forget = move || dispatch.send(intent);
    // Which of them the button is for is read out with it.
    let delete =
        press_twice("btn small", words::stored_delete, words::stored_delete_really, forget).bind("title", said);
    el("li").child(el("span").tell(said)).child(delete)
}
