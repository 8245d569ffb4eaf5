//! The contract with an editor that uses `@codemirror/collab`: a model of its side, whatever comes between its pushes.
//!
//! The model does what the editor does: it keeps the text it shows, the changes the document has not confirmed, and the
//! version that is confirmed; patches of others are rebased over its own, and its own over theirs. What the editor and the
//! document tell each other comes in order, and late.

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
    steps.retain(|step| {
        !matches!(step, Step::Keep(0) | Step::Take(0)) && !matches!(step, Step::Put(text) if text.is_empty())
    });
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

/// Changes after others, as one set (`ChangeSet.compose`): of a text of this length.
fn compose(first: &[Change], then: &[Change], len: u32) -> Vec<Change> {
    let after = (first.iter()).fold(len, |len, change| len + units(&change.insert) - (change.to - change.from));
    let (mut a, mut b) = (steps(first, len), steps(then, after));
    let mut out = Out::default();
    loop {
        match (a.pop_front(), b.pop_front()) {
            (None, None) => return out.changes,
            (Some(Step::Take(n)), other) => {
                b.put_back(other);
                out.take(n);
            }
            (other, Some(Step::Put(text))) => {
                a.put_back(other);
                out.put(&text);
            }
            (Some(Step::Keep(n)), Some(Step::Keep(m))) => {
                out.at += n.min(m);
                rest(&mut a, &mut b, n, m, Step::Keep, Step::Keep);
            }
            (Some(Step::Keep(n)), Some(Step::Take(m))) => {
                out.take(n.min(m));
                rest(&mut a, &mut b, n, m, Step::Keep, Step::Take);
            }
            (Some(Step::Put(text)), Some(step)) => {
                let (n, Step::Keep(m) | Step::Take(m)) = (units(&text), &step) else { unreachable!() };
                let text: Vec<u16> = text.encode_utf16().collect();
                let part = |range: std::ops::Range<u32>| {
                    String::from_utf16(&text[range.start as usize..range.end as usize]).unwrap()
                };
                if matches!(step, Step::Keep(_)) {
                    out.put(&part(0..n.min(*m)));
                }
                let of_b = if matches!(step, Step::Keep(_)) { Step::Keep } else { Step::Take };
                rest(&mut a, &mut b, n, *m, |left| Step::Put(part(n - left..n)), of_b);
            }
            (own, other) => panic!("of different lengths: {} {}", own.is_some(), other.is_some()),
        }
    }
}

