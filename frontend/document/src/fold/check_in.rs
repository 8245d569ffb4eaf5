//! Check-in round: everybody once, in an order that nobody alone can choose.
//!
//! Whoever begins commits to a nonce before the others draw their salts, and opens it when the salts are there; the order is
//! that of SHA-256("plenum check-in order v1" ‖ nonce ‖ salts in the order of their authors ‖ key). So whoever begins does
//! not know the salts when they choose the nonce, and the others do not know the nonce when they draw their salts. What is
//! left is to leave out salts that were there, and that everybody sees ([`RoundView::left_out`]). Whoever began may be gone, or
//! have lost the nonce by a reload: then the order is drawn without it, which everybody sees as well.

use crate::api::view::RoundView;
use crate::base::hash::sha256;
use crate::base::ids::{Key, RecordId};
use crate::base::set::set;
use crate::fold::Stamp;
use crate::fold::timeline::Fold;
use crate::records::content::{CheckIn, Content, ROUND_PEOPLE};
use litemap::LiteMap;

/// Shortest and longest time box, seconds.
pub const SECONDS: [u16; 2] = [5, 1_800];

/// The commitment to a nonce.
pub fn commitment(nonce: &[u8; 16]) -> [u8; 32] {
    sha256("plenum check-in v1", &[nonce])
}

/// The order that follows from a nonce, or from none, and the salts.
pub fn order(people: &[Key], nonce: &[u8], salts: &LiteMap<Key, [u8; 16]>) -> Vec<Key> {
    let salts: Vec<u8> = salts.values().flatten().copied().collect();
    let mut order: Vec<Key> = people.to_vec();
    order.sort_by_cached_key(|key| sha256("plenum check-in order v1", &[nonce, &salts, &key.0]));
    order
}

/// The people of sessions, each once.
fn persons(sessions: &[Key], stamp: &Stamp<'_>) -> Vec<Key> {
    let mut people = Vec::with_capacity(sessions.len());
    for person in sessions.iter().map(|session| stamp.person(session)) {
        if !people.contains(&person) {
            people.push(person);
        }
    }
    people
}

struct Salt {
    id: RecordId,
    /// The session that drew it, by which the order is made.
    by: Key,
    /// Whose it is.
    author: Key,
    salt: [u8; 16],
}

/// The last round that was begun.
pub struct Round {
    view: RoundView,
    commitment: [u8; 32],
    /// The sessions that were named at the beginning: the order follows from them, whoever their people are by now.
    sessions: Vec<Key>,
    salts: Vec<Salt>,
    /// The order was drawn by whoever began.
    opened: bool,
}

impl Round {
    /// What there is to see of it.
    pub fn view(&self) -> &RoundView {
        &self.view
    }

    /// Whether somebody has drawn.
    pub fn drew(&self, key: &Key) -> bool {
        self.salts.iter().any(|salt| salt.author == *key)
    }

    /// The commitment of whoever began.
    pub fn commitment(&self) -> [u8; 32] {
        self.commitment
    }

    /// The records of the salts.
    pub fn salts(&self) -> Vec<RecordId> {
        self.salts.iter().map(|salt| salt.id).collect()
    }

    /// Whoever began can still draw the order.
    fn can_be_opened(&self) -> bool {
        !self.opened && self.view.step == 0
    }

    /// Invariant: until the first turn is over, a right opening of whoever began outweighs one without them: nobody can keep
    /// their number out by being faster, or by a date before it.
    fn open(&mut self, stamp: &Stamp<'_>, nonce: &[u8; 16], named: &[RecordId]) {
        if !self.can_be_opened() || stamp.author() != self.view.author || commitment(nonce) != self.commitment {
            return;
        }
        self.opened = true;
        self.draw(stamp, nonce, named);
    }

