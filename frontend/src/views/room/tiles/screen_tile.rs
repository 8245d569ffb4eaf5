//! The tiles of shared screens and files: those of the others, and our own as a small picture.

use crate::browser::media::media_elements;
use crate::mirror::use_mirror;
use crate::views::room::tiles::actions::{Video, actions};
use crate::views::room::tiles::layout::{Place, Tiles};
use crate::views::room::tiles::picture::pictures;
use crate::views::room::tiles::zoom;
use crate::views::ui::dom::{El, div, el, memo};
use crate::views::ui::icons::{self, icon};
use crate::views::ui::language::{language, say};
use crate::views::ui::names::{hue, in_sentence, isolated};
use crate::words::{self};
use leptos::html;
use leptos::prelude::*;
use plenum_engine::api::view::{Kind, LinkState, Me, Screening, Sharing, Spot, TileId};
use plenum_engine::base::ids::StreamRevision;

/// The screen of one of the others.
pub fn screen_tile(id: TileId, tiles: Tiles) -> AnyView {
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
    let said = move || isolated(name());
    let tile = div("tile screen")
        .set("role", "group")
        .bind("aria-label", name)
        .when("tune", move || tune.get())
        .when("broken", move || person.with(|person| person.link != LinkState::Connected))
        .style("--hue", move || hue(id))
        .child(pictures(Spot::Screen(id), person, shown, video))
        .part(move || tune.get().then(|| icon(icons::NOTE)))
        .child(el("p").set("class", "coming").mark("hidden", move || shown.get()).tell(instead))
        .child(actions(Spot::Screen(id), tiles, said, video, shown))
        .child(name_badge(move || if tune.get() { icons::NOTE } else { icons::SCREEN }, name));
    zoom::zoomable(tiles.put(tile, Place::Other(Spot::Screen(id))), shown).done()
}

/// Our own, small: to see what the others see.
pub fn own_screen(tiles: Tiles) -> impl Fn() -> Option<AnyView> + Send {
    let me = RwSignal::from(use_mirror().me);
    let on = memo(move || me.with(is_on));
    let file = memo(move || me.with(is_file));
    let screen = move || {
        let revision = memo(move || me.with(preview));
        let video = Video::new();
        tiles.follow_own(Place::OwnScreen, video);
        Effect::new(move || {
            // Asked, not only tracked: a memo that nobody has asked follows nothing.
            revision.get();
            if let Some(video) = video.get() {
                media_elements::attach_own_screen(&video);
            }
        });
        let tile = div("tile screen mine")
            .set("role", "group")
            .label(words::room_screen_own)
            .child(picture(video, on))
            .child(name_badge(|| icons::SCREEN, say(words::room_screen_own)));
        tiles.put(tile, Place::OwnScreen).done()
    };
    move || on.get().then(|| if file.get() { own_file(tiles) } else { screen() })
}

/// The file we play, with the browser's own controls.
fn own_file(tiles: Tiles) -> AnyView {
    let holder = NodeRef::<html::Div>::new();
    Effect::new(move || {
        if let Some(holder) = holder.get() {
            media_elements::place_file_player(&holder);
        }
    });
    let player = view! { <div class="film" node_ref=holder></div> }.into_any();
    let tile = div("tile screen mine")
        .set("role", "group")
        .label(words::room_file_own)
        .child(player)
        .child(name_badge(|| icons::SCREEN, say(words::room_file_own)));
    tiles.put(tile, Place::OwnScreen).done()
}

/// The `<video>` of our own screen; it shows what was attached last.
fn picture(video: Video, shown: Memo<bool>) -> AnyView {
    on_cleanup(move || {
        if let Some(video) = video.try_get_untracked().flatten() {
            media_elements::detach(&video);
        }
    });
    let classes = move || if shown.get() { "face shown" } else { "face" };
    view! { <video node_ref=video class=classes autoplay playsinline prop:muted=true></video> }.into_any()
}

fn name_badge(
    path: impl Fn() -> &'static str + Send + 'static,
    name: impl Fn() -> String + Copy + Send + 'static,
) -> El {
    let sign = move || Some(icon(path()));
    el("span").set("class", "name").bind("title", name).part(sign).child(el("bdi").tell(name))
}

/// Whether we share.
pub fn is_on(me: &Me) -> bool {
    matches!(me.sharing, Sharing::On { .. })
}

/// Whether what we share is a file.
pub fn is_file(me: &Me) -> bool {
    matches!(me.sharing, Sharing::On { kind: Kind::File, .. })
}

fn preview(me: &Me) -> Option<StreamRevision> {
    match me.sharing {
        Sharing::On { preview, .. } => Some(preview),
        Sharing::Off | Sharing::Asking => None,
    }
}
