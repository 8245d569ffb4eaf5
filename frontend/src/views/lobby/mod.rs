//! The lobby: preview, microphone check and name before joining. Nothing is needed for joining.

pub mod locked;

use crate::driver::{Dispatch, use_dispatch};
use crate::mirror::use_mirror;
use crate::views::invite::opener as invite_opener;
use crate::views::settings::opener;
use crate::views::ui::dom::{Anchor, El, div, el, memo, p};
use crate::views::ui::heading::heading;
use crate::views::ui::help::{self, About};
use crate::views::ui::icons::{self, icon};
use crate::views::ui::language::{language, say};
use crate::views::ui::own_device::Own;
use crate::views::ui::own_picture::own_picture;
use crate::views::ui::room_screens::use_room_screens;
use crate::views::ui::tools;
use crate::views::ui::{components, header, sentences};
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::intent::{AppIntent, MediaIntent, Text};
use plenum_engine::api::view::{DeviceState, DeviceTrouble, Presence, SignalingState};

/// The lobby.
pub fn lobby() -> AnyView {
    let (dispatch, screens) = (use_dispatch(), use_room_screens());
    let preview = own_picture(div("tile preview")).child(el("p").set("class", "caption").tell(caption()));
    let welcome = el("div")
        .child(heading().tell(say(words::lobby_title)))
        .child(el("p").set("class", "quiet").set("aria-live", "polite").tell(inside()));
    let offered = offered();
    let submit = move || {
        if let Some(devices) = offered.get_untracked() {
            dispatch.send(devices.turned_on());
        }
        dispatch.send(AppIntent::Join);
    };
    // Whoever goes through it by keyboard meets their devices between their name and the way in.
    let card = el("form")
        .set("class", "card")
        .submit(submit)
        .child(welcome)
        .child(name())
        .child(devices())
        .child(sound())
        .child(preflight())
        .child(join(offered))
        .part(share())
        .part(move || screens.protected())
        .part(door());
    div("page lobby")
        .child(header::header())
        .child(el("main").child(div("mirror").child(preview).child(troubles()).part(help::plan_b())).child(card))
        .done()
}

/// Those inside can help.
fn door() -> impl Fn() -> Option<AnyView> + Send {
    let screens = use_room_screens();
    move || screens.door()
}

/// How one is heard and seen, and what the line carries, in one sentence.
fn preflight() -> El {
    let preflight = RwSignal::from(use_mirror().preflight());
    let language = language();
    el("p")
        .set("class", "preflight")
        .set("role", "status")
        .tell(move || sentences::preflight(preflight.get(), language.get()))
}

/// What whoever was here before can join with by one press.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Offered {
    Microphone,
    Both,
}

impl Offered {
    fn turned_on(self) -> MediaIntent {
        match self {
            Offered::Microphone => MediaIntent::Microphone(true),
            Offered::Both => MediaIntent::Both,
        }
    }
}

/// With what this person joined last, if the microphone is off now.
fn offered() -> Memo<Option<Offered>> {
    let me = RwSignal::from(use_mirror().me);
    memo(move || {
        me.with(|me| {
            let with = me.preferences.joined_with;
            let offered = with.microphone && me.microphone == DeviceState::Off && !me.around.insecure;
            let both = with.camera && me.camera == DeviceState::Off;
            offered.then_some(if both { Offered::Both } else { Offered::Microphone })
        })
    })
}

/// Microphone and camera: both by one press, or either, and what there is to choose from.
fn devices() -> El {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let off = memo(move || {
        me.with(|me| !me.around.insecure && (me.microphone, me.camera) == (DeviceState::Off, DeviceState::Off))
    });
    let new = memo(move || me.with(|me| !me.preferences.joined_with.microphone));
    let microphone = Anchor::new();
    // The button goes with what it did: whoever came by keyboard goes on at the microphone, which is on then, and not at the top.
    let press = move || {
        dispatch.send(MediaIntent::Both);
        if let Some(microphone) = microphone.get_untracked() {
            drop(microphone.focus());
        }
    };
    let both = move || {
        off.get().then(|| {
            components::button("btn", Some(icons::MICROPHONE), words::lobby_both)
                .when("go", move || new.get())
                .press(press)
                .done()
        })
    };
    let each = div("own-devices")
        .child(tools::own(Own::Microphone).anchor(microphone))
        .child(tools::own(Own::Camera))
        .child(opener::opener());
    div("devices").part(both).child(each)
}

