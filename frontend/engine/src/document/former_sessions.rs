//! Former sessions: who wrote into the document from this device before, and comes back under the same name.
//!
//! A session's key ends with its page. That of a reload is vouched for at once (`room/membership.rs`); that of another day, or of a
//! tab that was closed, is found in the kept copy, and vouches for who we are now as soon as it is nobody else's.

use crate::base::time::Time;
use crate::crypto::identity::PreviousIdentity;
use crate::crypto::kept_copy::{SESSIONS, Session};
use crate::room::feature::Room;
use plenum_document::api::event::Event;
use plenum_document::base::ids::Key;
use plenum_shared::ids::PeerId;
use zeroize::Zeroizing;

/// A session that was seen in the room is another tab of this browser, or a page that is just being loaded anew. After it went,
/// this long has to pass, milliseconds, before it counts as one of ours: a reload claims it sooner.
const GONE_MS: u64 = 30_000;

struct Former {
    session: Session,
    /// When it was last seen in the room.
    seen: Option<Time>,
    /// The document has been told.
    told: bool,
}

/// Of one meeting.
pub struct FormerSessions {
    us: Session,
    former: Vec<Former>,
}

impl FormerSessions {
    /// `seed`: that of our own session.
    pub fn new(seed: [u8; 32]) -> FormerSessions {
        FormerSessions { us: Session { name: String::new(), seed: Zeroizing::new(seed) }, former: Vec::new() }
    }

    /// A kept copy was written by these, the latest first.
    pub fn found(&mut self, sessions: Vec<Session>) {
        for session in sessions {
            let known = |former: &Former| former.session.seed == session.seed;
            // One place is ours.
            if session.seed != self.us.seed && !self.former.iter().any(known) && self.former.len() + 1 < SESSIONS {
                self.former.push(Former { session, seen: None, told: false });
            }
        }
    }

    /// What the next copy says of who wrote it: ourselves, and those before, whether they are ours or somebody else's.
    pub fn all(&self) -> Vec<Session> {
        [&self.us].into_iter().chain(self.former.iter().map(|former| &former.session)).cloned().collect()
    }

    /// Another worker knows nothing of what was told.
    pub fn tell_again(&mut self) {
        self.former.iter_mut().for_each(|former| former.told = false);
    }

    /// Nobody is remembered but ourselves.
    pub fn forget(&mut self) {
        self.former.clear();
    }

    /// When one of those who were seen may count as gone.
    pub fn deadline(&self) -> Option<Time> {
        let waits = self.former.iter().filter(|former| !former.told && former.session.name == self.us.name);
        waits.filter_map(|former| former.seen).map(|seen| seen + GONE_MS).min()
    }

    /// What the document is to be told now: who we were. It claims only what an old key has written, and nobody has claimed before.
    pub fn tick(&mut self, room: &Room<'_>, now: Time) -> Vec<Event> {
        if self.us.name != room.me.name {
            self.us.name.clone_from(&room.me.name);
        }
        let mut events = Vec::new();
        for former in self.former.iter_mut().filter(|former| !former.told && former.session.name == self.us.name) {
            let old = PreviousIdentity::from_seed(&former.session.seed);
            let peer = room.peers.get(&PeerId::of(&old.public_key()));
            if peer.is_some_and(|peer| peer.person.absent().is_none()) {
                former.seen = Some(now);
            } else if former.seen.is_none_or(|seen| seen + GONE_MS <= now) {
                former.told = true;
                let signature = old.vouch(&room.membership.keys.room(), &room.us).0.to_vec();
                events.push(Event::Resumes { of: Key(old.public_key().0), signature });
            }
        }
        events
    }
}
