//! A machine with pages around it, whose requests are written attribute by attribute.

use plenum_rooms::time::Time;
use plenum_turn::allocation::AllocationId;
use plenum_turn::client::{Client, Via};
use plenum_turn::credential::{Credential, HolderId, REALM, Secret};
use plenum_turn::filter::PeerFilter;
use plenum_turn::limits::Limits;
use plenum_turn::machine::{Outcome, RelayAddresses, Turn};
use plenum_turn::tally::Happened;
use std::net::SocketAddr;
use std::time::Duration;
use turn_types::attribute::{ChannelNumber, Data, Lifetime, RequestedTransport, XorPeerAddress, XorRelayedAddress};
use turn_types::message::{ALLOCATE, CHANNEL_BIND, CREATE_PERMISSION, REFRESH, SEND};
use turn_types::stun::attribute::{ErrorCode, Nonce, Realm, Username};
use turn_types::stun::message::{
    IntegrityAlgorithm, LongTermKeyCredentials, Message, MessageClass, MessageType, MessageWriteVec, Method,
    TransactionId,
};
use turn_types::stun::prelude::{AttributeWrite, MessageWrite, MessageWriteExt};

pub const HOUR: Duration = Duration::from_secs(3600);
/// Where the relays are.
pub const RELAY: [u8; 4] = [9, 9, 9, 9];

pub fn after(seconds: u64) -> Time {
    Time::from_millis(seconds * 1000)
}

pub fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

/// What came back.
#[derive(Debug, PartialEq)]
pub enum Got {
    Nothing,
    Answer(Vec<u8>),
    /// From the relay at this port to this peer.
    ToPeer(u16, SocketAddr, Vec<u8>),
    /// To this client.
    ToClient(SocketAddr, Vec<u8>),
}

/// A machine whose sockets are numbers: the ports, from 50000 on.
pub struct World {
    pub turn: Turn<u16, u8>,
    pub now: Time,
    pub next_port: u16,
    pub opened: Vec<AllocationId>,
    transactions: u128,
}

impl World {
    pub fn new() -> World {
        World::with(|_| {})
    }

    pub fn with(change: impl FnOnce(&mut Limits)) -> World {
        World::at(RelayAddresses { v4: Some(RELAY.into()), v6: None }, change)
    }

    pub fn at(addresses: RelayAddresses, change: impl FnOnce(&mut Limits)) -> World {
        let mut limits = Limits::new(50, Duration::from_secs(60));
        change(&mut limits);
        let filter = PeerFilter::new(|address| address == std::net::IpAddr::from([7, 7, 7, 7]));
        let secret = Secret::new([7; 32], Duration::from_secs(1_000_000));
        let turn = Turn::new(secret, limits, filter, addresses, after(0));
        World { turn, now: after(0), next_port: 50_000, opened: Vec::new(), transactions: 0 }
    }

    /// Somebody with a seat, at this last byte of 198.18.0.0 and on an account of the same number.
    pub fn seated(&mut self, who: u8) -> Page {
        let holder = self.turn.holder(&[&[who]]);
        self.turn.seated(holder, self.now);
        self.page(who, holder)
    }

    /// Somebody with a credential for this holder.
    pub fn page(&mut self, who: u8, holder: HolderId) -> Page {
        let credential = self.turn.credential(holder, HOUR, self.now);
        let client = Client { address: SocketAddr::from(([198, 18, 0, who], 4000)), via: Via::Udp(None), account: who };
        Page { client, holder, credential, nonce: String::new(), realm: REALM.to_owned(), relay: None }
    }

    pub fn transaction(&mut self) -> TransactionId {
        self.transactions += 1;
        TransactionId::from(self.transactions)
    }