/// The way in. Whoever is here for the first time is led to their microphone before it.
fn join(offered: Memo<Option<Offered>>) -> El {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let language = language();
    let ready =
        memo(move || offered.get().is_some() || me.with(|me| me.around.insecure || me.microphone != DeviceState::Off));
    let word = move || match offered.get() {
        None => words::lobby_join(language.get()),
        Some(Offered::Microphone) => words::lobby_join_microphone(language.get()),
        Some(Offered::Both) => words::lobby_join_both(language.get()),
    };
    let without = move || {
        offered.get().map(|_| {
            let join = components::button("plain", None, words::lobby_join_without);
            join.press(move || dispatch.send(AppIntent::Join)).done()
        })
    };
    let join = el("button").set("class", "btn").when("go", move || ready.get()).tell(move || word().to_string());
    div("ways-in").child(join).part(without)
}

/// What stands in the picture while there is none.
fn caption() -> impl Fn() -> String + Send {
    let me = RwSignal::from(use_mirror().me);
    let language = language();
    move || {
        let word = match me.with(|me| (me.microphone, me.camera)) {
            (DeviceState::Opening, _) | (_, DeviceState::Opening) => words::lobby_opening,
            (_, DeviceState::On) => return String::new(),
            (_, DeviceState::Off | DeviceState::Trouble(_)) => words::lobby_camera_off,
        };
        word(language.get()).to_string()
    }
}

/// For whoever would rather be seen with the room than not at all.
fn show_background(dispatch: Dispatch) -> El {
    components::button("btn small", None, words::trouble_show_background)
        .press(move || dispatch.send(MediaIntent::ShowBackground))
}

/// What is wrong with microphone, camera or this page, and the way on.
fn troubles() -> El {
    let me = RwSignal::from(use_mirror().me);
    let language = language();
    let insecure = memo(move || me.with(|me| me.around.insecure));
    let in_app = memo(move || me.with(|me| me.around.app.is_some()));
    let dispatch = use_dispatch();
    let problem = move |sentence: &'static str, trouble: DeviceTrouble, about: About| {
        let way_on = match trouble {
            DeviceTrouble::Embedded => Some(components::own_tab()),
            DeviceTrouble::BackgroundFailed => Some(show_background(dispatch)),
            _ => None,
        };
        div("problem").child(el("p").text(sentence)).maybe(way_on).part(help::help(about)).done()
    };
    // What is not wrong anew is not said anew: the name changes with every letter.
    let [of_microphone, of_camera] = [memo(move || me.with(|me| me.microphone)), memo(move || me.with(|me| me.camera))];
    // One answer of the person, one card.
    let denied = DeviceState::Trouble(DeviceTrouble::Denied);
    let both = memo(move || of_microphone.get() == denied && of_camera.get() == denied && !insecure.get());
    let both_denied = move || {
        let card = || problem(words::trouble_both_denied(language.get()), DeviceTrouble::Denied, About::Microphone);
        both.get().then(card)
    };
    let microphone = move || match of_microphone.get() {
        DeviceState::Trouble(trouble) if !insecure.get() && !both.get() => {
            Some(problem(sentences::microphone_trouble(trouble, language.get()), trouble, About::Microphone))
        }
        DeviceState::Off | DeviceState::Opening | DeviceState::On | DeviceState::Trouble(_) => None,
    };
    let camera = move || match of_camera.get() {
        DeviceState::Trouble(trouble) if !insecure.get() && !both.get() => {
            Some(problem(sentences::camera_trouble(trouble, language.get()), trouble, About::Camera))
        }
        DeviceState::Off | DeviceState::Opening | DeviceState::On | DeviceState::Trouble(_) => None,
    };
    let page = move || match (insecure.get(), in_app.get()) {
        (true, _) => Some(p("problem", words::lobby_insecure).done()),
        (false, true) => {
            let copy = components::copy_link("btn small", words::top_copy_link);
            Some(div("problem").child(p("", words::lobby_in_app)).part(help::help(About::App)).child(copy).done())
        }
        (false, false) => None,
    };
    let lost = RwSignal::from(use_mirror().signaling);
    let any = memo(move || {
        let device = |state| matches!(state, DeviceState::Trouble(_));
        let away = matches!(lost.get(), SignalingState::Away | SignalingState::Incomplete);
        away || insecure.get() || in_app.get() || me.with(|me| device(me.microphone) || device(me.camera))
    });
    // One for all of them: it says all that is wrong.
    let report = move || any.get().then(|| help::copy_report().done());
    let alert = div("troubles").set("role", "alert").part(page).part(both_denied).part(microphone).part(camera);
    div("trouble").child(alert).part(report)
}

