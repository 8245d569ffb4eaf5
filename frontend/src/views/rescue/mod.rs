//! Help for whoever is stuck: what to press in their browser, with a picture, and a dialog that says all that is wrong. Comes
//! with the room chunk.

mod advice;
mod picture;

use crate::mirror::use_mirror;
use crate::views::ui::dom::{El, div, el, memo, p};
use crate::views::ui::help::{self, About, ID};
use crate::views::ui::language::language;
use crate::views::ui::modal::modal;
use crate::views::ui::sentences;
use crate::views::ui::told::told;
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::event::DeviceKind;
use plenum_engine::api::view::{DeviceState, Me, Name, NoticeKind};
use plenum_engine::rescue::advice::{self as decided, Advice};

/// What to press, with a picture where there is one; nothing where the sentence before it is enough.
pub fn help(about: About) -> AnyView {
    let me = RwSignal::from(use_mirror().me);
    let language = language();
    let advice = memo(move || me.with(|me| decide(about, me)));
    let shown = move || {
        let advice = advice.get()?;
        let device = if about == About::Camera { DeviceKind::Camera } else { DeviceKind::Microphone };
        let app = me.with_untracked(|me| me.around.app);
        let said = el("p").tell(move || advice::sentence(advice, app, language.get()));
        let sketch = decided::picture(advice, device).map(picture::picture);
        Some(div("help").maybe(sketch).child(said).done())
    };
    div("helps").part(shown).done()
}

fn decide(about: About, me: &Me) -> Option<Advice> {
    let browser = me.around.browser;
    let device = |state| match state {
        DeviceState::Trouble(trouble) => decided::device(trouble, browser),
        DeviceState::Off | DeviceState::Opening | DeviceState::On => None,
    };
    match about {
        About::Microphone => device(me.microphone),
        About::Camera => device(me.camera),
        About::App => decided::app(me.around.app?, browser),
        About::WebRtc => decided::webrtc(browser),
    }
}

/// The dialog, which is empty until it is opened.
pub fn dialog() -> El {
    let open = RwSignal::new(false);
    modal("front invite-sheet", ID, words::rescue_title)
        .opening(move || open.set(true))
        .closed(move || open.set(false))
        .part(move || open.get().then(|| all().done()))
}

/// All that is wrong now, what to do about each, and the text for whoever helps.
fn all() -> El {
    let me = RwSignal::from(use_mirror().me);
    let language = language();
    let devices = memo(move || me.with(|me| [me.microphone, me.camera]));
    let others = memo(move || {
        me.with(|me| me.around.troubles.iter().copied().filter(|kind| of_the_network(*kind)).collect::<Vec<_>>())
    });
    let of_devices = move || {
        let [microphone, camera] = devices.get();
        let list = div("rescue-list");
        let list = match microphone {
            DeviceState::Trouble(trouble) => {
                list.child(item(sentences::microphone_trouble(trouble, language.get()), About::Microphone))
            }
            DeviceState::Off | DeviceState::Opening | DeviceState::On => list,
        };
        Some(match camera {
            DeviceState::Trouble(trouble) => {
                list.child(item(sentences::camera_trouble(trouble, language.get()), About::Camera)).done()
            }
            DeviceState::Off | DeviceState::Opening | DeviceState::On => list.done(),
        })
    };
    let of_network = move |kind: NoticeKind| {
        let said = el("p").tell(move || sentences::notice(kind, &Name::from(""), language.get()));
        div("rescue-item").child(said).maybe((kind == NoticeKind::LoginPage).then(help::login_page))
    };
    let of_others = move || {
        let all =
            others.with(|others| others.iter().fold(div("rescue-list"), |list, kind| list.child(of_network(*kind))));
        Some(all.done())
    };
    let well = move || {
        let trouble = |state: &DeviceState| matches!(state, DeviceState::Trouble(_));
        let well = !devices.with(|devices| devices.iter().any(trouble)) && others.with(Vec::is_empty);
        well.then(|| p("quiet", words::rescue_well).done())
    };
    div("rescue-body")
        .part(of_devices)
        .part(of_others)
        .part(well)
        .part(help::plan_b())
        .child(help::copy_report())
        .child(told(|kind| matches!(kind, NoticeKind::ReportCopied | NoticeKind::ReportNotCopied)))
}

/// One thing that is wrong, and what to do about it.
fn item(sentence: &'static str, about: About) -> El {
    div("rescue-item").child(el("p").text(sentence)).child(help(about))
}

/// What keeps us from the others.
fn of_the_network(kind: NoticeKind) -> bool {
    matches!(
        kind,
        NoticeKind::LoginPage
            | NoticeKind::NoRelay
            | NoticeKind::ServerAway
            | NoticeKind::ServerAwayAlone
            | NoticeKind::ServerUnreached
    )
}
