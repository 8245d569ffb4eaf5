//! State as a deterministic fold over the ordered valid records: the same records give the same state on every replica.

pub mod agenda;
pub mod chat;
pub mod check_in;
pub mod decisions;
pub mod hand_signs;
pub mod pad_names;
pub mod people;
pub mod position;
pub mod speaking_list;
pub mod timeline;

use crate::base::ids::RecordId;
use crate::records::content::Content;
use crate::records::record::Record;
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
}

impl Folds {
    /// Takes a record in. What this version does not know changes nothing.
    pub fn insert(&mut self, record: &Record) {
        let at = Position::of(record);
        let Some(content) = Content::decode(record.head.kind, record.content()) else { return };
        match &content {
            Content::Chat(_) => self.chat.insert(at, record.id, content),
            Content::HandSign(_) => self.signs.insert(at, record.id, content),
            Content::List(_) => self.list.insert(at, record.id, content),
            Content::Decision(_) => self.decisions.insert(at, record.id, content),
            Content::Agenda(_) => self.agenda.insert(at, record.id, content),
            Content::CheckIn(_) => self.check_in.insert(at, record.id, content),
            Content::Pads(_) => self.pads.insert(at, record.id, content),
            Content::Person(_) => self.people.insert(at, record.id, content),
        }
    }

    /// Takes a record out whose place another took.
    pub fn remove(&mut self, record: &Record) {
        let at = Position::of(record);
        self.chat.remove(&at);
        self.signs.remove(&at);
        self.list.remove(&at);
        self.decisions.remove(&at);
        self.agenda.remove(&at);
        self.check_in.remove(&at);
        self.pads.remove(&at);
        self.people.remove(&at);
    }
}

/// Where a record stands and which it is: what a fold knows of it besides its content.
#[derive(Clone, Copy)]
pub struct Stamp {
    /// Where.
    pub at: Position,
    /// Which.
    pub id: RecordId,
}
