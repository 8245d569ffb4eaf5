//! A tile: one person's picture and voice, their name, and in words what is wrong if something is.

use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::room::tiles::actions::{Video, actions, own_actions};
use crate::views::room::tiles::layout::{Place, Tiles};
use crate::views::room::tiles::name_badge::name_badge;
use crate::views::room::tiles::picture::pictures;
use crate::views::room::tiles::signal_strength;
use crate::views::ui::dom::{El, div, el, memo};
use crate::views::ui::icons::{self};
use crate::views::ui::language::language;
use crate::views::ui::names::{called, hue, in_sentence, initials, or_guest};
use crate::views::ui::own_picture::own_picture_in;
use crate::views::ui::{components, sentences};
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::event::DeviceKind;
use plenum_engine::api::intent::{MediaIntent, RoomIntent};
use plenum_engine::api::view::{DeviceState, LinkState, Person, Seating, Spot, TileId};

/// The tile of one of the others. `marks`: what else stands on it, as the document has it.
pub fn tile(id: TileId, tiles: Tiles, marks: impl Fn() -> Option<AnyView> + Send + 'static) -> AnyView {
    let mirror = use_mirror();
    let person = RwSignal::from(mirror.person(id));
    let level = RwSignal::from(mirror.level(Some(id)));
    let language = language();
    let name = move || person.with(|person| called(&person.name, language.get()));
    let said = move || person.with(|person| in_sentence(&person.name, language.get()));
    let picture = memo(move || person.with(|person| person.picture));
    let muted = memo(move || person.with(|person| !person.microphone));
    let deaf = memo(move || person.with(|person| person.deaf));
    let beside = memo(move || person.with(|person| person.seating == Seating::Together));
    let link = move || person.with(|person| person.link);
    let broken = move || {
        matches!(link(), LinkState::Interrupted | LinkState::Failed | LinkState::Leaving | LinkState::OtherVersion)
    };
    let letters = move || person.with(|person| initials(&called(&person.name, language.get())));
    let initials = el("span").set("class", "initials").set("aria-hidden", "true").mark("hidden", move || picture.get());
    let video = RwSignal::new(None);
    let tile = div("tile")
        .set("role", "group")
        .bind("aria-label", name)
        .when("speaks", move || person.with(|person| person.speaking))
        .when("broken", broken)
        .style("--hue", move || hue(id))
        .child(pictures(Spot::Person(id), person, picture, video))
        .child(initials.tell(letters))
        .child(trouble(person))
        .child(actions(Spot::Person(id), tiles, said, video, picture))
        .part(signal_strength::signal(person))
        .part(marks)
        .child(name_badge(name, muted, deaf, beside, level));
    tiles.put(tile, Place::Other(Spot::Person(id))).done()
}

/// What is wrong between us and this person, in the middle and in words.
fn trouble(person: RwSignal<Person>) -> El {
    let dispatch = use_dispatch();
    let language = language();
    let sentence = memo(move || person.with(|person| sentences::link(person.link, &person.name, language.get())));
    let failed = memo(move || person.with(|person| person.link == LinkState::Failed));
    let retry = move || dispatch.send(RoomIntent::RetryPerson(person.with_untracked(|person| person.peer)));
    let button = move || {
        failed
            .get()
            .then(|| components::button("btn small", Some(icons::RELOAD), words::room_retry).press(retry).done())
    };
    div("link-state")
        .mark("hidden", move || sentence.with(Option::is_none))
        .child(el("p").tell(move || sentence.get().unwrap_or_default()))
        .part(button)
}

/// Our own tile, mirrored and last, with what else stands on it.
pub fn own_tile(tiles: Tiles, marks: impl Fn() -> Option<AnyView> + Send + 'static) -> El {
    let mirror = use_mirror();
    let me = RwSignal::from(mirror.me.clone());
    let level = RwSignal::from(mirror.level(None));
    let language = language();
    let name = move || {
        let language = language.get();
        me.with(|me| words::top_you(language, or_guest(&me.name, language)))
    };
    let muted = memo(move || me.with(|me| me.microphone != DeviceState::On));
    let deaf = memo(move || me.with(|me| me.deaf));
    let tile =
        div("tile own").set("role", "group").bind("aria-label", name).when("speaks", move || me.with(|me| me.speaking));
    // We always sit with ourselves.
    let beside = memo(|| false);
    let video = Video::new();
    tiles.follow_own(Place::Own, video);
    let tile = own_picture_in(tiles.put(tile, Place::Own), video).child(own_actions(tiles)).part(flip()).part(marks);
    tile.child(name_badge(name, muted, deaf, beside, level))
}

/// The other camera, where there are two and the camera is on; style sheets show it on phones only.
fn flip() -> impl Fn() -> Option<AnyView> + Send {
    let dispatch = use_dispatch();
    let mirror = use_mirror();
    let possible = memo(move || {
        let camera = |device: &&plenum_engine::api::event::Device| device.kind == DeviceKind::Camera;
        mirror.devices.with(|devices| devices.iter().filter(camera).count()) >= 2
            && mirror.me.with(|me| me.camera == DeviceState::On)
    });
    let button = move || {
        let button = components::button("flip", Some(icons::FLIP), words::room_flip);
        button.press(move || dispatch.send(MediaIntent::FlipCamera)).done()
    };
    move || possible.get().then(button)
}
