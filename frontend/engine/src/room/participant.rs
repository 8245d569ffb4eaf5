//! A participant: what somebody says of themselves, whether they are here, what they are called and how we hear them.

mod announced;

use crate::api::values::{DoorTrouble, Presence};
use crate::api::view::{Hearing, Name, TileId};
use crate::base::time::{Time, soonest};
use crate::media::voice_activity::VoiceActivity;
use crate::messaging::message::{PeerMessage, RoomMessage, Status};
use crate::room::display_name::DisplayName;
use crate::rtc::playback_volume::PlaybackVolume;
use announced::Announced;

/// After a page was unloaded its tile waits this long for a reload, milliseconds.
pub const RELOAD_MS: u64 = 6_000;

/// Whether somebody is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existence {
    /// Only the server says so: no message of theirs has opened.
    Rumoured,
    /// A message of theirs has opened.
    Here,
    /// Their page was unloaded a moment ago; a reload comes back into this tile.
    Leaving {
        /// Since then.
        since: Time,
    },
    /// Nothing was heard for too long; any message that opens brings them back.
    Lost {
        /// Since then.
        since: Time,
    },
    /// They said goodbye, which is final: they come back as somebody new.
    Gone {
        /// Since then.
        since: Time,
    },
}

/// One of the others, as a person.
pub struct Participant {
    /// Whether they are here.
    pub existence: Existence,
    /// The newest of theirs.
    pub status: Option<Status>,
    /// Their tile.
    pub tile: TileId,
    /// Their sound.
    pub voice: VoiceActivity,
    /// How loud we hear them.
    pub playback: PlaybackVolume,
    /// What they are called.
    pub called: DisplayName,
    announced: Announced,
}

/// What passes from somebody to who they are after a reload.
pub struct Heritage {
    tile: TileId,
    called: DisplayName,
    hearing: Hearing,
    announced: bool,
}

impl Default for Participant {
    /// Somebody of whom only the server has spoken so far.
    fn default() -> Participant {
        Participant {
            existence: Existence::Rumoured,
            status: None,
            tile: TileId(0),
            voice: VoiceActivity::default(),
            playback: PlaybackVolume::default(),
            called: DisplayName::default(),
            announced: Announced::default(),
        }
    }
}

impl Participant {
    /// Takes a status if it is newer than the one we have.
    pub fn take_status(&mut self, status: Status) -> bool {
        if self.status.as_ref().is_some_and(|ours| ours.revision >= status.revision) {
            return false;
        }
        self.called.rename(&status.name);
        self.status = Some(status);
        true
    }

    /// Whether they come in or go out by this.
    pub fn steps(&self, message: &PeerMessage) -> bool {
        let PeerMessage::Room(RoomMessage::Status(new)) = message else { return false };
        let known = self.status.as_ref();
        let inside = known.is_some_and(|status| status.presence == Presence::In);
        known.is_none_or(|known| known.revision < new.revision) && (new.presence == Presence::In) != inside
    }

    /// What they are called.
    pub fn name(&self) -> Name {
        self.called.shown()
    }

    /// Whether they are in the room, as their status says.
    pub fn inside(&self) -> bool {
        self.existence == Existence::Here && self.status.as_ref().is_some_and(|status| status.presence == Presence::In)
    }

    /// What keeps them from being heard or seen while they are in the lobby.
    pub fn trouble(&self) -> Option<DoorTrouble> {
        let status = self.status.as_ref().filter(|_| self.here())?;
        status.trouble.filter(|_| status.presence != Presence::In)
    }

    /// Whether they are in the room or in its lobby, and have said so.
    pub fn here(&self) -> bool {
        self.existence == Existence::Here && self.status.is_some()
    }

    /// Which of their sounds they say to send: voice, sound of their screen.
    pub fn audible(&self) -> [bool; 2] {
        let said = self.status.as_ref().filter(|_| self.inside());
        said.map_or([false, false], |status| [status.microphone, status.screen_sound])
    }

    /// Whether a tile or a line in the list is theirs.
    pub fn shown(&self) -> bool {
        match self.existence {
            Existence::Here => self.status.is_some(),
            Existence::Leaving { .. } => true,
            Existence::Rumoured | Existence::Lost { .. } | Existence::Gone { .. } => false,
        }
    }

    /// Since when they are not here any more, if they ever were; who may come back as the same counts later than who is gone.
    pub fn absent(&self) -> Option<(bool, Time)> {
        match self.existence {
            Existence::Gone { since } => Some((false, since)),
            Existence::Lost { since } => Some((true, since)),
            Existence::Rumoured | Existence::Here | Existence::Leaving { .. } => None,
        }
    }

    /// Whether they said goodbye for good.
    pub fn gone(&self) -> bool {
        matches!(self.existence, Existence::Gone { .. })
    }

    /// Whether their microphone is on, as their status says.
    pub fn unmuted(&self) -> bool {
        self.status.as_ref().is_some_and(|status| status.microphone)
    }

    /// They are back as somebody new, who takes over tile and place. What was given is not there to be given again.
    pub fn bequeath(&mut self) -> Heritage {
        let announced = self.announced.give();
        let hearing = std::mem::take(&mut self.playback).hearing;
        let called = self.called.clone();
        self.called.go();
        Heritage { tile: std::mem::replace(&mut self.tile, TileId(0)), called, hearing, announced }
    }

    /// Takes over what somebody left behind.
    pub fn inherit(&mut self, heritage: Heritage) {
        self.tile = heritage.tile;
        self.called.inherit(&heritage.called);
        self.playback.hearing = heritage.hearing;
        if heritage.announced {
            self.announced.inherit();
        }
    }

    /// Whether they share, as their status says.
    pub fn shares(&self) -> bool {
        let status = self.status.as_ref().filter(|status| status.presence == Presence::In);
        self.existence == Existence::Here && status.is_some_and(|status| status.screen || status.screen_sound)
    }

    /// What of their pictures is promised: camera, screen.
    pub fn promised(&self) -> [bool; 2] {
        self.status.as_ref().map_or([false, false], |status| [status.camera, status.screen])
    }

    /// Whether there is something to see of what they share: a sound file needs no room on the stage.
    pub fn shares_picture(&self) -> bool {
        let [_, picture] = self.promised();
        self.shares() && picture
    }

    /// When something about them changes by itself.
    pub fn deadline(&self, now: Time) -> Option<Time> {
        soonest(self.voice.deadline(now), self.announced.deadline(now))
    }
}