/// Who is inside already.
fn inside() -> impl Fn() -> String + Send {
    let mirror = use_mirror();
    let language = language();
    move || {
        let inside = |tile: &_| {
            mirror.person(*tile).with(|person| (person.presence == Presence::In).then(|| person.name.clone()))
        };
        let names: Vec<_> = mirror.tiles.with(|tiles| tiles.iter().filter_map(inside).collect());
        match mirror.signaling.get() {
            SignalingState::Idle | SignalingState::Connecting | SignalingState::Slow if names.is_empty() => {
                words::lobby_looking(language.get()).into()
            }
            SignalingState::Away | SignalingState::Incomplete | SignalingState::Refused { .. } if names.is_empty() => {
                String::new()
            }
            SignalingState::Idle
            | SignalingState::Connecting
            | SignalingState::Seated
            | SignalingState::Away
            | SignalingState::Incomplete
            | SignalingState::Slow
            | SignalingState::Refused { .. } => sentences::inside(&names, language.get()),
        }
    }
}

/// The name others see. Written into the field once: what the engine makes of it must not move the caret.
fn name() -> El {
    let dispatch = use_dispatch();
    let name = use_mirror().me.with_untracked(|me| me.name.to_string());
    let field = components::name_field()
        .bind("placeholder", say(words::lobby_name_example))
        .value(move || name.clone())
        .input(move |name| dispatch.send(AppIntent::SetName(Text(name))));
    el("label").set("class", "field").child(el("span").tell(say(words::lobby_name))).child(field)
}

/// Whether the microphone hears anything, in words and as a bar.
fn sound() -> El {
    let mirror = use_mirror();
    let me = RwSignal::from(mirror.me.clone());
    let level = RwSignal::from(mirror.level(None));
    let language = language();
    let on = memo(move || me.with(|me| me.microphone == DeviceState::On));
    // What is wrong with it is said elsewhere, and is no "off".
    let troubled = memo(move || me.with(|me| matches!(me.microphone, DeviceState::Trouble(_))));
    // Once heard, it works, also while one is silent.
    let heard = StoredValue::new(false);
    let words = move || {
        heard.set_value(on.get() && (heard.get_value() || level.get() >= 3));
        let word = match (on.get(), heard.get_value()) {
            (false, _) if troubled.get() => return String::new(),
            (false, _) => words::lobby_silent,
            (true, false) => words::lobby_say_something,
            (true, true) => words::lobby_works,
        };
        word(language.get()).to_string()
    };
    let hint = el("p")
        .set("class", "quiet hint")
        .child(icon(icons::HEADSET))
        .child(el("span").tell(say(words::lobby_headset)));
    div("sound")
        .when("on", move || on.get())
        .child(el("p").set("class", "quiet").tell(words))
        .child(components::meter())
        .child(hint)
}

/// The link for the others, for whoever is here first.
fn share() -> impl Fn() -> Option<AnyView> + Send {
    let mirror = use_mirror();
    let first = memo(move || mirror.link.with(Option::is_some) && mirror.tiles.with(|tiles| tiles.is_empty()));
    move || {
        first.get().then(|| {
            div("share quiet")
                .child(p("", words::lobby_share))
                .child(invite_opener::opens(components::button("plain", Some(icons::INVITE), words::invite_open)))
                .child(components::copy_link("plain", words::top_copy_link))
                .done()
        })
    }
}
