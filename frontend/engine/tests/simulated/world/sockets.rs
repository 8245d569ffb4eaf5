//! WebSockets between the pages and the server: dialled, open, lost, and meddled with by a hostile server.

use super::World;
use super::page::Life;
use super::rng::Rng;
use super::server::{Frame, Outbox, Server};
use super::timeline::Lane;
use plenum_engine::api::effect::SocketCommand;
use plenum_engine::api::event::{Event, SocketEvent};
use plenum_engine::base::ids::SocketId;
use plenum_shared::ids::PeerId;
use plenum_shared::{codec, message::ClientMessage};
use std::collections::VecDeque;

/// One WebSocket as its page sees it.
pub struct Socket {
    /// Whose.
    pub page: usize,
    /// What the engine calls it.
    pub id: SocketId,
    /// `readyState`
    pub state: Ready,
    /// Nothing passes any more, whatever both ends believe.
    pub severed: bool,
    /// Arrived at the server's end, not yet handed over.
    upwards: VecDeque<Frame>,
    /// Arrived at the page's end, not yet handed over.
    downwards: VecDeque<Frame>,
}

impl Socket {
    fn new(page: usize, id: SocketId) -> Socket {
        let (upwards, downwards) = (VecDeque::new(), VecDeque::new());
        Socket { page, id, state: Ready::Dialling, severed: false, upwards, downwards }
    }
}

/// `WebSocket.readyState`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ready {
    /// Not yet.
    Dialling,
    /// Frames pass.
    Open,
    /// Closed by the other side or lost: what is sent is dropped silently.
    Closed,
    /// Closed by the page itself: it should know.
    ClosedByPage,
}

/// What a hostile server does to the frames that pass through it.
pub trait Malice {
    /// A frame on its way to a page; what is returned is delivered instead.
    fn down(&mut self, _socket: u32, frame: Frame, _rng: &mut Rng) -> Vec<Frame> {
        vec![frame]
    }
    /// A frame on its way from a page; what is returned reaches the honest part of the server instead.
    fn up(&mut self, _socket: u32, frame: Frame, _rng: &mut Rng) -> Vec<Frame> {
        vec![frame]
    }
    /// Frames out of thin air, asked for every 100 ms, for any of these sockets.
    fn invent(&mut self, _sockets: &[u32], _rng: &mut Rng) -> Outbox {
        Vec::new()
    }
}

/// What a browser says where there was no close frame (RFC 6455 §7.1.5).
const LOST: u16 = 1006;
/// One way each: TCP's handshake there and back, and the upgrade.
const DIAL_WAYS: usize = 4;
/// A network without way to the server often lets a dial hang before it fails, milliseconds.
const HANGING: (u64, u64) = (200, 15_000);

impl World {
    /// Does something about a page's WebSocket.
    pub fn socket_command(&mut self, page: usize, id: SocketId, command: SocketCommand) {
        if let SocketCommand::Open { shard } = command {
            let key = self.sockets.len() as u32;
            let known = self.pages[page].sockets.insert(id, key);
            assert!(known.is_none(), "{} opens {id:?} twice", self.label(page));
            self.sockets.insert(key, Socket::new(page, id));
            let delay = (0..DIAL_WAYS).map(|_| self.rng.latency(self.weather.signaling)).sum::<u64>() + 1;
            return self.after(delay, move |world| world.dial(key, shard));
        }
        let known = self.pages[page].sockets.get(&id).copied();
        let key = known.unwrap_or_else(|| panic!("{} uses {id:?}, which it never opened", self.label(page)));
        let state = self.sockets[&key].state;
        if let SocketCommand::Ask { .. } = command {
            return self.asked_for_instance(key);
        }
        let frame = match command {
            SocketCommand::Text(text) => {
                self.learn_peer(page, &text);
                Frame::Text(text)
            }
            SocketCommand::Binary(bytes) => Frame::Binary(bytes),
            SocketCommand::Open { .. } | SocketCommand::Ask { .. } | SocketCommand::Close => Frame::Close(1000),
        };
        match (state, &frame) {
            (Ready::ClosedByPage, _) => panic!("{} uses {id:?} after closing it", self.label(page)),
            (Ready::Dialling, Frame::Text(_) | Frame::Binary(_)) => {
                panic!("{} talks on {id:?} before it is open", self.label(page))
            }
            (Ready::Open, _) => self.send_up(key, frame.clone()),
            (Ready::Dialling | Ready::Closed, _) => {}
        }
        if let Frame::Close(_) = frame {
            self.socket(key).state = Ready::ClosedByPage;
        }
    }

