//! Who is in the room, and who was until a moment ago: a page that is loaded anew is gone for some seconds, and nobody may lose
//! their turn, their lot or their veto by that.

use crate::api::view::Names;
use crate::base::ids::Key;
use crate::base::time::Time;
use crate::turns::absence::GONE_MS;
use litemap::LiteMap;

/// People present at most, and as many who are away: a room holds 50.
const PRESENT: usize = 256;

/// Who is here.
pub struct Presence {
    here: Names,
    /// Who was here and is not, each since when.
    away: LiteMap<Key, Time>,
    /// When this page began to look, until it has looked for so long that it has missed nobody who may come back.
    began: Option<Time>,
    /// When somebody else was here last.
    company: Option<Time>,
    revision: u64,
}

impl Presence {
    /// Of a page that begins to look.
    pub fn new(now: Time) -> Presence {
        Presence { here: Names::new(), away: LiteMap::new(), began: Some(now), company: None, revision: 0 }
    }

    /// These are here now.
    pub fn tell(&mut self, people: Names, now: Time) {
        if self.here.len() > 1 || people.len() > 1 {
            self.company = Some(now);
        }
        for key in self.here.keys().filter(|key| !people.contains_key(*key)) {
            if self.away.len() < PRESENT {
                self.away.insert(*key, now);
            }
        }
        self.here = people.into_iter().take(PRESENT).collect();
        let here = &self.here;
        self.away.retain(|key, _| !here.contains_key(key));
        self.revision += 1;
    }

    /// Time has passed: whoever has been away for long has left.
    pub fn look(&mut self, now: Time) {
        // A clock that was put back begins anew.
        self.away.iter_mut().for_each(|(_, since)| *since = now.min(*since));
        self.began = self.began.map(|began| began.min(now));
        let (before, waits) = (self.away.len(), |since: Time| now < since + GONE_MS);
        self.away.retain(|_, since| waits(*since));
        let settled = self.began.take_if(|began| !waits(*began)).is_some();
        if settled || self.away.len() < before {
            self.revision += 1;
        }
    }

    /// When somebody has been away for so long that they have left.
    pub fn deadline(&self) -> Option<Time> {
        let told = self.began.filter(|_| !self.here.is_empty());
        self.away.values().copied().chain(told).min().map(|since| since + GONE_MS)
    }

    /// Who is in the room at this instant, ourselves among them; nobody before anything was told.
    pub fn here(&self) -> &Names {
        &self.here
    }

    /// The keys of those who are to be waited for: who are here, and who were a moment ago.
    pub fn awaited(&self) -> impl Iterator<Item = &Key> {
        self.here.keys().chain(self.away.keys())
    }

    /// Since when we look, while somebody may be away whom this page has not seen.
    pub fn looks_since(&self) -> Option<Time> {
        self.began
    }

    /// When somebody else was here last, as far as this page has seen.
    pub fn company(&self) -> Option<Time> {
        self.company
    }

    /// Grows with each change.
    pub fn revision(&self) -> u64 {
        self.revision
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: Key = Key([1; 32]);
    const BEN: Key = Key([2; 32]);

    fn people(keys: &[Key]) -> Names {
        keys.iter().map(|key| (*key, "".into())).collect()
    }

    fn awaited(presence: &Presence) -> Vec<Key> {
        presence.awaited().copied().collect()
    }

    #[test]
    fn whoever_is_away_for_a_moment_is_waited_for() {
        let mut presence = Presence::new(Time(0));
        presence.tell(people(&[ADA, BEN]), Time(0));
        presence.tell(people(&[ADA]), Time(50_000));
        presence.look(Time(50_000 + GONE_MS - 1));
        assert!(awaited(&presence) == [ADA, BEN] && !presence.here().contains_key(&BEN));
        assert_eq!(presence.deadline(), Some(Time(50_000 + GONE_MS)));
        let before = presence.revision();
        presence.look(Time(50_000 + GONE_MS));
        assert!(awaited(&presence) == [ADA] && presence.revision() > before && presence.deadline().is_none());
        // Who comes back is waited for anew when they go again.
        presence.tell(people(&[ADA, BEN]), Time(90_000));
        assert!(awaited(&presence) == [ADA, BEN]);
        presence.tell(people(&[ADA]), Time(95_000));
        presence.look(Time(95_000 + GONE_MS - 1));
        assert!(awaited(&presence) == [ADA, BEN]);
    }

    #[test]
    fn a_page_that_has_just_come_may_have_missed_somebody() {
        let mut presence = Presence::new(Time(1_000));
        presence.tell(people(&[ADA]), Time(3_000));
        presence.look(Time(1_000 + GONE_MS - 1));
        assert_eq!((presence.looks_since(), presence.deadline()), (Some(Time(1_000)), Some(Time(1_000 + GONE_MS))));
        presence.look(Time(1_000 + GONE_MS));
        assert_eq!((presence.looks_since(), presence.deadline()), (None, None));
    }

    #[test]
    fn a_clock_that_was_put_back_begins_anew() {
        let mut presence = Presence::new(Time(900_000));
        presence.tell(people(&[ADA, BEN]), Time(900_000));
        presence.tell(people(&[ADA]), Time(900_000));
        presence.look(Time(0));
        assert_eq!(presence.deadline(), Some(Time(GONE_MS)));
    }
}
