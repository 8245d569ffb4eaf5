//! Incoming messages: who they make real, what they change, and to which part they go.

use super::Meeting;
use crate::api::context::Context;
use crate::api::values::Presence;
use crate::base::ids::{ConnectionId, Epoch};
use crate::crypto::identity;
use crate::crypto::sealing::Path;
use crate::messaging::message::{DescriptionKind, LinkMessage, PeerMessage, Resumes, RoomMessage, Status};
use crate::messaging::outbox::Arrived;
use crate::notifications::Notifications;
use crate::room::feature::{RoomOccurrence, StreamOccurrence};
use crate::room::local_state::LocalState;
use crate::room::participant::Existence;
use plenum_shared::ids::{PeerId, Seat};

impl Meeting {
    /// A sealed message forwarded by the server.
    pub(super) fn message_from_seat(
        &mut self,
        seat: Seat,
        sealed: &[u8],
        me: &LocalState,
        notifications: &mut Notifications,
        cx: &mut Context,
    ) {
        let Some(id) = self.membership.seats.get(&seat).copied() else { return };
        self.open(&id, sealed, None, me, notifications, cx);
    }

    /// A sealed message over a data channel.
    pub(super) fn message_from_channel(
        &mut self,
        id: ConnectionId,
        sealed: &[u8],
        me: &LocalState,
        notifications: &mut Notifications,
        cx: &mut Context,
    ) {
        if self.peers.get(&id.peer).is_some_and(|peer| peer.link.carries(id)) {
            self.open(&id.peer, sealed, Some(id.epoch), me, notifications, cx);
        }
    }

    /// Fragments of streams, over the bulk channel. They may wait for each other as messages must not.
    pub(super) fn fragments_from_channel(
        &mut self,
        id: ConnectionId,
        sealed: &[u8],
        me: &LocalState,
        notifications: &mut Notifications,
        cx: &mut Context,
    ) {
        let Some(peer) = self.peers.get_mut(&id.peer).filter(|peer| peer.link.carries(id)) else { return };
        let Some(fragments) = peer.outbox.open_bulk(sealed) else { return };
        peer.lives(cx.now);
        if peer.person.existence != Existence::Here {
            return;
        }
        let received = peer.streams.read(fragments, cx.now);
        let ended = peer.streams.ended();
        let refused: Vec<_> = peer.streams.refused().into_iter().map(StreamOccurrence::Refused).collect();
        let ended = ended.iter().map(|(topic, body)| StreamOccurrence::Ended(*topic, body));
        for what in received.iter().map(StreamOccurrence::Received).chain(refused).chain(ended) {
            self.occur(&RoomOccurrence::Stream(&id.peer, what), me, notifications, cx);
        }
    }

    /// Invariant: a peer exists once a message from it has opened, and not before.
    fn open(
        &mut self,
        id: &PeerId,
        sealed: &[u8],
        by_channel: Option<Epoch>,
        me: &LocalState,
        notifications: &mut Notifications,
        cx: &mut Context,
    ) {
        let Some(peer) = self.peers.get_mut(id) else { return };
        let path = if by_channel.is_some() { Path::Channel } else { Path::Server };
        let Some(messages) = peer.outbox.open(sealed, path, cx.now) else { return };
        peer.lives(cx.now);
        for arrived in messages {
            self.message(id, arrived, by_channel, me, notifications, cx);
        }
    }

    fn message(
        &mut self,
        id: &PeerId,
        arrived: Arrived,
        by_channel: Option<Epoch>,
        me: &LocalState,
        notifications: &mut Notifications,
        cx: &mut Context,
    ) {
        let Some(peer) = self.peers.get_mut(id) else { return };
        if peer.person.existence != Existence::Here {
            return;
        }
        let steps = peer.person.steps(&arrived.message);
        if !peer.link.budget.allows(&arrived.message, steps, cx.now) {
            return;
        }
        self.act_on(id, arrived, by_channel, me, notifications, cx);
    }

