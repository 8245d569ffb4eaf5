//! What keeps somebody out: it is noticed, looked into, told, and written down for whoever helps.

use super::{Engine, Stage};
use crate::api::context::Context;
use crate::api::effect::{Effect, Fragment};
use crate::api::view::{DeviceState, DeviceTrouble, NoticeKind, SignalingState, Surroundings, Unable};
use crate::app::clipboard::What;
use crate::app::rescue::Suspicion;
use crate::base::ids::OpId;
use crate::base::time::Time;
use crate::meeting::contract::EntryMode;
use crate::rescue::network::Network;
use crate::rescue::report::{self, Report};

impl Engine {
    /// Notices what is wrong. What was found out about the network is told for as long as the server is not reached.
    pub(super) fn mind_rescue(&mut self, cx: &mut Context) {
        let (microphone, camera) = self.media.local.view(self.now);
        let unreached = matches!(self.signaling(), SignalingState::Away | SignalingState::Incomplete);
        let abilities = self.page.abilities;
        let suspicion = Suspicion {
            devices: [microphone, camera].map(|state| matches!(state, DeviceState::Trouble(_))),
            unreached,
            cut_off: self.notifications.holds(NoticeKind::NoRelay),
            browser: !self.at_the_start() && (!abilities.secure || !abilities.webrtc || self.page.rescue.app.is_some()),
        };
        self.page.rescue.follow(suspicion, cx);
        let login = self.page.rescue.network() == Network::LoginPage;
        let coming = match &self.stage {
            Stage::Waiting(entry) => Some(entry.coming),
            Stage::Founding { coming, .. } => Some(*coming),
            Stage::Start { .. }
            | Stage::Damaged(_)
            | Stage::Unable(_)
            | Stage::Locked(_)
            | Stage::Meeting(_)
            | Stage::Left(_)
            | Stage::Hidden(_) => None,
        };
        if let Some(coming) = coming {
            // Before there is a meeting nobody else says that its server does not answer; the screen on the way in does.
            let lobby = coming == EntryMode::ToLobby;
            self.notifications.hold(NoticeKind::ServerUnreached, lobby && unreached && !self.loader.missing());
        }
        self.notifications.hold(NoticeKind::LoginPage, login);
        if login {
            // It says why, and what to do.
            for less in [NoticeKind::ServerUnreached, NoticeKind::ServerAwayAlone, NoticeKind::ServerAway] {
                self.notifications.hold(less, false);
            }
        }
    }

    fn at_the_start(&self) -> bool {
        matches!(self.stage, Stage::Start { .. } | Stage::Damaged(_))
    }

    /// Where the page is shown.
    pub(super) fn around(&self) -> Surroundings {
        let rescue = &self.page.rescue;
        Surroundings {
            insecure: !self.page.abilities.secure,
            browser: rescue.browser,
            app: rescue.app,
            report: rescue.kept.clone(),
            troubles: self.notifications.holding().into(),
        }
    }

    /// What is wrong, into the clipboard.
    pub(super) fn copy_report(&mut self, cx: &mut Context) {
        let op = cx.op();
        self.clipboard.begin(op, What::Report);
        let text = self.report();
        let text = self.page.rescue.write(text);
        cx.effect(Effect::Copy { op, text: Fragment(text) });
    }

    /// The clipboard took something, or would not take it; false if it was not asked by this op.
    pub(super) fn copied(&mut self, op: OpId, kept: bool, now: Time) -> bool {
        let Some(notice) = self.clipboard.end(op, kept) else { return false };
        if notice == NoticeKind::ReportNotCopied {
            self.page.rescue.keep();
            // It is to be copied by hand.
            self.notifications.linger(notice, now);
        } else {
            self.notifications.pass(notice, now);
        }
        true
    }

    fn report(&self) -> String {
        let rescue = &self.page.rescue;
        let (microphone, camera) = self.media.local.view(self.now);
        let [of_microphone, of_camera] = rescue.exceptions();
        let device = |which: &str, state: DeviceState, exception: &str| match state {
            DeviceState::Trouble(trouble) => Some([which, device_trouble(trouble), " (", exception, ")"].concat()),
            DeviceState::Off | DeviceState::Opening | DeviceState::On => None,
        };
        let told = |kind, said: &str| self.notifications.holds(kind).then(|| said.to_owned());
        let unable = match &self.stage {
            _ if !self.page.abilities.webrtc => Some("the browser has no WebRTC".to_owned()),
            Stage::Unable(Unable::NoWebRtc) => None,
            Stage::Unable(Unable::OtherVersion) => Some("the page is older than the server".to_owned()),
            Stage::Start { .. }
            | Stage::Damaged(_)
            | Stage::Founding { .. }
            | Stage::Waiting(_)
            | Stage::Locked(_)
            | Stage::Meeting(_)
            | Stage::Left(_)
            | Stage::Hidden(_) => None,
        };
        let away = [NoticeKind::ServerAway, NoticeKind::ServerAwayAlone, NoticeKind::ServerUnreached];
        let away = away.into_iter().any(|kind| self.notifications.holds(kind));
        let troubles = [
            unable,
            device("microphone ", microphone, of_microphone),
            device("camera ", camera, of_camera),
            away.then(|| "the server cannot be reached".to_owned()),
            told(NoticeKind::LoginPage, "a login page answers in the place of the server"),
            told(NoticeKind::NoRelay, "no connection to somebody for 15 s, and the server names no relay (TURN)"),
            told(NoticeKind::MicrophoneTaken, "the system has muted the microphone"),
            told(NoticeKind::MicrophoneStayedOff, "the microphone did not come back after an interruption"),
            told(NoticeKind::MicrophoneSilent, "nothing comes from the microphone"),
        ];
        let troubles: Vec<String> = troubles.into_iter().flatten().collect();
        report::write(&Report {
            troubles: &troubles,
            origin: &self.page.origin,
            agent: &rescue.agent.user_agent,
            browser: rescue.browser,
            app: rescue.app,
            abilities: self.page.abilities,
            examination: rescue.examination.as_ref(),
            server: match self.signaling() {
                SignalingState::Idle => "not called",
                SignalingState::Connecting => "being called",
                SignalingState::Seated => "reached",
                SignalingState::Away => "cannot be reached",
                SignalingState::Incomplete => "sends something else than a part of the page",
                SignalingState::Slow => "slow",
                SignalingState::Refused { .. } => "lets nobody in",
            },
        })
    }
}

fn device_trouble(trouble: DeviceTrouble) -> &'static str {
    match trouble {
        DeviceTrouble::Denied => "not allowed",
        DeviceTrouble::System => "not allowed by the system",
        DeviceTrouble::Embedded => "not allowed by the page around this one",
        DeviceTrouble::Unanswered => "asked for, without an answer",
        DeviceTrouble::NotFound => "not found",
        DeviceTrouble::Busy => "busy",
        DeviceTrouble::Insecure => "not to be had on this page",
        DeviceTrouble::Lost => "lost",
        DeviceTrouble::BackgroundFailed => "closed, since the background could not be hidden",
        DeviceTrouble::Other => "not to be opened",
    }
}
