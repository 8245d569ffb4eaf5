//! Shared screens and files: those of the others in tiles of their own, ours as a small picture and a bar that says so.

use crate::browser::{film, stage};
use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::dom::{El, button, div, el, memo, p};
use crate::views::faces::faces;
use crate::views::icons::{self, icon};
use crate::views::names::{hue, in_sentence};
use crate::views::places::{self, Places};
use crate::views::ways::{Video, ways};
use crate::views::{language, menu, parts, say, toolbar};
use crate::words::{self, Word};
use leptos::html;
use leptos::prelude::*;
use plenum_engine::api::effect::Motion;
use plenum_engine::api::intent::{LayoutIntent, MediaIntent};
use plenum_engine::api::view::{Kind, LinkState, Me, Screening, Sharing, Spot, TileId};
use plenum_engine::base::ids::StreamRevision;

/// The screen of one of the others.
pub fn screen_tile(id: TileId, places: Memo<Places>) -> AnyView {
    let person = RwSignal::from(use_mirror().person(id));
    let language = language();
    let named = move |word: fn(_, &str) -> String| {
        let language = language.get();
        person.with(|person| word(language, &in_sentence(&person.name, language)))
    };
    let tune = memo(move || person.with(|person| person.screen == Screening::Sound));
    let name = move || named(if tune.get() { words::room_sound_of } else { words::room_screen_of });
    let shown = memo(move || person.with(|person| person.screen == Screening::Shown));
    let instead = move || match person.with(|person| person.screen) {
        Screening::No | Screening::Shown => String::new(),
        Screening::Coming => named(words::room_screen_coming),
        Screening::Sound => named(words::room_screen_sound),
        Screening::Spared => named(words::room_screen_spared),
    };
    let video = RwSignal::new(None);
    let tile = div("tile screen")
        .set("role", "group")
        .bind("aria-label", name)
        .when("tune", move || tune.get())
        .when("broken", move || person.with(|person| person.link != LinkState::Connected))
        .style("--hue", move || hue(id))
        .child(faces(Spot::Screen(id), person, shown, video))
        .part(move || tune.get().then(|| icon(icons::NOTE)))
        .child(el("p").set("class", "coming").mark("hidden", move || shown.get()).tell(instead))
        .child(ways(Spot::Screen(id), video))
        .child(plate(move || if tune.get() { icons::NOTE } else { icons::SCREEN }, name));
    places::put(tile, Spot::Screen(id), places).done()
}

/// Our own, small: to see what the others see.
pub fn own_screen() -> impl Fn() -> Option<AnyView> + Send {
    let me = RwSignal::from(use_mirror().me);
    let on = memo(move || me.with(is_on));
    let file = memo(move || me.with(is_file));
    let screen = move || {
        let revision = memo(move || me.with(preview));
        let video = Video::new();
        Effect::new(move || {
            // Asked, not only tracked: a memo that nobody has asked follows nothing.
            revision.get();
            if let Some(video) = video.get() {
                stage::attach_own_screen(&video);
            }
        });
        let tile = div("tile screen mine")
            .set("role", "group")
            .label(words::room_screen_own)
            .child(picture(video, on))
            .child(plate(|| icons::SCREEN, say(words::room_screen_own)));
        places::put_own(tile, 1).done()
    };
    move || on.get().then(|| if file.get() { own_film() } else { screen() })
}

/// The file we play, with the browser's own controls.
fn own_film() -> AnyView {
    let holder = NodeRef::<html::Div>::new();
    Effect::new(move || {
        if let Some(holder) = holder.get() {
            stage::place_film(&holder);
        }
    });
    let player = view! { <div class="film" node_ref=holder></div> }.into_any();
    let tile = div("tile screen mine")
        .set("role", "group")
        .label(words::room_file_own)
        .child(player)
        .child(plate(|| icons::SCREEN, say(words::room_file_own)));
    places::put_own(tile, 1).done()
}

/// The way to play a file to everybody, where the browser can.
pub fn play_file() -> Option<El> {
    let dispatch = use_dispatch();
    film::can_play().then(|| {
        let choose = parts::button("btn small", Some(icons::SCREEN), words::room_file_choose)
            .set("popovertarget", "devices")
            .set("popovertargetaction", "hide")
            .press(move || dispatch.send(MediaIntent::ShareFile));
        menu::question(words::room_file_title).child(choose).child(p("quiet", words::room_file_hint))
    })
}

/// The `<video>` of our own screen; it shows what was attached last.
fn picture(video: Video, shown: Memo<bool>) -> AnyView {
    on_cleanup(move || {
        if let Some(video) = video.try_get_untracked().flatten() {
            stage::detach(&video);
        }
    });
    let classes = move || if shown.get() { "face shown" } else { "face" };
    view! { <video node_ref=video class=classes autoplay playsinline prop:muted=true></video> }.into_any()
}

fn plate(path: impl Fn() -> &'static str + Send + 'static, name: impl Fn() -> String + Copy + Send + 'static) -> El {
    let sign = move || Some(icon(path()));
    el("span").set("class", "name").bind("title", name).part(sign).child(el("bdi").tell(name))
}

fn is_on(me: &Me) -> bool {
    matches!(me.sharing, Sharing::On { .. })
}

fn is_file(me: &Me) -> bool {
    matches!(me.sharing, Sharing::On { kind: Kind::File, .. })
}

fn preview(me: &Me) -> Option<StreamRevision> {
    match me.sharing {
        Sharing::On { preview, .. } => Some(preview),
        Sharing::Off | Sharing::Asking => None,
    }
}

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
        let stop = parts::button("btn small", None, words::room_share_stop);
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

/// The button between a grid of equals and a stage.
pub fn view_switch(classes: &'static str) -> El {
    let dispatch = use_dispatch();
    let layout = RwSignal::from(use_mirror().layout);
    let staged = memo(move || layout.with(|layout| layout.speaker || !layout.stage.is_empty()));
    toolbar::tool(classes, icons::STAGE, words::room_speaker_view)
        .bind("aria-pressed", move || staged.get().to_string())
        .set("aria-keyshortcuts", "W")
        .press(move || dispatch.send(LayoutIntent::Switch))
}

/// The button that takes our own tile away, and brings it back.
pub fn hide_me(classes: &'static str) -> El {
    let dispatch = use_dispatch();
    let layout = RwSignal::from(use_mirror().layout);
    let hidden = memo(move || layout.with(|layout| !layout.myself));
    toolbar::tool(classes, icons::HIDE, words::room_hide_me)
        .bind("aria-pressed", move || hidden.get().to_string())
        .press(move || dispatch.send(LayoutIntent::Myself(hidden.get_untracked())))
}
