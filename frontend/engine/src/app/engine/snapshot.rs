//! The engine looked at from outside: what there is to see, and when something is due.

use super::{Engine, Stage, data_saver};
use crate::api::values::DoorTrouble;
use crate::api::view::{
    Chosen, DeviceState, DeviceTrouble, Me, Preferences, Screen, SignalingState, TalkMode, Unable, View,
};
use crate::app::other_tabs::Place;
use crate::app::slices::Slices;
use crate::base::time::{Time, soonest};
use crate::invite;
use crate::meeting::contract::{EntryMode, RoomHandle, RoomLock};
use crate::room::feature::RoomView;
use crate::room::local_state::LocalState;
use plenum_shared::message::Refusal;
use std::sync::Arc;

impl Engine {
    /// When `Event::Woke` is due at the latest.
    pub fn deadline(&self) -> Option<Time> {
        let meeting = self.meeting().and_then(|meeting| meeting.deadline(self.now));
        let meeting = soonest(meeting, self.lock().and_then(RoomLock::deadline));
        let ours = soonest(self.notifications.deadline(), self.media.deadline(self.now));
        let ours = soonest(ours, soonest(self.page.preflight.deadline(), self.page.embedder.deadline()));
        soonest(soonest(meeting, self.loader.deadline()), soonest(ours, self.tabs.deadline()))
    }

    /// What there is to see.
    pub fn view(&self) -> View {
        self.view.clone()
    }

    /// How many slices of the view the last event has built anew.
    pub fn slices_built(&self) -> u32 {
        self.built.count()
    }

    /// What there is to see, all of it built anew: what [`Engine::view`] says without building it.
    pub fn view_built_anew(&self) -> View {
        let mut view = self.view.clone();
        self.build(Slices::ALL, &mut view);
        view
    }

    /// Builds slices, and counts up those that are other ones now.
    pub(super) fn look(&mut self, slices: Slices) {
        self.built = slices;
        if slices == Slices::NONE {
            return;
        }
        let mut view = self.view.clone();
        self.build(slices, &mut view);
        let before = &self.view;
        let revisions = &mut view.revisions;
        let counts = |changed: bool, revision: &mut u32| *revision = revision.wrapping_add(u32::from(changed));
        counts(
            (before.appearance, before.screen, before.signaling) != (view.appearance, view.screen, view.signaling)
                || (&before.link, &before.moved) != (&view.link, &view.moved),
            &mut revisions.page,
        );
        counts((&before.me, &before.devices) != (&view.me, &view.devices), &mut revisions.me);
        counts(
            (&before.people, &before.layout) != (&view.people, &view.layout)
                || (&before.connections, before.data_saver) != (&view.connections, view.data_saver)
                || before.beside != view.beside,
            &mut revisions.room,
        );
        counts((&before.notices, &before.announcement) != (&view.notices, &view.announcement), &mut revisions.notices);
        // Who holds on to a slice of before compares addresses.
        if *before.people == *view.people {
            view.people = before.people.clone();
        }
        self.view = view;
    }

    fn build(&self, slices: Slices, view: &mut View) {
        if slices.has(Slices::PAGE) {
            view.appearance = self.profile.appearance;
            view.screen = self.screen();
            view.signaling = self.signaling();
            view.link = self.url().map(Arc::from);
            view.moved = self.meeting().and_then(|meeting| meeting.moved(&self.page.origin)).map(Arc::from);
        }
        if slices.has(Slices::ME) {
            view.me = self.me();
            view.devices = self.media.devices.clone();
        }
        if slices.has(Slices::ROOM) {
            let room = self.meeting().map_or_else(RoomView::default, |meeting| meeting.view(self.now));
            view.data_saver = data_saver::view(self.profile.saving, room.carried);
            (view.people, view.layout, view.connections) = (room.people, room.layout, room.connections);
            view.beside = room.beside;
            view.beside.preflight = self.page.preflight.view();
            view.beside.protection.suggested = self.suggestion.words.clone();
            if self.remains.is_some() {
                view.beside.keeping = self.left_behind();
            }
        }
        if slices.has(Slices::NOTICES) {
            view.notices = self.notifications.notices();
            view.announcement = self.notifications.announcement();
        }
    }

    fn me(&self) -> Me {
        let (microphone, camera) = self.media.local.view(self.now);
        let [on_air, _] = self.media.local.on_air();
        // In the room one sees oneself as the others do; before, in the field, as one types.
        let typed = self.profile.name.as_str();
        let name = match self.meeting().filter(|meeting| meeting.inside()) {
            Some(meeting) => meeting.called(typed).into(),
            None => typed.into(),
        };
        Me {
            name,
            microphone,
            camera,
            sharing: self.media.screen.view(),
            can_share: self.page.abilities.screen,
            mirrored: self.profile.preferences.mirror && !self.media.local.facing_away,
            preview: self.media.local.preview,
            chosen: Chosen {
                microphone: self.media.local.microphone_device.clone(),
                camera: self.media.local.camera_device.clone(),
            },
            speaking: on_air && self.media.voice.speaking(self.now),
            held: self.media.talk.held(),
            deaf: self.media.deaf,
            preferences: Preferences {
                joined_with: self.profile.preset.over(self.profile.preferences.joined_with),
                ..self.profile.preferences.clone()
            },
            sound_check: self.media.sound_check.view(),
            around: self.around(),
        }
    }

