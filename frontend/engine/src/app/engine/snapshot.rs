//! The engine looked at from outside: what there is to see, and when something is due.

use super::{Engine, Stage};
use crate::api::view::{Layout, Me, Person, Screen, SignalingState, TalkMode, Unable, View};
use crate::app::other_tabs::Place;
use crate::base::time::{Time, soonest};
use crate::invite;
use crate::meeting::contract::{EntryMode, LocalState, RoomHandle};
use plenum_shared::message::Refusal;
use std::sync::Arc;

impl Engine {
    /// When `Event::Woke` is due at the latest.
    pub fn deadline(&self) -> Option<Time> {
        let meeting = self.meeting().and_then(|meeting| meeting.deadline(self.now));
        let ours = soonest(self.notifications.deadline(), self.voice.deadline(self.now));
        let ours = soonest(soonest(ours, self.tabs.deadline()), self.own.deadline(self.now));
        let ours = soonest(ours, self.ear.deadline(self.now));
        soonest(soonest(meeting, self.fetching.deadline()), soonest(ours, self.talk.deadline()))
    }

    /// What there is to see.
    pub fn view(&self) -> View {
        let (microphone, camera) = self.own.view(self.now);
        let [on_air, _] = self.own.on_air();
        View {
            appearance: self.appearance,
            screen: self.screen(),
            me: Me {
                name: self.name.as_str().into(),
                microphone,
                camera,
                sharing: self.sharing.view(),
                can_share: self.abilities.screen,
                mirrored: !self.own.facing_away,
                preview: self.own.preview,
                microphone_device: self.own.microphone_device.clone(),
                camera_device: self.own.camera_device.clone(),
                speaking: on_air && self.voice.speaking(self.now),
                held: self.talk.held(),
                deaf: self.deaf,
                preferences: self.preferences.clone(),
                insecure: !self.abilities.secure,
                in_app: self.abilities.in_app,
            },
            people: self.people.clone(),
            layout: self.meeting().map_or_else(Layout::default, RoomHandle::layout),
            signaling: self.line(),
            data_saver: self.data_saver(),
            connections: self.meeting().and_then(RoomHandle::lines),
            devices: self.devices.clone(),
            notices: self.notifications.notices(),
            announcement: self.notifications.announcement(),
            link: self.url().map(Arc::from),
            moved: self.meeting().and_then(|meeting| meeting.moved(&self.origin)).map(Arc::from),
        }
    }

    /// The meeting we are at, in its lobby or inside.
    fn meeting(&self) -> Option<&dyn RoomHandle> {
        match &self.stage {
            Stage::Meeting(meeting) => Some(&**meeting),
            Stage::Start { .. }
            | Stage::Damaged(_)
            | Stage::Unable(_)
            | Stage::Waiting(_)
            | Stage::Left(_)
            | Stage::Hidden(_) => None,
        }
    }

    fn screen(&self) -> Screen {
        match &self.stage {
            Stage::Start { problem } => Screen::Start { problem: *problem },
            Stage::Damaged(error) => Screen::Damaged(*error),
            Stage::Unable(unable) => Screen::Unable(*unable),
            Stage::Meeting(meeting) if meeting.inside() => Screen::Room,
            Stage::Meeting(_) => match self.line() {
                // In the room a call goes on whatever the server speaks; nobody new gets in, though.
                SignalingState::Refused { reason: Refusal::Version, .. } => Screen::Unable(Unable::OtherVersion),
                SignalingState::Idle
                | SignalingState::Connecting
                | SignalingState::Seated
                | SignalingState::Away
                | SignalingState::Incomplete
                | SignalingState::Slow
                | SignalingState::Refused { .. } => Screen::Lobby,
            },
            Stage::Waiting(occasion) if occasion.coming == EntryMode::ToLobby => Screen::Lobby,
            Stage::Waiting(_) => Screen::Arriving,
            Stage::Left(_) | Stage::Hidden(_) => Screen::Left,
        }
    }

    fn line(&self) -> SignalingState {
        match &self.stage {
            Stage::Meeting(meeting) => meeting.line_view(self.now),
            Stage::Waiting(_) if self.fetching.missing() => SignalingState::Incomplete,
            Stage::Waiting(_) if self.fetching.overdue() => SignalingState::Away,
            Stage::Waiting(_) if self.fetching.slow() => SignalingState::Slow,
            Stage::Waiting(_) => SignalingState::Connecting,
            Stage::Start { .. } | Stage::Damaged(_) | Stage::Unable(_) | Stage::Left(_) | Stage::Hidden(_) => {
                SignalingState::Idle
            }
        }
    }

    /// The people as of now; the same slice as before if nothing about them has changed.
    pub(super) fn look_around(&self) -> Arc<[Person]> {
        let people = self.meeting().map_or_else(Vec::new, |meeting| meeting.people(self.now));
        if *self.people == *people { self.people.clone() } else { people.into() }
    }

    pub(super) fn myself(&self) -> LocalState {
        let [on, camera] = self.own.on_air();
        // What nobody can hear is not on air, whatever the button says.
        let microphone = on && !self.ear.is_cut();
        let [screen, sound] = self.sharing.on_air();
        LocalState {
            name: self.name.clone(),
            on_air: [microphone, camera, screen, sound],
            motion: self.sharing.motion(),
            deaf: self.deaf,
            holds: self.preferences.mode == TalkMode::PushToTalk,
            visible: self.visible,
            speaking: microphone && self.voice.speaking(self.now),
            saving: self.saving,
        }
    }

    /// Where other tabs may know us to be.
    pub(super) fn place(&self) -> Option<Place> {
        self.meeting().map(|meeting| Place { room: meeting.room().clone(), inside: meeting.inside() })
    }

    pub(super) fn url(&self) -> Option<String> {
        match &self.stage {
            // A server that wants another name would send whoever gets this one away.
            Stage::Meeting(meeting) => {
                Some(meeting.moved(&self.origin).unwrap_or_else(|| invite::url(&self.origin, meeting.link())))
            }
            Stage::Waiting(occasion) | Stage::Left(occasion) => Some(invite::url(&self.origin, &occasion.link)),
            Stage::Start { .. } | Stage::Damaged(_) | Stage::Unable(_) | Stage::Hidden(_) => None,
        }
    }
}
