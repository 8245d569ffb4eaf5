//! What is kept on this device (`localStorage`) and for this tab's reload (`sessionStorage`). Every failure is tolerated:
//! private windows and full disks keep nothing.

use crate::browser::base::registry;
use plenum_engine::api::effect::Keepsake;
use plenum_engine::api::event::{PreviousSession, Remembered};
use plenum_engine::api::intent::Text;
use plenum_engine::api::values::SealedPassphrase;
use plenum_engine::base::ids::DeviceId;
use web_sys::{Storage, Window};

const NAME: &str = "plenum.name";
const LANGUAGE: &str = "plenum.language";
const THEME: &str = "plenum.theme";
const MICROPHONE: &str = "plenum.microphone";
const CAMERA: &str = "plenum.camera";
const SAVING: &str = "plenum.saving";
const SOUND_PREFERENCES: &str = "plenum.sound";
const SESSION: &str = "plenum.session";
/// At the end of a session whose meeting is not kept.
const FORGETS: &str = " forgets";

/// Keeps it; something empty is removed.
pub fn remember(keepsake: &Keepsake) {
    let (key, value) = match keepsake {
        Keepsake::Name(name) => (NAME, &*name.0),
        Keepsake::Language(language) => (LANGUAGE, *language),
        Keepsake::Theme(theme) => (THEME, *theme),
        Keepsake::Microphone(device) => (MICROPHONE, &*device.0),
        Keepsake::Camera(device) => (CAMERA, &*device.0),
        Keepsake::Saving(saving) => (SAVING, *saving),
        Keepsake::Preferences(preferences) => (SOUND_PREFERENCES, &**preferences),
    };
    let Some(storage) = local() else { return };
    let _ = if value.is_empty() { storage.remove_item(key) } else { storage.set_item(key, value) };
}

/// What was kept earlier.
pub fn remembered() -> Remembered {
    let Some(storage) = local() else { return Remembered::default() };
    let item = |key| storage.get_item(key).ok().flatten().filter(|value| !value.is_empty());
    Remembered {
        name: item(NAME).map(Text),
        language: item(LANGUAGE),
        theme: item(THEME),
        microphone: item(MICROPHONE).map(|id| DeviceId(id.into())),
        camera: item(CAMERA).map(|id| DeviceId(id.into())),
        saving: item(SAVING),
        preferences: item(SOUND_PREFERENCES),
    }
}

/// Keeps the session over a reload of this tab.
pub fn keep_session(session: &PreviousSession) {
    if let Some(storage) = of_tab() {
        let _ = storage.set_item(SESSION, &write(session));
    }
}

/// Should the app die, keeps this session for the reload that follows; `None`: nothing any more.
pub fn bequeath(session: Option<&PreviousSession>) {
    registry::bequeath(SESSION, session.map(write).as_deref());
}

/// Takes *and deletes* the kept session, so that a duplicated tab finds nothing.
pub fn take_session() -> Option<PreviousSession> {
    let storage = of_tab()?;
    let kept = storage.get_item(SESSION).ok().flatten()?;
    // Invariant: what cannot be deleted is not used: two tabs would speak as one.
    storage.remove_item(SESSION).ok()?;
    read(&kept)
}

fn local() -> Option<Storage> {
    web_sys::window().as_ref().map(Window::local_storage)?.ok().flatten()
}

fn of_tab() -> Option<Storage> {
    web_sys::window().as_ref().map(Window::session_storage)?.ok().flatten()
}

/// `in` or `out`, the seed in hex, the room, the sealed passphrase in hex if it has one, and `forgets` where nothing of it may
/// stay; one space between.
fn write(session: &PreviousSession) -> String {
    let place = if session.inside { "in " } else { "out " };
    let pass = session.pass.as_ref().map(|pass| hex(&pass.0)).unwrap_or_default();
    let space = if pass.is_empty() { "" } else { " " };
    let forgets = if session.keeps { "" } else { FORGETS };
    [place, &hex(&session.seed), " ", &session.room, space, &pass, forgets].concat()
}

fn read(kept: &str) -> Option<PreviousSession> {
    let (place, rest) = kept.split_once(' ')?;
    let (seed, room) = rest.split_once(' ')?;
    let (room, keeps) = room.strip_suffix(FORGETS).map_or((room, true), |room| (room, false));
    // Whatever is no passphrase will not open, and is asked for then.
    let (room, pass) = room.split_once(' ').map_or((room, None), |(room, pass)| (room, unhex(pass)));
    let inside = match place {
        "in" => true,
        "out" => false,
        _ => return None,
    };
    let (seed, pass) = (unhex(seed)?.try_into().ok()?, pass.map(SealedPassphrase));
    Some(PreviousSession { seed, room: room.to_owned(), inside, keeps, pass })
}

fn hex(bytes: &[u8]) -> String {
    let nibbles = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    nibbles.map(|nibble| char::from_digit(nibble.into(), 16).unwrap_or('0')).collect()
}

fn unhex(hex: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> =
        hex.chars().map(|digit| digit.to_digit(16).map(|digit| digit as u8)).collect::<Option<_>>()?;
    let bytes = digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect();
    digits.len().is_multiple_of(2).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_survives_a_reload() {
        let seed = std::array::from_fn(|index| index as u8 * 8 + 7);
        for (keeps, pass) in [(true, None), (false, None), (true, Some(vec![0, 250, 3])), (false, Some(vec![7; 73]))] {
            let pass = pass.map(SealedPassphrase);
            let session = PreviousSession { seed, room: "AbC-_1".into(), inside: true, keeps, pass };
            let written = write(&session);
            assert!(written.starts_with("in 070f17"));
            assert_eq!(read(&written), Some(session));
        }
    }

    #[test]
    fn what_others_left_in_the_storage_is_no_session() {
        for kept in
            ["", "in", "in 07", "in 07 room", "up 07 room", "in zz room", &format!("in {} room", "é".repeat(64))]
        {
            assert_eq!(read(kept), None, "{kept}");
        }
        assert_eq!(read(&format!("in {} room", "0".repeat(63))), None);
    }
}
