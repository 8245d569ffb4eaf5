//! The People tab of the panel: who is here, and how they are heard and seen.

use crate::mirror::use_mirror;
use crate::views::invite::opener;
use crate::views::room::captions;
use crate::views::room::panel::{connections, encryption, play_file, volume};
use crate::views::room::tiles::layout_buttons;
use crate::views::ui::components;
use crate::views::ui::dom::{El, div, el, memo, p};
use crate::views::ui::icons::{self, icon, sign};
use crate::views::ui::language::{language, say};
use crate::views::ui::names::{called, hue, initials, or_guest};
use crate::views::ui::sentences;
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_engine::api::view::{DeviceState, LinkState, Presence, Screening, Seating, TileId};

/// What the tab shows.
pub fn fill(panel: El) -> El {
    let body = div("panel-body").set("tabindex", "0").set("role", "group").label(words::people_list);
    let actions = div("panel-foot")
        .child(p("quiet", words::people_invite))
        .child(opener::opens(components::button("btn", Some(icons::INVITE), words::invite_open)))
        .child(components::copy_link("btn", words::top_copy_link))
        .child(connections::opener());
    // What has no room in the toolbar.
    let views = div("views")
        .child(layout_buttons::view_switch("btn small"))
        .child(layout_buttons::hide_me("btn small"))
        .child(captions::opener("btn small"))
        .maybe(play_file::play_file("btn small play-file"));
    panel
        .child(
            body.part(group(Presence::In))
                .part(group(Presence::Lobby))
                .child(volume::everybody())
                .child(encryption::opener()),
        )
        .child(views)
        .child(actions)
}

/// Those in the meeting, or those in the lobby.
fn group(presence: Presence) -> impl Fn() -> Option<AnyView> + Send {
    let mirror = use_mirror();
    let here = memo(move || {
        let at = |id: &TileId| mirror.person(*id).with(|person| person.presence) == presence;
        mirror.tiles.with(|tiles| tiles.iter().copied().filter(at).collect::<Vec<_>>())
    });
    let (ours, title): (bool, Word) = match presence {
        Presence::In => (true, words::people_here),
        Presence::Lobby | Presence::Knocking => (false, words::people_lobby),
    };
    let filled = memo(move || ours || here.with(|here| !here.is_empty()));
    let count = move || (here.with(Vec::len) + usize::from(ours)).to_string();
    move || {
        filled.get().then(|| {
            let title = el("h2").tell(say(title)).text(" ").child(el("span").set("class", "badge").tell(count));
            let list = el("ul").set("class", "list").maybe(ours.then(own)).each(here, other);
            el("section").child(title).child(list).done()
        })
    }
}

/// Ourselves.
fn own() -> El {
    let me = RwSignal::from(use_mirror().me);
    let language = language();
    let name = move || {
        let language = language.get();
        me.with(|me| words::top_you(language, or_guest(&me.name, language)))
    };
    let letters = move || me.with(|me| initials(or_guest(&me.name, language.get())));
    let line = move || if me.with(|me| me.speaking) { words::people_speaking(language.get()) } else { "" }.to_string();
    let microphone = memo(move || me.with(|me| me.microphone == DeviceState::On));
    let camera = memo(move || me.with(|me| me.camera == DeviceState::On));
    el("li").set("class", "entry own").child(face(letters)).child(who(name, line)).child(states(microphone, camera))
}

/// One of the others.
fn other(id: TileId) -> AnyView {
    let person = RwSignal::from(use_mirror().person(id));
    let language = language();
    let name = move || person.with(|person| called(&person.name, language.get()));
    let letters = move || person.with(|person| initials(&called(&person.name, language.get())));
    let door = RwSignal::from(use_mirror().door());
    let trouble = memo(move || door.with(|door| door.iter().find(|(at, _)| *at == id).map(|(_, trouble)| *trouble)));
    let line = move || {
        if let Some(trouble) = trouble.get() {
            return sentences::trouble_at_door(trouble, language.get()).to_string();
        }
        let shares: Option<Word> = match person.with(|person| person.screen) {
            Screening::No => None,
            Screening::Sound => Some(words::people_playing),
            Screening::Coming | Screening::Spared | Screening::Shown => Some(words::people_sharing),
        };
        let (link, speaking, deaf, seating) =
            person.with(|person| (person.link, person.speaking, person.deaf, person.seating));
        let word: Word = match (link, speaking || deaf, shares) {
            (LinkState::Connected, true, _) if deaf => words::people_deaf,
            (LinkState::Connecting, _, _) => words::people_connecting,
            (LinkState::Interrupted | LinkState::Failed | LinkState::Leaving | LinkState::OtherVersion, _, _) => {
                words::people_no_line
            }
            (LinkState::None | LinkState::Connected, true, _) => words::people_speaking,
            (LinkState::None | LinkState::Connected, false, Some(shares)) => shares,
            (LinkState::None | LinkState::Connected, false, None) => match seating {
                Seating::Together => words::people_together,
                Seating::Asked => words::people_asked_to_sit,
                Seating::Invited => words::people_invites,
                Seating::Apart => return String::new(),
            },
        };
        word(language.get()).to_string()
    };
    let open = RwSignal::new(false);
    let microphone = memo(move || person.with(|person| person.microphone));
    let camera = memo(move || person.with(|person| person.camera));
    el("li")
        .set("class", "entry")
        .style("--hue", move || hue(id))
        .child(face(letters))
        .child(who(name, line))
        .child(states(microphone, camera))
        .child(volume::opener(person, open))
        .part(volume::menu(person, open))
        .done()
}

/// Initials in a circle.
fn face(letters: impl Fn() -> String + Send + 'static) -> El {
    el("span").set("class", "initials").set("aria-hidden", "true").tell(letters)
}

/// The name, and under it what there is to say.
fn who(name: impl Fn() -> String + Copy + Send + 'static, line: impl Fn() -> String + Send + 'static) -> El {
    el("span").set("class", "who").bind("title", name).child(el("bdi").tell(name)).child(el("small").tell(line))
}

/// Whether they can be heard and seen: something to look at, not to press.
fn states(microphone: Memo<bool>, camera: Memo<bool>) -> El {
    el("span").set("class", "states").part(microphone_sign(microphone)).part(camera_sign(camera))
}

/// Whether they can be heard.
fn microphone_sign(on: Memo<bool>) -> impl Fn() -> Option<AnyView> + Send {
    move || {
        Some(if on.get() { icon(icons::MICROPHONE) } else { sign(icons::MICROPHONE_OFF, words::room_microphone_off) })
    }
}

/// Whether they can be seen.
fn camera_sign(on: Memo<bool>) -> impl Fn() -> Option<AnyView> + Send {
    move || Some(if on.get() { icon(icons::CAMERA) } else { sign(icons::CAMERA_OFF, words::room_camera_off) })
}