fn units(text: &str) -> u32 {
    text.encode_utf16().count() as u32
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

/// One editor: the document's text, the text shown, what is not confirmed, and what is on its way from it and to it.
#[derive(Default)]
struct Editor {
    document: Vec<u16>,
    shown: Vec<u16>,
    /// What is under way, if anything is, before what was typed since.
    unconfirmed: Vec<Vec<Change>>,
    version: u64,
    pushed: bool,
    outbox: VecDeque<PadAct>,
    inbox: VecDeque<PadEffect>,
    /// Openings of a pad that had nothing new to say, while something was under way.
    needless: u32,
}

impl Editor {
    fn take(&mut self) {
        match self.inbox.pop_front() {
            Some(PadEffect::Patch { version, own: true, .. }) => {
                assert!(version == self.version + 1 && self.pushed, "it is what is under way");
                (self.version, self.pushed) = (version, false);
                apply(&self.unconfirmed.remove(0), &mut self.document);
            }
            Some(PadEffect::Patch { version, changes, own: false, .. }) => {
                assert_eq!(version, self.version + 1);
                (self.version, self.pushed) = (version, false);
                let mut len = self.document.len() as u32;
                apply(&changes, &mut self.document);
                let mut theirs = changes;
                for ours in &mut self.unconfirmed {
                    let rebased = over(ours, &theirs, len, false);
                    theirs = over(&theirs, ours, len, true);
                    len = ours.iter().fold(len, |len, change| len + units(&change.insert) - (change.to - change.from));
                    *ours = rebased;
                }
                apply(&theirs, &mut self.shown);
            }
            Some(PadEffect::Opened { version, text, .. }) => {
                let known = String::from_utf16(&self.document).unwrap();
                assert!(known == text, "it is told all that changes, before and after it is opened again");
                self.needless += u32::from(self.pushed);
                (self.version, self.pushed) = (version, false);
            }
            Some(PadEffect::Refused { .. } | PadEffect::Version { .. }) => panic!("all changes fit"),
            None => {}
        }
    }

    /// One set of what is not confirmed, if nothing is under way.
    fn push(&mut self) {
        if self.pushed || self.unconfirmed.is_empty() {
            return;
        }
        let len = self.document.len() as u32;
        let changes = self.unconfirmed.drain(..).reduce(|all, next| compose(&all, &next, len)).unwrap();
        // What was typed and taken out again.
        if changes.is_empty() {
            return;
        }
        self.unconfirmed.push(changes.clone());
        self.pushed = true;
        self.outbox.push_back(PadAct::Edit { pad: PadId::default(), version: self.version, changes });
    }
}

struct Pair {
    documents: [Replica; 2],
    editors: [Editor; 2],
    now: Time,
    /// All that was typed.
    typed: String,
    /// Edits that came too late.
    overtaken: u32,
}

impl Pair {
    fn new(chance: &mut Chance) -> Pair {
        let documents = [0, 1].map(|n| Replica::new(n, chance.bytes(), None, BEGIN));
        let editors = [Editor::default(), Editor::default()];
        let mut pair = Pair { documents, editors, now: BEGIN, typed: String::new(), overtaken: 0 };
        for at in 0..2 {
            let other = pair.documents[1 - at].us;
            pair.handle(at, Event::Act(Act::Pad(PadAct::Open { pad: PadId::default() })));
            pair.editors[at].take();
            pair.handle(at, Event::Came(other));
        }
        pair
    }

    /// Documents are told everything at once; what comes late is what they and their editors tell each other.
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
                    Effect::Pad(effect) => self.editors[at].inbox.push_back(effect),
                    Effect::Keep { .. } | Effect::Merged { .. } => {}
                    Effect::Refused(why) => panic!("{why:?}"),
                }
            }
        }
    }

    /// The document hears the next that its editor has said.
    fn hear(&mut self, at: usize) {
        let Some(act) = self.editors[at].outbox.pop_front() else { return };
        let (edit, told) = (matches!(act, PadAct::Edit { .. }), self.editors[at].inbox.len());
        self.handle(at, Event::Act(Act::Pad(act)));
        self.overtaken += u32::from(edit && self.editors[at].inbox.len() == told);
    }

    fn type_something(&mut self, at: usize, takes: bool, chance: &mut Chance) {
        let editor = &mut self.editors[at];
        let end = if takes { chance.below(editor.shown.len() + 1) } else { editor.shown.len() };
        let from = whole(&editor.shown, end);
        let to = whole(&editor.shown, from as usize + if takes { chance.below(8) } else { 0 }).max(from);
        let change = Change { from, to, insert: (*chance.pick(&SNIPPETS)).to_owned() };
        self.typed += &change.insert;
        apply(std::slice::from_ref(&change), &mut editor.shown);
        // The first is under way as it is.
        editor.unconfirmed.push(vec![change]);
    }

    fn tick(&mut self, ms: u64) {
        self.now = self.now + ms;
        (0..2).for_each(|at| self.handle(at, Event::Tick));
    }
}

#[test]
fn editors_end_with_the_text_of_their_document_whatever_comes_between() {
    let (mut overtaken, mut needless) = (0, 0);
    for seed in 0..400 {
        let mut chance = Chance(seed);
        let mut pair = Pair::new(&mut chance);
        // In every second history all only add to the same line, and each letter is there once in the end.
        let takes = seed % 2 == 0;
        for _ in 0..150 {
            let at = chance.below(2);
            let pad = PadId::default();
            match chance.below(12) {
                0..3 => pair.type_something(at, takes && chance.one_in(3), &mut chance),
                3..5 => pair.editors[at].push(),
                5..7 => pair.hear(at),
                7 => pair.tick(40),
                8 if takes && chance.one_in(6) => pair.editors[at].outbox.push_back(PadAct::Undo { pad }),
                9 if chance.one_in(4) => pair.editors[at].outbox.push_back(PadAct::Open { pad }),
                _ => pair.editors[at].take(),
            }
        }
        for _ in 0..200 {
            for at in 0..2 {
                pair.editors[at].take();
                pair.editors[at].push();
                pair.hear(at);
            }
            pair.tick(40);
        }
        let texts = [0, 1].map(|at| {
            let editor = &pair.editors[at];
            assert!(editor.inbox.is_empty() && editor.unconfirmed.is_empty(), "seed {seed}: something is left over");
            let shown = String::from_utf16(&editor.shown).unwrap();
            let now = pair.now;
            let (text, _) = pair.documents[at].open(PadId::default(), now);
            assert!(shown == text, "seed {seed}: the editor shows another text than its document has");
            text
        });
        assert!(texts[0] == texts[1], "seed {seed}: two documents differ");
        if !takes {
            let letters = |text: &str| {
                let mut letters: Vec<char> = text.chars().collect();
                letters.sort_unstable();
                letters
            };
            assert!(letters(&texts[0]) == letters(&pair.typed), "seed {seed}: not each letter is there once");
        }
        overtaken += pair.overtaken;
        needless += pair.editors[0].needless + pair.editors[1].needless;
    }
    assert!(overtaken > 1_000, "an edit came too late {overtaken} times only");
    assert!(needless > 500, "a pad was opened under a push {needless} times only");
}
