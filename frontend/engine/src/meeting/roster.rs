//! The roster: what the server says about who is seated. A reason to write to somebody, never a reason to hang up.

use super::Meeting;
use crate::api::context::Context;
use crate::api::effect::Role;
use crate::crypto::hello;
use crate::crypto::sealing::Pair;
use crate::messaging::message;
use crate::messaging::outbox::Outbox;
use crate::notifications::Notifications;
use crate::room::feature::RoomOccurrence;
use crate::room::local_state::LocalState;
use crate::room::participant::Existence;
use crate::room::peer::Peer;
use crate::sdp::Reach;
use plenum_shared::ids::{PeerId, Seat};
use plenum_shared::message::{IceServer, SeatedPeer, Welcome};

/// Peers at most, five rooms full: a server may invent as many as it likes.
const MAX_PEERS: usize = 256;
/// Peers at a time of whom no message has opened; of more the one heard of first goes.
const MAX_RUMOURED: usize = 64;
/// Who is gone or lost is kept until so many came after them: whoever lost their connection and comes back finds their tile.
const MAX_ABSENT: usize = 64;
/// Who is gone is kept for so long, milliseconds: a reload on a bad network finds tile and volume.
const GONE_MS: u64 = 60_000;

impl Meeting {
    /// A new or resumed seat, and the list of the others.
    pub(super) fn welcome(
        &mut self,
        welcome: &Welcome,
        me: &LocalState,
        notifications: &mut Notifications,
        cx: &mut Context,
    ) {
        if self.ice_servers.welcome(welcome, &self.page_origin) {
            self.tell_ice_servers(cx);
        }
        self.membership.other_door = welcome.other_door;
        self.sending.limit(&welcome.limits, cx.now);
        self.membership.seats.clear();
        for (_, peer) in &mut self.peers {
            if peer.member.seat.take().is_some() {
                peer.member.unlisted = Some(cx.now);
            }
        }
        for seated_peer in &welcome.peers {
            self.sit(seated_peer, Role::Offerer, me, notifications, cx);
        }
    }

    /// Fresh ICE servers, before the credentials of those of before end.
    pub(super) fn renew_ice_servers(&mut self, named: &[IceServer], cx: &mut Context) {
        if self.ice_servers.renew(named) {
            self.tell_ice_servers(cx);
        }
    }

    /// What is connected stays so. The next ICE restart on either side goes over the new ones, and it comes by itself where
    /// a relay lets go of somebody.
    fn tell_ice_servers(&mut self, cx: &mut Context) {
        let all = self.ice_servers.all();
        self.peers.iter_mut().for_each(|(_, peer)| peer.link.renew_ice_servers(&all, cx));
    }

    /// Somebody has a seat. They become a person only when a message of theirs opens.
    pub(super) fn sit(
        &mut self,
        seated_peer: &SeatedPeer,
        first: Role,
        me: &LocalState,
        notifications: &mut Notifications,
        cx: &mut Context,
    ) {
        let id = PeerId::of(&seated_peer.session_key);
        if id == self.membership.identity.peer() {
            return;
        }
        // Of two who are said to sit in one place the later status counts.
        if let Some(other) = self.membership.seats.insert(seated_peer.seat, id).filter(|other| *other != id)
            && let Some(other) = self.peers.get_mut(&other)
        {
            other.member.seat = None;
            other.member.unlisted = Some(cx.now);
        }
        if self.membership.tombstones.holds(&id) {
            self.membership.seats.remove(&seated_peer.seat);
            return;
        }
        let known = self
            .peers
            .get(&id)
            .is_some_and(|peer| peer.person.existence != Existence::Rumoured || peer.member.hello == seated_peer.hello);
        if !known {
            match self.meet(&id, seated_peer, first, me, notifications, cx) {
                Some(peer) => self.peers.insert(id, peer),
                None => return,
            };
        }
        if let Some(peer) = self.peers.get_mut(&id) {
            if let Some(old) = peer.member.seat.replace(seated_peer.seat).filter(|old| *old != seated_peer.seat) {
                self.membership.seats.remove(&old);
            }
            peer.member.unlisted = None;
            // Whoever hears our heartbeat knows our status; anybody else may have missed it.
            if !peer.link.channel(cx.now).is_some_and(|(_, trusted)| trusted) {
                self.own.write(peer, cx.now);
            }
            peer.outbox.hasten(cx.now);
        }
    }

