//! Playback volume of one person: what we chose, and what their connection was told.

use crate::api::context::Context;
use crate::api::effect::Command;
use crate::api::view::Hearing;
use crate::base::ids::ConnectionId;

/// As it comes, percent; every connection begins so.
pub const FULL: u8 = 100;

/// How loud we play one person.
pub struct PlaybackVolume {
    /// What we chose for them.
    pub hearing: Hearing,
    /// Of the connection that brings their sound, and of the one before: a link may go back to it.
    told: [Option<(ConnectionId, u8)>; 2],
}

impl Default for PlaybackVolume {
    fn default() -> PlaybackVolume {
        PlaybackVolume { hearing: Hearing { volume: FULL, hushed: false }, told: [None; 2] }
    }
}

impl PlaybackVolume {
    /// Tells the connection that brings their sound, if it does not know. `silent`: we hear nobody, or they sit beside us.
    ///
    /// Invariant: whom we do not want to hear is silent in the same event in which a connection of theirs is revealed.
    pub fn tell(&mut self, stream: Option<ConnectionId>, silent: bool, cx: &mut Context) {
        let Some(id) = stream else { return };
        let volume = if silent || self.hearing.hushed { 0 } else { self.hearing.volume.min(FULL) };
        let told = self.told.into_iter().flatten().find(|(told, _)| *told == id).map_or(FULL, |(_, volume)| volume);
        let other = self.told.into_iter().flatten().find(|(told, _)| *told != id);
        self.told = [Some((id, volume)), other];
        if told != volume {
            cx.connection(id, Command::Volume(volume));
        }
    }
}