    fn open_without(&mut self, stamp: &Stamp<'_>, named: &[RecordId]) {
        if self.view.order.is_some() {
            return;
        }
        self.draw(stamp, &[], named);
        if !self.view.left_out.contains(&self.view.author) {
            self.view.left_out.push(self.view.author);
        }
    }

    fn draw(&mut self, stamp: &Stamp<'_>, nonce: &[u8], named: &[RecordId]) {
        let named = set(named);
        let (with, without): (Vec<&Salt>, Vec<&Salt>) =
            self.salts.iter().partition(|salt| named.contains_key(&salt.id));
        self.view.left_out = without.iter().map(|salt| salt.author).collect();
        let mut salts = LiteMap::new();
        for salt in with {
            salts.insert(salt.by, salt.salt);
        }
        self.view.order = Some(persons(&order(&self.sessions, nonce, &salts), stamp));
        self.view.step_began_ms = stamp.at.time_ms;
    }
}

/// The rounds so far.
#[derive(Default)]
pub struct CheckInFold {
    round: Option<Round>,
}

impl CheckInFold {
    /// The last one.
    pub fn round(&self) -> Option<&Round> {
        self.round.as_ref()
    }

    /// Since when the turn of the round that is under way goes on.
    pub fn began(&self) -> Option<u64> {
        self.round.as_ref().map(|round| &round.view).filter(|view| !view.over).map(|view| view.step_began_ms)
    }

    fn of(&mut self, id: &RecordId) -> Option<&mut Round> {
        self.round.as_mut().filter(|round| round.view.id == *id && !round.view.over)
    }
}

impl Fold for CheckInFold {
    type Content = CheckIn;

    fn of(content: &Content) -> Option<&CheckIn> {
        if let Content::CheckIn(content) = content { Some(content) } else { None }
    }

    fn over(&mut self, last_ms: u64) {
        if let Some(Round { view, .. }) = &mut self.round {
            view.over |= view.step_began_ms <= last_ms;
        }
    }

    fn apply(&mut self, stamp: &Stamp<'_>, content: &CheckIn) {
        match content {
            CheckIn::Begin { people, seconds, commitment } => {
                let sessions: Vec<Key> = set(people).keys().copied().collect();
                if sessions.is_empty() || sessions.len() > ROUND_PEOPLE {
                    return;
                }
                let view = RoundView {
                    id: stamp.id,
                    author: stamp.author(),
                    seconds: (*seconds).clamp(SECONDS[0], SECONDS[1]),
                    people: persons(&sessions, stamp),
                    order: None,
                    left_out: Vec::new(),
                    step: 0,
                    step_began_ms: stamp.at.time_ms,
                    over: false,
                };
                let commitment = *commitment;
                self.round = Some(Round { view, commitment, sessions, salts: Vec::new(), opened: false });
            }
            CheckIn::Salt { round, salt } => {
                let (id, by, author, salt) = (stamp.id, stamp.at.author, stamp.author(), *salt);
                let Some(round) = self.of(round) else { return };
                // The first one counts: nobody draws again until they like it.
                if round.can_be_opened() && round.view.people.contains(&author) && !round.drew(&author) {
                    round.salts.push(Salt { id, by, author, salt });
                }
            }
            CheckIn::Open { round, nonce, salts } => {
                if let Some(round) = self.of(round) {
                    round.open(stamp, nonce, salts);
                }
            }
            CheckIn::OpenWithout { round, salts } => {
                if let Some(round) = self.of(round) {
                    round.open_without(stamp, salts);
                }
            }
            CheckIn::Next { round, step } => {
                let Some(view) = self.of(round).map(|round| &mut round.view) else { return };
                if view.step == *step && view.order.is_some() {
                    view.step += 1;
                    view.step_began_ms = stamp.at.time_ms;
                    view.over = usize::from(view.step) >= view.people.len();
                }
            }
            CheckIn::End { round } => {
                if let Some(round) = self.of(round) {
                    round.view.over = true;
                }
            }
        }
    }
}
