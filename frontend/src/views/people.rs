//! The panel beside the meeting (a sheet on phones): who is here, and how they are heard and seen.

use crate::mirror::use_mirror;
use crate::views::icons::{self, icon, sign};
use crate::views::names::{hue, initials, or_guest};
use crate::views::{language, parts, say};
use crate::words;
use leptos::html;
use leptos::prelude::*;
use plenum_engine::intent::Intent;
use plenum_engine::view::{DeviceState, Language, Place, Tie, TileId};

/// The panel. Its head becomes the row of tabs once there is more than people to show.
pub fn panel(open: RwSignal<bool>, opener: NodeRef<html::Button>) -> AnyView {
    let heading = NodeRef::<html::H2>::new();
    let close = move || {
        open.set(false);
        if let Some(opener) = opener.get_untracked() {
            // Where the focus cannot go it stays, and that is fine.
            let _ = opener.focus();
        }
    };
    Effect::new(move |_| {
        if let (true, Some(heading)) = (open.get(), heading.get()) {
            let _ = heading.focus();
        }
    });
    (move || {
        open.get().then(|| {
            view! {
                <aside
                    class="panel"
                    aria-label=say(words::room_people)
                    on:keydown=move |event| {
                        if event.key() == "Escape" {
                            close();
                        }
                    }
                >
                    <div class="panel-head">
                        <h2 tabindex="-1" node_ref=heading>
                            {say(words::room_people)}
                        </h2>
                        <button
                            type="button"
                            class="round"
                            aria-label=say(words::top_close)
                            title=say(words::top_close)
                            on:click=move |_| close()
                        >
                            {icon(icons::CLOSE)}
                        </button>
                    </div>
                    <div class="panel-body" tabindex="0" role="group" aria-label=say(words::people_list)>{group(Place::In)} {group(Place::Lobby)}</div>
                    <div class="panel-foot">
                        <p class="quiet">{say(words::people_invite)}</p>
                        {parts::button("btn", Some(icons::LINK), words::top_copy_link, || Intent::CopyLink)}
                    </div>
                </aside>
            }
            .into_any()
        })
    })
    .into_any()
}

/// Those in the meeting, or those in the lobby.
fn group(place: Place) -> AnyView {
    let mirror = use_mirror();
    let here = Memo::new(move |_| {
        let at = |id: &TileId| mirror.person(*id).with(|person| person.place) == place;
        mirror.tiles.with(|tiles| tiles.iter().copied().filter(at).collect::<Vec<_>>())
    });
    let ours = place == Place::In;
    let title = match place {
        Place::In => words::people_here as fn(Language) -> &'static str,
        Place::Lobby => words::people_lobby,
    };
    let filled = Memo::new(move |_| ours || here.with(|here| !here.is_empty()));
    let count = move || (here.with(Vec::len) + usize::from(ours)).to_string();
    (move || {
        filled.get().then(|| {
            view! {
                <section>
                    <h3>{say(title)} " " <span class="badge">{count}</span></h3>
                    <ul class="list">
                        {ours.then(own)} <For each=move || here.get() key=|id| *id children=other />
                    </ul>
                </section>
            }
            .into_any()
        })
    })
    .into_any()
}

/// Ourselves.
fn own() -> AnyView {
    let me = RwSignal::from(use_mirror().me);
    let language = language();
    let name = move || {
        let language = language.get();
        me.with(|me| words::top_you(language, or_guest(&me.name, language)))
    };
    let letters = move || me.with(|me| initials(or_guest(&me.name, language.get())));
    let signs = move || me.with(|me| (me.microphone == DeviceState::On, me.camera == DeviceState::On));
    let line = move || match me.with(|me| me.speaking) {
        true => words::people_speaking(language.get()),
        false => "",
    };
    entry("160".to_string(), name, letters, line, signs)
}

/// One of the others.
fn other(id: TileId) -> AnyView {
    let person = RwSignal::from(use_mirror().person(id));
    let language = language();
    let name = move || person.with(|person| or_guest(&person.name, language.get()).to_string());
    let letters = move || person.with(|person| initials(or_guest(&person.name, language.get())));
    let signs = move || person.with(|person| (person.microphone, person.camera));
    let line = move || match person.with(|person| (person.tie, person.speaking)) {
        (Tie::Connecting, _) => words::people_connecting(language.get()),
        (Tie::Interrupted | Tie::Failed | Tie::Leaving | Tie::OtherVersion, _) => words::people_no_line(language.get()),
        (Tie::None | Tie::Connected, true) => words::people_speaking(language.get()),
        (Tie::None | Tie::Connected, false) => "",
    };
    entry(hue(id), name, letters, line, signs)
}

/// One line of the list.
fn entry(
    hue: String,
    name: impl Fn() -> String + Copy + Send + Sync + 'static,
    letters: impl Fn() -> String + Send + 'static,
    line: impl Fn() -> &'static str + Send + 'static,
    signs: impl Fn() -> (bool, bool) + Copy + Send + Sync + 'static,
) -> AnyView {
    let microphone = move || match signs().0 {
        true => icon(icons::MICROPHONE).into_any(),
        false => sign(icons::MICROPHONE_OFF, say(words::room_microphone_off)).into_any(),
    };
    let camera = move || match signs().1 {
        true => icon(icons::CAMERA).into_any(),
        false => sign(icons::CAMERA_OFF, say(words::room_camera_off)).into_any(),
    };
    view! {
        <li class="entry" style=("--hue", hue)>
            <span class="initials" aria-hidden="true">
                {letters}
            </span>
            <span class="who" title=name>
                <bdi>{name}</bdi>
                <small>{line}</small>
            </span>
            {microphone}
            {camera}
        </li>
    }
    .into_any()
}
