//! The contract with an editor that uses `@codemirror/collab`: a model of its side, whatever comes between its pushes.
//!
//! The model does what the editor does: it keeps the text it shows, the changes the document has not confirmed, and the
//! version that is confirmed; patches of others are rebased over its own, and its own over theirs.

#![allow(clippy::unwrap_used)]

mod world;

use plenum_document::api::act::{Act, Change, PadAct};
use plenum_document::api::effect::{Effect, PadEffect};
use plenum_document::api::event::Event;
use plenum_document::base::ids::PadId;
use plenum_document::base::time::Time;
use std::collections::VecDeque;
use world::editor::{apply, whole};
use world::{BEGIN, Chance, Replica, SNIPPETS};

/// A set of changes as steps over the whole text, as `ChangeSet` holds it.
#[derive(Clone)]
enum Step {
    Keep(u32),
    Take(u32),
    Put(String),
}

fn steps(changes: &[Change], len: u32) -> VecDeque<Step> {
    let (mut steps, mut at) = (VecDeque::new(), 0);
    for change in changes {
        steps.extend([
            Step::Keep(change.from - at),
            Step::Put(change.insert.clone()),
            Step::Take(change.to - change.from),
        ]);
        at = change.to;
    }
    steps.push_back(Step::Keep(len - at));
    steps.retain(|step| !matches!(step, Step::Keep(0) | Step::Take(0)));
    steps
}

/// Changes over others of the same text; `first`: where both put something in, ours stands before (`ChangeSet.map`).
fn over(ours: &[Change], others: &[Change], len: u32, first: bool) -> Vec<Change> {
    let (mut a, mut b) = (steps(ours, len), steps(others, len));
    let mut out = Out::default();
    loop {
        match (a.pop_front(), b.pop_front()) {
            (None, None) => return out.changes,
            (Some(Step::Put(text)), other) if first || !matches!(other, Some(Step::Put(_))) => {
                b.put_back(other);
                out.put(&text);
            }
            (own, Some(Step::Put(text))) => {
                a.put_back(own);
                out.at += text.encode_utf16().count() as u32;
            }
            (Some(Step::Keep(n)), Some(Step::Keep(m))) => {
                out.at += n.min(m);
                rest(&mut a, &mut b, n, m, Step::Keep, Step::Keep);
            }
            (Some(Step::Take(n)), Some(Step::Keep(m))) => {
                out.take(n.min(m));
                rest(&mut a, &mut b, n, m, Step::Take, Step::Keep);
            }
            (Some(Step::Keep(n)), Some(Step::Take(m))) => rest(&mut a, &mut b, n, m, Step::Keep, Step::Take),
            (Some(Step::Take(n)), Some(Step::Take(m))) => rest(&mut a, &mut b, n, m, Step::Take, Step::Take),
            (own, other) => panic!("of different lengths: {} {}", own.is_some(), other.is_some()),
        }
    }
}

fn rest(
    a: &mut VecDeque<Step>,
    b: &mut VecDeque<Step>,
    n: u32,
    m: u32,
    of_a: impl Fn(u32) -> Step,
    of_b: impl Fn(u32) -> Step,
) {
    if n > m {
        a.push_front(of_a(n - m));
    } else if m > n {
        b.push_front(of_b(m - n));
    }
}

trait PutBack {
    fn put_back(&mut self, step: Option<Step>);
}

impl PutBack for VecDeque<Step> {
    fn put_back(&mut self, step: Option<Step>) {
        step.into_iter().for_each(|step| self.push_front(step));
    }
}

#[derive(Default)]
struct Out {
    /// In the text after the others' changes, before ours.
    at: u32,
    changes: Vec<Change>,
}

impl Out {
    fn change(&mut self) -> &mut Change {
        if self.changes.last().is_none_or(|last| last.to != self.at) {
            self.changes.push(Change { from: self.at, to: self.at, insert: String::new() });
        }
        self.changes.last_mut().unwrap()
    }

    fn put(&mut self, text: &str) {
        self.change().insert.push_str(text);
    }

    fn take(&mut self, len: u32) {
        self.change().to += len;
        self.at += len;
    }
}

/// One editor: text shown, unconfirmed changes, confirmed version, and what is on its way to it.
struct Editor {
    shown: Vec<u16>,
    unconfirmed: Option<Vec<Change>>,
    version: u64,
    inbox: Vec<PadEffect>,
    pushed: bool,
}

impl Editor {
    fn take(&mut self) {
        for effect in std::mem::take(&mut self.inbox) {
            match effect {
                PadEffect::Patch { version, own: true, .. } => {
                    assert_eq!(version, self.version + 1);
                    (self.version, self.pushed) = (version, false);
                    self.unconfirmed = None;
                }
                PadEffect::Patch { version, changes, own: false, .. } => {
                    assert_eq!(version, self.version + 1);
                    self.version = version;
                    let own = self.unconfirmed.take().unwrap_or_default();
                    let shift: i64 = own
                        .iter()
                        .map(|change| change.insert.encode_utf16().count() as i64 - i64::from(change.to - change.from))
                        .sum();
                    let len = (self.shown.len() as i64 - shift) as u32;
                    apply(&over(&changes, &own, len, true), &mut self.shown);
                    self.unconfirmed = (!own.is_empty()).then(|| over(&own, &changes, len, false));
                }
                PadEffect::Stale { .. } => self.pushed = false,
                PadEffect::Opened { .. } | PadEffect::Refused { .. } | PadEffect::Version { .. } => {
                    panic!("nothing was opened, and all changes fit")
                }
            }
        }
    }
}

