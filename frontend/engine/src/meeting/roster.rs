//! What the server says about who is seated: a reason to write to somebody, never a reason to hang up.

use super::Meeting;
use super::presence::write_status;
use crate::api::context::Context;
use crate::api::effect::Role;
use crate::base::time::Time;
use crate::crypto::hello;
use crate::crypto::sealing::Pair;
use crate::messaging::message;
use crate::messaging::outbox::Outbox;
use crate::room::participant::{Existence, Peer};
use crate::sdp::Reach;
use plenum_shared::ids::{PeerId, Seat};
use plenum_shared::message::{IceServer, SeatedPeer, Welcome};

/// Peers at most, five rooms full: a server may invent as many as it likes.
const MAX_PEERS: usize = 256;
/// Peers at a time of whom no message has opened; of more the one heard of first goes.
const MAX_RUMOURED: usize = 64;
/// Who is gone or lost is kept until so many came after them: whoever lost their line and comes back finds their tile.
const MAX_ABSENT: usize = 64;
/// Who is gone is kept for so long, milliseconds: a reload on a bad line finds tile and volume.
const GONE_MS: u64 = 60_000;

impl Meeting {
    /// A new or resumed seat, and the list of the others.
    pub(super) fn welcome(&mut self, welcome: &Welcome, cx: &mut Context) {
        if self.ice_servers.welcome(welcome, &self.page_origin) {
            self.tell_ice_servers(cx);
        }
        self.other_door = welcome.other_door;
        self.sending.limit(&welcome.limits, cx.now);
        self.seats.clear();
        for peer in self.peers.values_mut() {
            if peer.seat.take().is_some() {
                peer.unlisted = Some(cx.now);
            }
        }
        for seated_peer in &welcome.peers {
            self.sit(seated_peer, Role::Offerer, cx);
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
        self.peers.values_mut().for_each(|peer| peer.link.renew_ice_servers(&all, cx));
    }

    /// Somebody has a seat. They become a person only when a message of theirs opens.
    pub(super) fn sit(&mut self, seated_peer: &SeatedPeer, first: Role, cx: &mut Context) {
        let id = PeerId::of(&seated_peer.session_key);
        if id == self.session.peer() {
            return;
        }
        // Of two who are said to sit in one place the later word counts.
        if let Some(other) = self.seats.insert(seated_peer.seat, id).filter(|other| *other != id)
            && let Some(other) = self.peers.get_mut(&other)
        {
            other.seat = None;
            other.unlisted = Some(cx.now);
        }
        if self.tombstones.holds(&id) {
            self.seats.remove(&seated_peer.seat);
            return;
        }
        let known = self
            .peers
            .get(&id)
            .is_some_and(|peer| peer.existence != Existence::Rumoured || peer.hello == seated_peer.hello);
        if !known {
            match self.meet(&id, seated_peer, first, cx) {
                Some(peer) => self.peers.insert(id, peer),
                None => return,
            };
        }
        let said = self.said.clone();
        if let Some(peer) = self.peers.get_mut(&id) {
            if let Some(old) = peer.seat.replace(seated_peer.seat).filter(|old| *old != seated_peer.seat) {
                self.seats.remove(&old);
            }
            peer.unlisted = None;
            // Whoever hears our heartbeat knows our status; anybody else may have missed it.
            if !peer.link.channel(cx.now).is_some_and(|(_, trusted)| trusted) {
                write_status(peer, &said, cx.now);
            }
            peer.outbox.hasten(cx.now);
        }
    }

    /// Opens a hello and agrees on keys. Nothing if it is not from a holder of the link, or there are too many.
    fn meet(&mut self, id: &PeerId, seated_peer: &SeatedPeer, first: Role, cx: &mut Context) -> Option<Peer> {
        let hello = hello::open(&self.keys, &seated_peer.session_key, &seated_peer.hello).ok()?;
        let pair = Pair::new(&self.keys, &self.session, &self.hello, *id, &seated_peer.hello, &hello.exchange_key)?;
        self.make_room()?;
        let mut peer = Peer::new(
            self.session.peer(),
            *id,
            seated_peer,
            Outbox::new(pair, Reach::of(&self.page_origin)),
            first,
            cx.now,
        );
        peer.other_version = !hello.understood(message::VERSIONS);
        Some(peer)
    }

    /// Forgets somebody where one more would be too many; nothing if everybody is real and here.
    fn make_room(&mut self) -> Option<()> {
        let rumoured = self.peers.iter().filter(|(_, peer)| peer.existence == Existence::Rumoured);
        if self.peers.len() < MAX_PEERS && rumoured.clone().count() < MAX_RUMOURED {
            return Some(());
        }
        let first = rumoured.min_by_key(|(_, peer)| (peer.seat.is_some(), peer.met)).map(|(id, _)| *id);
        match first {
            Some(id) => self.bury(&id),
            None => {
                let absent = self.peers.iter().filter_map(|(id, peer)| Some((peer.absent()?, *id)));
                let (_, id) = absent.min()?;
                self.bury(&id);
            }
        }
        Some(())
    }

    /// Forgets who is gone for long, and who is gone or lost where there are many of them: the gone first, and of them the
    /// earliest.
    ///
    /// Invariant: a room that has been open for a day meets its thousandth visitor like its first.
    pub(super) fn forget_absent(&mut self, now: Time) {
        let absent = self.peers.iter().filter_map(|(id, peer)| Some((peer.absent()?, *id)));
        let mut absent: Vec<_> = absent.collect();
        absent.sort_unstable();
        let many = absent.len().saturating_sub(MAX_ABSENT);
        for (at, ((lost, since), id)) in absent.into_iter().enumerate() {
            if at < many || !lost && now.since(since) >= GONE_MS {
                self.bury(&id);
            }
        }
    }

    fn bury(&mut self, id: &PeerId) {
        if let Some(seat) = self.peers.remove(id).and_then(|peer| peer.seat) {
            self.seats.remove(&seat);
        }
        self.tombstones.bury(*id);
    }

    /// A seat is free again. Who has no connection to us is gone; a living connection is not touched.
    pub(super) fn departed(&mut self, seat: Seat, cx: &mut Context) {
        let Some(peer) = self.seats.remove(&seat).and_then(|id| self.peers.get_mut(&id)) else { return };
        peer.seat = None;
        peer.unlisted = Some(cx.now);
        if peer.existence == Existence::Here && peer.link.channel(cx.now).is_none() && !peer.link.wanted() {
            peer.lost(cx);
        }
    }
}
