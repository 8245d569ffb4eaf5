//! One page to which anything may happen in any order: a bare engine, and a member with real keys across from it.

pub mod chance;
pub mod document;
pub mod files;
mod messages;
pub mod proof;

use crate::world::honesty::Honesty;
use crate::world::member::Member;
use crate::world::rng::Rng;
use plenum_engine::api::effect::{Command, Effect, ScreenCommand, SocketCommand};
use plenum_engine::api::event::{Event, Start};
use plenum_engine::api::files::FileCommand;
use plenum_engine::api::intent::Text;
use plenum_engine::api::sound_check::SoundCheckCommand;
use plenum_engine::api::view::Screen;
use plenum_engine::app::engine::Engine;
use plenum_engine::base::ids::{ConnectionId, OpId, SocketId};
use plenum_engine::base::time::Time;
use plenum_shared::ids::PeerId;
use plenum_shared::message::ClientMessage;
use plenum_shared::{codec, frame};
use std::collections::BTreeSet;

/// What a promise was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// `getUserMedia`.
    Device,
    /// `getDisplayMedia`.
    Screen,
    /// A description.
    Description,
    /// The code of meetings.
    Meetings,
    /// Copies on this device.
    Store,
    /// A part of a file, of so many bytes.
    Read(u32),
    /// A part of a file that is kept.
    Written,
    /// What can be found out when something has failed.
    Examination,
    /// Anything without a result.
    Plain,
}

/// A page and what it wants.
pub struct Page {
    /// Its engine.
    pub engine: Engine,
    /// Its clock.
    pub now: u64,
    /// All chance.
    pub rng: Rng,
    /// Who it talks to.
    pub member: Member,
    /// Who it is, since its first join.
    pub us: Option<PeerId>,
    /// Promises that are not answered yet.
    pub promises: Vec<(OpId, Promise)>,
    /// Connections it ever made.
    pub connections: Vec<ConnectionId>,
    /// Those it has not closed.
    pub open: BTreeSet<ConnectionId>,
    /// Sockets it ever dialled.
    pub sockets: Vec<SocketId>,
    /// How often a stream was allowed to be seen and heard.
    pub revealed: u32,
    /// Code of its link.
    pub code: String,
    /// What was really sent at some moment, by `Source as usize`.
    pub sent: [bool; 4],
    /// Print what happens.
    pub loud: bool,
    honesty: Honesty,
}

impl Page {
    /// A page that was opened with a link.
    pub fn new(seed: u64) -> Page {
        let mut rng = Rng::new(seed);
        let code = crate::world::page::invitation(rng.bytes32());
        let member = Member::new(&code, &mut rng);
        let mut page = Page {
            engine: Engine::new(rng.bytes32(), Time(0)),
            now: 0,
            rng,
            member,
            us: None,
            promises: Vec::new(),
            connections: Vec::new(),
            open: BTreeSet::new(),
            sockets: Vec::new(),
            revealed: 0,
            code: code.clone(),
            sent: [false; 4],
            loud: std::env::var("PLENUM_SEQUENCE").is_ok(),
            honesty: Honesty::default(),
        };
        let start = Start { origin: "https://meet.example".into(), fragment: Some(Text(code)), ..Start::default() };
        page.hears(Event::Started(Box::new(start)));
        page
    }

    /// Something happens; panics where the page is not honest.
    pub fn hears(&mut self, event: Event) {
        if self.loud {
            eprintln!("{:>7} {}", self.now, crate::world::watch::brief(&event));
        }
        self.honesty.hears(&event);
        let effects = self.engine.handle(event, Time(self.now));
        for effect in &effects {
            self.take(effect);
        }
        if let Err(why) = self.honesty.judge(&effects).and_then(|()| self.outside()) {
            panic!("{why}");
        }
        let _ = (self.engine.view(), self.engine.deadline());
    }

    /// Outside a meeting nothing is open.
    fn outside(&self) -> Result<(), &'static str> {
        let here =
            matches!(self.engine.view().screen, Screen::Lobby | Screen::Arriving | Screen::Room | Screen::Unable(_));
        if here || self.honesty.silent() { Ok(()) } else { Err("something is open though there is no meeting") }
    }

    fn take(&mut self, effect: &Effect) {
        match effect {
            Effect::OpenMicrophone { op, .. } | Effect::OpenCamera { op, .. } => {
                self.promises.push((*op, Promise::Device))
            }
            Effect::Screen(ScreenCommand::Open { op, .. } | ScreenCommand::Play { op }) => {
                self.promises.push((*op, Promise::Screen))
            }
            Effect::Files(FileCommand::Read { op, length, .. }) => self.promises.push((*op, Promise::Read(*length))),
            Effect::SoundCheck(
                SoundCheckCommand::Tone { op, .. }
                | SoundCheckCommand::Record { op }
                | SoundCheckCommand::Play { op, .. },
            ) => self.promises.push((*op, Promise::Plain)),
            Effect::Files(FileCommand::Write { op, .. }) => self.promises.push((*op, Promise::Written)),
            Effect::Examine { op, .. } => self.promises.push((*op, Promise::Examination)),
            Effect::FetchRoomChunk { op } => self.promises.push((*op, Promise::Meetings)),
            Effect::Store { op, .. } => self.promises.push((*op, Promise::Store)),
            Effect::Copy { op, .. } | Effect::CopyLog { op, .. } | Effect::AskToNotify { op } => {
                self.promises.push((*op, Promise::Plain))
            }
            Effect::Socket { socket, command } => match command {
                SocketCommand::Open { .. } => self.sockets.push(*socket),
                SocketCommand::Text(text) => self.meet(text),
                SocketCommand::Binary(bytes) => {
                    if let (Some(us), Some((_, message))) = (self.us, frame::split(bytes)) {
                        self.member.open(&us, message, plenum_engine::crypto::sealing::Path::Server);
                    }
                }
                SocketCommand::Ask { .. } | SocketCommand::Close => {}
            },
            Effect::Connection { id, command } => match command {
                Command::Open { .. } => {
                    self.connections.push(*id);
                    self.open.insert(*id);
                }
                Command::Close => drop(self.open.remove(id)),
                Command::Offer { op, .. } | Command::Answer { op, .. } => {
                    self.promises.push((*op, Promise::Description))
                }
                Command::Reveal => self.revealed += 1,
                Command::Accept { op, .. } | Command::SetParameters { op, .. } => {
                    self.promises.push((*op, Promise::Plain))
                }
                Command::Send { op, source, on } => {
                    self.promises.push((*op, Promise::Plain));
                    self.sent[*source as usize] |= on;
                }
                _ => {}
            },
            _ => {}
        }
    }

    /// The page's join makes it known to the member.
    fn meet(&mut self, text: &str) {
        if let Ok(ClientMessage::Join(join)) = codec::decode::<ClientMessage>(text).map(|read| read.message) {
            self.us = Some(PeerId::of(&join.session_key));
            self.member.meet(&join.session_key, &join.hello);
        }
    }
}
