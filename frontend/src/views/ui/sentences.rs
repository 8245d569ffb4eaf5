//! Sentences for the engine's values: notices, errors, connections, names.

use crate::views::ui::language::point;
use crate::views::ui::names::in_sentence;
use crate::words::{self, Word};
use plenum_engine::api::stats::Way;
use plenum_engine::api::values::DoorTrouble;
use plenum_engine::api::view::{
    ConnectionTo, DeviceState, DeviceTrouble, Devices, Grade, Language, Line, LinkState, Mutual, Name, News,
    NoticeKind, Preflight, Rift, ScreenTrouble,
};
use plenum_engine::invite::LinkError;
use plenum_shared::message::Refusal;

/// What is wrong with a link.
pub fn link_error(error: LinkError, language: Language) -> String {
    match error {
        LinkError::Nothing => words::link_nothing(language).to_string(),
        LinkError::Foreign => words::link_foreign(language).to_string(),
        LinkError::Empty => words::link_empty(language).to_string(),
        LinkError::Missing { characters } => words::link_missing(language, count(characters)),
        LinkError::TooMany { characters } => words::link_too_many(language, count(characters)),
        LinkError::Mistyped => words::link_mistyped(language).to_string(),
        LinkError::NewerVersion => words::link_newer(language).to_string(),
    }
}

/// As sentences count.
fn count(characters: usize) -> u32 {
    u32::try_from(characters).unwrap_or(u32::MAX)
}

/// Why there is no microphone, and the way on.
pub fn microphone_trouble(trouble: DeviceTrouble, language: Language) -> &'static str {
    let word = match trouble {
        DeviceTrouble::Denied => words::trouble_microphone_denied,
        DeviceTrouble::System => words::trouble_microphone_system,
        DeviceTrouble::Embedded => words::trouble_microphone_embedded,
        DeviceTrouble::Unanswered => words::trouble_microphone_unanswered,
        DeviceTrouble::NotFound => words::trouble_microphone_none,
        DeviceTrouble::Busy => words::trouble_microphone_busy,
        DeviceTrouble::Insecure => words::trouble_insecure,
        DeviceTrouble::Lost => words::trouble_microphone_lost,
        DeviceTrouble::BackgroundFailed | DeviceTrouble::Other => words::trouble_microphone_unknown,
    };
    word(language)
}

/// Why there is no camera, and the way on.
pub fn camera_trouble(trouble: DeviceTrouble, language: Language) -> &'static str {
    let word = match trouble {
        DeviceTrouble::Denied => words::trouble_camera_denied,
        DeviceTrouble::System => words::trouble_camera_system,
        DeviceTrouble::Embedded => words::trouble_camera_embedded,
        DeviceTrouble::Unanswered => words::trouble_camera_unanswered,
        DeviceTrouble::NotFound => words::trouble_camera_none,
        DeviceTrouble::Busy => words::trouble_camera_busy,
        DeviceTrouble::Insecure => words::trouble_insecure,
        DeviceTrouble::Lost => words::trouble_camera_lost,
        DeviceTrouble::BackgroundFailed => words::trouble_camera_background,
        DeviceTrouble::Other => words::trouble_camera_unknown,
    };
    word(language)
}