    pub fn hear(&mut self, from: Client<u8>, bytes: &[u8]) -> Got {
        let mut written = Vec::new();
        match self.turn.hear(from, bytes, &mut written, self.now) {
            Outcome::Nothing => Got::Nothing,
            Outcome::Answer(answer) => Got::Answer(answer),
            Outcome::ToPeer(socket, peer, data) => Got::ToPeer(socket, peer, data.to_vec()),
            Outcome::ToClient(client) => Got::ToClient(client.address, written),
            Outcome::Open(opening) => {
                let port = self.next_port;
                self.next_port += 1;
                self.opened.push(opening.id);
                Got::Answer(self.turn.opened(*opening, Ok((port, port)), self.now))
            }
        }
    }

    /// A packet of a peer at the relay that was made as number `relay`.
    pub fn peer_sends(&mut self, relay: usize, peer: &str, data: &[u8]) -> Option<(SocketAddr, Vec<u8>)> {
        let mut written = Vec::new();
        let client = self.turn.from_peer(self.opened[relay], address(peer), data, &mut written, self.now)?;
        Some((client.address, written))
    }

    pub fn count(&mut self, what: Happened) -> u64 {
        self.turn.tally().find(|(kind, _)| *kind == what).map_or(0, |(_, n)| n)
    }
}

/// A client as a browser has it.
pub struct Page {
    pub client: Client<u8>,
    pub holder: HolderId,
    pub credential: Credential,
    pub nonce: String,
    pub realm: String,
    pub relay: Option<SocketAddr>,
}

/// How an answer ends: with success, or with this error.
pub type Answered = Result<Vec<u8>, u16>;

pub fn code(answer: &[u8]) -> u16 {
    Message::from_bytes(answer).unwrap().attribute::<ErrorCode>().map_or(0, |error| error.code())
}

impl Page {
    /// A request without any proof.
    pub fn bare(world: &mut World, method: Method, attributes: &[&dyn AttributeWrite]) -> Vec<u8> {
        let kind = MessageType::from_class_method(MessageClass::Request, method);
        let mut message = Message::builder(kind, world.transaction(), MessageWriteVec::new());
        for attribute in attributes {
            message.add_attribute(*attribute).unwrap();
        }
        message.finish()
    }

    /// A request with proof.
    pub fn signed(&self, method: Method, transaction: TransactionId, attributes: &[&dyn AttributeWrite]) -> Vec<u8> {
        let kind = MessageType::from_class_method(MessageClass::Request, method);
        let mut message = Message::builder(kind, transaction, MessageWriteVec::new());
        for attribute in attributes {
            message.add_attribute(*attribute).unwrap();
        }
        let Credential { username, password } = self.credential.clone();
        message.add_attribute(&Username::new(&username).unwrap()).unwrap();
        message.add_attribute(&Realm::new(&self.realm).unwrap()).unwrap();
        message.add_attribute(&Nonce::new(&self.nonce).unwrap()).unwrap();
        let key = LongTermKeyCredentials::new(username, password, self.realm.clone());
        message
            .add_message_integrity_with_key(&key.make_key(IntegrityAlgorithm::Sha1), IntegrityAlgorithm::Sha1)
            .unwrap();
        message.finish()
    }

    /// Asks until there is an answer that is not "another nonce"; checks the signature of success.
    pub fn ask(&mut self, world: &mut World, method: Method, attributes: &[&dyn AttributeWrite]) -> Answered {
        loop {
            let transaction = world.transaction();
            let request = self.signed(method, transaction, attributes);
            let Got::Answer(answer) = world.hear(self.client, &request) else { return Err(0) };
            let message = Message::from_bytes(&answer).unwrap();
            assert_eq!((message.transaction_id(), message.method()), (transaction, method));
            match code(&answer) {
                ErrorCode::STALE_NONCE => {
                    let nonce = message.attribute::<Nonce>().unwrap().nonce().to_owned();
                    assert_ne!(nonce, self.nonce, "the same one again");
                    self.nonce = nonce;
                }
                0 => {
                    assert_eq!(message.class(), MessageClass::Success);
                    let Credential { username, password } = self.credential.clone();
                    let key = LongTermKeyCredentials::new(username, password, REALM.into());
                    message.validate_integrity_with_key(&key.make_key(IntegrityAlgorithm::Sha1)).unwrap();
                    return Ok(answer);
                }
                code => return Err(code),
            }
        }
    }

