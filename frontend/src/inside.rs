//! The second part of the program: what only a meeting needs, fetched while somebody is choosing a name.
//!
//! `split.sh` cuts the program where [`inside`] begins: whatever can be reached through it alone goes into a file of its own.
//!
//! Invariant: nothing but this file names what it hands out. Whatever else did would pull it into the first part, and
//! `make bench` would say so.

use crate::browser::connections::Connections;
use crate::browser::outgoing::Outgoing;
use crate::browser::sheet;
use crate::browser::sound::Sound;
use crate::driver::Post;
use crate::views;
use leptos::prelude::{AnyView, ArcRwSignal, Set};
use plenum_engine::api::effect::{Command, ScreenCommand};
use plenum_engine::base::ids::{ConnectionId, DeviceId};
use plenum_engine::meeting::contract::RoomChunk;
use plenum_shared::message::IceServer;
use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// All connections of the page and what only a meeting sends, as the first part knows them.
pub trait Mesh {
    /// Carries out a command.
    fn carry_out(&self, id: ConnectionId, command: Command);
    /// Keeps so many connections ready to be opened.
    fn prepare(&self, offers: usize, plain: usize, ice_servers: &Arc<[IceServer]>);
    /// Plays again what the browser has paused.
    fn resume(&self);
    /// Through which loudspeaker the others are heard; `None`: the system's.
    fn speaker(&self, speaker: Option<DeviceId>);
    /// Does something about our own screen.
    fn screen(&self, command: ScreenCommand);
    /// Tells how loud these are; nobody: no more.
    fn compare(&self, whom: Arc<[ConnectionId]>);
}

/// The style sheets of what comes with it; those of the lobby are `css/*.css`.
const LOOKS: &str = include_str!(concat!(env!("OUT_DIR"), "/inside.css"));

/// What the second part brings.
pub struct Inside {
    /// Begins meetings.
    pub host: RoomChunk,
    /// Carries out what they want of connections.
    pub mesh: fn(Post, Rc<Outgoing>, Rc<Sound>) -> Box<dyn Mesh>,
    /// Shows them.
    room: fn() -> AnyView,
    /// The menu of devices.
    menu: fn() -> AnyView,
    /// How both look.
    looks: &'static str,
}

/// It could not be fetched.
pub struct Missing;

impl From<SplitLoaderError> for Missing {
    fn from(_: SplitLoaderError) -> Missing {
        Missing
    }
}

/// The screens and parts of screens that come with it.
#[derive(Clone, Copy)]
struct Screens {
    room: fn() -> AnyView,
    menu: fn() -> AnyView,
}

thread_local! {
    static SCREENS: OnceCell<Screens> = const { OnceCell::new() };
    static READY: ArcRwSignal<bool> = ArcRwSignal::new(false);
}

/// Whether it is here.
pub fn ready() -> ArcRwSignal<bool> {
    READY.with(ArcRwSignal::clone)
}

/// Fetches the second part, once; what failed can be tried again.
pub async fn fetch() -> Result<Inside, Missing> {
    let inside = inside().await?;
    SCREENS.with(|screens| {
        screens.get_or_init(|| {
            sheet::adopt(inside.looks);
            Screens { room: inside.room, menu: inside.menu }
        });
    });
    ready().set(true);
    Ok(*inside)
}

/// The screen of the room, once it is here.
pub fn room() -> Option<AnyView> {
    SCREENS.with(|screens| screens.get().copied()).map(|screens| (screens.room)())
}

/// The menu of devices, as the lobby has it, once it is here.
pub fn menu() -> Option<AnyView> {
    SCREENS.with(|screens| screens.get().copied()).map(|screens| (screens.menu)())
}

#[wasm_split(inside, fallible)]
fn inside() -> Result<Box<Inside>, Missing> {
    Ok(Box::new(Inside {
        host: RoomChunk::here(),
        mesh: |post, outgoing, sound| Box::new(Connections::new(post, outgoing, sound)),
        room: views::room::room,
        menu: || views::menu::menu(None).done(),
        looks: LOOKS,
    }))
}