/// A notice; `name` is of the person it is about, if it is about one.
pub fn notice(kind: NoticeKind, name: &Name, language: Language) -> String {
    let word = match kind {
        NoticeKind::ServerAway => words::notice_server_away(language),
        NoticeKind::ServerAwayAlone => words::notice_server_away_alone(language),
        NoticeKind::ServerUnreached => words::notice_server_unreached(language),
        NoticeKind::LoginPage => words::notice_login_page(language),
        NoticeKind::NoRelay => words::notice_no_relay(language),
        NoticeKind::BackAfterReload => words::notice_back_after_reload(language),
        NoticeKind::MicrophoneLost => words::trouble_microphone_lost(language),
        NoticeKind::CameraLost => words::trouble_camera_lost(language),
        NoticeKind::MicrophoneTrouble(trouble) => microphone_trouble(trouble, language),
        NoticeKind::CameraTrouble(trouble) => camera_trouble(trouble, language),
        NoticeKind::ScreenTrouble(ScreenTrouble::File) => words::trouble_file_failed(language),
        NoticeKind::ScreenTrouble(ScreenTrouble::NoPicture) => words::trouble_file_no_picture(language),
        NoticeKind::ScreenTrouble(ScreenTrouble::Failed) => words::trouble_screen_failed(language),
        NoticeKind::ScreenTrouble(ScreenTrouble::Unsupported) => words::trouble_screen_unsupported(language),
        NoticeKind::LinkCopied => words::notice_link_copied(language),
        NoticeKind::LinkNotCopied => words::notice_link_not_copied(language),
        NoticeKind::NoNotifications => words::doorbell_refused(language),
        NoticeKind::NoWords => words::passphrase_no_words(language),
        NoticeKind::LogCopied => words::notice_log_copied(language),
        NoticeKind::LogNotCopied => words::notice_log_not_copied(language),
        NoticeKind::ReportCopied => words::rescue_copied(language),
        NoticeKind::ReportNotCopied => words::rescue_not_copied(language),
        NoticeKind::OtherDoor => words::notice_other_door(language),
        NoticeKind::OtherPassphrase => words::notice_other_passphrase(language),
        NoticeKind::UpdateFound => words::notice_update_found(language),
        NoticeKind::OtherTab => words::notice_other_tab(language),
        NoticeKind::OtherMeeting => words::notice_other_meeting(language),
        NoticeKind::ClosedByHost => words::notice_closed_by_host(language),
        NoticeKind::TalkingWhileOff => words::notice_talking_while_off(language),
        NoticeKind::MicrophoneSilent => words::notice_microphone_silent(language),
        NoticeKind::MicrophoneTaken => words::notice_microphone_taken(language),
        NoticeKind::MicrophoneStayedOff => words::notice_microphone_stayed_off(language),
        NoticeKind::MicrophoneNoisy => words::notice_microphone_noisy(language),
        NoticeKind::NotKept => words::notice_not_kept(language),
        NoticeKind::NotHeard => words::notice_not_heard(language),
        NoticeKind::Deaf => words::notice_deaf(language),
        NoticeKind::AskedToMute(_) => return words::notice_asked_to_mute(language, &in_sentence(name, language)),
        NoticeKind::AskedToTalk => words::notice_asked_to_talk(language),
        NoticeKind::Asked => words::notice_asked(language),
        NoticeKind::AskedAll => words::notice_asked_all(language),
        NoticeKind::AskedToSit(_) => return words::notice_asked_to_sit(language, &in_sentence(name, language)),
        NoticeKind::TroubleAtDoor(_) => return words::notice_trouble_at_door(language, &in_sentence(name, language)),
        NoticeKind::Echo => words::notice_echo(language),
    };
    word.to_string()
}

/// What keeps somebody in the lobby from being heard or seen.
pub fn trouble_at_door(trouble: DoorTrouble, language: Language) -> &'static str {
    let word: Word = match trouble {
        DoorTrouble::MicrophoneBlocked => words::door_microphone_blocked,
        DoorTrouble::MicrophoneMissing => words::door_microphone_missing,
        DoorTrouble::MicrophoneBusy => words::door_microphone_busy,
        DoorTrouble::Microphone => words::door_microphone,
        DoorTrouble::Camera => words::door_camera,
        DoorTrouble::NoWebRtc => words::door_no_webrtc,
    };
    word(language)
}

/// That nobody can hear us, and why.
pub fn not_heard(microphone: DeviceState, language: Language) -> &'static str {
    match microphone {
        DeviceState::Trouble(trouble) => microphone_trouble(trouble, language),
        DeviceState::Off | DeviceState::Opening | DeviceState::On => words::notice_not_heard(language),
    }
}

/// Why the server does not let us in; `moved`: it has told where it does.
pub fn refusal(reason: Refusal, moved: bool, language: Language) -> &'static str {
    match reason {
        Refusal::Origin if moved => words::refused_moved(language),
        Refusal::Origin => words::refused_misnamed(language),
        Refusal::Proof | Refusal::Shard => words::refused_proof(language),
        Refusal::Version => words::refused_version(language),
        Refusal::RoomFull => words::refused_room_full(language),
        Refusal::Busy => words::refused_busy(language),
        Refusal::TooMany => words::refused_too_many(language),
        Refusal::Unknown => words::refused_unknown(language),
    }
}