    /// The meeting we are at, in its lobby or inside.
    fn meeting(&self) -> Option<&dyn RoomHandle> {
        match &self.stage {
            Stage::Meeting(meeting) => Some(&**meeting),
            Stage::Start { .. }
            | Stage::Damaged(_)
            | Stage::Unable(_)
            | Stage::Founding { .. }
            | Stage::Waiting(_)
            | Stage::Locked(_)
            | Stage::Left(_)
            | Stage::Hidden(_) => None,
        }
    }

    /// What asks for the passphrase of the meeting we are going to.
    fn lock(&self) -> Option<&dyn RoomLock> {
        if let Stage::Locked(lock) = &self.stage { Some(&**lock) } else { None }
    }

    fn screen(&self) -> Screen {
        match &self.stage {
            Stage::Start { problem } => Screen::Start { problem: *problem },
            Stage::Damaged(error) => Screen::Damaged(*error),
            Stage::Unable(unable) => Screen::Unable(*unable),
            Stage::Meeting(_) | Stage::Waiting(_) if !self.page.abilities.webrtc => Screen::Unable(Unable::NoWebRtc),
            Stage::Meeting(meeting) if meeting.inside() => Screen::Room,
            Stage::Meeting(_) => match self.signaling() {
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
            Stage::Locked(lock) => Screen::Locked(lock.view()),
            // What is asked first where there is a passphrase comes with the code of meetings.
            Stage::Waiting(entry) if entry.coming == EntryMode::ToLobby && !entry.link.passphrase() => Screen::Lobby,
            Stage::Founding { coming: EntryMode::ToLobby, pass } if !pass.is_typed() => Screen::Lobby,
            Stage::Waiting(_) | Stage::Founding { .. } => Screen::Arriving,
            Stage::Left(_) | Stage::Hidden(_) => Screen::Left,
        }
    }

    pub(super) fn signaling(&self) -> SignalingState {
        match &self.stage {
            Stage::Meeting(meeting) => meeting.signaling(self.now),
            Stage::Waiting(_) | Stage::Founding { .. } if self.loader.missing() => SignalingState::Incomplete,
            Stage::Waiting(_) | Stage::Founding { .. } if self.loader.overdue() => SignalingState::Away,
            Stage::Waiting(_) | Stage::Founding { .. } if self.loader.slow() => SignalingState::Slow,
            Stage::Waiting(_) | Stage::Founding { .. } => SignalingState::Connecting,
            Stage::Start { .. }
            | Stage::Damaged(_)
            | Stage::Unable(_)
            | Stage::Locked(_)
            | Stage::Left(_)
            | Stage::Hidden(_) => SignalingState::Idle,
        }
    }

    pub(super) fn myself(&self) -> LocalState {
        let on_air = self.media.on_air();
        let [microphone, ..] = on_air;
        LocalState {
            name: self.profile.name.clone(),
            on_air,
            motion: self.media.screen.motion(),
            deaf: self.media.deaf,
            holds: self.profile.preferences.mode == TalkMode::PushToTalk,
            trouble: self.trouble(),
            visible: self.page.visible,
            speaking: microphone && self.media.voice.speaking(self.now),
            saving: self.profile.saving,
            doorbell: self.profile.preferences.doorbell,
        }
    }

    /// What those inside are told of our browser and our devices while we are in the lobby.
    fn trouble(&self) -> Option<DoorTrouble> {
        if !self.page.abilities.webrtc {
            return Some(DoorTrouble::NoWebRtc);
        }
        let (microphone, camera) = self.media.local.view(self.now);
        match (microphone, camera) {
            // Whoever is being asked by the browser is about to answer.
            (DeviceState::Trouble(DeviceTrouble::Unanswered), _) => None,
            (DeviceState::Trouble(trouble), _) => Some(match trouble {
                DeviceTrouble::Denied | DeviceTrouble::System | DeviceTrouble::Embedded | DeviceTrouble::Insecure => {
                    DoorTrouble::MicrophoneBlocked
                }
                DeviceTrouble::NotFound | DeviceTrouble::Lost => DoorTrouble::MicrophoneMissing,
                DeviceTrouble::Busy => DoorTrouble::MicrophoneBusy,
                DeviceTrouble::Unanswered | DeviceTrouble::BackgroundFailed | DeviceTrouble::Other => {
                    DoorTrouble::Microphone
                }
            }),
            (_, DeviceState::Trouble(trouble)) if trouble != DeviceTrouble::Unanswered => Some(DoorTrouble::Camera),
            (DeviceState::Off | DeviceState::Opening | DeviceState::On, _) => None,
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
                Some(meeting.moved(&self.page.origin).unwrap_or_else(|| invite::url(&self.page.origin, meeting.link())))
            }
            Stage::Locked(lock) => Some(invite::url(&self.page.origin, &lock.entry().link)),
            Stage::Waiting(entry) | Stage::Left(entry) => Some(invite::url(&self.page.origin, &entry.link)),
            Stage::Start { .. } | Stage::Damaged(_) | Stage::Unable(_) | Stage::Founding { .. } | Stage::Hidden(_) => {
                None
            }
        }
    }
}
