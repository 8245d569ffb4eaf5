//! Notifications, what the page says of its own accord: notices that go away when what they say is over, and the live region.

use crate::api::view::{Announcement, News, NoticeKind};
use crate::base::time::{Time, soonest};
use crate::base::token_bucket::{Bucket, Rate};
use std::collections::VecDeque;
use std::sync::Arc;

/// A notice about something that has passed stays this long, milliseconds: time to read a sentence twice.
const PASSING_MS: u64 = 8_000;
/// One that asks a person to decide something stays this long, milliseconds: they are in the middle of a conversation.
const LINGERING_MS: u64 = 30_000;
/// The live region keeps its sentence this long, milliseconds.
const SAID_MS: u64 = 6_000;
/// Of all people together so many things are announced...
const MAX_OF_PEOPLE: usize = 6;
/// ... within so long, milliseconds: more sentences and chimes tell nobody anything.
const OF_PEOPLE_MS: u64 = 10_000;
/// Chimes for coming and going, whoever it is: ten in a minute. More tell nobody anything, and whoever comes under ever new
/// names must not make it ring.
const CHIMES: Rate = Rate::one_every(4, 10_000);
/// Notices at a time; a screen full of sentences says nothing.
const MAX_NOTICES: usize = 4;

/// Notices and the live region.
pub struct Notifications {
    notices: Vec<(NoticeKind, Option<Time>)>,
    /// What is so, shown or not, oldest first.
    holding: Vec<NoticeKind>,
    /// What of it the person has read, and need not see again.
    read: Vec<NoticeKind>,
    announcement: Option<(Announcement, Time)>,
    number: u32,
    /// When something was announced of people, of late.
    of_people: VecDeque<Time>,
    chimes: Bucket,
}

impl Default for Notifications {
    fn default() -> Notifications {
        Notifications {
            notices: Vec::new(),
            holding: Vec::new(),
            read: Vec::new(),
            announcement: None,
            number: 0,
            of_people: VecDeque::new(),
            chimes: Bucket::new(CHIMES),
        }
    }
}

impl Notifications {
    /// Shows a notice that goes away by itself.
    pub fn pass(&mut self, kind: NoticeKind, now: Time) {
        self.put(kind, Some(now + PASSING_MS));
    }

    /// Shows one that a person has to think about before it goes away by itself.
    pub fn linger(&mut self, kind: NoticeKind, now: Time) {
        self.put(kind, Some(now + LINGERING_MS));
    }

    /// Shows a notice for as long as `is` says so. One that had to make room for others comes back as soon as there is some.
    pub fn hold(&mut self, kind: NoticeKind, is: bool) {
        match (self.holds(kind), is) {
            (false, true) => {
                self.holding.push(kind);
                self.put(kind, None);
            }
            (true, true) => {
                let hidden = !self.shows(kind) && !self.read.contains(&kind);
                if hidden && self.notices.len() < MAX_NOTICES {
                    self.notices.push((kind, None));
                }
            }
            (true, false) => {
                self.holding.retain(|held| *held != kind);
                self.read.retain(|read| *read != kind);
                self.take(kind);
            }
            (false, false) => {}
        }
    }

    fn put(&mut self, kind: NoticeKind, until: Option<Time>) {
        self.take(kind);
        if self.notices.len() >= MAX_NOTICES {
            self.notices.remove(0);
        }
        self.notices.push((kind, until));
    }

    fn take(&mut self, kind: NoticeKind) {
        self.notices.retain(|(shown, _)| *shown != kind);
    }

    /// The person has read it: it stays away until what it says is over and begins anew.
    pub fn dismiss(&mut self, kind: NoticeKind) {
        if self.holds(kind) && !self.read.contains(&kind) {
            self.read.push(kind);
        }
        self.take(kind);
    }

    /// Whether it is shown.
    pub fn shows(&self, kind: NoticeKind) -> bool {
        self.notices.iter().any(|(shown, _)| *shown == kind)
    }

    /// Whether it is so, shown or not: whoever has read a notice has not mended what it says.
    pub fn holds(&self, kind: NoticeKind) -> bool {
        self.holding.contains(&kind)
    }

    /// All that is so, shown or not, oldest first.
    pub fn holding(&self) -> &[NoticeKind] {
        &self.holding
    }

    /// Takes all away.
    pub fn clear(&mut self) {
        self.notices.clear();
        self.holding.clear();
        self.read.clear();
        self.announcement = None;
    }

    /// Says something in the live region.
    pub fn announce(&mut self, what: News, now: Time) {
        self.number += 1;
        self.announcement = Some((Announcement { number: self.number, what }, now + SAID_MS));
    }

    /// Whether something may be announced of a person now.
    pub fn room_for_people(&self, now: Time) -> bool {
        self.of_people.iter().filter(|at| now.since(**at) < OF_PEOPLE_MS).count() < MAX_OF_PEOPLE
    }

