//! The screens that come with the room chunk, once it is here.

use crate::views::ui::help::About;
use leptos::prelude::*;

/// What the room chunk shows.
#[derive(Clone, Copy)]
pub struct Screens {
    /// The screen of the room.
    pub room: fn() -> AnyView,
    /// The dialogs of settings, of inviting and of help, closed.
    pub dialogs: fn() -> AnyView,
    /// What one asks those inside, as the lobby has it.
    pub door: fn() -> AnyView,
    /// What is to be done by whoever cannot connect, where it is known and needed; true: where it can be put away.
    pub plan_b: fn(bool) -> AnyView,
    /// What to press when something does not work.
    pub help: fn(About) -> AnyView,
    /// The screen after leaving.
    pub left: fn() -> AnyView,
    /// What asks for the passphrase of a meeting.
    pub locked: fn() -> AnyView,
    /// What the lobby of a meeting with a passphrase says of it.
    pub protected: fn() -> AnyView,
}

/// Nothing until the chunk is here; in the context of all views.
#[derive(Clone, Default)]
pub struct RoomScreens(ArcRwSignal<Option<Screens>>);

impl RoomScreens {
    /// The chunk is here.
    pub fn set(&self, screens: Screens) {
        self.0.set(Some(screens));
    }

    /// Whether the chunk is here.
    pub fn are_here(&self) -> bool {
        self.0.with(Option::is_some)
    }

    /// The screen of the room, once it is here.
    pub fn room(&self) -> Option<AnyView> {
        self.0.get_untracked().map(|screens| (screens.room)())
    }

    /// The screen after leaving. Whoever has left a meeting has the chunk.
    pub fn left(&self) -> Option<AnyView> {
        self.0.get_untracked().map(|screens| (screens.left)())
    }

    /// What asks for the passphrase of a meeting. Who is asked has the chunk.
    pub fn locked(&self) -> Option<AnyView> {
        self.0.get_untracked().map(|screens| (screens.locked)())
    }

    /// What the lobby says of a passphrase, as soon as the chunk is here.
    pub fn protected(&self) -> Option<AnyView> {
        self.0.get().map(|screens| (screens.protected)())
    }

    /// What one asks those inside, as soon as the chunk is here.
    pub fn door(&self) -> Option<AnyView> {
        self.0.get().map(|screens| (screens.door)())
    }

    /// What is to be done by whoever cannot connect, as soon as the chunk is here.
    pub fn plan_b(&self, closes: bool) -> Option<AnyView> {
        self.0.get().map(|screens| (screens.plan_b)(closes))
    }

    /// What to press when something does not work, as soon as the chunk is here.
    pub fn help(&self, about: About) -> Option<AnyView> {
        self.0.get().map(|screens| (screens.help)(about))
    }

    /// The dialogs that any screen can open, as soon as they are here.
    pub fn dialogs(&self) -> Option<AnyView> {
        self.0.get().map(|screens| (screens.dialogs)())
    }
}

/// The screens of the room chunk, for any view below the root.
pub fn use_room_screens() -> RoomScreens {
    expect_context()
}
