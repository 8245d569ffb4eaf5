//! The preflight in the engine: what it is told of devices and network, in the lobby and nowhere else.

use super::{Engine, Stage};
use crate::api::context::Context;
use crate::api::view::{Saving, SoundCheck};
use crate::app::preflight::{DeviceFacts, LineFacts, judge};
use crate::rescue::network;

impl Engine {
    /// In every event: finds out what can be found out, and tells it in the lobby. True if something else is told now.
    pub(super) fn preflight(&mut self, cx: &mut Context) -> bool {
        let before = self.page.preflight.view();
        let lobby = match &self.stage {
            Stage::Meeting(meeting) if !meeting.inside() && self.page.abilities.webrtc => Some(&**meeting),
            Stage::Start { .. }
            | Stage::Damaged(_)
            | Stage::Unable(_)
            | Stage::Founding { .. }
            | Stage::Waiting(_)
            | Stage::Locked(_)
            | Stage::Meeting(_)
            | Stage::Left(_)
            | Stage::Hidden(_) => None,
        };
        // Whoever saves data needs it for the meeting. A page from the device itself asks a server there, which no network is between.
        let probes = self.page.visible
            && self.profile.saving == Saving::Nothing
            && !network::is_loopback(network::host(&self.page.origin));
        let servers = lobby.filter(|_| probes).map(|meeting| meeting.ice_servers());
        let blocked = self.page.preflight.probe(servers.as_ref(), cx);
        let found = lobby.map(|meeting| {
            let (microphone, camera) = self.media.local.view(cx.now);
            let devices = DeviceFacts {
                microphone,
                moved: self.page.preflight.moved(microphone),
                silent: self.media.monitor.is_dead(),
                camera,
                mute: self.media.sound_check.view() == SoundCheck::Failed,
            };
            let (round_trip, network) = (meeting.round_trip(), self.page.abilities.network);
            judge(devices, LineFacts { round_trip, network, blocked })
        });
        self.page.preflight.follow(found, cx.now);
        self.page.preflight.view() != before
    }
}
