//! The page's address and history in the engine: links that are opened, edited or changed meanwhile, and the way back.

use super::{Engine, Stage, bounded};
use crate::api::context::Context;
use crate::api::effect::{Effect, HistoryEntry};
use crate::api::event::PreviousSession;
use crate::api::intent::Text;
use crate::api::view::{Language, NoticeKind, Theme};
use crate::app::address;
use crate::app::profile::Preset;
use crate::invite::{self, Link, LinkError};
use crate::meeting::contract::{Entry, EntryMode, Pass};
use crate::messaging::message::GoodbyeReason;

impl Engine {
    /// Follows a fragment: into the lobby, or (a reload) straight back into the room.
    pub(super) fn visit(&mut self, fragment: &Text, before: Option<PreviousSession>, cx: &mut Context) {
        match invite::read(&fragment.0) {
            Err(LinkError::Empty) => self.stage = Stage::Start { problem: None },
            Err(error) => self.stage = Stage::Damaged(error),
            Ok(visit) => {
                if let Some(language) = visit.lang.as_deref().and_then(Language::asked) {
                    self.profile.appearance.language = language;
                }
                if let Some(theme) = visit.theme.as_deref().and_then(Theme::asked) {
                    self.profile.appearance.theme = theme;
                }
                self.profile.preset = Preset([visit.audio, visit.video]);
                if let (true, Some(name)) = (self.profile.name.is_empty(), visit.name) {
                    self.profile.name = bounded(name);
                }
                // A link that had to be mended stays mended: what is shared from here on is whole.
                if fragment.0 != visit.link.code() {
                    address::mend(&visit.link, cx);
                }
                let inside = before.as_ref().is_some_and(|before| before.inside);
                let coming = if inside { EntryMode::Reloaded } else { EntryMode::ToLobby };
                self.meet(Entry { link: visit.link, before, coming, pass: Pass::Unknown }, cx);
            }
        }
    }

    /// The fragment of the page's address was changed in place.
    ///
    /// Invariant: who is inside stays there, whatever is written in the address, until they say that they want to go.
    pub(super) fn address_changed(&mut self, fragment: &Text, cx: &mut Context) {
        let read = invite::read(&fragment.0);
        let here = self.at();
        match (here, read) {
            (Some(here), Ok(visit)) if visit.link == here => {
                if fragment.0 != here.code() {
                    address::mend(&here, cx);
                }
            }
            (Some(here), read) if self.inside() => {
                address::mend(&here, cx);
                if let Ok(visit) = read {
                    self.page.address.put(visit.link);
                    // It is asked anew, also who has read the question before.
                    self.notifications.hold(NoticeKind::OtherMeeting, false);
                    self.notifications.hold(NoticeKind::OtherMeeting, true);
                }
            }
            (Some(_) | None, _) => {
                self.end(GoodbyeReason::Left, cx);
                self.visit(fragment, None, cx);
            }
        }
    }

    /// Without WebRTC one gets no further than the lobby, where those inside can help, and say what to do instead.
    pub(super) fn as_far_as_it_goes(&self, entry: Entry) -> Entry {
        match self.page.abilities.webrtc {
            true => entry,
            false => Entry { coming: EntryMode::ToLobby, ..entry },
        }
    }

    /// Where we are or are going.
    pub(super) fn at(&self) -> Option<Link> {
        match &self.stage {
            Stage::Meeting(meeting) => Some(meeting.link().clone()),
            Stage::Waiting(entry) => Some(entry.link.clone()),
            Stage::Locked(lock) => Some(lock.entry().link.clone()),
            Stage::Start { .. }
            | Stage::Damaged(_)
            | Stage::Unable(_)
            | Stage::Founding { .. }
            | Stage::Left(_)
            | Stage::Hidden(_) => None,
        }
    }

    /// Act of a person: out of this meeting, and to the lobby of this one.
    pub(super) fn change_to(&mut self, link: Link, pass: Pass, cx: &mut Context) {
        self.profile.preset = Preset::default();
        cx.effect(Effect::Go(address::written(&link)));
        self.end(GoodbyeReason::Left, cx);
        self.meet(Entry { link, before: None, coming: EntryMode::ToLobby, pass }, cx);
    }

    /// Act of a person: to the meeting whose link they have put in the address.
    pub(super) fn change_meeting(&mut self, cx: &mut Context) {
        if let Some(link) = self.page.address.take() {
            self.change_to(link, Pass::Unknown, cx);
        }
    }

    /// Back in the browser: out of the room, or back from having left it, to the lobby.
    pub(super) fn go_back(&mut self, cx: &mut Context) {
        if self.inside() {
            self.end(GoodbyeReason::Left, cx);
        }
        match std::mem::replace(&mut self.stage, Stage::Start { problem: None }) {
            Stage::Left(entry) => self.meet(Entry { coming: EntryMode::ToLobby, ..*entry }, cx),
            other @ (Stage::Start { .. }
            | Stage::Damaged(_)
            | Stage::Unable(_)
            | Stage::Founding { .. }
            | Stage::Waiting(_)
            | Stage::Locked(_)
            | Stage::Meeting(_)
            | Stage::Hidden(_)) => self.stage = other,
        }
    }

    /// Whether there is a newer page: looked for after a meeting, and told outside of one.
    pub(super) fn follow_update(&mut self, cx: &mut Context) {
        // A page that goes looks for nothing any more.
        let inside = self.inside() || matches!(self.stage, Stage::Hidden(_));
        self.page.update.follow(inside, cx);
        self.notifications.hold(NoticeKind::UpdateFound, self.page.update.tells());
    }

    /// Where the page stands; while the code of meetings is fetched for somebody who was inside it stays where it was.
    pub(super) fn standing(&self) -> HistoryEntry {
        match &self.stage {
            Stage::Meeting(meeting) if meeting.inside() => HistoryEntry::Inside,
            Stage::Meeting(_) => HistoryEntry::Lobby,
            Stage::Waiting(entry) if entry.coming == EntryMode::ToLobby => HistoryEntry::Lobby,
            Stage::Locked(lock) if lock.entry().coming == EntryMode::ToLobby => HistoryEntry::Lobby,
            Stage::Founding { .. } | Stage::Waiting(_) | Stage::Locked(_) => self.page.address.standing(),
            Stage::Start { .. } | Stage::Damaged(_) | Stage::Unable(_) | Stage::Left(_) | Stage::Hidden(_) => {
                HistoryEntry::Outside
            }
        }
    }
}