    /// Allocates; says for how many seconds.
    pub fn allocate(&mut self, world: &mut World) -> Result<u32, u16> {
        self.allocate_with(world, &[])
    }

    pub fn allocate_with(&mut self, world: &mut World, more: &[&dyn AttributeWrite]) -> Result<u32, u16> {
        let transport = RequestedTransport::new(RequestedTransport::UDP);
        let attributes: Vec<&dyn AttributeWrite> = [&transport as _].into_iter().chain(more.iter().copied()).collect();
        let answer = self.ask(world, ALLOCATE, &attributes)?;
        let message = Message::from_bytes(&answer).unwrap();
        self.relay = Some(message.attribute::<XorRelayedAddress>().unwrap().addr(message.transaction_id()));
        Ok(message.attribute::<Lifetime>().unwrap().seconds())
    }

    pub fn refresh(&mut self, world: &mut World, seconds: u32) -> Result<u32, u16> {
        let answer = self.ask(world, REFRESH, &[&Lifetime::new(seconds)])?;
        Ok(Message::from_bytes(&answer).unwrap().attribute::<Lifetime>().unwrap().seconds())
    }

    pub fn permit(&mut self, world: &mut World, peer: SocketAddr) -> Result<(), u16> {
        self.permit_all(world, &[peer])
    }

    pub fn permit_all(&mut self, world: &mut World, peers: &[SocketAddr]) -> Result<(), u16> {
        loop {
            let transaction = world.transaction();
            let peers: Vec<_> = peers.iter().map(|peer| XorPeerAddress::new(*peer, transaction)).collect();
            let attributes: Vec<&dyn AttributeWrite> = peers.iter().map(|peer| peer as _).collect();
            let request = self.signed(CREATE_PERMISSION, transaction, &attributes);
            match self.done(world, &request) {
                Err(ErrorCode::STALE_NONCE) => {}
                other => return other,
            }
        }
    }

    pub fn bind(&mut self, world: &mut World, number: u16, peer: SocketAddr) -> Result<(), u16> {
        loop {
            let transaction = world.transaction();
            let attributes: [&dyn AttributeWrite; 2] =
                [&ChannelNumber::new(number), &XorPeerAddress::new(peer, transaction)];
            let request = self.signed(CHANNEL_BIND, transaction, &attributes);
            match self.done(world, &request) {
                Err(ErrorCode::STALE_NONCE) => {}
                other => return other,
            }
        }
    }

    fn done(&mut self, world: &mut World, request: &[u8]) -> Result<(), u16> {
        let Got::Answer(answer) = world.hear(self.client, request) else { return Err(1) };
        let code = code(&answer);
        if code == ErrorCode::STALE_NONCE {
            let message = Message::from_bytes(&answer).unwrap();
            self.nonce = message.attribute::<Nonce>().unwrap().nonce().to_owned();
        }
        if code == 0 { Ok(()) } else { Err(code) }
    }

    pub fn send(&self, world: &mut World, peer: SocketAddr, data: &[u8]) -> Got {
        let kind = MessageType::from_class_method(MessageClass::Indication, SEND);
        let transaction = world.transaction();
        let mut message = Message::builder(kind, transaction, MessageWriteVec::new());
        message.add_attribute(&XorPeerAddress::new(peer, transaction)).unwrap();
        message.add_attribute(&Data::new(data)).unwrap();
        world.hear(self.client, &message.finish())
    }

    pub fn channel(&self, world: &mut World, number: u16, data: &[u8]) -> Got {
        let head = [number.to_be_bytes(), (data.len() as u16).to_be_bytes()].concat();
        world.hear(self.client, &[&head, data].concat())
    }
}
