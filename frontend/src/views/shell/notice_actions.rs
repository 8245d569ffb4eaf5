//! The action of a notice: one button that does what its sentence speaks of.

use crate::browser::page::document;
use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::settings::opener;
use crate::views::ui::addressee::use_addressee;
use crate::views::ui::components;
use crate::views::ui::dom::{El, div};
use crate::views::ui::help;
use crate::views::ui::language::language;
use crate::views::ui::names::in_sentence;
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_engine::api::event::{Device, DeviceKind};
use plenum_engine::api::intent::{AppIntent, CoLocationIntent, Intent, MediaIntent};
use plenum_engine::api::view::{DeviceTrouble, NoticeKind, Screen, TalkMode, TileId};

/// The way out, where there is one.
pub fn action(kind: NoticeKind) -> Option<El> {
    let (word, intent): (Word, Intent) = match kind {
        NoticeKind::TalkingWhileOff
        | NoticeKind::MicrophoneStayedOff
        | NoticeKind::NotHeard
        | NoticeKind::AskedToTalk => (words::notice_action_switch_on, MediaIntent::Microphone(true).into()),
        NoticeKind::MicrophoneNoisy | NoticeKind::Echo => {
            (words::notice_action_hold, MediaIntent::TalkMode(TalkMode::PushToTalk).into())
        }
        NoticeKind::AskedToMute(_) => (words::notice_action_switch_off, MediaIntent::Microphone(false).into()),
        NoticeKind::AskedToSit(tile) => {
            let peer = use_mirror().person(tile).with_untracked(|person| person.peer);
            (words::notice_action_sit, CoLocationIntent::SitTogether(peer, true).into())
        }
        NoticeKind::TroubleAtDoor(tile) => return Some(write_to(tile, kind)),
        NoticeKind::OtherPassphrase => (words::notice_action_passphrase, AppIntent::ChangePassphrase.into()),
        NoticeKind::OtherMeeting => (words::notice_action_change, AppIntent::ChangeMeeting.into()),
        NoticeKind::Deaf => (words::notice_action_hear, MediaIntent::Deafen(false).into()),
        NoticeKind::MicrophoneSilent | NoticeKind::MicrophoneTaken => return Some(another()),
        NoticeKind::UpdateFound => return Some(reload()),
        NoticeKind::MicrophoneTrouble(DeviceTrouble::Embedded) | NoticeKind::CameraTrouble(DeviceTrouble::Embedded) => {
            return Some(components::own_tab());
        }
        NoticeKind::CameraTrouble(DeviceTrouble::BackgroundFailed) => {
            (words::trouble_show_background, MediaIntent::ShowBackground.into())
        }
        NoticeKind::LoginPage => return Some(div("notice-acts").child(help::login_page()).child(help::what_now())),
        NoticeKind::ServerUnreached
        | NoticeKind::ServerAwayAlone
        | NoticeKind::NoRelay
        | NoticeKind::MicrophoneTrouble(_)
        | NoticeKind::CameraTrouble(_) => return Some(help::what_now()),
        NoticeKind::ServerAway
        | NoticeKind::BackAfterReload
        | NoticeKind::ReportCopied
        | NoticeKind::ReportNotCopied
        | NoticeKind::MicrophoneLost
        | NoticeKind::CameraLost
        | NoticeKind::ScreenTrouble(_)
        | NoticeKind::NoNotifications
        | NoticeKind::NoWords
        | NoticeKind::LogCopied
        | NoticeKind::LogNotCopied
        | NoticeKind::OtherTab
        | NoticeKind::LinkCopied
        | NoticeKind::LinkNotCopied
        | NoticeKind::OtherDoor
        | NoticeKind::ClosedByHost
        | NoticeKind::NotKept
        | NoticeKind::Asked
        | NoticeKind::AskedAll => return None,
    };
    let dispatch = use_dispatch();
    let act = move || {
        dispatch.send(intent.clone());
        dispatch.send(AppIntent::Dismiss(kind));
    };
    Some(components::button("btn small", None, word).press(act))
}

/// The page anew; not where somebody is in a meeting.
fn reload() -> El {
    let screen = RwSignal::from(use_mirror().screen);
    let inside = move || screen.get() == Screen::Room;
    components::button("btn small", None, words::notice_action_reload).mark("hidden", inside).press(document::reload)
}

/// The chat, with whoever this is about to write to.
fn write_to(tile: TileId, kind: NoticeKind) -> El {
    let (dispatch, addressee) = (use_dispatch(), use_addressee());
    let name = use_mirror().person(tile).with_untracked(|person| person.name.clone());
    let language = language();
    let write = move || {
        addressee.choose(tile);
        dispatch.send(AppIntent::Dismiss(kind));
    };
    crate::views::ui::dom::button("btn small")
        .tell(move || words::door_write(language.get(), &in_sentence(&name, language.get())))
        .press(write)
}

/// Another microphone by name; the settings, where there is no other to name.
fn another() -> El {
    let dispatch = use_dispatch();
    let mirror = use_mirror();
    let language = language();
    let used = mirror.me.with_untracked(|me| me.chosen.microphone.clone());
    // What browsers call "default" is one of the others once more.
    let other = |device: &&Device| {
        device.kind == DeviceKind::Microphone
            && !device.label.is_empty()
            && Some(&device.id) != used.as_ref()
            && !matches!(&*device.id.0, "default" | "communications")
    };
    match mirror.devices.with_untracked(|devices| devices.iter().find(other).cloned()) {
        Some(Device { id, label, .. }) => crate::views::ui::dom::button("btn small")
            .tell(move || words::notice_action_another(language.get(), &label))
            .press(move || dispatch.send(MediaIntent::ChooseMicrophone(id.clone()))),
        None => components::button("btn small", None, words::settings_title).opens(opener::ID),
    }
}
