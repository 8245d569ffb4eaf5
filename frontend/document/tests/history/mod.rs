//! A random history of a room: acts, delays, cuts, partitions, deaths, forgeries; and what must hold at its end.

pub mod acts;
pub mod forger;

use crate::world::{Chance, Replica, World};
use plenum_document::api::event::Event;
use plenum_document::api::view::{ProposalView, Run, View};
use plenum_document::base::ids::{Key, PadId};
use plenum_document::base::time::Time;

/// Steps of a history.
const STEPS: usize = 64;
/// What nobody may ever see: a forger writes it.
pub const CANARY: &str = "never said";

/// A history.
pub struct History {
    pub world: World,
    next_key: u8,
    /// A worker died: text whose author had no record yet may be left in its copy.
    died: bool,
}

impl History {
    pub fn new(seed: u64) -> History {
        let mut chance = Chance(seed);
        let count = 2 + chance.below(4) as u8;
        let mut world = World::new(chance.next(), count);
        world.connect_all();
        for at in 0..world.replicas.len() {
            History::greet(&mut world, at);
        }
        History { world, next_key: count, died: false }
    }

    /// An editor opens the pad, and the page hears who is there.
    fn greet(world: &mut World, at: usize) {
        let now = world.now;
        world.replicas[at].open(PadId::default(), now);
        let present = world.replicas.iter().map(|replica| (replica.us, "Eva".into())).collect();
        world.event(at, Event::Present(present));
    }

    pub fn run(mut self) {
        let steps = STEPS / 2 + self.world.chance.below(STEPS);
        for _ in 0..steps {
            self.step();
        }
        self.world.settle();
        self.check();
    }

    fn step(&mut self) {
        let count = self.world.replicas.len();
        let [a, b] = [self.world.chance.below(count), self.world.chance.below(count)];
        match self.world.chance.below(100) {
            0..40 => acts::act(&mut self.world, a),
            40..70 => {
                let links: Vec<(usize, usize)> = self.world.links.keys().copied().collect();
                if !links.is_empty() {
                    let link = *self.world.chance.pick(&links);
                    self.world.deliver(link);
                }
            }
            70..82 => self.world.sign(a),
            82..90 => {
                let ms = self.world.chance.below(40);
                self.world.now = self.world.now + if self.world.chance.one_in(9) { 7_000 } else { ms as u64 };
                self.world.event(a, Event::Tick);
            }
            90..93 if a != b => self.world.cut(a, b),
            93..95 if a != b => self.world.part(a, b),
            95 if a != b => self.world.connect(a, b),
            96 if self.world.chance.one_in(2) => self.reload(a),
            96 => self.restart(a),
            97 => self.world.event(a, Event::Flush),
            98 if count < 5 => self.join(),
            _ => forger::forge(&mut self.world, a),
        }
    }

    /// The worker dies, and starts anew from one of its copies, mostly the last, under the same key.
    fn restart(&mut self, at: usize) {
        self.died = true;
        let (seed, now) = (self.world.chance.bytes(), self.world.now);
        let old = &self.world.replicas[at];
        let copies = old.copies.clone();
        let cached = match copies.len() {
            0 => None,
            count if self.world.chance.one_in(2) => Some(copies[count - 1].clone()),
            count => Some(copies[self.world.chance.below(count)].clone()),
        };
        let n = (0..self.next_key).find(|n| crate::world::key_of(&crate::world::signing_key(*n)) == old.us).unwrap();
        let mut replica = Replica::new(n, seed, cached, now);
        replica.copies = copies;
        self.world.replicas[at] = replica;
        History::greet(&mut self.world, at);
        for other in 0..self.world.replicas.len() {
            if other != at && !self.world.down.contains(&(at, other)) {
                self.world.cut(at, other);
            }
        }
    }

