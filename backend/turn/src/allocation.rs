//! One relay: whose it is, its relayed address, its permissions and channels, and how long each of them lasts.

use crate::client::Client;
use crate::credential::Claim;
use crate::limits::{CHANNEL, LIFETIME, LONGEST_LIFETIME, PEERS, PERMISSION};
use crate::message::{Asked, CHANNELS};
use core::net::{IpAddr, SocketAddr};
use plenum_rooms::time::Time;
use std::time::Duration;
use turn_types::stun::message::IntegrityKey;

/// A relay, counted since the server's start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AllocationId(pub u64);

/// A relay. `R` is whatever the caller reaches its socket by; dropping it closes the socket.
pub struct Allocation<R, A> {
    /// Whose it is.
    pub client: Client<A>,
    /// The user name it was made with.
    pub claim: Claim,
    /// The key that its requests are signed with.
    pub key: IntegrityKey,
    /// The request that made it, which may come twice.
    pub asked: Asked,
    /// Its address, as peers know it.
    pub relayed: SocketAddr,
    /// The way to its socket.
    pub socket: R,
    /// What may go through it, and until when.
    pub terms: Terms,
}

/// Until when a relay lasts, and with whom it may talk.
#[derive(Debug)]
pub struct Terms {
    ends_at: Time,
    ends_at_last: Time,
    used_until: Time,
    permissions: Vec<Permission>,
    channels: Vec<Channel>,
}

/// RFC 8656 §9.
#[derive(Clone, Copy, Debug)]
struct Permission {
    peer: IpAddr,
    ends_at: Time,
    /// Something came from there, so whoever it is wants to talk with us.
    has_answered: bool,
}

#[derive(Clone, Copy, Debug)]
struct Channel {
    number: u16,
    peer: SocketAddr,
    ends_at: Time,
}

/// The relay has all the peers it may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyPeers;

/// Why a channel is not bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotBound {
    /// The number is no channel's, or this peer has another, or another peer has this one.
    Mismatch,
    /// The relay has all the peers it may have.
    TooMany,
}

impl Terms {
    /// Of a relay that begins now and lasts `longest` whatever happens.
    pub fn new(requested: Option<u32>, longest: Duration, now: Time) -> Terms {
        let mut terms = Terms {
            ends_at: now,
            ends_at_last: now + longest,
            used_until: now,
            permissions: Vec::new(),
            channels: Vec::new(),
        };
        terms.refresh(requested, now);
        terms
    }

    /// Lasts this many seconds from now, or what comes closest to it; says how long it is.
    pub fn refresh(&mut self, requested: Option<u32>, now: Time) -> Duration {
        let wanted = requested.map_or(LIFETIME, |seconds| Duration::from_secs(seconds.into()));
        let granted = wanted.clamp(LIFETIME, LONGEST_LIFETIME).min(self.ends_at_last.since(now));
        self.ends_at = now + granted;
        granted
    }

    /// How long it lasts from now.
    pub fn lifetime(&self, now: Time) -> Duration {
        self.ends_at.since(now)
    }

    /// Whether it is over.
    pub fn is_over(&self, now: Time) -> bool {
        self.ends_at <= now
    }

    /// Since when it has had no permission; `None` if it has one.
    pub fn unused_since(&self, now: Time) -> Option<Time> {
        (self.used_until <= now).then_some(self.used_until)
    }

    /// Lets all of these peers send and be sent to.
    ///
    /// # Errors
    /// There are too many; nothing has changed.
    pub fn permit(&mut self, peers: &[IpAddr], now: Time) -> Result<(), TooManyPeers> {
        self.permissions.retain(|permission| permission.ends_at > now);
        let mut fresh: Vec<IpAddr> = Vec::new();
        for peer in peers {
            if !self.permissions.iter().any(|known| known.peer == *peer) && !fresh.contains(peer) {
                fresh.push(*peer);
            }
        }
        if self.permissions.len() + fresh.len() > PEERS {
            return Err(TooManyPeers);
        }
        let ends_at = now + PERMISSION;
        for known in self.permissions.iter_mut().filter(|known| peers.contains(&known.peer)) {
            known.ends_at = ends_at;
        }
        self.permissions.extend(fresh.into_iter().map(|peer| Permission { peer, ends_at, has_answered: false }));
        self.used_until = self.used_until.max(ends_at);
        Ok(())
    }

    /// Whether this peer may send and be sent to.
    pub fn is_permitted(&self, peer: IpAddr, now: Time) -> bool {
        self.permissions.iter().any(|known| known.peer == peer && known.ends_at > now)
    }

    /// Something came from this peer.
    pub fn answered(&mut self, peer: IpAddr) {
        for known in self.permissions.iter_mut().filter(|known| known.peer == peer) {
            known.has_answered = true;
        }
    }

    /// Whether anything came from this peer since it has been permitted.
    pub fn has_answered(&self, peer: IpAddr) -> bool {
        self.permissions.iter().any(|known| known.peer == peer && known.has_answered)
    }

