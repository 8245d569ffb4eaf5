//! Requests of clients: proof first, then what was asked for (RFC 8656 §§7–12).

use crate::allocation::{Allocation, AllocationId, NotBound, Terms};
use crate::client::Client;
use crate::credential::{Claim, REALM};
use crate::limits::PEERS;
use crate::machine::{Outcome, RelayAddresses, Turn};
use crate::message::{Asked, binding, canonical, family, peers, unknown};
use crate::nonce;
use crate::opening::{NoSocket, Opening};
use crate::tally::Happened;
use core::hash::Hash;
use core::net::{IpAddr, SocketAddr};
use plenum_rooms::time::Time;
use turn_types::attribute::{
    ChannelNumber, EvenPort, Lifetime, RequestedAddressFamily, RequestedTransport, ReservationToken, XorPeerAddress,
    XorRelayedAddress,
};
use turn_types::message::{ALLOCATE, CHANNEL_BIND, CREATE_PERMISSION, REFRESH};
use turn_types::stun::attribute::{
    AttributeType, ErrorCode, MessageIntegrity, Nonce, Realm, Username, XorMappedAddress,
};
use turn_types::stun::message::{BINDING, IntegrityKey, Message};
use turn_types::stun::prelude::AttributeStaticType;

/// Somebody who proved who they are, and what they ask for.
struct Proven<'a, A> {
    from: Client<A>,
    request: &'a Message<'a>,
    claim: Claim,
    key: IntegrityKey,
}

impl<A> Proven<'_, A> {
    fn refuse<'a, R>(&self, code: u16) -> Outcome<'a, R, A> {
        Outcome::Answer(Asked::of(self.request).refusal(code, &self.key, &[]))
    }

    /// Refuses what is not understood.
    fn understood<'a, R>(&self, known: &[AttributeType]) -> Result<(), Outcome<'a, R, A>> {
        match &unknown(self.request, known)[..] {
            [] => Ok(()),
            some => {
                Err(Outcome::Answer(Asked::of(self.request).refusal(ErrorCode::UNKNOWN_ATTRIBUTE, &self.key, some)))
            }
        }
    }
}

