//! The doorbell: what tells of somebody who comes in while one looks elsewhere, beside the sound.

use crate::browser::page::notification;
use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::ui::components::{button, question};
use crate::views::ui::dom::{El, div, memo, p};
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::intent::AppIntent;
use plenum_engine::api::view::Doorbell;

/// The choice, where the browser gives one. It is asked when one is pressed, and never before.
pub fn doorbell() -> Option<El> {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    // Allowed once, it may have been taken back in the settings of the browser.
    let now = memo(move || match me.with(|me| me.preferences.doorbell) {
        Doorbell::Notification | Doorbell::NamedNotification if !notification::are_allowed() => Doorbell::Chime,
        doorbell => doorbell,
    });
    let notify = button("btn small", None, words::doorbell_notify)
        .bind("aria-pressed", move || (now.get() != Doorbell::Chime).to_string())
        .press(move || {
            dispatch.send(AppIntent::SetDoorbell(match now.get_untracked() {
                Doorbell::Chime => Doorbell::Notification,
                Doorbell::Notification | Doorbell::NamedNotification => Doorbell::Chime,
            }));
        });
    let name = button("btn small", None, words::doorbell_name)
        .bind("aria-pressed", move || (now.get() == Doorbell::NamedNotification).to_string())
        .press(move || {
            dispatch.send(AppIntent::SetDoorbell(match now.get_untracked() {
                Doorbell::Chime | Doorbell::Notification => Doorbell::NamedNotification,
                Doorbell::NamedNotification => Doorbell::Notification,
            }));
        });
    let choice = question(words::doorbell_title)
        .child(p("quiet", words::doorbell_text))
        .child(div("invite-ways").child(notify).child(name));
    notification::are_possible().then_some(choice)
}
