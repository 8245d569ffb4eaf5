//! Our own picture, mirrored: in the lobby, and in our own tile of the room.

use crate::browser::media::preview;
use crate::mirror::use_mirror;
use crate::views::ui::dom::{El, el, memo};
use crate::views::ui::language::language;
use crate::views::ui::names::{initials, or_guest};
use leptos::html;
use leptos::prelude::*;
use plenum_engine::api::view::{DeviceState, Me};

/// Puts our own picture into a tile, as a looking glass shows it; initials when there is none.
pub fn own_picture(tile: El) -> El {
    own_picture_in(tile, NodeRef::new())
}

/// The same; `video` leads to the element it is shown in.
pub fn own_picture_in(tile: El, video: NodeRef<html::Video>) -> El {
    let me = RwSignal::from(use_mirror().me);
    let language = language();
    let on = memo(move || me.with(|me| me.camera == DeviceState::On));
    let letters = move || me.with(|me| initials(or_guest(&me.name, language.get())));
    let initials = el("span").set("class", "initials").set("aria-hidden", "true").mark("hidden", move || on.get());
    tile.child(own_video(me, on, video)).child(initials.tell(letters))
}

/// The `<video>` of our own camera.
fn own_video(me: RwSignal<Me>, on: Memo<bool>, video: NodeRef<html::Video>) -> AnyView {
    let revision = memo(move || me.with(|me| me.preview));
    Effect::new(move || {
        // Asked, not only tracked: a memo that nobody has asked follows nothing.
        revision.get();
        let Some(video) = video.get() else { return };
        if on.get() {
            preview::attach(&video);
        } else {
            preview::detach(&video);
        }
    });
    on_cleanup(move || {
        if let Some(video) = video.try_get_untracked().flatten() {
            preview::detach(&video);
        }
    });
    let classes = move || match (on.get(), me.with(|me| me.mirrored)) {
        (true, true) => "face shown mirrored",
        (true, false) => "face shown",
        (false, _) => "face",
    };
    view! { <video node_ref=video class=classes autoplay playsinline prop:muted=true></video> }.into_any()
}