    /// Somebody loads their page anew: another key, for which the old one vouches, and the last copy or none.
    fn reload(&mut self, at: usize) {
        self.died = true;
        let copies = self.world.replicas[at].copies.clone();
        let cached = copies.last().cloned().filter(|_| self.world.chance.one_in(2));
        let before = self.world.down.clone();
        self.world.reload(at, self.next_key, cached);
        self.next_key += 1;
        self.world.replicas[at].copies = copies;
        History::greet(&mut self.world, at);
        for other in 0..self.world.replicas.len() {
            if other != at && (before.contains(&(at, other)) || before.contains(&(other, at))) {
                self.world.part(at, other);
            }
        }
    }

    /// Somebody comes late.
    fn join(&mut self) {
        let (seed, now) = (self.world.chance.bytes(), self.world.now);
        self.world.replicas.push(Replica::new(self.next_key, seed, None, now));
        self.next_key += 1;
        let at = self.world.replicas.len() - 1;
        History::greet(&mut self.world, at);
        for other in 0..at {
            self.world.connect(at, other);
        }
    }

    fn check(&mut self) {
        let now = self.world.now;
        let mut all = Vec::new();
        for replica in &mut self.world.replicas {
            let view = replica.view();
            // The editor's text, made of patches alone, is the text.
            let patched = replica.mirrors[&PadId::default()].text();
            let (text, _) = replica.open(PadId::default(), now);
            assert!(patched == text, "an editor shows another text");
            all.push(Shown::of(replica, &view, now));
        }
        let first = &all[0];
        assert!(!first.everything.contains(CANARY), "a forgery is shown");
        for other in &all[1..] {
            first.compare(other, self.died);
        }
    }
}

/// What a replica shows, comparable.
struct Shown {
    parts: Vec<(&'static str, String)>,
    pads: Vec<(String, Vec<Run>)>,
    everything: String,
}

fn name(key: &Key) -> String {
    key.0[..4].iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Shown {
    fn of(replica: &mut Replica, view: &View, now: Time) -> Shown {
        let json = |value: Result<Vec<u8>, _>| -> String {
            let bytes: Vec<u8> = value.map_err(|_: postcard::Error| ()).unwrap();
            String::from_utf8_lossy(&bytes).into_owned() + &format!("{bytes:?}")
        };
        // What one answered oneself nobody else has.
        let others = |proposal: &ProposalView| ProposalView { own: None, ..proposal.clone() };
        let decisions: Vec<ProposalView> = view.decisions.value.iter().map(others).collect();
        let parts = vec![
            ("chat", json(postcard::to_allocvec(&view.chat.value.lines))),
            ("signs", json(postcard::to_allocvec(&*view.signs.value))),
            ("list", json(postcard::to_allocvec(&*view.list.value))),
            ("decisions", json(postcard::to_allocvec(&decisions))),
            ("agenda", json(postcard::to_allocvec(&*view.agenda.value))),
            ("check-in", json(postcard::to_allocvec(&*view.check_in.value))),
        ];
        let names: Vec<(PadId, String, Option<Key>)> =
            view.pads.value.iter().map(|pad| (pad.id, pad.name.clone(), pad.removed)).collect();
        let pads: Vec<(String, Vec<Run>)> = names.iter().map(|(id, ..)| replica.open(*id, now)).collect();
        let everything = parts.iter().map(|(_, part)| part.as_str()).collect();
        let mut parts = parts;
        parts.push(("pads", json(postcard::to_allocvec(&names))));
        Shown { parts, pads, everything }
    }

    fn compare(&self, other: &Shown, died: bool) {
        for ((what, one), (_, two)) in self.parts.iter().zip(&other.parts) {
            assert!(one == two, "{what} differs:\n{one}\n{two}");
        }
        for ((text, runs), (other_text, other_runs)) in self.pads.iter().zip(&other.pads) {
            assert_eq!(text, other_text, "texts differ");
            let named = |runs: &[Run]| -> Vec<(u32, u32, Option<String>)> {
                runs.iter().map(|run| (run.from, run.to, run.author.as_ref().map(name))).collect()
            };
            assert_eq!(named(runs), named(other_runs), "authors differ");
            assert!(died || runs.iter().all(|run| run.author.is_some()), "nobody wrote this");
        }
    }
}