/// What stands in the middle of a tile when sound and picture do not flow; `None` when they do.
pub fn link(link: LinkState, name: &Name, language: Language) -> Option<String> {
    let name = in_sentence(name, language);
    match link {
        LinkState::None | LinkState::Connected => None,
        LinkState::Connecting => Some(words::room_connecting(language).to_string()),
        LinkState::Interrupted => Some(words::room_interrupted(language, &name)),
        LinkState::Failed => Some(words::room_failed(language, &name)),
        LinkState::Leaving => Some(words::room_leaving(language, &name)),
        LinkState::OtherVersion => Some(words::room_other_version(language, &name)),
    }
}

/// What the live region says.
pub fn news(news: &News, language: Language) -> String {
    let with = |word: fn(Language, &str) -> String, name: &Name| word(language, &in_sentence(name, language));
    match news {
        News::Arrived(name) => with(words::news_arrived, name),
        News::Departed(name) => with(words::news_departed, name),
        News::Back(name) => with(words::news_back, name),
        News::Shares(name) => with(words::news_shares, name),
        News::SharesNoMore(name) => with(words::news_shares_no_more, name),
        News::Captions(name) => with(words::news_captions, name),
        News::ServerAway => words::notice_server_away(language).to_string(),
        News::ServerAwayAlone => words::notice_server_away_alone(language).to_string(),
        News::ServerBack => words::news_server_back(language).to_string(),
        News::Interrupted(name) => with(words::news_interrupted, name),
        News::Reconnected(name) => with(words::news_reconnected, name),
    }
}

/// The line to one person: how it goes and how well, who hears whom, and the figures of this second.
pub fn line(line: &ConnectionTo, name: &str, language: Language) -> String {
    let how: Word = match (line.link, line.way, line.grade) {
        (LinkState::Connected, Some(Way::Direct), Grade::Good) => words::connections_direct_good,
        (LinkState::Connected, Some(Way::Direct), Grade::Fair) => words::connections_direct_fair,
        (LinkState::Connected, Some(Way::Direct), Grade::Poor) => words::connections_direct_poor,
        (LinkState::Connected, Some(Way::Relayed), Grade::Good) => words::connections_relayed_good,
        (LinkState::Connected, Some(Way::Relayed), Grade::Fair) => words::connections_relayed_fair,
        (LinkState::Connected, Some(Way::Relayed), Grade::Poor) => words::connections_relayed_poor,
        (LinkState::Connected, None, _) => words::connections_measuring,
        (LinkState::None | LinkState::Connecting, _, _) => return words::room_connecting(language).to_string(),
        (LinkState::Interrupted | LinkState::Failed | LinkState::Leaving | LinkState::OtherVersion, _, _) => {
            words::connections_none
        }
    };
    let hearing = hearing(line, name, language);
    let figures = line.now.map(|now| {
        let lost = now.lost.to_string();
        match now.delay {
            Some(delay) => words::connections_figures(language, &delay.to_string(), &lost),
            None => words::connections_only_lost(language, &lost),
        }
    });
    let sentences: Vec<String> =
        [how(language).to_string(), hearing].into_iter().chain(figures).filter(|said| !said.is_empty()).collect();
    sentences.join(" ")
}

/// Who hears and sees whom: of what is there to be heard and seen, and of nothing else.
fn hearing(line: &ConnectionTo, name: &str, language: Language) -> String {
    let ([our_voice, our_picture], [voice, picture]) = (line.shown.ours, line.shown.theirs);
    let of = |word: fn(Language, &str) -> String| word(language, name);
    let (heard, seen) = match (line.hearing, our_voice, voice) {
        (Mutual::Both, true, true) if our_picture && picture => return words::connections_both(language).to_string(),
        (Mutual::We, _, true) if picture => return of(words::connections_we),
        (Mutual::Both, true, true) => (words::connections_hear_both(language).to_string(), true),
        (Mutual::Both, false, true) => (of(words::connections_hear_them), true),
        (Mutual::Both, true, false) => (of(words::connections_hear_you), true),
        (Mutual::Both, false, false) => (words::connections_hear_nobody(language).to_string(), true),
        (Mutual::We, _, true) => (of(words::connections_we_hear), false),
        (Mutual::We, _, false) if picture => (of(words::connections_see_them), false),
        (Mutual::We, _, false) => (String::new(), false),
        (Mutual::OnlyWe, _, true) => (of(words::connections_only_we), false),
        (Mutual::OnlyWe, _, false) => (of(words::connections_not_you), false),
        (Mutual::OnlyThey, true, _) => (of(words::connections_only_they), false),
        (Mutual::OnlyThey, false, _) => (of(words::connections_not_them), false),
        (Mutual::Neither, _, _) => (words::connections_neither(language).to_string(), false),
    };
    let seen = match (our_picture, picture) {
        (true, true) if seen => words::connections_see_both(language).to_string(),
        (false, true) if seen => of(words::connections_see_them),
        (true, false) if seen => of(words::connections_see_you),
        (true | false, true | false) => return heard,
    };
    [heard, seen].join(" ")
}

