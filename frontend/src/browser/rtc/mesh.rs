//! The full mesh of peer connections as the first chunk knows it: a trait whose implementation comes with the room chunk.

use crate::browser::base::chunk::Fetched;
use crate::browser::media::audio_context::SharedAudioContext;
use crate::browser::media::local_tracks::LocalTracks;
use crate::browser::page::embedder::TellEmbedder;
use crate::browser::page::notification::Notifications;
use crate::browser::storage::kept_copies::RunStore;
use crate::browser::workers::document_loader::RunDocument;
use crate::browser::workers::passphrase::AskPassphraseWorker;
use crate::event_sender::EventSender;
use plenum_engine::api::effect::{Command, ScreenCommand};
use plenum_engine::api::sound_check::SoundCheckCommand;
use plenum_engine::base::ids::{ConnectionId, DeviceId};
use plenum_engine::meeting::contract::RoomChunk;
use plenum_shared::message::IceServer;
use std::rc::Rc;
use std::sync::Arc;

/// All connections of the page and what only a meeting sends.
pub trait Mesh {
    /// Carries out a command.
    fn carry_out(&self, id: ConnectionId, command: Command);
    /// Keeps so many connections ready to be opened.
    fn prepare(&self, offers: usize, plain: usize, ice_servers: &Arc<[IceServer]>);
    /// Gathers candidates over these servers for nothing but to see what there are; `None`: no more.
    fn probe(&self, run: u32, ice_servers: Option<Arc<[IceServer]>>);
    /// Plays again what the browser has paused.
    fn resume(&self);
    /// Through which loudspeaker the others are heard; `None`: the system's.
    fn speaker(&self, speaker: Option<DeviceId>);
    /// Does something about our own screen.
    fn screen(&self, command: ScreenCommand);
    /// Does something about the sound check, of which no connection hears.
    fn sound_check(&self, command: SoundCheckCommand);
    /// Tells how loud these are; nobody: no more.
    fn compare(&self, whom: Arc<[ConnectionId]>);
}

/// What the room chunk brings for the engine and for the browser.
pub struct RoomParts {
    /// Begins meetings.
    pub host: RoomChunk,
    /// Makes the mesh.
    pub mesh: fn(EventSender, Rc<LocalTracks>, Rc<SharedAudioContext>) -> Box<dyn Mesh>,
    /// Makes what keeps copies on this device.
    pub store: fn(EventSender) -> RunStore,
    /// Tells of somebody who comes in while the page is hidden.
    pub notifications: Notifications,
    /// Asks the worker for passphrases.
    pub passphrase: AskPassphraseWorker,
    /// Listens to the page around this one, and makes what tells it.
    pub embedder: fn(EventSender) -> TellEmbedder,
    /// Makes what runs the worker with the room document.
    pub document: Box<dyn FnOnce(EventSender) -> RunDocument>,
}

/// Fetches the room chunk.
pub type FetchRoom = Box<dyn Fn() -> Fetched<RoomParts>>;
