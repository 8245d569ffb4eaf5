//! Screen share: the button, and the bar that says that we share a screen or play a file.

use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::room::tiles::screen_tile::{is_file, is_on};
use crate::views::ui::components;
use crate::views::ui::dom::{El, button, div, el, memo, p};
use crate::views::ui::icons::{self, icon};
use crate::views::ui::language::{language, say};
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_engine::api::effect::Motion;
use plenum_engine::api::intent::MediaIntent;
use plenum_engine::api::view::Sharing;

/// The button of our screen; only where the browser can share one.
pub fn share() -> Option<El> {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let language = language();
    let lit = memo(move || me.with(is_on));
    let title = move || [words::room_share(language.get()), " (D)"].concat();
    me.with_untracked(|me| me.can_share).then(|| {
        button("tool air shares")
            .when("opening", move || me.with(|me| me.sharing == Sharing::Asking))
            .label(words::room_share)
            .bind("aria-pressed", move || lit.get().to_string())
            .set("aria-keyshortcuts", "D")
            .bind("title", title)
            .press(move || dispatch.send(switch(me.with_untracked(|me| me.sharing))))
            .child(icon(icons::SCREEN))
            .child(el("span").bind("data-short", say(words::room_share_short)).tell(say(words::room_share)))
    })
}

/// What pressing it means.
pub fn switch(sharing: Sharing) -> MediaIntent {
    match sharing {
        Sharing::Off => MediaIntent::Screen(true),
        Sharing::Asking | Sharing::On { .. } => MediaIntent::Screen(false),
    }
}

/// That we share, what matters more in it, and how to stop.
pub fn bar() -> impl Fn() -> Option<AnyView> + Send {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let on = memo(move || me.with(is_on));
    let file = memo(move || me.with(is_file));
    let motions = || {
        div("motions")
            .set("role", "group")
            .label(words::room_motion)
            .child(motion(Motion::Still, words::room_motion_still))
            .child(motion(Motion::Moving, words::room_motion_moving))
    };
    let made = move || {
        let stop = components::button("btn small", None, words::room_share_stop);
        let says: Word = if file.get() { words::room_file_playing } else { words::room_sharing };
        div("sharing")
            .child(icon(icons::SCREEN))
            .child(p("", says))
            .maybe((!file.get()).then(motions))
            .child(stop.press(move || dispatch.send(MediaIntent::Screen(false))))
            .done()
    };
    move || on.get().then(made)
}

/// One of the two things that may matter more.
fn motion(own: Motion, word: Word) -> El {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let chosen = memo(move || me.with(|me| matches!(me.sharing, Sharing::On { motion, .. } if motion == own)));
    button("motion")
        .bind("aria-pressed", move || chosen.get().to_string())
        .press(move || dispatch.send(MediaIntent::PreferMotion(own)))
        .tell(say(word))
}
