//! The echo finder: who of the others sends back what we say, because their loudspeaker feeds their microphone.
//!
//! Only whoever hears themselves can know. So each page compares how loud its person was with how loud each of the
//! others was a moment later, and names one only after several seconds of speech that all came back, with one delay
//! that stays, and with nothing beside it. Who speaks on their own is not named, and neither is whoever speaks along.

mod correlation;
#[cfg(test)]
mod tests;

use crate::api::loudness::{Envelopes, SAMPLE_MS};
use crate::base::ids::ConnectionId;
use crate::base::time::Time;
use correlation::{Likeness, likeness};
use litemap::LiteMap;
use plenum_shared::ids::PeerId;

/// What is compared, samples: eight seconds hold enough syllables that no two people fall into step by chance.
pub const WINDOW: usize = 8_000 / SAMPLE_MS as usize;
/// The two envelopes go together so well; strangers reach 0.4 by chance.
const ALIKE: f32 = 0.7;
/// And so much better than at any other delay: music and counting repeat themselves, and prove nothing.
const DISTINCT: f32 = 0.2;
/// Comparisons in a row, half a second apart, that have to say so.
const HITS: u32 = 4;
/// Their delays differ by so much at most, samples: buffers breathe a little.
const WANDERS: usize = 2;
/// Somebody who was named is left in peace for so long, milliseconds.
const QUIET_MS: u64 = 60_000;
/// When all of so many people send the same as we do, then it comes from somewhere else: a broadcast, a choir.
const CHOIR: usize = 3;

/// Listens for our own voice in what the others send.
#[derive(Default)]
pub struct EchoDetector {
    ours: Vec<u8>,
    theirs: LiteMap<PeerId, Suspect>,
}

/// One of the others.
struct Suspect {
    connection: ConnectionId,
    levels: Vec<u8>,
    /// Comparisons in a row that found an echo, and its delay in samples.
    hits: u32,
    lag: usize,
    named: Option<Time>,
}

impl EchoDetector {
    /// Takes in what was heard of those with an open microphone; says who is to be told that they cause an echo.
    pub fn take(&mut self, envelopes: Envelopes, now: Time) -> Vec<PeerId> {
        let Envelopes { anew, ours, theirs } = envelopes;
        if anew {
            self.begin_anew();
        }
        append(&mut self.ours, &ours);
        for (_, suspect) in &mut self.theirs {
            // Whoever is not heard right now begins anew when they are.
            if !theirs.iter().any(|(id, _)| *id == suspect.connection) {
                suspect.begin(suspect.connection);
            }
        }
        for (id, levels) in theirs.into_iter().filter(|(_, levels)| levels.len() == ours.len()) {
            let suspect = self.theirs.entry(id.peer).or_insert_with(|| Suspect::new(id));
            if suspect.connection != id {
                suspect.begin(id);
            }
            append(&mut suspect.levels, &levels);
        }
        self.judge(now)
    }

    /// What was heard so far is of no use any more.
    pub fn begin_anew(&mut self) {
        self.ours.clear();
        for (_, suspect) in &mut self.theirs {
            suspect.begin(suspect.connection);
        }
    }

    /// Whether somebody was named a moment ago, and is not to be looked at again yet.
    pub fn spares(&self, peer: &PeerId, now: Time) -> bool {
        let named = self.theirs.get(peer).and_then(|suspect| suspect.named);
        named.is_some_and(|named| now.since(named) < QUIET_MS)
    }

    fn judge(&mut self, now: Time) -> Vec<PeerId> {
        let ours = &self.ours;
        let heard = self.theirs.iter_mut().filter(|(_, suspect)| suspect.levels.len() >= WINDOW);
        let judged: Vec<_> = heard
            .filter(|_| ours.len() >= WINDOW)
            .map(|(peer, suspect)| {
                let found = likeness(ours, &suspect.levels).filter(Likeness::is_echo);
                (*peer, suspect, found)
            })
            .collect();
        let choir = judged.len() >= CHOIR && judged.iter().all(|(_, _, found)| found.is_some());
        let mut named = Vec::new();
        for (peer, suspect, found) in judged {
            let enough = suspect.note(found.filter(|_| !choir));
            if enough && suspect.named.is_none_or(|named| now.since(named) >= QUIET_MS) {
                (suspect.named, suspect.hits) = (Some(now), 0);
                named.push(peer);
            }
        }
        named
    }
}

impl Suspect {
    fn new(connection: ConnectionId) -> Suspect {
        Suspect { connection, levels: Vec::new(), hits: 0, lag: 0, named: None }
    }

    fn begin(&mut self, connection: ConnectionId) {
        (self.connection, self.hits) = (connection, 0);
        self.levels.clear();
    }

    /// Counts what a comparison found; whether that is enough.
    fn note(&mut self, found: Option<Likeness>) -> bool {
        self.hits = match found {
            Some(likeness) => {
                let stays = self.lag.abs_diff(likeness.lag) <= WANDERS;
                self.lag = likeness.lag;
                if stays { self.hits + 1 } else { 1 }
            }
            None => 0,
        };
        self.hits >= HITS
    }
}

impl Likeness {
    fn is_echo(&self) -> bool {
        self.best >= ALIKE && self.best - self.second >= DISTINCT
    }
}

/// The newest [`WINDOW`] samples stay.
fn append(levels: &mut Vec<u8>, more: &[u8]) {
    levels.extend_from_slice(more);
    let surplus = levels.len().saturating_sub(WINDOW);
    levels.drain(..surplus);
}
