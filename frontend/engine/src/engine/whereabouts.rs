//! The page's address and history in the engine: links that are opened, edited or changed meanwhile, and the way back.

use super::{Engine, Stage, bounded, language};
use crate::address;
use crate::effect::{Effect, Standing};
use crate::event::PreviousSession;
use crate::gathering::{Coming, Occasion};
use crate::intent::Text;
use crate::letter::Parting;
use crate::link::{self, Link, LinkError};
use crate::turn::Turn;
use crate::view::NoticeKind;

impl Engine {
    /// Follows a fragment: into the lobby, or (a reload) straight back into the room.
    pub(super) fn visit(&mut self, fragment: &Text, before: Option<PreviousSession>, turn: &mut Turn) {
        match link::read(&fragment.0) {
            Err(LinkError::Empty) => self.stage = Stage::Start { problem: None },
            Err(error) => self.stage = Stage::Damaged(error),
            Ok(visit) => {
                if let Some(language) = visit.lang.as_deref().and_then(language) {
                    self.taste.language = language;
                }
                if let (true, Some(name)) = (self.name.is_empty(), visit.name) {
                    self.name = bounded(name);
                }
                // A link that had to be mended stays mended: what is shared from here on is whole.
                if fragment.0 != visit.link.code() {
                    address::mend(&visit.link, turn);
                }
                let inside = before.as_ref().is_some_and(|before| before.inside);
                let coming = if inside { Coming::Reloaded } else { Coming::ToLobby };
                self.meet(Occasion { link: visit.link, before, coming }, turn);
            }
        }
    }

    /// The fragment of the page's address was changed in place.
    ///
    /// Invariant: who is inside stays there, whatever is written in the address, until they say that they want to go.
    pub(super) fn address_changed(&mut self, fragment: &Text, turn: &mut Turn) {
        let read = link::read(&fragment.0);
        let here = self.at();
        match (here, read) {
            (Some(here), Ok(visit)) if visit.link == here => {
                if fragment.0 != here.code() {
                    address::mend(&here, turn);
                }
            }
            (Some(here), read) if self.inside() => {
                address::mend(&here, turn);
                if let Ok(visit) = read {
                    self.address.put(visit.link);
                    // It is asked anew, also who has read the question before.
                    self.bulletin.hold(NoticeKind::OtherMeeting, false);
                    self.bulletin.hold(NoticeKind::OtherMeeting, true);
                }
            }
            (Some(_) | None, _) => {
                self.end(Parting::Left, turn);
                self.visit(fragment, None, turn);
            }
        }
    }

    /// Where we are or are going.
    fn at(&self) -> Option<Link> {
        match &self.stage {
            Stage::Meeting(meeting) => Some(meeting.link().clone()),
            Stage::Waiting(occasion) => Some(occasion.link.clone()),
            Stage::Start { .. } | Stage::Damaged(_) | Stage::Unable(_) | Stage::Left(_) | Stage::Hidden(_) => None,
        }
    }

    /// Act of a person: out of this meeting, and to the lobby of this one.
    pub(super) fn change_to(&mut self, link: Link, turn: &mut Turn) {
        turn.effect(Effect::Go(address::written(&link)));
        self.end(Parting::Left, turn);
        self.meet(Occasion { link, before: None, coming: Coming::ToLobby }, turn);
    }

    /// Act of a person: to the meeting whose link they have put in the address.
    pub(super) fn change_meeting(&mut self, turn: &mut Turn) {
        if let Some(link) = self.address.take() {
            self.change_to(link, turn);
        }
    }

    /// Back in the browser: out of the room, or back from having left it, to the lobby.
    pub(super) fn go_back(&mut self, turn: &mut Turn) {
        if self.inside() {
            self.end(Parting::Left, turn);
        }
        match std::mem::replace(&mut self.stage, Stage::Start { problem: None }) {
            Stage::Left(occasion) => self.meet(Occasion { coming: Coming::ToLobby, ..*occasion }, turn),
            other => self.stage = other,
        }
    }

    /// Where the page stands; while the code of meetings is fetched for somebody who was inside it stays where it was.
    pub(super) fn standing(&self) -> Standing {
        match &self.stage {
            Stage::Meeting(meeting) if meeting.inside() => Standing::Inside,
            Stage::Meeting(_) => Standing::Lobby,
            Stage::Waiting(occasion) if occasion.coming == Coming::ToLobby => Standing::Lobby,
            Stage::Waiting(_) => self.address.standing(),
            Stage::Start { .. } | Stage::Damaged(_) | Stage::Unable(_) | Stage::Left(_) | Stage::Hidden(_) => {
                Standing::Outside
            }
        }
    }
}
