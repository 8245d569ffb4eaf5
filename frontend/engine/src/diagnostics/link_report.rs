//! A report of the link to one person: its last minute, its grade, and whom they say they hear.

use super::grade::DebouncedGrade;
use super::history::StatsHistory;
use crate::api::stats::Stats;
use crate::api::view::{Grade, Sample};
use crate::base::time::Time;
use crate::messaging::message::HearingReport;
use plenum_shared::ids::PeerId;

/// Of more people than this nothing is believed: a room holds no more.
const MAX_HEARD: usize = 50;
/// What somebody says may be older than what they could know: only after so long is a connection called missing, milliseconds.
const SETTLED_MS: u64 = 10_000;

/// Figures older than this say nothing, milliseconds: hidden pages count every five seconds.
const FRESH_MS: u64 = 7_000;

/// How somebody hears somebody else, as they say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audibility {
    /// Without gaps.
    Well,
    /// With gaps.
    Badly,
    /// Not at all.
    Not,
}

/// One person's.
#[derive(Debug, Default)]
pub struct LinkReport {
    history: StatsHistory,
    grade: DebouncedGrade,
    newest: Option<(Stats, Time)>,
    said: Option<HearingReport>,
    /// Since when they have been in the room.
    inside: Option<Time>,
    /// Since when there has been a connection.
    up: Option<Time>,
}

impl LinkReport {
    /// Takes figures of the connection that is shown.
    pub fn take(&mut self, stats: &Stats, now: Time) {
        self.newest = Some((*stats, now));
        self.history.take(stats, now);
    }

    /// Takes what they say of the others; older messages that come late change nothing.
    pub fn hear_of(&mut self, mut hears: HearingReport) {
        if self.said.as_ref().is_none_or(|newest| newest.revision < hears.revision) {
            hears.well.truncate(MAX_HEARD);
            hears.badly.truncate(MAX_HEARD - hears.well.len());
            self.said = Some(hears);
        }
    }

    /// Notes whether they are in the room, and what is to be said of the connection; `None`: there is none that was ever up.
    pub fn weigh(&mut self, inside: bool, up: bool, grade: Option<Grade>, now: Time) {
        self.inside = inside.then(|| self.inside.unwrap_or(now));
        self.up = up.then(|| self.up.unwrap_or(now));
        match grade {
            Some(grade) => self.grade.weigh(grade, now),
            None => self.grade = DebouncedGrade::default(),
        }
    }

    /// How good the connection is.
    pub fn grade(&self) -> Grade {
        self.grade.shown()
    }

    /// How they hear somebody; `None` if they never said whom they hear.
    pub fn audibility(&self, who: &PeerId) -> Option<Audibility> {
        let said = self.said.as_ref()?;
        Some(match (said.well.contains(who), said.badly.contains(who)) {
            (true, _) => Audibility::Well,
            (false, true) => Audibility::Badly,
            (false, false) => Audibility::Not,
        })
    }

    /// The same of ourselves, once they can know.
    pub fn audibility_of_us(&self, us: &PeerId, now: Time) -> Option<Audibility> {
        let known = self.up.is_none_or(|since| now.since(since) >= SETTLED_MS);
        self.audibility(us).filter(|audibility| known || *audibility != Audibility::Not)
    }

    /// Whether they have been here so long that they and the others must have found each other.
    pub fn settled(&self, now: Time) -> bool {
        self.inside.is_some_and(|since| now.since(since) >= SETTLED_MS)
    }

    /// The newest figures, however old.
    pub fn newest(&self) -> Option<&Stats> {
        self.newest.as_ref().map(|(stats, _)| stats)
    }

    /// The newest figures, unless they are too old to say how the link is.
    pub fn fresh(&self, now: Time) -> Option<Stats> {
        self.newest.filter(|(_, at)| now.since(*at) < FRESH_MS).map(|(stats, _)| stats)
    }

    /// The last minute.
    pub fn history(&self, now: Time) -> Vec<Option<Sample>> {
        self.history.view(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(number: u8) -> PeerId {
        PeerId([number; 32])
    }

    #[test]
    fn of_what_they_say_the_newest_counts_and_not_more_than_a_room_holds() {
        let mut link_report = LinkReport::default();
        assert_eq!(link_report.audibility(&peer(1)), None);
        link_report.hear_of(HearingReport { revision: 2, well: vec![peer(1)], badly: vec![peer(2)] });
        link_report.hear_of(HearingReport { revision: 1, well: vec![peer(3)], badly: vec![] });
        let audibilities = [1, 2, 3].map(|number| link_report.audibility(&peer(number)));
        assert_eq!(audibilities, [Some(Audibility::Well), Some(Audibility::Badly), Some(Audibility::Not)]);
        let all: Vec<PeerId> = (0..=255).map(peer).collect();
        link_report.hear_of(HearingReport { revision: u32::MAX, well: all.clone(), badly: all.clone() });
        assert_eq!(all.iter().filter(|who| link_report.audibility(who) != Some(Audibility::Not)).count(), MAX_HEARD);
    }

    #[test]
    fn nobody_is_said_not_to_hear_us_before_they_can_know() {
        let mut link_report = LinkReport::default();
        link_report.hear_of(HearingReport::default());
        link_report.weigh(true, true, None, Time(5_000));
        assert_eq!(link_report.audibility_of_us(&peer(1), Time(14_999)), None);
        assert_eq!(link_report.audibility_of_us(&peer(1), Time(15_000)), Some(Audibility::Not));
        assert!(!link_report.settled(Time(14_999)) && link_report.settled(Time(15_000)));
        link_report.weigh(false, false, None, Time(16_000));
        assert!(!link_report.settled(Time(60_000)));
    }
}