    /// Says in the live region that somebody came, went, or does something.
    pub fn announce_person(&mut self, what: News, now: Time) {
        if self.of_people.len() == MAX_OF_PEOPLE {
            self.of_people.pop_front();
        }
        self.of_people.push_back(now);
        self.announce(what, now);
    }

    /// Whether it may ring for what is announced now.
    pub fn rings(&mut self, now: Time) -> bool {
        self.chimes.take(now)
    }

    /// Takes away what has been there long enough.
    pub fn tick(&mut self, now: Time) {
        self.notices.retain(|(_, until)| until.is_none_or(|until| until > now));
        self.of_people.retain(|at| now.since(*at) < OF_PEOPLE_MS);
        if self.announcement.as_ref().is_some_and(|(_, until)| *until <= now) {
            self.announcement = None;
        }
    }

    /// When something has been there long enough.
    pub fn deadline(&self) -> Option<Time> {
        let said = self.announcement.as_ref().map(|(_, until)| *until);
        let full = self.of_people.front().filter(|_| self.of_people.len() == MAX_OF_PEOPLE);
        let said = soonest(said, full.map(|at| *at + OF_PEOPLE_MS));
        self.notices.iter().fold(said, |soon, (_, until)| soonest(soon, *until))
    }

    /// Whether this is still what there is to show and to say.
    pub fn are(&self, notices: &[NoticeKind], announcement: Option<&Announcement>) -> bool {
        self.notices.iter().map(|(kind, _)| kind).eq(notices)
            && self.announcement.as_ref().map(|(announcement, _)| announcement) == announcement
    }

    /// Those to show, oldest first.
    pub fn notices(&self) -> Arc<[NoticeKind]> {
        self.notices.iter().map(|(kind, _)| *kind).collect()
    }

    /// What the live region says.
    pub fn announcement(&self) -> Option<Announcement> {
        self.announcement.as_ref().map(|(announcement, _)| announcement.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AWAY: NoticeKind = NoticeKind::ServerAway;

    #[test]
    fn what_was_read_stays_away_until_it_begins_anew() {
        let mut notifications = Notifications::default();
        notifications.hold(AWAY, true);
        notifications.dismiss(AWAY);
        notifications.hold(AWAY, true);
        assert!(notifications.notices().is_empty());
        notifications.hold(AWAY, false);
        notifications.hold(AWAY, true);
        assert_eq!(*notifications.notices(), [AWAY]);
    }

    #[test]
    fn what_was_read_or_had_to_make_room_still_holds() {
        let mut notifications = Notifications::default();
        let held = [AWAY, NoticeKind::NoRelay, NoticeKind::MicrophoneSilent, NoticeKind::Deaf, NoticeKind::NotKept];
        let hold = |notifications: &mut Notifications| held.into_iter().for_each(|kind| notifications.hold(kind, true));
        hold(&mut notifications);
        notifications.hold(AWAY, true);
        assert_eq!(*notifications.notices(), held[1..], "the first made room, and pushes out no other in turn");
        assert_eq!(notifications.holding(), held);
        notifications.dismiss(NoticeKind::NoRelay);
        hold(&mut notifications);
        assert_eq!(*notifications.notices(), [held[2], held[3], held[4], AWAY]);
        assert!(notifications.holds(NoticeKind::NoRelay) && !notifications.shows(NoticeKind::NoRelay));
        notifications.hold(NoticeKind::NoRelay, false);
        notifications.hold(AWAY, false);
        assert_eq!((notifications.holding(), &*notifications.notices()), (&held[2..], &held[2..]));
    }

    #[test]
    fn six_things_are_said_of_people_in_ten_seconds_and_the_next_ones_later() {
        let mut notifications = Notifications::default();
        let mut said = Vec::new();
        for ms in (0..20_000).step_by(100) {
            notifications.tick(Time(ms));
            if notifications.room_for_people(Time(ms)) {
                notifications.announce_person(News::ServerBack, Time(ms));
                said.push(ms);
            }
        }
        assert_eq!(said, [0, 100, 200, 300, 400, 500, 10_000, 10_100, 10_200, 10_300, 10_400, 10_500]);
        assert_eq!(notifications.deadline(), Some(Time(20_000)), "when the oldest of six no longer counts");
    }

    #[test]
    fn it_rings_four_times_at_once_and_ten_times_a_minute() {
        let mut notifications = Notifications::default();
        let rung: Vec<u64> = (0..60_000).filter(|ms| notifications.rings(Time(*ms))).collect();
        assert_eq!(rung, [0, 1, 2, 3, 10_000, 20_000, 30_000, 40_000, 50_000]);
    }

    #[test]
    fn a_passing_notice_that_was_read_comes_again_when_it_happens_again() {
        let mut notifications = Notifications::default();
        notifications.pass(NoticeKind::LinkCopied, Time(0));
        notifications.dismiss(NoticeKind::LinkCopied);
        notifications.pass(NoticeKind::LinkCopied, Time(1));
        assert_eq!(*notifications.notices(), [NoticeKind::LinkCopied]);
    }
}
