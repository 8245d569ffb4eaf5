//! The worker with the room document: the real document, which answers a little later. Worlds have it where they ask for it.

use super::World;
use super::person::Standing;
use plenum_document::api::act::{Act, PadAct};
use plenum_document::api::effect::{Effect as Asked, PadEffect};
use plenum_document::api::event::Event as Told;
use plenum_document::api::view::{ChatLine, View};
use plenum_document::api::worker::{Reply, ViewPatch};
use plenum_document::base::ids::PadId;
use plenum_document::base::time::Time;
use plenum_document::document::Document;
use plenum_document::records::content::Chat;
use plenum_engine::api::document::{DocumentCommand, DocumentEvent};
use plenum_engine::api::event::Event;
use plenum_engine::api::intent::{DocumentIntent, Intent};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A worker works something in within so many milliseconds.
const WORK_MS: u64 = 3;
/// All read the same so long after everything else is right, milliseconds: a worker that died three times is back by then.
const AGREE_MS: u64 = 60_000;
/// The worlds begin at some time of some year.
const EPOCH_MS: u64 = 1_700_000_000_000;

/// The worker of a page.
#[derive(Default)]
pub struct DocumentWorker {
    document: Option<Document>,
    told: View,
    /// Counts workers: what an older one has still to say is said to nobody.
    turn: u32,
    /// How many were started.
    pub started: u32,
    /// How many edits they were told, whatever became of those.
    pub edits: u32,
    /// It answers nothing for now.
    pub busy: bool,
    /// What waits meanwhile.
    waiting: Vec<Told>,
    timer: u32,
}

impl DocumentWorker {
    /// The texts of the chat, in order.
    pub fn chat(&self) -> Vec<String> {
        self.lines().iter().map(|line| line.text.clone()).collect()
    }

    /// The lines of the chat, in order.
    pub fn lines(&self) -> &[Arc<ChatLine>] {
        &self.told.chat.value.lines
    }

    /// Whether others have written into the notes since somebody last looked.
    pub fn has_new_notes(&self) -> bool {
        self.told.news.value.notes
    }

    /// What it shows.
    pub fn shown(&self) -> &View {
        &self.told
    }

    /// How many hand signs are raised.
    pub fn signs(&self) -> usize {
        self.told.signs.value.counts.len()
    }

    /// How much is written in the pad that is always there, UTF-16 units.
    pub fn written(&self) -> u32 {
        self.told.pads.value.first().map_or(0, |pad| pad.length)
    }
}

impl World {
    /// The worker of a page is told something.
    pub fn worker_command(&mut self, page: usize, command: DocumentCommand) {
        let time = Time(EPOCH_MS + self.now);
        let worker = &mut self.pages[page].worker;
        match command {
            DocumentCommand::Open(setup) => {
                worker.turn += 1;
                worker.started += 1;
                worker.told = View::default();
                worker.waiting.clear();
                worker.document = Some(Document::new(*setup, time));
                self.document_answers(page, Told::Tick);
            }
            DocumentCommand::Tell(told) if worker.busy => worker.waiting.push(told),
            DocumentCommand::Tell(told) => self.document_answers(page, told),
            DocumentCommand::Close => self.document_ends(page, time),
        }
    }

    /// It says what it has not kept yet, and is gone.
    fn document_ends(&mut self, page: usize, time: Time) {
        let worker = &mut self.pages[page].worker;
        worker.turn += 1;
        let turn = worker.turn;
        let Some(mut document) = worker.document.take() else { return };
        let reply = Reply { effects: document.handle(Told::Flush, time), ..Reply::default() };
        self.after(WORK_MS, move |world| {
            if world.pages[page].worker.turn == turn {
                world.hears(page, Event::Document(DocumentEvent::Replied(Box::new(reply))));
            }
        });
    }

    fn document_answers(&mut self, page: usize, told: Told) {
        let time = Time(EPOCH_MS + self.now);
        let worker = &mut self.pages[page].worker;
        let Some(document) = &mut worker.document else { return };
        let taken = matches!(told, Told::Bytes { .. });
        worker.edits += u32::from(matches!(told, Told::Act(Act::Pad(PadAct::Edit { .. }))));
        let effects = document.handle(told, time);
        let view = ViewPatch::since(&mut worker.told, document.view());
        let (turn, due) = (worker.turn, document.deadline());
        worker.timer += 1;
        let timer = worker.timer;
        let reply = Reply { taken, effects, view };
        self.after(WORK_MS, move |world| {
            if world.pages[page].worker.turn == turn {
                world.hears(page, Event::Document(DocumentEvent::Replied(Box::new(reply))));
            }
        });
        if let Some(due) = due {
            self.after(due.0.saturating_sub(time.0), move |world| {
                if world.pages[page].worker.timer == timer && world.pages[page].worker.turn == turn {
                    world.document_answers(page, Told::Tick);
                }
            });
        }
    }

    /// What a pad of a page says.
    pub fn pad_text(&mut self, page: usize, pad: PadId) -> String {
        let time = Time(EPOCH_MS + self.now);
        let document = self.pages[page].worker.document.as_mut().expect("there is one");
        let opened = document.handle(Told::Act(Act::Pad(PadAct::Open { pad })), time);
        let text = |effect| if let Asked::Pad(PadEffect::Opened { text, .. }) = effect { Some(text) } else { None };
        opened.into_iter().find_map(text).unwrap_or_default()
    }

    /// It has time again.
    pub fn document_goes_on(&mut self, page: usize) {
        self.pages[page].worker.busy = false;
        for told in std::mem::take(&mut self.pages[page].worker.waiting) {
            self.document_answers(page, told);
        }
    }

    /// It dies in the middle of whatever it does.
    pub fn document_dies(&mut self, page: usize) {
        let worker = &mut self.pages[page].worker;
        (worker.document, worker.turn) = (None, worker.turn + 1);
        worker.waiting.clear();
        self.hears(page, Event::Document(DocumentEvent::Died));
    }

    /// The person in front of a page writes something that nobody else writes.
    pub fn writes(&mut self, page: usize) {
        let text = format!("{} at {}", self.label(page), self.now);
        self.does(page, Act::Chat(Chat::Say { text, reply_to: None }));
    }

    /// Runs until all who are in the room read the same, which they do soon.
    pub fn read_the_same(&mut self) {
        let until = self.now + AGREE_MS;
        loop {
            let inside = (0..self.people.len()).filter(|who| self.people[*who].standing == Standing::In);
            let pages: Vec<usize> = inside.filter_map(|who| self.page_of(who)).collect();
            let chats: BTreeSet<Vec<String>> = pages.iter().map(|page| self.pages[*page].worker.chat()).collect();
            if chats.len() <= 1 && pages.iter().all(|page| self.pages[*page].worker.document.is_some()) {
                return;
            }
            assert!(self.now < until, "they read different things: {chats:?}");
            self.run(500);
        }
    }

    /// The person in front of a page does something to the document.
    pub fn does(&mut self, page: usize, act: Act) {
        self.clicks(page, Intent::Document(DocumentIntent(act)));
    }
}
