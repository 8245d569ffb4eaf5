//! Media keys: microphone, camera and leaving by keys of headsets and buttons of small windows, where the browser has them.

use crate::browser::media::media_session::{MediaKey, MediaSession};
use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::ui::dom::memo;
use crate::views::ui::own_device::{Own, is_on};
use crate::views::ui::tools;
use leptos::prelude::*;
use plenum_engine::api::intent::AppIntent;

/// Hears of them for as long as the room is shown, and shows there what is on.
pub fn keys() {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let session = StoredValue::new_local(MediaSession::new(move |key| match key {
        MediaKey::Microphone => tools::toggle(Own::Microphone, dispatch, me),
        MediaKey::Camera => tools::toggle(Own::Camera, dispatch, me),
        MediaKey::HangUp => dispatch.send(AppIntent::Leave),
    }));
    let on = memo(move || me.with(|me| (is_on(me.microphone), is_on(me.camera))));
    Effect::new(move || {
        let (microphone, camera) = on.get();
        session.with_value(|session| session.show(microphone, camera));
    });
}