    /// Opens a hello and agrees on keys. Nothing if it is not from a holder of the link, or there are too many.
    fn meet(
        &mut self,
        id: &PeerId,
        seated_peer: &SeatedPeer,
        first: Role,
        me: &LocalState,
        notifications: &mut Notifications,
        cx: &mut Context,
    ) -> Option<Peer> {
        let hello = hello::open(&self.membership.keys, &seated_peer.session_key, &seated_peer.hello).ok()?;
        let pair = Pair::new(
            &self.membership.keys,
            &self.membership.identity,
            &self.membership.hello,
            *id,
            &seated_peer.hello,
            &hello.exchange_key,
        )?;
        self.make_room(me, notifications, cx)?;
        let mut peer = Peer::new(
            self.membership.identity.peer(),
            *id,
            seated_peer,
            Outbox::new(pair, Reach::of(&self.page_origin)),
            first,
            cx.now,
        );
        peer.member.other_version = !hello.understood(message::VERSIONS);
        Some(peer)
    }

    /// Forgets somebody where one more would be too many; nothing if everybody is real and here.
    fn make_room(&mut self, me: &LocalState, notifications: &mut Notifications, cx: &mut Context) -> Option<()> {
        let rumoured = self.peers.iter().filter(|(_, peer)| peer.person.existence == Existence::Rumoured);
        if self.peers.len() < MAX_PEERS && rumoured.clone().count() < MAX_RUMOURED {
            return Some(());
        }
        let first = rumoured.min_by_key(|(_, peer)| (peer.member.seat.is_some(), peer.member.met)).map(|(id, _)| *id);
        match first {
            Some(id) => self.bury(&id, me, notifications, cx),
            None => {
                let absent = self.peers.iter().filter_map(|(id, peer)| Some((peer.person.absent()?, *id)));
                let (_, id) = absent.min()?;
                self.bury(&id, me, notifications, cx);
            }
        }
        Some(())
    }

    /// Forgets who is gone for long, and who is gone or lost where there are many of them: the gone first, and of them the
    /// earliest.
    ///
    /// Invariant: a room that has been open for a day meets its thousandth visitor like its first.
    pub(super) fn forget_absent(&mut self, me: &LocalState, notifications: &mut Notifications, cx: &mut Context) {
        let now = cx.now;
        let absent = self.peers.iter().filter_map(|(id, peer)| Some((peer.person.absent()?, *id)));
        let mut absent: Vec<_> = absent.collect();
        absent.sort_unstable();
        let many = absent.len().saturating_sub(MAX_ABSENT);
        for (at, ((lost, since), id)) in absent.into_iter().enumerate() {
            if at < many || !lost && now.since(since) >= GONE_MS {
                self.bury(&id, me, notifications, cx);
            }
        }
    }

    fn bury(&mut self, id: &PeerId, me: &LocalState, notifications: &mut Notifications, cx: &mut Context) {
        if let Some(seat) = self.peers.remove(id).and_then(|peer| peer.member.seat) {
            self.membership.seats.remove(&seat);
        }
        self.membership.tombstones.bury(*id);
        self.facts.forget(id);
        self.occur(&RoomOccurrence::Forgotten(*id), me, notifications, cx);
    }

    /// A seat is free again. Who has no connection to us is gone; a living connection is not touched.
    pub(super) fn departed(&mut self, seat: Seat, cx: &mut Context) {
        let Some(peer) = self.membership.seats.remove(&seat).and_then(|id| self.peers.get_mut(&id)) else { return };
        peer.member.seat = None;
        peer.member.unlisted = Some(cx.now);
        if peer.person.existence == Existence::Here && peer.link.channel(cx.now).is_none() && !peer.link.wanted() {
            peer.lost(cx);
        }
    }
}
