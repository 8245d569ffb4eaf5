//! What waits for the code of meetings: one that somebody goes to, and a new one, whose link that code makes.

use super::{Engine, Stage};
use crate::api::context::Context;
use crate::api::effect::Effect;
use crate::api::view::Unable;
use crate::app::address;
use crate::app::profile::Preset;
use crate::base::ids::OpId;
use crate::meeting::contract::{Entry, EntryMode, Pass};
use crate::messaging::message::GoodbyeReason;

/// What the code of meetings was awaited for.
enum Awaited {
    /// To begin this meeting.
    Meeting(Box<Entry>),
    /// To make the link of a new one.
    Link { coming: EntryMode, pass: Pass },
}

impl Engine {
    /// Act of a person: to the lobby of a new meeting; with a passphrase if one was typed.
    pub(super) fn start_new(&mut self, pass: Pass, cx: &mut Context) {
        self.end(GoodbyeReason::Left, cx);
        self.profile.preset = Preset::default();
        self.found(EntryMode::ToLobby, pass, cx);
    }

    /// Makes the link of a new meeting and goes there, as soon as what makes links is here.
    pub(super) fn found(&mut self, coming: EntryMode, pass: Pass, cx: &mut Context) {
        if !self.page.abilities.webrtc {
            self.notifications.clear();
            self.stage = Stage::Unable(Unable::NoWebRtc);
            return;
        }
        let Some(chunk) = self.loader.chunk() else {
            self.notifications.clear();
            self.stage = Stage::Founding { coming, pass };
            return;
        };
        let link = chunk.link(cx.rng, pass.is_typed());
        cx.effect(Effect::Go(address::written(&link)));
        self.meet(Entry { link, before: None, coming, pass }, cx);
    }

    /// The code of meetings is here: whoever waits for one goes on.
    pub(super) fn fetched(&mut self, op: OpId, cx: &mut Context) {
        if self.loader.came(op) {
            match self.stop_waiting() {
                Some(Awaited::Meeting(entry)) => self.meet(*entry, cx),
                Some(Awaited::Link { coming, pass }) => self.found(coming, pass, cx),
                None => {}
            }
        }
    }

    fn stop_waiting(&mut self) -> Option<Awaited> {
        match std::mem::replace(&mut self.stage, Stage::Start { problem: None }) {
            Stage::Waiting(entry) => Some(Awaited::Meeting(entry)),
            Stage::Founding { coming, pass } => Some(Awaited::Link { coming, pass }),
            other @ (Stage::Start { .. }
            | Stage::Damaged(_)
            | Stage::Unable(_)
            | Stage::Locked(_)
            | Stage::Meeting(_)
            | Stage::Left(_)
            | Stage::Hidden(_)) => {
                self.stage = other;
                None
            }
        }
    }
}