/// What is wrong between two of the others.
pub fn rift(what: Rift, one: &str, other: &str, language: Language) -> String {
    match what {
        Rift::Both => words::connections_between_neither(language, one, other),
        Rift::One => words::connections_between_deaf(language, one, other),
        Rift::Poor => words::connections_between_badly(language, one, other),
    }
}

/// Bits per second, with two figures that mean something.
pub fn rate(bits: u32, language: Language) -> String {
    if bits < 1_000_000 {
        return [&(bits / 1_000).to_string(), " kbit/s"].concat();
    }
    let tenths = bits / 100_000;
    let (whole, part) = ((tenths / 10).to_string(), (tenths % 10).to_string());
    let part: &[&str] = if part == "0" { &[] } else { &[point(language), &part] };
    [&[whole.as_str()], part, &[" Mbit/s"]].concat().concat()
}

/// What the lobby has found out, in one sentence, or two where the line is bad.
pub fn preflight(found: Preflight, language: Language) -> String {
    let fine = found.line == Line::Fine;
    let devices: Option<Word> = match found.devices {
        Devices::Unknown => None,
        Devices::HeardAndSeen if fine => Some(words::preflight_all_set),
        Devices::HeardAndSeen => Some(words::preflight_heard_and_seen),
        Devices::Heard if fine => Some(words::preflight_all_set_heard),
        Devices::Heard => Some(words::preflight_heard),
        Devices::HeardNotSeen => Some(words::preflight_heard_not_seen),
        Devices::SeenNotHeard => Some(words::preflight_seen_not_heard),
        Devices::NotHeard => Some(words::preflight_not_heard),
        Devices::Silent => Some(words::preflight_silent),
        Devices::NoSound => Some(words::preflight_no_sound),
    };
    let line: Option<Word> = match found.line {
        Line::Fine => None,
        Line::Small => Some(words::preflight_small),
        Line::SoundOnly => Some(words::preflight_sound_only),
        Line::Blocked => Some(words::preflight_blocked),
    };
    match (devices, line) {
        (Some(devices), Some(line)) => [devices(language), " ", line(language)].concat(),
        (one, other) => one.or(other).map_or_else(String::new, |word| word(language).to_string()),
    }
}

