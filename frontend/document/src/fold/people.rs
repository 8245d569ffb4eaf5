//! Names of people: what each said of themselves last, so that what was written stays theirs when they have left; and numbers by
//! which those of one name are told apart.
//!
//! On the screen whoever is here has the number of their tile. The others get the smallest that is left, in the order of their first
//! records. Each page counts its tiles by itself. So texts for the notes follow another rule, which is the same on all pages: everybody
//! gets the smallest number that is left, in the order of their first records; then those who are here without any, in the order of
//! their keys.
//! Sessions of different days share no number: a group that meets every week would be full of them, and the day tells them apart.

use crate::api::view::{Called, Names};
use crate::base::ids::Key;
use crate::base::untrusted_text::{clean_name, drop_additions, fold};
use crate::fold::Stamp;
use crate::fold::timeline::Fold;
use crate::records::content::{Content, Person};
use litemap::LiteMap;

/// When nobody has come for so long, milliseconds, whoever comes then comes to another meeting: 6 hours.
const APART_MS: u64 = 6 * 3_600_000;

/// Names by person, which is their newest session.
#[derive(Default)]
pub struct PeopleFold {
    names: LiteMap<Key, String>,
    /// Whose session each is: text in pads is told by the session that wrote it.
    sessions: LiteMap<Key, Key>,
    /// In the order of their first records, each with the first and the last meeting in which they said their name.
    order: Vec<(Key, [u32; 2])>,
    meeting: u32,
    last_ms: u64,
}

/// Somebody who is to be told apart.
struct Candidate {
    key: Key,
    name: String,
    meetings: [u32; 2],
    /// 0 if they have none yet.
    number: u32,
}

impl PeopleFold {
    /// What everybody is called on the screen, with those who are here.
    pub fn names(&self, present: &Names) -> Names {
        self.told_apart(present, true)
    }

    /// What everybody is called in texts: the same on all pages that have the same records and see the same people.
    pub fn written_names(&self, present: &Names) -> Names {
        self.told_apart(present, false)
    }

    fn told_apart(&self, present: &Names, as_tiles: bool) -> Names {
        let numbered = |called: &Called| Called { number: if as_tiles { called.number } else { 0 }, ..called.clone() };
        let here =
            |key: &Key, [first, _]: [u32; 2]| present.get(key).map(|called| (numbered(called), [first, self.meeting]));
        let wrote = self.order.iter().map(|(key, meetings)| {
            let absent = || (Called::from(self.names.get(key).map_or("", String::as_str)), *meetings);
            let (Called { name, number }, meetings) = here(key, *meetings).unwrap_or_else(absent);
            Candidate { key: *key, name, meetings, number }
        });
        let silent = present.iter().filter(|(key, _)| !self.order.iter().any(|(wrote, _)| wrote == *key));
        let silent = silent.map(|(key, called)| {
            let (Called { name, number }, meetings) = (numbered(called), [self.meeting; 2]);
            Candidate { key: *key, name, meetings, number }
        });
        let mut namesakes: LiteMap<String, Vec<Candidate>> = LiteMap::new();
        for candidate in wrote.chain(silent) {
            namesakes.entry(fold(&candidate.name)).or_default().push(candidate);
        }
        let mut names = Names::new();
        for (_, mut alike) in namesakes {
            number(&mut alike);
            names.extend(alike.into_iter().map(|Candidate { key, name, number, .. }| (key, Called { name, number })));
        }
        for (session, person) in self.sessions.iter().filter(|(session, _)| !present.contains_key(*session)) {
            if let Some(called) = names.get(person).cloned() {
                names.insert(*session, called);
            }
        }
        names
    }
}

/// Whoever has no number gets the smallest that nobody has who was at a meeting with them.
fn number(alike: &mut [Candidate]) {
    for at in 0..alike.len() {
        if alike[at].number == 0 {
            let [first, last] = alike[at].meetings;
            let met = alike.iter().filter(|other| other.meetings[0] <= last && first <= other.meetings[1]);
            let mut taken: Vec<u32> = met.map(|other| other.number).collect();
            taken.sort_unstable();
            alike[at].number = taken.into_iter().fold(1, |free, taken| free + u32::from(taken == free));
        }
    }
}

impl Fold for PeopleFold {
    type Content = Person;

    fn of(content: &Content) -> Option<&Person> {
        if let Content::Person(content) = content { Some(content) } else { None }
    }

    fn apply(&mut self, stamp: &Stamp<'_>, content: &Person) {
        let Person::Name { name } = content else { return };
        let person = stamp.author();
        // A time that goes back in the order of records is not believed.
        let now_ms = stamp.at.time_ms.max(self.last_ms);
        self.meeting += u32::from(now_ms - self.last_ms > APART_MS);
        self.last_ms = now_ms;
        self.sessions.insert(stamp.at.author, person);
        match self.order.iter_mut().find(|(known, _)| *known == person) {
            Some((_, meetings)) => meetings[1] = self.meeting,
            None => self.order.push((person, [self.meeting; 2])),
        }
        let mut name = clean_name(name);
        drop_additions(&mut name);
        if !name.is_empty() {
            self.names.insert(person, name);
        }
    }
}
