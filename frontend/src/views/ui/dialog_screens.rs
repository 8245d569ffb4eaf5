//! What comes with the dialogs chunk, and the places it stands in, which wait for it.

use crate::browser::page::focus;
use crate::views::ui::components;
use crate::views::ui::dom::{Anchor, El, div, el, memo, p};
use crate::views::ui::language::language;
use crate::views::ui::settings_section::Section;
use crate::words;
use leptos::prelude::*;

/// What the dialogs chunk shows.
#[derive(Clone, Copy)]
pub struct Dialogs {
    /// The settings; which section of them is shown.
    pub settings: fn(RwSignal<Section>) -> AnyView,
    /// The ways to invite others.
    pub invite: fn() -> AnyView,
    /// Who hears and sees whom, and how well.
    pub connections: fn() -> AnyView,
    /// A meeting with a passphrase, on the start page, closed until somebody wants one.
    pub protect: fn() -> AnyView,
    /// What is stored on this device, closed until somebody wants to know.
    pub stored: fn() -> AnyView,
    /// What the host of the server says on the start page.
    pub host: fn() -> AnyView,
}

/// Where the chunk is.
#[derive(Clone, Copy)]
enum Chunk {
    /// Nobody has asked for it.
    Away,
    /// It is being fetched.
    Coming,
    /// It could not be fetched.
    Missing,
    /// It is here.
    Here(Dialogs),
}

/// The chunk and the way to fetch it; in the context of all views.
#[derive(Clone)]
pub struct DialogScreens {
    chunk: ArcRwSignal<Chunk>,
    /// It could not be fetched before.
    failed: ArcRwSignal<bool>,
    fetch: fn(DialogScreens),
}

impl DialogScreens {
    /// Nothing is here yet. `fetch` fetches the chunk and says what came of it.
    pub fn new(fetch: fn(DialogScreens)) -> DialogScreens {
        DialogScreens { chunk: ArcRwSignal::new(Chunk::Away), failed: ArcRwSignal::new(false), fetch }
    }

    /// Has it fetched, unless it is here or on its way.
    pub fn want(&self) {
        if matches!(self.chunk.get_untracked(), Chunk::Away | Chunk::Missing) {
            self.chunk.set(Chunk::Coming);
            (self.fetch)(self.clone());
        }
    }

    /// It came, or could not be fetched.
    pub fn came(&self, dialogs: Option<Dialogs>) {
        if dialogs.is_none() {
            self.failed.set(true);
        }
        self.chunk.set(dialogs.map_or(Chunk::Missing, Chunk::Here));
    }

    /// A meeting with a passphrase, as soon as the chunk is here; if it could not be fetched, a button that tries it again.
    pub fn protect(&self) -> impl Fn() -> Option<AnyView> + Send + use<> {
        let (of, screens) = (self.clone(), self.clone());
        // The button stays while it is being fetched: whoever has pressed it keeps the focus.
        let here = memo(move || match of.chunk.get() {
            Chunk::Here(_) => Some(true),
            Chunk::Away | Chunk::Coming | Chunk::Missing => of.failed.get().then_some(false),
        });
        // Only whoever has pressed the button, on this very page, waits for what comes in its place.
        let pressed = StoredValue::new(false);
        move || {
            if !here.get()? {
                return Some(again(screens.clone(), pressed).done());
            }
            let protect = screens.here().map(|dialogs| (dialogs.protect)());
            if !pressed.get_value() {
                return protect;
            }
            pressed.set_value(false);
            let place = Anchor::new();
            place.on_load(focus::arrive);
            let named = div("protect-place").set("role", "group").label(words::passphrase_protect);
            Some(named.set("tabindex", "-1").anchor(place).maybe(protect).done())
        }
    }

    /// What is stored on this device, as soon as the chunk is here.
    pub fn stored(&self) -> Option<AnyView> {
        self.here().map(|dialogs| (dialogs.stored)())
    }

    /// What the host of the server says, as soon as the chunk is here.
    pub fn host(&self) -> Option<AnyView> {
        self.here().map(|dialogs| (dialogs.host)())
    }

    fn here(&self) -> Option<Dialogs> {
        match self.chunk.get() {
            Chunk::Here(dialogs) => Some(dialogs),
            Chunk::Away | Chunk::Coming | Chunk::Missing => None,
        }
    }
}

/// The screens of the dialogs chunk, for any view below the root.
pub fn use_dialog_screens() -> DialogScreens {
    expect_context()
}

/// What a dialog holds while it is `open`: until the chunk is here, that it comes, or that it could not be fetched and can be tried
/// again.
pub fn inside(
    dialog: El,
    open: impl Fn() -> bool + Send + 'static,
    make: impl Fn(Dialogs) -> AnyView + Send + 'static,
) -> El {
    let screens = use_dialog_screens();
    dialog.part(move || {
        open().then(|| match screens.chunk.get() {
            Chunk::Here(dialogs) => make(dialogs),
            Chunk::Missing => absent(screens.clone()).done(),
            Chunk::Away | Chunk::Coming => p("quiet", words::panel_loading).set("role", "status").done(),
        })
    })
}

/// In the place of what the start page has of it.
fn again(screens: DialogScreens, pressed: StoredValue<bool>) -> El {
    let (chunk, language) = (screens.chunk.clone(), language());
    let said = move || match chunk.get() {
        Chunk::Missing => words::settings_missing(language.get()).to_string(),
        Chunk::Away | Chunk::Coming | Chunk::Here(_) => words::panel_loading(language.get()).to_string(),
    };
    let press = move || {
        pressed.set_value(true);
        screens.want();
    };
    let button = components::button("btn small", None, words::passphrase_protect).press(press);
    div("protect-place").child(button).child(el("p").set("class", "quiet").set("role", "status").tell(said))
}

/// That it could not be fetched.
fn absent(screens: DialogScreens) -> El {
    let again = components::button("btn small", None, words::room_retry).press(move || screens.want());
    div("problem").set("role", "alert").child(p("", words::settings_missing)).child(again)
}
