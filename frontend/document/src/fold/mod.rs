//! State as a deterministic fold over the ordered valid records: the same records give the same state on every replica.

pub mod activity;
pub mod agenda;
pub mod chat;
pub mod check_in;
pub mod decisions;
pub mod hand_signs;
pub mod heirs;
pub mod pad_names;
pub mod people;
pub mod position;
pub mod speaking_list;
pub mod timeline;

use crate::base::ids::Key;
use crate::base::ids::RecordId;
use crate::records::content::{Content, Person};
use crate::records::record::Record;
use crate::records::vouch;
use heirs::{Heirs, Newest};
use position::Position;
use timeline::Timeline;

/// All folds, each over the records of its own kind.
#[derive(Default)]
pub struct Folds {
    /// Chat.
    pub chat: Timeline<chat::ChatFold>,
    /// Hand signs.
    pub signs: Timeline<hand_signs::SignsFold>,
    /// Speaking list.
    pub list: Timeline<speaking_list::ListFold>,
    /// Decisions.
    pub decisions: Timeline<decisions::DecisionsFold>,
    /// Agenda.
    pub agenda: Timeline<agenda::AgendaFold>,
    /// Check-in round.
    pub check_in: Timeline<check_in::CheckInFold>,
    /// Pads.
    pub pads: Timeline<pad_names::PadNames>,
    /// Names.
    pub people: Timeline<people::PeopleFold>,
    /// When something was written.
    pub activity: activity::Activity,
    heirs: Heirs,
}

impl Folds {
    /// Takes a record of this room in. What this version does not know changes nothing.
    pub fn insert(&mut self, record: &Record, room: &[u8; 16]) {
        let at = Position::of(record);
        self.activity.insert(at.time_ms);
        let Some(content) = Content::decode(record.head.kind, record.content()) else { return };
        match &content {
            Content::Chat(_) => self.chat.insert(at, record.id, content),
            Content::HandSign(_) => self.signs.insert(at, record.id, content),
            Content::List(_) => self.list.insert(at, record.id, content),
            Content::Decision(_) => self.decisions.insert(at, record.id, content),
            Content::Agenda(_) => self.agenda.insert(at, record.id, content),
            Content::CheckIn(_) => self.check_in.insert(at, record.id, content),
            Content::Pads(_) => self.pads.insert(at, record.id, content),
            Content::Person(Person::Heir { of, signature }) => {
                if vouch::holds(room, of, &at.author, signature) {
                    self.heirs.insert(at, *of);
                    self.inherit();
                }
            }
            Content::Person(Person::Name { .. }) => self.people.insert(at, record.id, content),
            Content::Meeting(_) => {
                self.signs.insert(at, record.id, content.clone());
                self.list.insert(at, record.id, content.clone());
                self.agenda.insert(at, record.id, content.clone());
                self.check_in.insert(at, record.id, content);
            }
        }
    }

    /// Whether something goes on that began by then: a turn, or that somebody waits for one, an item of the agenda, a check-in round, a hand sign.
    pub fn goes_on(&mut self, by_ms: u64) -> bool {
        self.list.state().began().is_some_and(|began| began <= by_ms)
            || self.agenda.state().began().is_some_and(|began| began <= by_ms)
            || self.check_in.state().began().is_some_and(|began| began <= by_ms)
            || self.signs.state().began().is_some_and(|began| began <= by_ms)
    }

    /// All that was made of records is made anew: somebody is not who they seemed to be.
    fn inherit(&mut self) {
        let newest = self.heirs.newest();
        self.chat.inherit(newest);
        self.signs.inherit(newest);
        self.list.inherit(newest);
        self.decisions.inherit(newest);
        self.agenda.inherit(newest);
        self.check_in.inherit(newest);
        self.pads.inherit(newest);
        self.people.inherit(newest);
    }

    /// Whether somebody is the heir of this key.
    pub fn has_heir(&self, key: &Key) -> bool {
        self.heirs.newest().contains_key(key)
    }

    /// The newest session of whoever had this key.
    pub fn person(&self, key: &Key) -> Key {
        heirs::person(self.heirs.newest(), key)
    }

    /// Takes a record out whose place another took.
    pub fn remove(&mut self, record: &Record) {
        let at = Position::of(record);
        self.activity.remove(at.time_ms);
        self.chat.remove(&at);
        self.signs.remove(&at);
        self.list.remove(&at);
        self.decisions.remove(&at);
        self.agenda.remove(&at);
        self.check_in.remove(&at);
        self.pads.remove(&at);
        self.people.remove(&at);
        if self.heirs.remove(&at) {
            self.inherit();
        }
    }
}

/// Where a record stands and which it is: what a fold knows of it besides its content.
#[derive(Clone, Copy)]
pub struct Stamp<'a> {
    /// Where, and by which session.
    pub at: Position,
    /// Which.
    pub id: RecordId,
    newest: &'a Newest,
}

impl Stamp<'_> {
    /// Whose it is: the newest session of the person who wrote it.
    pub fn author(&self) -> Key {
        self.person(&self.at.author)
    }

    /// The newest session of whoever had this key.
    pub fn person(&self, key: &Key) -> Key {
        heirs::person(self.newest, key)
    }
}
