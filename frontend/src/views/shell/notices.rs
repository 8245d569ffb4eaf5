//! Notices: one sentence each that says what is and what one can do, and a join that was refused.

use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::shell::notice_actions;
use crate::views::ui::dom::{El, div, el, memo};
use crate::views::ui::help;
use crate::views::ui::language::language;
use crate::views::ui::room_screens::use_room_screens;
use crate::views::ui::{components, sentences};
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::intent::{AppIntent, RoomIntent};
use plenum_engine::api::view::{DeviceState, DeviceTrouble, Name, NoticeKind, Screen, SignalingState};

/// All notices, above whatever screen there is.
pub fn notices() -> El {
    let mirror = use_mirror();
    let notices = RwSignal::from(mirror.notices);
    let screen = RwSignal::from(mirror.screen);
    // In the lobby trouble with a device stands where the device is; saying it twice would be shouting.
    let lobby = memo(move || screen.get() == Screen::Lobby);
    let told = move |kind: NoticeKind| match kind {
        NoticeKind::MicrophoneTrouble(_) | NoticeKind::CameraTrouble(_) => lobby.get(),
        NoticeKind::MicrophoneLost | NoticeKind::CameraLost => lobby.get(),
        _ => false,
    };
    // Each stays where it is while others come and go: it is neither read out again, nor does its button change.
    let kinds = memo(move || {
        notices.with(|notices| notices.iter().copied().filter(|kind| !told(*kind)).collect::<Vec<NoticeKind>>())
    });
    let all = div("notice-list").each(kinds, |kind| notice(kind).done());
    let screens = use_room_screens();
    let room = memo(move || screen.get() == Screen::Room);
    let plan_b = move || if room.get() { screens.plan_b(true) } else { None };
    div("notices").set("role", "status").set("aria-atomic", "false").part(refused()).child(all).part(plan_b)
}

/// One notice.
fn notice(kind: NoticeKind) -> El {
    let dispatch = use_dispatch();
    let language = language();
    let name = match kind {
        NoticeKind::AskedToMute(tile) | NoticeKind::AskedToSit(tile) | NoticeKind::TroubleAtDoor(tile) => {
            use_mirror().person(tile).with_untracked(|person| person.name.clone())
        }
        _ => Name::from(""),
    };
    let me = RwSignal::from(use_mirror().me);
    let door = RwSignal::from(use_mirror().door());
    let said = move || match kind {
        NoticeKind::TroubleAtDoor(tile) => {
            let trouble = door.with(|door| door.iter().find(|(other, _)| *other == tile).map(|(_, trouble)| *trouble));
            let what = trouble.map_or("", |trouble| sentences::trouble_at_door(trouble, language.get()));
            [&sentences::notice(kind, &name, language.get()), " ", what].concat()
        }
        NoticeKind::NotHeard => sentences::not_heard(me.with(|me| me.microphone), language.get()).to_string(),
        _ => sentences::notice(kind, &name, language.get()),
    };
    // To turn it on again does not help whoever it is kept from.
    let blocked = move || {
        let trouble = kind == NoticeKind::NotHeard && me.with(|me| matches!(me.microphone, DeviceState::Trouble(_)));
        trouble.then(|| help::what_now().done())
    };
    // Whoever puts that away has said something by it.
    let away = match kind {
        NoticeKind::NotHeard => components::button("btn small", None, words::notice_action_only_listen),
        _ => components::cross(),
    };
    // What stays until something is done has room of its own, and lies over nothing.
    let stays = matches!(
        kind,
        NoticeKind::NotHeard
            | NoticeKind::CameraTrouble(DeviceTrouble::BackgroundFailed)
            | NoticeKind::OtherTab
            | NoticeKind::ServerAway
            | NoticeKind::ServerAwayAlone
            | NoticeKind::ServerUnreached
    );
    div(if stays { "notice stays" } else { "notice" })
        .child(el("p").tell(said))
        .maybe(notice_actions::action(kind))
        .part(blocked)
        .maybe((kind == NoticeKind::LinkNotCopied).then(components::link_field))
        .child(away.press(move || dispatch.send(AppIntent::Dismiss(kind))))
}

/// That the server does not let us in, why, and what happens now.
fn refused() -> impl Fn() -> Option<AnyView> + Send {
    let dispatch = use_dispatch();
    let mirror = use_mirror();
    let line = RwSignal::from(mirror.signaling);
    let moved = RwSignal::from(mirror.moved);
    let language = language();
    move || {
        let SignalingState::Refused { reason, retrying } = line.get() else { return None };
        let there = moved.get();
        let known = there.is_some();
        let sentence = move || {
            let trying = if retrying { words::refused_retrying(language.get()) } else { "" };
            [sentences::refusal(reason, known, language.get()), " ", trying].concat()
        };
        let retry = move || {
            components::button("btn small", None, words::refused_retry)
                .press(move || dispatch.send(RoomIntent::RetryServer))
        };
        let way_on = there.map_or_else(retry, |there| components::way_to(&there));
        Some(div("notice").child(el("p").tell(sentence)).child(way_on).done())
    }
}
