//! Notices: one sentence each that says what is and what one can do, and a line that was refused.

use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::icons::{self, icon};
use crate::views::{language, parts, say, sentences};
use crate::words;
use leptos::prelude::*;
use plenum_engine::intent::Intent;
use plenum_engine::view::{LineView, NoticeKind, Screen};

/// All notices, above whatever screen there is.
pub fn notices() -> AnyView {
    let mirror = use_mirror();
    let notices = RwSignal::from(mirror.notices);
    let screen = RwSignal::from(mirror.screen);
    // In the lobby trouble with a device stands where the device is; saying it twice would be shouting.
    let shown = Memo::new(move |_| {
        let lobby = screen.get() == Screen::Lobby;
        let told = |kind: &NoticeKind| match kind {
            NoticeKind::MicrophoneTrouble(_) | NoticeKind::CameraTrouble(_) => lobby,
            NoticeKind::MicrophoneLost | NoticeKind::CameraLost => lobby,
            _ => false,
        };
        notices.with(|notices| notices.iter().copied().filter(|kind| !told(kind)).collect::<Vec<_>>())
    });
    view! {
        <div class="notices" role="status">
            {refused()} {move || shown.get().into_iter().map(notice).collect_view()}
        </div>
    }
    .into_any()
}

/// One notice.
fn notice(kind: NoticeKind) -> AnyView {
    let dispatch = use_dispatch();
    let language = language();
    let by_hand = (kind == NoticeKind::LinkNotCopied).then(parts::link_field);
    view! {
        <div class="notice">
            <p>{move || sentences::notice(kind, language.get())}</p>
            {by_hand}
            <button
                type="button"
                class="round"
                aria-label=say(words::top_close)
                title=say(words::top_close)
                on:click=move |_| dispatch.send(Intent::Dismiss(kind))
            >
                {icon(icons::CLOSE)}
            </button>
        </div>
    }
    .into_any()
}

/// That the server does not let us in, why, and what happens now.
fn refused() -> AnyView {
    let line = RwSignal::from(use_mirror().line);
    let language = language();
    let refusal = Memo::new(move |_| match line.get() {
        LineView::Refused { reason, retrying } => Some((reason, retrying)),
        LineView::Idle | LineView::Connecting | LineView::Seated | LineView::Away => None,
    });
    (move || {
        refusal.get().map(|(reason, retrying)| {
            let trying = retrying.then(|| say(words::refused_retrying));
            view! {
                <div class="notice">
                    <p>{move || sentences::refusal(reason, language.get())} " " {trying}</p>
                    {parts::button("btn small", None, words::refused_retry, || Intent::RetryLine)}
                </div>
            }
            .into_any()
        })
    })
    .into_any()
}
