//! Audio stall: whether sound should come from somebody and does not, though everything else does.

use super::PeerLink;
use crate::api::stats::Stats;
use crate::base::ids::Epoch;
use crate::base::time::Time;

/// Whoever switches on is heard so long after saying so at the latest, milliseconds: the message is faster than the sound.
/// Where a fresh connection brought no sound either it is the next of these: then their microphone itself gives none.
const GRACE_MS: [u64; 4] = [2_000, 10_000, 60_000, 600_000];
/// Where more packets are lost than this, as a share, …
const LOSSY: f32 = 0.04;
/// … and for so long after, milliseconds, …
const LOSSY_MS: u64 = 10_000;
/// … nothing has to come for so long, milliseconds: who is silent sends two packets a second (RFC 7587 §3.1.3), and both
/// may be lost.
const LONG_MS: u64 = 3_000;

/// The sound of one person.
#[derive(Debug, Default)]
pub struct AudioStall {
    /// Over which connection it should come, and since when.
    expected: Option<(Epoch, Time)>,
    /// When its packets were last counted.
    counted: Option<Time>,
    /// Since when none came.
    since: Option<Time>,
    /// When packets were last seen to be lost.
    lossy: Option<Time>,
    /// Fresh connections that were no help.
    fruitless: usize,
}

impl AudioStall {
    /// Over which connection their sound should come, if it should.
    fn expect(&mut self, epoch: Option<Epoch>, now: Time) {
        if self.expected.map(|(epoch, _)| epoch) == epoch {
            return;
        }
        if epoch.is_some() && self.expected.is_some() && self.since.is_some() {
            self.fruitless += 1;
        }
        self.expected = epoch.map(|epoch| (epoch, now));
        (self.counted, self.since) = (None, None);
    }

    /// What came over a connection since it was counted last.
    fn count(&mut self, epoch: Epoch, stats: &Stats, now: Time) {
        let Some((_, begun)) = self.expected.filter(|(expected, _)| *expected == epoch) else { return };
        let before = self.counted.replace(now);
        if stats.loss.max(stats.missed) > LOSSY {
            self.lossy = Some(now);
        }
        match stats.voice {
            Some(0) => {
                let grace = GRACE_MS[self.fruitless.min(GRACE_MS.len() - 1)];
                let from = before.unwrap_or(now).max(begun + grace);
                self.since = self.since.or(Some(from)).filter(|from| *from <= now);
            }
            Some(_) => (self.since, self.fruitless) = (None, 0),
            None => self.since = None,
        }
    }

    /// Since when nothing came over a connection that should have.
    ///
    /// What was missed on one says nothing of another: a fresh one that has just taken its place has to be listened to first.
    fn since(&self, epoch: Epoch) -> Option<Time> {
        self.expected.filter(|(expected, _)| *expected == epoch)?;
        let (since, counted) = (self.since?, self.counted?);
        let lossy = self.lossy.is_some_and(|at| counted.since(at) < LOSSY_MS);
        (!lossy || counted.since(since) >= LONG_MS).then_some(since)
    }
}

impl PeerLink {
    /// Whether they are to be heard, as their status says.
    pub fn expect_voice(&mut self, speaks: bool, now: Time) {
        let shown = self.connections.shown().filter(|shown| speaks && shown.confirmed());
        self.audio_stall.expect(shown.map(|shown| shown.id.epoch), now);
    }

    /// What came over a connection.
    pub fn count_voice(&mut self, epoch: Epoch, stats: &Stats, now: Time) {
        self.audio_stall.count(epoch, stats, now);
    }

    /// Since when no sound of theirs comes that should.
    pub fn soundless(&self) -> Option<Time> {
        self.audio_stall.since(self.connections.shown()?.id.epoch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Epoch = Epoch(1);
    const TWO: Epoch = Epoch(2);

    fn packets(voice: u32) -> Stats {
        Stats { voice: Some(voice), ..Stats::default() }
    }

    /// They switched on at the beginning of time, and these packets came in each second from the third on.
    fn after(each: &[u32]) -> AudioStall {
        let mut stall = AudioStall::default();
        stall.expect(Some(ONE), Time(0));
        for (second, voice) in (3..).zip(each) {
            stall.count(ONE, &packets(*voice), Time(second * 1_000));
        }
        stall
    }

    #[test]
    fn a_second_without_a_packet_is_a_stall() {
        assert_eq!(after(&[50, 2, 2, 50]).since(ONE), None, "who is silent sends a little");
        assert_eq!(after(&[50, 0]).since(ONE), Some(Time(3_000)));
        assert_eq!(after(&[50, 0, 0]).since(ONE), Some(Time(3_000)));
        assert_eq!(after(&[50, 0, 1]).since(ONE), None);
    }

    #[test]
    fn who_has_just_switched_on_has_a_moment() {
        let mut stall = AudioStall::default();
        stall.expect(Some(ONE), Time(0));
        for (now, since) in [(1_000, None), (1_999, None), (2_500, Some(Time(2_000)))] {
            stall.count(ONE, &packets(0), Time(now));
            assert_eq!(stall.since(ONE), since, "after {now} ms");
        }
    }

    #[test]
    fn who_is_muted_owes_no_sound() {
        let mut stall = after(&[50, 0]);
        stall.expect(None, Time(5_000));
        stall.count(ONE, &packets(0), Time(6_000));
        assert_eq!(stall.since(ONE), None);
    }

    #[test]
    fn figures_of_another_connection_and_unknown_ones_say_nothing() {
        let mut stall = after(&[50]);
        stall.count(TWO, &packets(0), Time(4_000));
        assert_eq!(stall.since(ONE), None);
        stall.count(ONE, &packets(0), Time(5_000));
        assert!(stall.since(ONE).is_some());
        assert_eq!(stall.since(TWO), None);
        stall.count(ONE, &Stats::default(), Time(6_000));
        assert_eq!(stall.since(ONE), None);
    }

    #[test]
    fn where_packets_are_lost_it_takes_longer() {
        let mut stall = after(&[50]);
        stall.count(ONE, &Stats { missed: 0.3, ..packets(2) }, Time(4_000));
        for (now, since) in [(5_000, None), (6_000, None), (7_000, Some(Time(4_000)))] {
            stall.count(ONE, &packets(0), Time(now));
            assert_eq!(stall.since(ONE), since, "after {now} ms");
        }
    }

    #[test]
    fn a_microphone_that_gives_nothing_is_tried_ever_less_often() {
        let mut stall = after(&[50, 0]);
        let mut now = Time(4_000);
        for (epoch, grace) in [(2, 10_000), (3, 60_000), (4, 600_000), (5, 600_000)] {
            stall.expect(Some(Epoch(epoch)), now);
            stall.count(Epoch(epoch), &packets(0), now + (grace - 1));
            assert_eq!(stall.since(Epoch(epoch)), None);
            stall.count(Epoch(epoch), &packets(0), now + grace);
            assert!(stall.since(Epoch(epoch)).is_some(), "epoch {epoch}");
            now = now + grace;
        }
        stall.count(Epoch(5), &packets(1), now + 1_000);
        stall.count(Epoch(5), &packets(0), now + 2_000);
        assert!(stall.since(Epoch(5)).is_some(), "what worked once is missed at once");
    }
}