impl<R: Clone, A: Copy + Eq + Hash> Turn<R, A> {
    /// Answers a request.
    pub(crate) fn request<'a>(&mut self, from: Client<A>, request: &Message<'_>, now: Time) -> Outcome<'a, R, A> {
        let method = request.method();
        if method == BINDING {
            return self.bind_stranger(&from, request, now);
        }
        // Where there are no relays, this is a STUN server and nothing else.
        let is_ours = [ALLOCATE, REFRESH, CREATE_PERMISSION, CHANNEL_BIND].contains(&method);
        if !is_ours || self.addresses == RelayAddresses::default() {
            self.tally.add(Happened::Malformed);
            return Outcome::Nothing;
        }
        let proven = match self.prove(from, request, now) {
            Ok(proven) => proven,
            Err(code) => return self.challenge(&from, request, code, now),
        };
        if self.holders.is_known(proven.claim.holder) && !self.holders.may_ask(proven.claim.holder, &self.limits, now) {
            self.tally.add(Happened::Limited);
            return Outcome::Nothing;
        }
        let answered = match method {
            ALLOCATE => self.allocate(&proven, now),
            // RFC 8656 §5: what was made with one name is nobody else's.
            _ if self.table.of(from.tuple()).is_some_and(|relay| relay.claim != proven.claim) => {
                Err(proven.refuse(ErrorCode::WRONG_CREDENTIALS))
            }
            REFRESH => self.refresh(&proven, now),
            CREATE_PERMISSION => self.permit(&proven, now),
            _ => self.bind(&proven, now),
        };
        answered.unwrap_or_else(|refused| refused)
    }

    fn bind_stranger<'a>(&mut self, from: &Client<A>, request: &Message<'_>, now: Time) -> Outcome<'a, R, A> {
        let Some(answer) = binding(request, from.address) else {
            self.tally.add(Happened::Malformed);
            return Outcome::Nothing;
        };
        match self.strangers.may_bind(from.account, from.is_stream(), now) {
            true => {
                self.tally.add(Happened::Bound);
                Outcome::Answer(answer)
            }
            false => {
                self.tally.add(Happened::Limited);
                Outcome::Nothing
            }
        }
    }

    /// Whoever proved nothing is told how to, as long as that is not asked too often.
    fn challenge<'a>(&mut self, from: &Client<A>, request: &Message<'_>, code: u16, now: Time) -> Outcome<'a, R, A> {
        // Who has a relay and asks with an old nonce is no stranger.
        let is_known = from.is_stream() || self.table.of(from.tuple()).is_some();
        match self.strangers.may_be_challenged(from.account, is_known, now) {
            true => {
                self.tally.add(Happened::Challenged);
                Outcome::Answer(Asked::of(request).challenge(code, &nonce::make(&self.secret, from.address, now)))
            }
            false => {
                self.tally.add(Happened::Limited);
                Outcome::Nothing
            }
        }
    }

    /// RFC 8489 §9.2.4. A right proof waits for no limiter: nobody's neighbour is locked out.
    fn prove<'a>(&self, from: Client<A>, request: &'a Message<'a>, now: Time) -> Result<Proven<'a, A>, u16> {
        if !request.has_attribute(MessageIntegrity::TYPE) {
            return Err(ErrorCode::UNAUTHORIZED);
        }
        let (Ok(username), Ok(realm), Ok(nonce)) =
            (request.attribute::<Username>(), request.attribute::<Realm>(), request.attribute::<Nonce>())
        else {
            return Err(ErrorCode::BAD_REQUEST);
        };
        // Whoever has a nonce gets what is sent to their address; only then is anything computed for them.
        nonce::check(&self.secret, from.address, nonce.nonce(), now).map_err(|nonce::Stale| ErrorCode::STALE_NONCE)?;
        if realm.realm() != REALM {
            return Err(ErrorCode::UNAUTHORIZED);
        }
        let (claim, key) = self.secret.key(username.username()).ok_or(ErrorCode::UNAUTHORIZED)?;
        request.validate_integrity_with_key(&key).map_err(|_| ErrorCode::UNAUTHORIZED)?;
        Ok(Proven { from, request, claim, key })
    }

    fn allocate<'a>(&mut self, proven: &Proven<'_, A>, now: Time) -> Result<Outcome<'a, R, A>, Outcome<'a, R, A>> {
        let (request, from) = (proven.request, proven.from);
        if let Some(relay) = self.table.of(from.tuple()) {
            // The answer was lost, and the request came again.
            return match relay.asked == Asked::of(request) && relay.claim == proven.claim {
                true => Ok(Outcome::Answer(made(relay, now))),
                false => Err(proven.refuse(ErrorCode::ALLOCATION_MISMATCH)),
            };
        }
        let is_over = proven.claim.expiry <= self.secret.seconds(now);
        if is_over || !self.holders.may_allocate(proven.claim.holder, &self.limits, now) {
            self.tally.add(Happened::Outdated);
            return Err(self.challenge(&from, request, ErrorCode::UNAUTHORIZED, now));
        }
        proven.understood(&[
            RequestedTransport::TYPE,
            Lifetime::TYPE,
            RequestedAddressFamily::TYPE,
            EvenPort::TYPE,
            ReservationToken::TYPE,
        ])?;
        let Ok(transport) = request.attribute::<RequestedTransport>() else {
            return Err(proven.refuse(ErrorCode::BAD_REQUEST));
        };
        if transport.protocol() != RequestedTransport::UDP {
            return Err(proven.refuse(ErrorCode::UNSUPPORTED_TRANSPORT_PROTOCOL));
        }
        let even = request.attribute::<EvenPort>().ok();
        // We reserve nothing, so there is no reservation.
        if request.has_attribute(ReservationToken::TYPE) || even.as_ref().is_some_and(EvenPort::requested) {
            return Err(proven.refuse(ErrorCode::INSUFFICIENT_CAPACITY));
        }
        // RFC 8656 §7.2 has IPv4 where nothing is said, and browsers say nothing; a server without it would be of no use.
        let unsaid = self.addresses.v4.is_none();
        let is_v6 = family(request).map_err(|_| proven.refuse(ErrorCode::BAD_REQUEST))?.unwrap_or(unsaid);
        let Some(address) = self.addresses.of(is_v6) else {
            return Err(proven.refuse(ErrorCode::ADDRESS_FAMILY_NOT_SUPPORTED));
        };
        if let Err(code) = self.make_room(proven, now) {
            self.tally.add(Happened::Refused);
            return Err(proven.refuse(code));
        }
        self.openings += 1;
        Ok(Outcome::Open(Box::new(Opening {
            id: AllocationId(self.openings),
            address,
            is_even: even.is_some(),
            client: from,
            claim: proven.claim,
            key: proven.key.clone(),
            asked: Asked::of(request),
            lifetime: request.attribute::<Lifetime>().ok().map(|lifetime| lifetime.seconds()),
        })))
    }

    /// Sees that there may be one more relay for this holder and this address; one without a permission goes for it.
    fn make_room(&mut self, proven: &Proven<'_, A>, now: Time) -> Result<(), u16> {
        if !self.is_open() {
            return Err(ErrorCode::INSUFFICIENT_CAPACITY);
        }
        let (holder, account, limits) = (proven.claim.holder, proven.from.account, self.limits);
        if self.table.of_holder(holder) >= limits.allocations_per_holder
            && !self.evict(|relay| relay.claim.holder == holder, now)
        {
            return Err(ErrorCode::ALLOCATION_QUOTA_REACHED);
        }
        if self.table.of_account(account) >= limits.allocations_per_address
            && !self.evict(|relay| relay.client.account == account, now)
        {
            return Err(ErrorCode::ALLOCATION_QUOTA_REACHED);
        }
        if self.table.count() >= limits.allocations && !self.evict(|_| true, now) {
            return Err(ErrorCode::INSUFFICIENT_CAPACITY);
        }
        Ok(())
    }

    fn evict(&mut self, may_go: impl Fn(&Allocation<R, A>) -> bool, now: Time) -> bool {
        let Some(unused) = self.table.longest_unused(may_go, self.limits.unused, now) else { return false };
        self.tally.add(Happened::Evicted);
        self.table.remove(unused).is_some()
    }

    /// The socket for an opening, with its port, or none. Gives the answer to the client that asked.
    pub fn opened(&mut self, opening: Opening<A>, socket: Result<(u16, R), NoSocket>, now: Time) -> Vec<u8> {
        let Opening { id, address, client, claim, key, asked, lifetime, is_even: _ } = opening;
        match socket {
            Ok((port, socket)) => {
                let terms = Terms::new(lifetime, self.limits.longest, now);
                let relayed = SocketAddr::new(address, port);
                let relay = Allocation { client, claim, key, asked, relayed, socket, terms };
                let answer = made(&relay, now);
                self.table.insert(id, relay);
                self.tally.add(Happened::Allocated);
                answer
            }
            Err(NoSocket) => {
                self.tally.add(Happened::Refused);
                asked.refusal(ErrorCode::INSUFFICIENT_CAPACITY, &key, &[])
            }
        }
    }

    fn refresh<'a>(&mut self, proven: &Proven<'_, A>, now: Time) -> Result<Outcome<'a, R, A>, Outcome<'a, R, A>> {
        proven.understood(&[Lifetime::TYPE, RequestedAddressFamily::TYPE])?;
        let tuple = proven.from.tuple();
        let Some(relay) = self.table.of_mut(tuple).filter(|relay| !relay.terms.is_over(now)) else {
            return Err(proven.refuse(ErrorCode::ALLOCATION_MISMATCH));
        };
        let named = family(proven.request).map_err(|_| proven.refuse(ErrorCode::BAD_REQUEST))?;
        if named.is_some_and(|is_v6| is_v6 != relay.relayed.is_ipv6()) {
            return Err(proven.refuse(ErrorCode::PEER_ADDRESS_FAMILY_MISMATCH));
        }
        let requested = proven.request.attribute::<Lifetime>().ok().map(|lifetime| lifetime.seconds());
        let granted = match requested {
            Some(0) => {
                let id = self.table.id_of(tuple);
                id.and_then(|id| self.table.remove(id));
                0
            }
            other => seconds(relay.terms.refresh(other, now)),
        };
        Ok(Outcome::Answer(Asked::of(proven.request).success(&proven.key, &[&Lifetime::new(granted)])))
    }

    fn permit<'a>(&mut self, proven: &Proven<'_, A>, now: Time) -> Result<Outcome<'a, R, A>, Outcome<'a, R, A>> {
        proven.understood(&[XorPeerAddress::TYPE])?;
        let peers = peers(proven.request).map_err(|_| proven.refuse(ErrorCode::BAD_REQUEST))?;
        if peers.is_empty() {
            return Err(proven.refuse(ErrorCode::BAD_REQUEST));
        }
        if peers.len() > PEERS {
            return Err(self.too_many(proven));
        }
        // Each of them is work for us, so each is counted as a request.
        self.holders.charge(proven.claim.holder, peers.len() - 1, &self.limits, now);
        for peer in &peers {
            self.check_peer(proven, peer.ip(), now)?;
        }
        let addresses: Vec<IpAddr> = peers.iter().map(SocketAddr::ip).collect();
        let permitted = self.table.of_mut(proven.from.tuple()).map(|relay| relay.terms.permit(&addresses, now));
        match permitted {
            Some(Ok(())) => Ok(Outcome::Answer(Asked::of(proven.request).success(&proven.key, &[]))),
            Some(Err(_)) => Err(self.too_many(proven)),
            None => Err(proven.refuse(ErrorCode::ALLOCATION_MISMATCH)),
        }
    }

    fn bind<'a>(&mut self, proven: &Proven<'_, A>, now: Time) -> Result<Outcome<'a, R, A>, Outcome<'a, R, A>> {
        proven.understood(&[XorPeerAddress::TYPE, ChannelNumber::TYPE])?;
        let number = proven.request.attribute::<ChannelNumber>();
        let peers = peers(proven.request).unwrap_or_default();
        let (Ok(number), [peer]) = (number, &peers[..]) else {
            return Err(proven.refuse(ErrorCode::BAD_REQUEST));
        };
        self.check_peer(proven, peer.ip(), now)?;
        if !self.may_send(*peer) {
            self.tally.add(Happened::Forbidden);
            return Err(proven.refuse(ErrorCode::FORBIDDEN));
        }
        let bound = self.table.of_mut(proven.from.tuple()).map(|relay| relay.terms.bind(number.channel(), *peer, now));
        match bound {
            Some(Ok(())) => Ok(Outcome::Answer(Asked::of(proven.request).success(&proven.key, &[]))),
            Some(Err(NotBound::Mismatch)) => Err(proven.refuse(ErrorCode::BAD_REQUEST)),
            Some(Err(NotBound::TooMany)) => Err(self.too_many(proven)),
            None => Err(proven.refuse(ErrorCode::ALLOCATION_MISMATCH)),
        }
    }

    fn too_many<'a>(&mut self, proven: &Proven<'_, A>) -> Outcome<'a, R, A> {
        self.tally.add(Happened::Refused);
        proven.refuse(ErrorCode::INSUFFICIENT_CAPACITY)
    }

    /// Whether this peer may be one of the relay that the client has.
    fn check_peer<'a>(&mut self, proven: &Proven<'_, A>, peer: IpAddr, now: Time) -> Result<(), Outcome<'a, R, A>> {
        let Some(relay) = self.table.of(proven.from.tuple()).filter(|relay| !relay.terms.is_over(now)) else {
            return Err(proven.refuse(ErrorCode::ALLOCATION_MISMATCH));
        };
        // Invariant: the filter is asked about the address as it was written; another spelling is another address.
        if !self.addresses.has(peer) && !relay.terms.is_permitted(peer, now) && !self.filter.allows_address(peer) {
            self.tally.add(Happened::Forbidden);
            return Err(proven.refuse(ErrorCode::FORBIDDEN));
        }
        match relay.relayed.is_ipv4() == peer.is_ipv4() {
            true => Ok(()),
            false => Err(proven.refuse(ErrorCode::PEER_ADDRESS_FAMILY_MISMATCH)),
        }
    }
}

/// The answer of a relay that was made.
fn made<R, A>(relay: &Allocation<R, A>, now: Time) -> Vec<u8> {
    let transaction = relay.asked.transaction;
    relay.asked.success(
        &relay.key,
        &[
            &XorRelayedAddress::new(relay.relayed, transaction),
            &Lifetime::new(seconds(relay.terms.lifetime(now))),
            &XorMappedAddress::new(canonical(relay.client.address), transaction),
        ],
    )
}

fn seconds(duration: std::time::Duration) -> u32 {
    u32::try_from(duration.as_secs()).unwrap_or(u32::MAX)
}