    /// Frames go out to pages, past whoever meddles.
    pub fn deliver(&mut self, outbox: Outbox) {
        for (key, frame) in outbox {
            let frames = match self.malice.take() {
                Some(mut malice) => {
                    let frames = malice.down(key, frame, &mut self.rng);
                    self.malice = Some(malice);
                    frames
                }
                None => vec![frame],
            };
            for frame in frames {
                self.send_down(key, frame);
            }
        }
    }

    /// Puts a frame onto a socket towards its page.
    pub fn send_down(&mut self, key: u32, frame: Frame) {
        if matches!(frame, Frame::Binary(_)) && self.rng.chance(self.weather.messages_lost) {
            return;
        }
        let delay = self.rng.latency(self.weather.signaling);
        self.along(Lane::Down(key), delay, move |world| match world.guest_at(key) {
            Some(guest) => world.guest_hears(guest, frame),
            None => world.arrive_down(key, frame),
        });
    }

    /// A socket is lost: the page hears of it, and the server in its own time, if at all.
    pub fn sever(&mut self, key: u32, page_hears_in: u64, server_hears_in: u64) {
        self.socket(key).severed = true;
        self.after(page_hears_in, move |world| world.page_loses(key, LOST));
        self.after(server_hears_in, move |world| {
            let now = world.now;
            if let Some(server) = &mut world.server {
                server.lost(key, now);
            }
        });
    }

    /// The server's process dies; everybody's socket breaks.
    pub fn kill_server(&mut self) {
        self.note(|| "the server is killed".to_owned());
        self.server = None;
        let open: Vec<u32> = self.sockets.iter().filter(|(_, s)| s.state == Ready::Open).map(|(key, _)| *key).collect();
        for key in open {
            let delay = self.rng.latency(self.weather.signaling);
            self.sever(key, delay, 0);
        }
    }

    /// Another process takes its place, and knows nobody.
    pub fn start_server(&mut self) {
        if self.server.is_some() {
            return;
        }
        self.note(|| "the server starts".to_owned());
        self.server = Some(Server::new(self.rng.any(), self.weather.strict_server));
    }

    /// The server believes that somebody is still there; or there is no server that could know.
    pub fn listed(&self, peer: PeerId) -> bool {
        self.server.as_ref().is_none_or(|server| server.seated().contains(&peer))
    }

    /// Once a second: the server's own timers, and lies if it is a liar; and what everybody has paid is looked at.
    pub fn server_ticks(&mut self) {
        self.weigh();
        let now = self.now;
        let outbox = self.server.as_mut().map(|server| server.ticks(now)).unwrap_or_default();
        self.deliver(outbox);
        self.after(1_000, World::server_ticks);
    }

    /// Ten times a second a hostile server says something nobody asked for.
    pub fn invent(&mut self) {
        let Some(mut malice) = self.malice.take() else { return };
        let sockets = self.server.as_ref().map(Server::sockets).unwrap_or_default();
        let outbox = malice.invent(&sockets, &mut self.rng);
        self.malice = Some(malice);
        for (key, frame) in outbox {
            self.send_down(key, frame);
        }
        self.after(100, World::invent);
    }

    fn dial(&mut self, key: u32, shard: u8) {
        let page = self.sockets[&key].page;
        if self.sockets[&key].state != Ready::Dialling || self.pages[page].life != Life::Running {
            return;
        }
        if !self.online(page) {
            let hangs = self.rng.latency(HANGING);
            return self.after(hangs, move |world| world.page_loses(key, LOST));
        }
        let now = self.now;
        let Some(server) = &mut self.server else { return self.page_loses(key, LOST) };
        let outbox = server.opened(key, shard, now);
        self.socket(key).state = Ready::Open;
        self.deliver(outbox);
    }

