//! A whole meeting in one thread: engines, strict browsers, a server and the network paths between them, all driven by one seed.
//!
//! Time is virtual and counts milliseconds. Whatever happens is a closure in the [`timeline`]; things of one lane (a socket's
//! direction, a reliable channel) keep their order, everything else may overtake. The same seed tells the same story.
pub mod act;
pub mod browser;
pub mod connection;
pub mod cost;
pub mod count;
pub mod devices;
pub mod document_worker;
pub mod documents;
pub mod files;
pub mod guest;
pub mod heap;
pub mod honesty;
pub mod kept_copies;
pub mod mallory;
pub mod meeting;
pub mod member;
pub mod page;
pub mod peering;
pub mod person;
pub mod rng;
pub mod script;
pub mod sdp;
pub mod seeds;
pub mod senders;
pub mod server;
pub mod sockets;
pub mod tidings;
pub mod timeline;
pub mod toll;
pub mod tricks;
pub mod trouble;
pub mod truth;
pub mod tunnel;
pub mod watch;
pub mod weather;
pub mod wire;

use act::Act;
use guest::Guest;
use page::Page;
use peering::Peering;
use person::Person;
use plenum_engine::api::event::Event;
use plenum_shared::ids::PeerId;
use rng::Rng;
use server::Server;
use sockets::{Malice, Socket};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use timeline::{Lane, Timeline};
use tunnel::Tunnel;
use weather::Weather;

/// More things than any meeting of ours needs; past it something runs in circles.
const TOO_MUCH: u64 = 4_000_000;

/// Everything there is.
pub struct World {
    /// Virtual milliseconds.
    pub now: u64,
    /// All chance outside the engines.
    pub rng: Rng,
    /// How fast, lossy and unreliable everything is.
    pub weather: Weather,
    /// Code of the link everybody has.
    pub code: String,
    /// Those who may take part.
    pub people: Vec<Person>,
    /// Every page that was ever loaded.
    pub pages: Vec<Page>,
    /// The server's process, unless it is down.
    pub server: Option<Server>,
    /// Every WebSocket that was ever dialled.
    pub sockets: BTreeMap<u32, Socket>,
    /// Every `RTCPeerConnection` that was ever made.
    pub peerings: Vec<Peering>,
    /// Every pair of connections that ever found each other.
    pub tunnels: Vec<Tunnel>,
    /// Whose page a peer id is.
    pub peers: BTreeMap<PeerId, usize>,
    /// Members without a page.
    pub guests: Vec<Guest>,
    /// Which of them plays tricks.
    pub mallory: usize,
    /// Until when they do.
    pub mischief: u64,
    /// Their peer ids: real, but nobody to be judged by what they show.
    pub strangers: BTreeSet<PeerId>,
    /// Who went without a goodbye that could be heard, and when.
    pub ghosts: BTreeMap<PeerId, u64>,
    /// Which connection has these ICE credentials.
    pub by_ufrag: BTreeMap<String, usize>,
    /// Descriptions as the browsers wrote them.
    pub written: BTreeMap<String, Arc<str>>,
    /// Descriptions that browsers were given of somebody hostile.
    pub given: Vec<String>,
    /// Pairs of people who cannot reach each other.
    pub cut: BTreeSet<(usize, usize)>,
    /// From whom to whom no heartbeat arrives, though everything else does.
    pub swallows: BTreeSet<(usize, usize)>,
    /// Ends of tunnels from which no sound comes any more, though everything else does.
    pub voiceless: BTreeSet<(usize, usize)>,
    /// Meddles with what goes over the sockets.
    pub malice: Option<Box<dyn Malice>>,
    /// Somebody hostile is about: descriptions may be anything.
    pub hostile: bool,
    /// When something last went wrong or somebody last did something.
    pub disturbed: u64,
    /// Connections closed by a page though media flowed on them and the other side was still there.
    pub hung_up: u32,
    /// Pages have real documents.
    pub documents: bool,
    /// Whose bytes are sent: the number of a chosen file.
    pub files_sent: u64,
    /// Print what happens.
    pub loud: bool,
    timeline: Timeline<World>,
    happened: u64,
}