/// Who is inside already.
pub fn inside(names: &[Name], language: Language) -> String {
    let name = |index: usize| in_sentence(&names[index], language);
    match names.len() {
        0 => words::lobby_empty(language).to_string(),
        1 => words::lobby_inside_single(language, &name(0)),
        2 => words::lobby_inside_pair(language, &name(0), &name(1)),
        // A room holds 50: the number of the others fits.
        more => words::lobby_inside_more(language, (more - 2) as u32, &name(0), &name(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plenum_engine::api::view::{Sample, Shown, TileId};
    use std::sync::Arc;

    #[test]
    fn a_line_is_told_in_sentences() {
        let now = Some(Sample { sent: 0, received: 0, delay: Some(40), lost: 0 });
        let line = ConnectionTo {
            tile: TileId(1),
            link: LinkState::Connected,
            grade: Grade::Good,
            hearing: Mutual::Both,
            shown: Shown { ours: [true; 2], theirs: [true; 2] },
            now,
            way: Some(Way::Direct),
            history: Arc::from([]),
        };
        let told = |line: &ConnectionTo| super::line(line, "Ben", Language::En);
        assert_eq!(told(&line), "Direct, good. You can hear and see each other. 40 ms, 0 % lost.");
        let gone = ConnectionTo { link: LinkState::Interrupted, hearing: Mutual::OnlyThey, now: None, ..line };
        assert_eq!(told(&gone), "Not connected at the moment. Ben can hear you, but you cannot hear Ben.");
    }

    #[test]
    fn nobody_is_said_to_be_heard_or_seen_who_is_off() {
        let told = |hearing, ours, theirs, language| {
            let (tile, link, grade, way) = (TileId(1), LinkState::Connected, Grade::Good, Some(Way::Direct));
            let shown = Shown { ours, theirs };
            let line = ConnectionTo { tile, link, grade, hearing, shown, now: None, way, history: Arc::from([]) };
            let how = words::connections_direct_good(language);
            super::line(&line, "Ben", language).replacen(how, "", 1).trim().to_owned()
        };
        let (on, voice, picture, off) = ([true, true], [true, false], [false, true], [false, false]);
        for (hearing, ours, theirs, sentence) in [
            (Mutual::Both, on, on, "You can hear and see each other."),
            (Mutual::Both, voice, voice, "You can hear each other."),
            (Mutual::Both, on, voice, "You can hear each other. Ben can see you."),
            (Mutual::Both, voice, on, "You can hear each other. You can see Ben."),
            (Mutual::Both, off, voice, "You can hear Ben. Your microphone is off."),
            (Mutual::Both, voice, off, "Ben can hear you. Ben's microphone is off."),
            (Mutual::Both, off, off, "Both microphones are off."),
            (Mutual::Both, picture, picture, "Both microphones are off. You can see each other."),
            (Mutual::We, off, on, "You can hear and see Ben."),
            (Mutual::We, on, voice, "You can hear Ben."),
            (Mutual::We, on, picture, "You can see Ben."),
            (Mutual::We, on, off, ""),
            (Mutual::OnlyWe, on, off, "Ben cannot hear you."),
            (Mutual::OnlyThey, off, on, "You cannot hear Ben."),
        ] {
            assert_eq!(told(hearing, ours, theirs, Language::En), sentence);
        }
        assert_eq!(told(Mutual::Both, off, off, Language::De), "Beide Mikrofone sind aus.");
        assert_eq!(told(Mutual::Both, voice, voice, Language::De), "Ihr könnt einander hören.");
    }

    #[test]
    fn rates_have_figures_that_mean_something() {
        let rates = [0, 999, 32_400, 999_999, 1_000_000, 1_260_000, 12_000_000].map(|bits| rate(bits, Language::En));
        assert_eq!(rates, ["0 kbit/s", "0 kbit/s", "32 kbit/s", "999 kbit/s", "1 Mbit/s", "1.2 Mbit/s", "12 Mbit/s"]);
        assert_eq!(rate(1_260_000, Language::De), "1,2 Mbit/s");
    }

    #[test]
    fn what_the_lobby_has_found_out_is_one_sentence() {
        let told = |devices, line, language| preflight(Preflight { devices, line }, language);
        assert_eq!(told(Devices::Unknown, Line::Fine, Language::En), "");
        assert_eq!(
            told(Devices::HeardAndSeen, Line::Fine, Language::En),
            "All set: your microphone and your camera work."
        );
        assert_eq!(
            told(Devices::Heard, Line::Small, Language::En),
            "Your microphone works. Your connection is slow: pictures will be small."
        );
        assert_eq!(
            told(Devices::Unknown, Line::Blocked, Language::De),
            "Dein Netz lässt vielleicht keine Anrufe durch."
        );
        assert_eq!(told(Devices::Silent, Line::Fine, Language::De), "Dein Mikrofon ist stumm. Ist es ausgeschaltet?");
    }

    #[test]
    fn who_is_inside_is_one_sentence() {
        let names = ["Ada", "", "Cem", "Dua"].map(Name::from);
        assert_eq!(inside(&names[..0], Language::En), "Nobody else is here yet.");
        assert_eq!(inside(&names[..1], Language::En), "Ada is already inside.");
        assert_eq!(inside(&names[..2], Language::De), "Ada und Gast sind schon drin.");
        assert_eq!(inside(&names[..3], Language::En), "Ada, Guest and 1 other person are already inside.");
        assert_eq!(inside(&names, Language::De), "Ada, Gast und 2 weitere sind schon drin.");
    }

    #[test]
    fn a_damaged_link_says_how_much_is_missing() {
        let missing = |characters| link_error(LinkError::Missing { characters }, Language::En);
        assert_eq!(missing(1), "1 character is missing from this link, usually at its end.");
        assert_eq!(missing(3), "3 characters are missing from this link, usually at its end.");
    }
}