    /// What came faster than it may and says how things are now.
    pub(super) fn catch_up(
        &mut self,
        id: &PeerId,
        me: &LocalState,
        notifications: &mut Notifications,
        cx: &mut Context,
    ) {
        let Some(peer) = self.peers.get_mut(id).filter(|peer| peer.person.existence == Existence::Here) else { return };
        for message in peer.due(cx.now) {
            self.act_on(id, Arrived { epoch: 0, message }, None, me, notifications, cx);
        }
    }

    fn act_on(
        &mut self,
        id: &PeerId,
        arrived: Arrived,
        by_channel: Option<Epoch>,
        me: &LocalState,
        notifications: &mut Notifications,
        cx: &mut Context,
    ) {
        let Some(peer) = self.peers.get_mut(id) else { return };
        match arrived.message {
            PeerMessage::Room(RoomMessage::Status(status)) => self.status(id, status, me, notifications, cx),
            PeerMessage::Room(RoomMessage::Goodbye { reason }) => peer.goodbye(reason, cx),
            PeerMessage::Link(message) => {
                return self.link_message(id, arrived.epoch, &message, by_channel, me, cx);
            }
            PeerMessage::Bandwidth(_)
            | PeerMessage::Diagnostics(_)
            | PeerMessage::Echo(_)
            | PeerMessage::CoLocation(_)
            | PeerMessage::MuteRequest(_)
            | PeerMessage::Reactions(_)
            | PeerMessage::LiveText(_)
            | PeerMessage::Private(_)
            | PeerMessage::PlanB(_)
            | PeerMessage::Files(_) => self.feature_message(id, &arrived.message, me, notifications, cx),
            PeerMessage::Room(RoomMessage::Unknown) | PeerMessage::Ack {} | PeerMessage::Unknown => {}
        }
        self.reconcile(id, me, cx);
    }

    /// A message that makes, proves or mends the connection.
    fn link_message(
        &mut self,
        id: &PeerId,
        epoch: u32,
        message: &LinkMessage,
        by_channel: Option<Epoch>,
        me: &LocalState,
        cx: &mut Context,
    ) {
        let Some(peer) = self.peers.get_mut(id) else { return };
        // Who offers is inside, even if the message that says so was overtaken.
        if let (LinkMessage::Description(description), Some(status)) = (message, &mut peer.person.status)
            && description.kind == DescriptionKind::Offer
            && status.presence != Presence::In
            && peer.link.budget.steps_in(cx.now)
        {
            status.presence = Presence::In;
        }
        self.reconcile(id, me, cx);
        if let Some((peer, common)) = self.with(id, me) {
            peer.link.message(epoch, message, by_channel, &mut peer.outbox, &common, cx);
        }
    }

    fn status(
        &mut self,
        id: &PeerId,
        status: Status,
        me: &LocalState,
        notifications: &mut Notifications,
        cx: &mut Context,
    ) {
        let resumes = status.resumes.clone();
        let Some(peer) = self.peers.get_mut(id) else { return };
        let first = peer.person.status.is_none();
        if peer.person.take_status(status)
            && first
            && let Some(resumes) = resumes
        {
            self.succeed(id, &resumes, me, notifications, cx);
        }
    }

    /// Somebody is back after a reload: tile and place in the list move over, if the old key vouches for the new one.
    ///
    /// Invariant: there is one heir. The first takes all there is, and the old peer is not met again by anybody who knows;
    /// a second one whom the same key vouches for is a newcomer.
    fn succeed(
        &mut self,
        id: &PeerId,
        resumes: &Resumes,
        me: &LocalState,
        notifications: &mut Notifications,
        cx: &mut Context,
    ) {
        let (room, old_id) = (self.membership.keys.room(), PeerId::of(&resumes.key));
        if old_id == *id || !identity::verify_vouch(&resumes.key, &room, id, &resumes.signature) {
            return;
        }
        let Some(old) = self.peers.get_mut(&old_id) else { return self.membership.tombstones.bury(old_id) };
        let kept = !old.person.gone();
        let heritage = old.bequeath(cx);
        if let Some(peer) = self.peers.get_mut(id) {
            peer.person.inherit(heritage);
            self.occur(&RoomOccurrence::Resumed { old: old_id, heir: *id, kept }, me, notifications, cx);
        }
    }
}