    /// Binds a channel to a peer, or makes it last; the peer may send and be sent to.
    ///
    /// # Errors
    /// It is not bound; nothing has changed.
    pub fn bind(&mut self, number: u16, peer: SocketAddr, now: Time) -> Result<(), NotBound> {
        self.channels.retain(|channel| channel.ends_at > now);
        let bound = self.channels.iter().position(|channel| channel.number == number || channel.peer == peer);
        let is_same = |channel: &Channel| channel.number == number && channel.peer == peer;
        // RFC 8656 §12.2: neither a bound number nor a bound peer is bound anew.
        if !CHANNELS.contains(&number) || bound.is_some_and(|at| !is_same(&self.channels[at])) {
            return Err(NotBound::Mismatch);
        }
        if bound.is_none() && self.channels.len() >= PEERS {
            return Err(NotBound::TooMany);
        }
        self.permit(&[peer.ip()], now).map_err(|TooManyPeers| NotBound::TooMany)?;
        let channel = Channel { number, peer, ends_at: now + CHANNEL };
        match bound {
            Some(at) => self.channels[at] = channel,
            None => self.channels.push(channel),
        }
        Ok(())
    }

    /// The peer of a channel, if it may be sent to.
    pub fn peer_of(&self, number: u16, now: Time) -> Option<SocketAddr> {
        let channel = self.channels.iter().find(|channel| channel.number == number && channel.ends_at > now)?;
        self.is_permitted(channel.peer.ip(), now).then_some(channel.peer)
    }

    /// The channel of a peer.
    pub fn channel_of(&self, peer: SocketAddr, now: Time) -> Option<u16> {
        let channel = self.channels.iter().find(|channel| channel.peer == peer && channel.ends_at > now)?;
        Some(channel.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(last: u8) -> IpAddr {
        IpAddr::from([8, 8, 8, last])
    }

    fn after(seconds: u64) -> Time {
        Time::from_millis(seconds * 1000)
    }

    #[test]
    fn a_relay_lasts_ten_minutes_to_an_hour_and_never_beyond_its_end() {
        let longest = Duration::from_secs(12 * 3600);
        let lifetime = |requested| Terms::new(requested, longest, after(5)).lifetime(after(5)).as_secs();
        assert_eq!(lifetime(None), 600);
        assert_eq!((lifetime(Some(1)), lifetime(Some(601)), lifetime(Some(u32::MAX))), (600, 601, 3600));
        let mut terms = Terms::new(None, longest, after(0));
        assert!(!terms.is_over(after(599)) && terms.is_over(after(600)));
        assert_eq!(terms.refresh(Some(3600), after(599)).as_secs(), 3600);
        assert_eq!(terms.refresh(Some(3600), after(12 * 3600 - 60)).as_secs(), 60);
        assert_eq!(terms.refresh(Some(3600), after(12 * 3600)).as_secs(), 0);
        assert!(terms.is_over(after(12 * 3600)));
    }

    #[test]
    fn a_permission_lasts_five_minutes_and_there_are_sixty_four() {
        let mut terms = Terms::new(None, Duration::from_secs(3600), after(0));
        assert_eq!(terms.unused_since(after(0)), Some(after(0)));
        let many: Vec<IpAddr> = (0..PEERS as u8).map(ip).collect();
        assert_eq!(terms.permit(&many, after(0)), Ok(()));
        assert_eq!(terms.permit(&[ip(0), ip(100)], after(1)), Err(TooManyPeers));
        assert_eq!(terms.permit(&[ip(0), ip(0)], after(1)), Ok(()));
        assert!(terms.is_permitted(ip(1), after(299)) && !terms.is_permitted(ip(1), after(300)));
        assert!(terms.is_permitted(ip(0), after(300)) && !terms.is_permitted(ip(0), after(301)), "it was renewed");
        assert_eq!((terms.unused_since(after(300)), terms.unused_since(after(400))), (None, Some(after(301))));
        assert_eq!(terms.permit(&[ip(100)], after(301)), Ok(()), "those that ended have made room");
        terms.answered(ip(100));
        assert_eq!(terms.permit(&[ip(100)], after(400)), Ok(()));
        assert!(terms.has_answered(ip(100)) && !terms.has_answered(ip(0)));
        assert_eq!(terms.permit(&[ip(100)], after(700)), Ok(()));
        assert!(!terms.has_answered(ip(100)), "that permission is over");
    }

    #[test]
    fn a_channel_belongs_to_one_peer_and_a_peer_to_one_channel() {
        let mut terms = Terms::new(None, Duration::from_secs(3600), after(0));
        let peer = |last, port| SocketAddr::new(ip(last), port);
        assert_eq!(terms.bind(0x4000, peer(1, 5000), after(0)), Ok(()));
        for (number, other) in
            [(0x4000, peer(1, 5001)), (0x4001, peer(1, 5000)), (0x3fff, peer(2, 5)), (0x8000, peer(2, 5))]
        {
            assert_eq!(terms.bind(number, other, after(1)), Err(NotBound::Mismatch));
        }
        assert_eq!(terms.bind(0x4000, peer(1, 5000), after(100)), Ok(()));
        assert_eq!(terms.peer_of(0x4000, after(399)), Some(peer(1, 5000)));
        assert_eq!(terms.peer_of(0x4000, after(400)), None, "its permission is over, the channel is not");
        assert_eq!(terms.permit(&[ip(1)], after(650)), Ok(()));
        assert_eq!(terms.channel_of(peer(1, 5000), after(699)), Some(0x4000));
        assert_eq!(terms.channel_of(peer(1, 5000), after(700)), None);
        assert_eq!(terms.bind(0x4000, peer(1, 5001), after(700)), Ok(()), "a channel that is over is free");
        for port in 1..PEERS as u16 {
            assert_eq!(terms.bind(0x4000 + port, peer(1, 6000 + port), after(700)), Ok(()));
        }
        assert_eq!(terms.bind(0x5000, peer(1, 7000), after(700)), Err(NotBound::TooMany));
    }
}