impl World {
    /// People with open microphones, and among them a guest who holds the link and means no good.
    pub fn talking_with_mallory(seed: u64, people: usize) -> World {
        let mut world = World::new(seed, people, Weather::calm());
        world.hostile = true;
        world.all_talk();
        world.invite_guest();
        (0..people).for_each(|who| world.guest_enters(0, who, "Mallory"));
        world.run(1_000);
        world
    }

    fn all_talk(&mut self) {
        for who in 0..self.people.len() {
            for act in [Act::Open(who), Act::Microphone(who, true), Act::Join(who)] {
                self.act(&act);
            }
        }
        self.settle();
    }

    /// People who have not opened the link yet, and a server that runs.
    pub fn new(seed: u64, people: usize, weather: Weather) -> World {
        let mut rng = Rng::new(seed);
        let server = Server::new(rng.any(), weather.strict_server);
        let people = (0..people).map(|index| Person::new(index, &mut rng, &weather)).collect();
        let mut world = World {
            now: 0,
            rng,
            weather,
            code: String::new(),
            people,
            pages: Vec::new(),
            server: Some(server),
            sockets: BTreeMap::new(),
            peerings: Vec::new(),
            tunnels: Vec::new(),
            peers: BTreeMap::new(),
            guests: Vec::new(),
            mallory: 0,
            mischief: 0,
            strangers: BTreeSet::new(),
            ghosts: BTreeMap::new(),
            by_ufrag: BTreeMap::new(),
            written: BTreeMap::new(),
            given: Vec::new(),
            cut: BTreeSet::new(),
            swallows: BTreeSet::new(),
            voiceless: BTreeSet::new(),
            malice: None,
            hostile: false,
            disturbed: 0,
            hung_up: 0,
            documents: false,
            files_sent: 0,
            loud: false,
            timeline: Timeline::new(),
            happened: 0,
        };
        world.code = page::invitation(world.rng.bytes32());
        for person in &mut world.people {
            person.code.clone_from(&world.code);
        }
        world.after(1_000, World::server_ticks);
        world
    }

    /// Something happens in so many milliseconds.
    pub fn after(&mut self, ms: u64, what: impl FnOnce(&mut World) + 'static) {
        self.timeline.add(self.now + ms, &mut self.rng, Box::new(what));
    }

    /// The same, but not before what is on this lane already.
    pub fn along(&mut self, lane: Lane, ms: u64, what: impl FnOnce(&mut World) + 'static) {
        self.timeline.add_on(lane, self.now + ms, &mut self.rng, Box::new(what));
    }

    /// A page hears of something in so many milliseconds.
    pub fn tell(&mut self, page: usize, ms: u64, event: Event) {
        self.after(ms, move |world| world.hears(page, event));
    }

    /// Lets time pass up to this moment.
    pub fn run_until(&mut self, until: u64) {
        while self.step(until) {}
        self.now = self.now.max(until);
    }

    /// Lets so many milliseconds pass.
    pub fn run(&mut self, ms: u64) {
        self.run_until(self.now + ms);
    }

    /// Lets time pass until something is true; false if that took too long.
    pub fn run_till(&mut self, at_most: u64, mut done: impl FnMut(&World) -> bool) -> bool {
        let end = self.now + at_most;
        loop {
            if done(self) {
                return true;
            }
            if self.now >= end {
                return false;
            }
            // A look costs something: ten a second are enough.
            self.run_until((self.now + 100).min(end));
        }
    }

    /// Whether two people's networks let packets pass between them.
    pub fn reachable(&self, a: usize, b: usize) -> bool {
        !self.people[a].offline && !self.people[b].offline && !self.cut.contains(&(a.min(b), a.max(b)))
    }

    /// Whether a page's network lets packets pass to the server.
    pub fn online(&self, page: usize) -> bool {
        let person = &self.people[self.pages[page].person];
        !person.offline && !person.walled
    }

    /// Says what happens, if anybody listens.
    pub fn note(&self, what: impl FnOnce() -> String) {
        if self.loud {
            eprintln!("{:>7} {}", self.now, what());
        }
    }

    /// How much has happened so far.
    pub fn steps(&self) -> u64 {
        self.happened
    }

    fn step(&mut self, until: u64) -> bool {
        let Some((at, what)) = self.timeline.next(until) else { return false };
        self.now = self.now.max(at);
        self.happened += 1;
        assert!(self.happened < TOO_MUCH, "something runs in circles");
        what(self);
        true
    }
}