    /// The page asks over HTTP which process it is by now, and is told after a way there and back.
    fn asked_for_instance(&mut self, key: u32) {
        let delay = self.rng.latency(self.weather.signaling) + self.rng.latency(self.weather.signaling);
        self.after(delay, move |world| {
            let (page, id) = (world.sockets[&key].page, world.sockets[&key].id);
            let name = world.server.as_ref().filter(|_| world.online(page)).map(|server| server.instance.clone());
            if let Some(name) = name
                && world.sockets[&key].state == Ready::Open
            {
                world.hears(page, Event::Socket { socket: id, news: SocketEvent::Instance(name) });
            }
        });
    }

    fn send_up(&mut self, key: u32, frame: Frame) {
        let delay = self.rng.latency(self.weather.signaling);
        self.along(Lane::Up(key), delay, move |world| world.arrive_up(key, frame));
    }

    fn arrive_up(&mut self, key: u32, frame: Frame) {
        self.socket(key).upwards.push_back(frame);
        self.pump(key);
    }

    fn arrive_down(&mut self, key: u32, frame: Frame) {
        self.socket(key).downwards.push_back(frame);
        self.pump(key);
    }

    /// Hands over what has arrived, in order. TCP repeats what got lost until the network is back or the socket is given up.
    pub fn pump(&mut self, key: u32) {
        while !self.sockets[&key].severed && self.online(self.sockets[&key].page) {
            if let Some(frame) = self.socket(key).upwards.pop_front() {
                self.reach_server(key, frame);
            } else if let Some(frame) = self.socket(key).downwards.pop_front() {
                self.reach_page(key, frame);
            } else {
                return;
            }
        }
    }

    fn reach_server(&mut self, key: u32, frame: Frame) {
        let frames = match self.malice.take() {
            Some(mut malice) => {
                let frames = malice.up(key, frame, &mut self.rng);
                self.malice = Some(malice);
                frames
            }
            None => vec![frame],
        };
        let now = self.now;
        for frame in frames {
            let outbox = self.server.as_mut().map(|server| server.hears(key, frame, now)).unwrap_or_default();
            self.deliver(outbox);
        }
    }

    fn reach_page(&mut self, key: u32, frame: Frame) {
        let socket = &self.sockets[&key];
        let (page, id) = (socket.page, socket.id);
        if socket.state != Ready::Open {
            return;
        }
        match frame {
            Frame::Text(text) => self.hears(page, Event::Socket { socket: id, news: SocketEvent::Text(text) }),
            Frame::Binary(bytes) => self.hears(page, Event::Socket { socket: id, news: SocketEvent::Binary(bytes) }),
            Frame::Close(code) => self.page_loses(key, code),
        }
    }

    fn page_loses(&mut self, key: u32, code: u16) {
        let socket = self.socket(key);
        let (page, id) = (socket.page, socket.id);
        if matches!(socket.state, Ready::Dialling | Ready::Open) {
            socket.state = Ready::Closed;
            self.hears(page, Event::Socket { socket: id, news: SocketEvent::Closed { code } });
        }
    }

    fn socket(&mut self, key: u32) -> &mut Socket {
        self.sockets.get_mut(&key).expect("a socket is never forgotten")
    }

    /// The `join` message tells the world whose page a peer id is.
    fn learn_peer(&mut self, page: usize, text: &str) {
        if let Ok(read) = codec::decode::<ClientMessage>(text)
            && let ClientMessage::Join(join) = read.message
        {
            let peer = PeerId::of(&join.session_key);
            self.pages[page].peer = Some(peer);
            let owner = *self.peers.entry(peer).or_insert(page);
            assert!(owner == page, "{} has the keys of {}", self.label(page), self.label(owner));
        }
    }
}
