//! A simulated room: replicas of the document, links between them that lose and delay, and chance from a seed.
#![allow(dead_code, reason = "each test uses a part of it")]

pub mod editor;
pub mod heap;
pub mod room;

use ed25519_dalek::{Signer, SigningKey};
use editor::Mirror;
use plenum_document::api::act::{Act, PadAct};
use plenum_document::api::effect::{Effect, PadEffect, Refusal};
use plenum_document::api::event::{Event, Setup};
use plenum_document::api::view::{Called, Run, View};
use plenum_document::base::ids::{Key, OpId, PadId};
use plenum_document::base::time::Time;
use plenum_document::document::Document;
use plenum_document::records::content::Content;
use plenum_document::records::record::{Head, signature_input};
use plenum_document::records::vouch::vouching;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

pub const ROOM: [u8; 16] = [7; 16];
/// 2027-01-15, some time in the morning.
pub const BEGIN: Time = Time(1_800_000_000_000);

/// Chance (splitmix64): the same seed, the same history.
#[derive(Clone)]
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub fn bytes(&mut self) -> [u8; 32] {
        let mut out = [0; 32];
        out.chunks_mut(8).for_each(|chunk| chunk.copy_from_slice(&self.next().to_le_bytes()));
        out
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

pub fn signing_key(n: u8) -> SigningKey {
    SigningKey::from_bytes(&[n.wrapping_add(1); 32])
}

pub fn key_of(signing: &SigningKey) -> Key {
    Key(signing.verifying_key().to_bytes())
}

/// The bytes of a record that is signed by `by`, whoever it says it is of.
pub fn record_bytes(head: Head, content: &[u8], by: &SigningKey, room: &[u8; 16]) -> Vec<u8> {
    let body = head.body(content);
    let signature = by.sign(&signature_input(room, &body)).to_bytes();
    [&body[..], &signature].concat()
}

/// The bytes of an honest record.
pub fn signed(by: &SigningKey, log: u32, sequence: u32, clock: u64, content: &Content) -> Vec<u8> {
    let head = Head { author: key_of(by), log, sequence, clock, time_ms: BEGIN.0, kind: content.kind() };
    record_bytes(head, &content.encode(), by, &ROOM)
}

/// What an old key signs for a new one.
pub fn vouched(old: &SigningKey, new: &Key) -> Vec<u8> {
    old.sign(&vouching(&ROOM, &key_of(old), new)).to_bytes().to_vec()
}

/// A page with its document.
pub struct Replica {
    pub key: SigningKey,
    pub us: Key,
    pub document: Document,
    pub mirrors: BTreeMap<PadId, Mirror>,
    /// What was kept, oldest first.
    pub copies: Vec<Vec<u8>>,
    pub refusals: Vec<Refusal>,
    /// Whether copies that were merged could be read.
    pub merged: Vec<bool>,
    /// Signatures that were asked for and not given yet.
    pub asked: VecDeque<(OpId, Vec<u8>)>,
    /// How many signatures were given: each makes a record.
    pub signed: u32,
    /// How far the clock of this device is ahead of the world's, milliseconds.
    pub skew_ms: i64,
}

impl Replica {
    pub fn new(n: u8, seed: [u8; 32], cached: Option<Vec<u8>>, now: Time) -> Replica {
        Replica::resumed(n, None, seed, cached, now)
    }

    /// The page of somebody whose session had another key until it was loaded anew.
    pub fn resumed(n: u8, old: Option<&SigningKey>, seed: [u8; 32], cached: Option<Vec<u8>>, now: Time) -> Replica {
        Replica::started(n, old, Setup { seed, cached, ..Replica::setup() }, now)
    }

    /// The page of somebody who comes in, perhaps with an older key of theirs, perhaps into a room in which nobody is.
    pub fn coming(n: u8, old: Option<&SigningKey>, seed: [u8; 32], now: Time, empty: bool) -> Replica {
        Replica::started(n, old, Setup { seed, empty, ..Replica::setup() }, now)
    }

    fn setup() -> Setup {
        Setup { us: Key([0; 32]), room: ROOM, seed: [0; 32], cached: None, resumes: None, inside_ms: 0, empty: false }
    }

    fn started(n: u8, old: Option<&SigningKey>, setup: Setup, now: Time) -> Replica {
        let key = signing_key(n);
        let us = key_of(&key);
        let resumes = old.map(|old| (key_of(old), vouched(old, &us)));
        let setup = Setup { us, resumes, ..setup };
        let document = Document::new(setup, now);
        let (mirrors, copies, refusals, asked) = (BTreeMap::new(), Vec::new(), Vec::new(), VecDeque::new());
        Replica { key, us, document, mirrors, copies, refusals, merged: Vec::new(), asked, signed: 0, skew_ms: 0 }
    }

    /// A page on a device whose clock is off by so much.
    pub fn skewed(n: u8, seed: [u8; 32], now: Time, skew_ms: i64) -> Replica {
        Replica { skew_ms, ..Replica::new(n, seed, None, Time(now.0.saturating_add_signed(skew_ms))) }
    }

    /// What time it is on this device.
    pub fn clock(&self, now: Time) -> Time {
        Time(now.0.saturating_add_signed(self.skew_ms))
    }

    /// When something is due, by the world's clock.
    pub fn deadline(&self) -> Option<Time> {
        self.document.deadline().map(|due| Time(due.0.saturating_add_signed(-self.skew_ms)))
    }

    /// Handles an event; what is to be sent comes back.
    pub fn handle(&mut self, event: Event, now: Time) -> Vec<(Key, Vec<u8>)> {
        let mut sends = Vec::new();
        let ours = self.clock(now);
        for effect in self.document.handle(event, ours) {
            match effect {
                Effect::Send { to, bytes } => sends.push((to, bytes)),
                Effect::Sign { op, bytes } => self.asked.push_back((op, bytes)),
                Effect::Keep { bytes } => self.copies.push(bytes),
                Effect::Merged { read } => self.merged.push(read),
                Effect::Refused(why) => self.refusals.push(why),
                Effect::Pad(effect) => self.pad(effect),
            }
        }
        sends
    }

    fn pad(&mut self, effect: PadEffect) {
        match effect {
            PadEffect::Opened { pad, version, text, runs } => {
                self.mirrors.insert(pad, Mirror::new(version, &text, runs));
            }
            PadEffect::Patch { pad, version, changes, .. } => {
                self.mirrors.get_mut(&pad).expect("only open pads are patched").patch(version, &changes);
            }
            PadEffect::Refused { .. } | PadEffect::Version { .. } => {}
        }
    }

    /// Gives the signatures that were asked for.
    pub fn sign(&mut self, now: Time) -> Vec<(Key, Vec<u8>)> {
        let mut sends = Vec::new();
        while let Some((op, bytes)) = self.asked.pop_front() {
            self.signed += 1;
            let signature = self.key.sign(&bytes).to_bytes().to_vec();
            sends.extend(self.handle(Event::Signed { op, signature }, now));
        }
        sends
    }

    pub fn act(&mut self, act: Act, now: Time) -> Vec<(Key, Vec<u8>)> {
        self.handle(Event::Act(act), now)
    }

    /// Text and runs of a pad, as an editor that opens it now gets them.
    pub fn open(&mut self, pad: PadId, now: Time) -> (String, Vec<Run>) {
        self.act(Act::Pad(PadAct::Open { pad }), now);
        let mirror = &self.mirrors[&pad];
        (mirror.text(), mirror.runs.clone())
    }

    pub fn view(&mut self) -> View {
        self.document.view()
    }
}

/// A room of replicas.
pub struct World {
    pub chance: Chance,
    pub now: Time,
    pub replicas: Vec<Replica>,
    /// At most one message is under way on each link.
    pub links: BTreeMap<(usize, usize), Vec<u8>>,
    /// Links that are down.
    pub down: BTreeSet<(usize, usize)>,
    /// Messages and bytes that were delivered.
    pub delivered: (usize, usize),
}

impl World {
    pub fn new(seed: u64, count: u8) -> World {
        let mut chance = Chance(seed);
        let replicas = (0..count).map(|n| Replica::new(n, chance.bytes(), None, BEGIN)).collect();
        let (links, down) = (BTreeMap::new(), BTreeSet::new());
        World { chance, now: BEGIN, replicas, links, down, delivered: (0, 0) }
    }

    pub fn index(&self, key: &Key) -> Option<usize> {
        self.replicas.iter().position(|replica| replica.us == *key)
    }

    fn put(&mut self, from: usize, sends: Vec<(Key, Vec<u8>)>) {
        for (to, bytes) in sends {
            let Some(to) = self.index(&to) else { continue };
            if self.down.contains(&(from, to)) {
                continue;
            }
            let before = self.links.insert((from, to), bytes);
            assert!(before.is_none(), "a second message before the first was taken");
        }
    }

    pub fn event(&mut self, at: usize, event: Event) {
        let now = self.now;
        let sends = self.replicas[at].handle(event, now);
        self.put(at, sends);
    }

    pub fn act(&mut self, at: usize, act: Act) {
        self.event(at, Event::Act(act));
    }

    pub fn sign(&mut self, at: usize) {
        let now = self.now;
        let sends = self.replicas[at].sign(now);
        self.put(at, sends);
    }

    pub fn deliver(&mut self, link: (usize, usize)) {
        let Some(bytes) = self.links.remove(&link) else { return };
        self.delivered.0 += 1;
        self.delivered.1 += bytes.len();
        let (from, to) = (self.replicas[link.0].us, self.replicas[link.1].us);
        self.event(link.0, Event::Ready(to));
        self.event(link.1, Event::Bytes { from, bytes });
    }

    /// A link that comes up.
    pub fn connect(&mut self, a: usize, b: usize) {
        for (one, other) in [(a, b), (b, a)] {
            self.down.remove(&(one, other));
            self.links.remove(&(one, other));
        }
        for (one, other) in [(a, b), (b, a)] {
            let key = self.replicas[other].us;
            self.event(one, Event::Came(key));
        }
    }

    pub fn connect_all(&mut self) {
        for a in 0..self.replicas.len() {
            for b in 0..a {
                if !self.down.contains(&(a, b)) {
                    self.connect(a, b);
                }
            }
        }
    }

    /// Somebody loads their page anew, under another key, with the copy that was kept or none.
    pub fn reload(&mut self, at: usize, n: u8, cached: Option<Vec<u8>>) {
        let others: Vec<usize> = (0..self.replicas.len()).filter(|other| *other != at).collect();
        others.iter().for_each(|other| self.part(at, *other));
        let (seed, now) = (self.chance.bytes(), self.now);
        let (old, skew_ms) = (self.replicas[at].key.clone(), self.replicas[at].skew_ms);
        let ours = self.replicas[at].clock(now);
        self.replicas[at] = Replica { skew_ms, ..Replica::resumed(n, Some(&old), seed, cached, ours) };
        others.iter().for_each(|other| self.connect(at, *other));
    }

    /// A link that goes down: what is under way is lost.
    pub fn part(&mut self, a: usize, b: usize) {
        for (one, other) in [(a, b), (b, a)] {
            self.links.remove(&(one, other));
            self.down.insert((one, other));
            let key = self.replicas[other].us;
            self.event(one, Event::Went(key));
        }
    }

    /// What is under way is lost, and both sides are told so.
    pub fn cut(&mut self, a: usize, b: usize) {
        for (one, other) in [(a, b), (b, a)] {
            self.links.remove(&(one, other));
            let key = self.replicas[other].us;
            self.event(one, Event::Resynchronise(key));
        }
    }

    /// Heals everything and waits until nothing happens any more for a minute and a half.
    pub fn settle(&mut self) {
        let all: Vec<(Key, Called)> = self.replicas.iter().map(|replica| (replica.us, "Ada".into())).collect();
        for at in 0..self.replicas.len() {
            self.event(at, Event::Present(all.clone()));
        }
        for (a, b) in self.down.clone() {
            if a < b {
                self.connect(a, b);
            }
        }
        let until = self.now + 90_000;
        loop {
            self.quiesce();
            let due = self.replicas.iter().filter_map(Replica::deadline).min();
            let Some(due) = due.filter(|due| *due <= until) else { break };
            self.now = self.now.max(due);
            for at in 0..self.replicas.len() {
                self.event(at, Event::Tick);
            }
        }
        self.now = until;
    }

    /// Delivers and signs until nothing is under way.
    pub fn quiesce(&mut self) {
        for turn in 0.. {
            assert!(turn < 100_000, "they never stop talking");
            for at in 0..self.replicas.len() {
                self.sign(at);
            }
            let links: Vec<(usize, usize)> = self.links.keys().copied().collect();
            if links.is_empty() {
                return;
            }
            for link in links {
                self.deliver(link);
            }
        }
    }
}

/// Text of many scripts: umlauts, emoji, combining marks, right-to-left, markup.
pub const SNIPPETS: [&str; 12] =
    ["a", "Grüße ", "👩‍🚀", "e\u{301}", "שלום", "مرحبا ", "\n", "- [ ] Ja\n", "<b>", "𝕏", " und ", "x"];
