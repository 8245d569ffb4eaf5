//! Private messages: written to one person and read by nobody else. They are no part of the room document, and are kept
//! nowhere but in the two pages.

use crate::api::effect::{Chime, Effect};
use crate::api::intent::{Intent, PrivateIntent};
use crate::api::view::{Name, PrivateId, PrivateLine, PrivateState};
use crate::base::time::{Time, soonest};
use crate::base::token_bucket::{Bucket, Rate};
use crate::messaging::message::{PeerMessage, PrivateMessage};
use crate::messaging::peer_budget::PRIVATE;
use crate::room::feature::{Feature, Room, RoomContext, RoomView};
use litemap::LiteMap;
use plenum_document::base::untrusted_text::clean_text;
use plenum_document::records::content::TEXT_BYTES;
use plenum_shared::ids::PeerId;
use std::sync::Arc;

/// So many lines are kept; the oldest go.
pub const MAX_LINES: usize = 500;
/// What was not confirmed for so long, milliseconds, has not arrived: somebody who reloads is back long before.
pub const LOST_MS: u64 = 60_000;
/// They ring so often at most, whoever writes.
const RINGS: Rate = Rate::one_every(2, 5_000);

/// What was written to us and by us.
pub struct PrivateMessages {
    lines: Vec<PrivateLine>,
    last: u32,
    /// Numbers of theirs, as their senders count: what comes twice is shown once.
    theirs: LiteMap<PrivateId, u32>,
    /// Ours that are not confirmed, since then.
    pending: LiteMap<PrivateId, Time>,
    /// What is beyond the budget that others have for us would not be shown to them.
    budgets: LiteMap<PeerId, Bucket>,
    rings: Bucket,
    shown: Arc<[PrivateLine]>,
    changed: bool,
}

impl Default for PrivateMessages {
    fn default() -> PrivateMessages {
        PrivateMessages {
            lines: Vec::new(),
            last: 0,
            theirs: LiteMap::new(),
            pending: LiteMap::new(),
            budgets: LiteMap::new(),
            rings: Bucket::new(RINGS),
            shown: Arc::default(),
            changed: false,
        }
    }
}

impl PrivateMessages {
    fn add(&mut self, peer: PeerId, who: Name, text: String, state: PrivateState) -> PrivateId {
        self.last += 1;
        let id = PrivateId(self.last);
        if self.lines.len() >= MAX_LINES {
            let oldest = self.lines.remove(0).id;
            self.theirs.remove(&oldest);
            self.pending.remove(&oldest);
        }
        self.lines.push(PrivateLine { id, peer, who, text: text.into(), state });
        self.changed = true;
        id
    }

    fn find(&mut self, id: PrivateId) -> Option<&mut PrivateLine> {
        self.lines.iter_mut().find(|line| line.id == id)
    }

    fn set(&mut self, id: PrivateId, state: PrivateState) {
        self.pending.remove(&id);
        if let Some(line) = self.find(id) {
            line.state = state;
            self.changed = true;
        }
    }

    /// Sends one of ours. It keeps its number however often it is sent: whoever has it says so again.
    fn send(&mut self, id: PrivateId, cx: &mut RoomContext<'_, '_>) {
        let now = cx.now();
        let Some(line) = self.find(id) else { return };
        let (peer, text) = (line.peer, line.text.to_string());
        if !self.budgets.entry(peer).or_insert_with(|| Bucket::new(PRIVATE)).take(now) {
            return self.set(id, PrivateState::Lost);
        }
        self.set(id, PrivateState::Sent);
        self.pending.insert(id, now);
        cx.write(&peer, PrivateMessage::Say { number: id.0, text });
    }

    fn said(&mut self, from: &PeerId, number: u32, text: &str, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        let Some(peer) = room.reachable(from) else { return };
        cx.write(from, PrivateMessage::Received { number });
        let known = |line: &PrivateLine| line.peer == *from && self.theirs.get(&line.id) == Some(&number);
        let text = clean_text(text, TEXT_BYTES);
        if text.trim().is_empty() || self.lines.iter().any(known) {
            return;
        }
        let id = self.add(*from, peer.person.name(), text, PrivateState::Theirs);
        self.theirs.insert(id, number);
        if self.rings.take(cx.now()) {
            cx.cx.effect(Effect::Chime(Chime::Message));
        }
    }

    fn received(&mut self, from: &PeerId, number: u32) {
        let id = PrivateId(number);
        // Whoever is told something by us cannot say that somebody else has it.
        if self.find(id).is_some_and(|line| line.peer == *from && line.state != PrivateState::Theirs) {
            self.set(id, PrivateState::Received);
        }
    }
}

impl Feature for PrivateMessages {
    fn intent(&mut self, intent: &Intent, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        let Intent::Private(intent) = intent else { return };
        match intent {
            PrivateIntent::Say { to, text } => {
                let text = clean_text(text.0.trim(), TEXT_BYTES);
                let Some(peer) = room.reachable(to).filter(|_| !text.is_empty()) else { return };
                let id = self.add(*to, peer.person.name(), text, PrivateState::Sent);
                self.send(id, cx);
            }
            PrivateIntent::Retry(id) => {
                let line = self.find(*id).filter(|line| line.state == PrivateState::Lost);
                if line.is_some_and(|line| room.reachable(&line.peer).is_some()) {
                    self.send(*id, cx);
                }
            }
        }
    }

    fn message(&mut self, from: &PeerId, message: &PeerMessage, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        let PeerMessage::Private(message) = message else { return };
        match message {
            PrivateMessage::Say { number, text } => self.said(from, *number, text, room, cx),
            PrivateMessage::Received { number } => self.received(from, *number),
            PrivateMessage::Unknown => {}
        }
    }

    /// After a reload they have nothing of it: what they had not confirmed is sent to who they are now.
    fn resumed(&mut self, old: &PeerId, heir: &PeerId, _kept: bool, cx: &mut RoomContext<'_, '_>) {
        for line in self.lines.iter_mut().filter(|line| line.peer == *old) {
            line.peer = *heir;
            self.changed = true;
            // Their new page counts anew.
            self.theirs.remove(&line.id);
        }
        let again: Vec<_> = self.pending.keys().copied().collect();
        for id in again {
            if self.find(id).is_some_and(|line| line.peer == *heir) {
                self.send(id, cx);
            }
        }
    }

    fn forgotten(&mut self, id: &PeerId, _cx: &mut RoomContext<'_, '_>) {
        self.budgets.remove(id);
    }

    fn closing(&mut self, _cx: &mut RoomContext<'_, '_>) {
        *self = PrivateMessages::default();
    }

    fn tick(&mut self, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        let now = cx.now();
        let gone = |peer: &PeerId| room.peers.get(peer).is_none_or(|peer| peer.person.gone());
        let lost = |id: &PrivateId, since: Time| {
            let line = self.lines.iter().find(|line| line.id == *id);
            now.since(since) >= LOST_MS || line.is_none_or(|line| gone(&line.peer))
        };
        let lost: Vec<_> = self.pending.iter().filter(|(id, since)| lost(id, **since)).map(|(id, _)| *id).collect();
        lost.into_iter().for_each(|id| self.set(id, PrivateState::Lost));
        if std::mem::take(&mut self.changed) {
            self.shown = self.lines.as_slice().into();
            cx.show();
        }
    }

    fn deadline(&self, _us: PeerId, _now: Time) -> Option<Time> {
        self.pending.values().fold(None, |soon, since| soonest(soon, Some(*since + LOST_MS)))
    }

    fn view(&self, view: &mut RoomView, _now: Time) {
        view.beside.private = self.shown.clone();
    }
}