struct Pair {
    documents: [Replica; 2],
    editors: [Editor; 2],
    now: Time,
}

impl Pair {
    fn new(chance: &mut Chance) -> Pair {
        let documents = [0, 1].map(|n| Replica::new(n, chance.bytes(), None, BEGIN));
        let editor = || Editor { shown: Vec::new(), unconfirmed: None, version: 0, inbox: Vec::new(), pushed: false };
        let mut pair = Pair { documents, editors: [editor(), editor()], now: BEGIN };
        for at in 0..2 {
            let other = pair.documents[1 - at].us;
            pair.handle(at, Event::Act(Act::Pad(PadAct::Open { pad: PadId::default() })));
            pair.editors[at].inbox.clear();
            pair.handle(at, Event::Came(other));
        }
        pair
    }

    /// Documents are told everything at once; what comes late is what editors are told.
    fn handle(&mut self, at: usize, event: Event) {
        let mut events = vec![(at, event)];
        while let Some((at, event)) = events.pop() {
            let from = self.documents[at].us;
            for effect in self.documents[at].document.handle(event, self.now) {
                match effect {
                    Effect::Send { to, bytes } => {
                        events.push((at, Event::Ready(to)));
                        events.push((1 - at, Event::Bytes { from, bytes }));
                    }
                    Effect::Sign { op, bytes } => {
                        let signature =
                            ed25519_dalek::Signer::sign(&self.documents[at].key, &bytes).to_bytes().to_vec();
                        events.push((at, Event::Signed { op, signature }));
                    }
                    Effect::Pad(effect) => self.editors[at].inbox.push(effect),
                    Effect::Keep { .. } | Effect::Merged { .. } => {}
                    Effect::Refused(why) => panic!("{why:?}"),
                }
            }
        }
    }

    fn push(&mut self, at: usize) {
        let editor = &mut self.editors[at];
        let Some(changes) = editor.unconfirmed.clone().filter(|_| !editor.pushed) else { return };
        editor.pushed = true;
        let version = editor.version;
        self.handle(at, Event::Act(Act::Pad(PadAct::Edit { pad: PadId::default(), version, changes })));
    }

    fn type_something(&mut self, at: usize, chance: &mut Chance) {
        let editor = &mut self.editors[at];
        // One set of changes at a time: several in a row are one after `ChangeSet.compose`.
        if editor.unconfirmed.is_some() {
            return;
        }
        let from = whole(&editor.shown, chance.below(editor.shown.len() + 1));
        let to = whole(&editor.shown, from as usize + if chance.one_in(3) { chance.below(8) } else { 0 }).max(from);
        let change = Change { from, to, insert: (*chance.pick(&SNIPPETS)).to_owned() };
        apply(std::slice::from_ref(&change), &mut editor.shown);
        editor.unconfirmed = Some(vec![change]);
    }

    fn tick(&mut self, ms: u64) {
        self.now = self.now + ms;
        (0..2).for_each(|at| self.handle(at, Event::Tick));
    }
}

#[test]
fn editors_end_with_the_text_of_their_document_whatever_comes_between() {
    let mut stale = 0;
    for seed in 0..400 {
        let mut chance = Chance(seed);
        let mut pair = Pair::new(&mut chance);
        for _ in 0..120 {
            let at = chance.below(2);
            match chance.below(10) {
                0..4 => pair.type_something(at, &mut chance),
                4..7 => pair.push(at),
                7 => pair.tick(40),
                8 if chance.one_in(6) => pair.handle(at, Event::Act(Act::Pad(PadAct::Undo { pad: PadId::default() }))),
                _ => pair.editors[at].take(),
            }
            stale += pair
                .editors
                .iter()
                .flat_map(|editor| &editor.inbox)
                .filter(|e| matches!(e, PadEffect::Stale { .. }))
                .count();
        }
        for _ in 0..20 {
            for at in 0..2 {
                pair.editors[at].take();
                pair.push(at);
            }
            pair.tick(40);
        }
        let texts = [0, 1].map(|at| {
            assert!(pair.editors[at].inbox.is_empty() && pair.editors[at].unconfirmed.is_none(), "seed {seed}");
            let shown = String::from_utf16(&pair.editors[at].shown).unwrap();
            let now = pair.now;
            let (text, _) = pair.documents[at].open(PadId::default(), now);
            assert!(shown == text, "seed {seed}: the editor shows another text than its document has");
            text
        });
        assert!(texts[0] == texts[1], "seed {seed}: two documents differ");
    }
    assert!(stale > 100, "the interesting case came {stale} times only");
}
