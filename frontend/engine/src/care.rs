//! Judges one tie that once worked, by its beats, its sound and the browser's word, and says what is to be tried.
//!
//! It decides nothing about when a race may run: all ties share an allotment (`meeting/rescue.rs`).

use crate::event::ConnectionState;
use crate::rhythm::Rhythm;
use crate::time::{Time, soonest};

/// One peer's beats missing for this long, or their sound while they are unmuted, milliseconds: a fresh connection.
const ONE_MS: u64 = 1_000;
/// Everybody's beats missing for this long, milliseconds: it is our own network, and all need a fresh connection.
pub const ALL_MS: u64 = 350;
/// Everybody's beats missing for this long, milliseconds: the server is asked whether it is still there.
pub const ASK_MS: u64 = 150;
/// Everybody's beats missing for this long, and no answer from the server either, milliseconds: two witnesses who do not
/// know each other need not be heard for as long as one.
const BRIEF_MS: u64 = 250;
/// `disconnected` may heal by itself for this long, milliseconds; then ICE restarts.
const HEAL_MS: u64 = 2_000;
/// Waits before each fresh connection, milliseconds; then a person has to ask.
const FRESH_MS: [u64; 3] = [0, 3_000, 8_000];

/// After each fresh connection that was needless, silence has to be twice as long to be a sign, so many times at most: on
/// a computer or a line that can hardly keep up, fresh connections only make it worse.
const DOUBLINGS: u32 = 3;
/// With so many needless ones of late it is our own computer or line, whoever they were with: all are to be more patient.
/// With twice as many twice as patient.
const COMMON: u32 = 3;
/// A tie that had no needless one for so long is as easily alarmed as ever, milliseconds.
const FORGET_MS: u64 = 60_000;

/// What is known of the connection that is shown.
#[derive(Clone, Copy, Debug)]
pub struct Signs {
    /// The browser's word, and since when.
    pub state: (ConnectionState, Time),
    /// Their beats.
    pub rhythm: Rhythm,
    /// Since when our own turns have come in time. Invariant: a late turn proves nothing.
    pub awake: Time,
    /// Since when no sound comes though they are unmuted, if the browser tells.
    pub soundless: Option<Time>,
}

/// What is to be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Nothing, or nothing more.
    Nothing,
    /// New ICE credentials on the connection there is.
    RestartIce,
    /// A fresh connection beside it.
    Race,
}

/// How long beats have been missing.
///
/// Late beats are usual on a busy computer, but hardly of everybody at once: if all are missing, one unusual silence is
/// enough, and of the others one that is merely long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Silence {
    /// Not worth a word.
    None,
    /// Longer than beats keep one waiting: worth asking the server if the others are silent too, and it counts where our
    /// network has just changed.
    Odd,
    /// It counts if the others are silent too, and the server.
    Brief,
    /// It counts if the others are silent too.
    WithOthers,
    /// Unusual with them: it is our own network if the others are silent too.
    Long,
}

/// When silence becomes which of these.
#[derive(Clone, Copy, Debug)]
struct Silent {
    odd: Time,
    brief: Time,
    with_others: Time,
    long: Time,
    /// It is this connection, whatever the others do.
    one: Time,
}

/// What was tried since the connection was last well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Care {
    /// Since when the browser said `disconnected` when ICE was last restarted.
    ///
    /// Invariant: one restart for each time it says so, well or not. Beats may go on under that word, and a restart for
    /// each turn in which they do would be a letter for each letter.
    restarted: Option<Time>,
    tried: usize,
    rest: Time,
    needless: Needless,
}

/// Fresh connections beside old ones that were well again by themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Needless {
    times: u32,
    last: Time,
    /// Doublings for what all ties have had.
    common: u32,
}

impl Care {
    /// What is to be tried now. `own`: it is our own network, and from this silence on somebody needs help.
    pub fn judge(&self, signs: &Signs, own: Option<Silence>, now: Time) -> Remedy {
        if self.restart_at(signs).is_some_and(|at| at <= now) {
            return Remedy::RestartIce;
        }
        let one = self.silent_at(signs, now).one;
        let soundless = signs.soundless.is_some_and(|since| now >= since.max(signs.awake) + ONE_MS);
        let sign = now >= one || soundless || own.is_some_and(|from| self.silence(signs, now) >= from);
        if sign && !self.exhausted() && now >= self.rest { Remedy::Race } else { Remedy::Nothing }
    }

    /// How long beats have been missing.
    pub fn silence(&self, signs: &Signs, now: Time) -> Silence {
        let Silent { odd, brief, with_others, long, .. } = self.silent_at(signs, now);
        let reached =
            [(long, Silence::Long), (with_others, Silence::WithOthers), (brief, Silence::Brief), (odd, Silence::Odd)];
        reached.into_iter().find(|(at, _)| now >= *at).map_or(Silence::None, |(_, silence)| silence)
    }

    /// ICE restarts.
    pub fn restarted(&mut self, signs: &Signs) {
        self.restarted = Some(signs.state.1);
    }

    /// A fresh connection is begun, beside the old one or in its place.
    pub fn tries(&mut self) {
        self.tried += 1;
    }

    /// A race has ended without a winner: the next one waits.
    pub fn lost(&mut self, now: Time) {
        self.rest = now + self.wait().unwrap_or_default();
    }

    /// A fresh connection was made beside an old one that is well after all.
    pub fn needless(&mut self, now: Time) {
        let times = (self.needless_of_late(now) + 1).min(DOUBLINGS);
        self.needless = Needless { times, last: now, ..self.needless };
    }

    /// Needless ones that are not forgotten, as far as they count.
    pub fn needless_of_late(&self, now: Time) -> u32 {
        if now.since(self.needless.last) < FORGET_MS { self.needless.times } else { 0 }
    }

    /// So many needless ones all ties have had of late.
    pub fn share(&mut self, needless: u32) {
        self.needless.common = (needless / COMMON).checked_ilog2().map_or(0, |log| (log + 1).min(DOUBLINGS));
    }

    fn doublings(&self, now: Time) -> u32 {
        self.needless_of_late(now).max(self.needless.common)
    }

    fn silent_at(&self, signs: &Signs, now: Time) -> Silent {
        let doublings = self.doublings(now);
        let with_others = |ms: u64| signs.rhythm.silent_with_others_at(ms << doublings, signs.awake);
        let alone = |ms: u64| signs.rhythm.silent_at(ms << doublings, signs.awake);
        Silent {
            odd: with_others(ASK_MS),
            brief: with_others(BRIEF_MS),
            with_others: with_others(ALL_MS),
            long: alone(ALL_MS),
            one: alone(ONE_MS),
        }
    }

    /// How long to wait before the next fresh connection, in milliseconds; `None` if everything was tried.
    pub fn wait(&self) -> Option<u64> {
        FRESH_MS.get(self.tried).copied()
    }

    /// Everything was tried.
    pub fn exhausted(&self) -> bool {
        self.wait().is_none()
    }

    /// All is well, or there is new reason to hope: everything may be tried again.
    pub fn hope(&mut self) {
        *self = Care { needless: self.needless, restarted: self.restarted, ..Care::default() };
    }

    /// When the next judgement may be another one.
    pub fn deadline(&self, signs: &Signs, now: Time) -> Option<Time> {
        let Silent { odd, brief, with_others, long, one } = self.silent_at(signs, now);
        let rest = Some(self.rest).filter(|_| !self.exhausted());
        let soundless = signs.soundless.map(|since| since.max(signs.awake) + ONE_MS);
        let later = |at: Option<Time>| at.filter(|at| *at > now);
        let silences = [odd, brief, with_others, long, one].map(Some);
        let at = silences.into_iter().chain([rest, soundless]);
        let races = at.fold(None, |soon, at| soonest(soon, later(at)));
        soonest(races, self.restart_at(signs))
    }

    fn restart_at(&self, signs: &Signs) -> Option<Time> {
        let (state, since) = signs.state;
        match state {
            ConnectionState::Disconnected if self.restarted != Some(since) => Some(since.max(signs.awake) + HEAL_MS),
            ConnectionState::Connecting
            | ConnectionState::Connected
            | ConnectionState::Disconnected
            | ConnectionState::Failed
            | ConnectionState::Closed => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A connection whose beats came every 100 ms until now.
    fn well() -> (Signs, Time) {
        let mut rhythm = Rhythm::new(Time(0));
        (1..=100).for_each(|beat| rhythm.beat(Time(100 * beat)));
        let state = (ConnectionState::Connected, Time(0));
        (Signs { state, rhythm, awake: Time(0), soundless: None }, Time(10_000))
    }

    #[test]
    fn needless_attempts_make_patient_and_are_forgotten() {
        let (signs, last) = well();
        let mut care = Care::default();
        for wait in [1_000, 2_000, 4_000, 8_000, 8_000] {
            assert_eq!(care.judge(&signs, None, last + (wait - 1)), Remedy::Nothing, "{wait}");
            assert_eq!(care.judge(&signs, None, last + wait), Remedy::Race);
            care.needless(last);
            care.hope();
        }
        let later = last + FORGET_MS;
        let signs = Signs { rhythm: Rhythm::new(later), ..signs };
        assert!(care.silent_at(&signs, later).one <= later + 1_250, "as easily alarmed as ever");
    }

    #[test]
    fn many_needless_attempts_with_others_make_patient_too() {
        let (signs, last) = well();
        for (needless, wait) in [(2, 1_000), (3, 2_000), (5, 2_000), (6, 4_000), (12, 8_000), (72, 8_000), (0, 1_000)] {
            let mut care = Care::default();
            care.share(needless);
            care.hope();
            assert_eq!(care.judge(&signs, None, last + (wait - 1)), Remedy::Nothing, "{needless}");
            assert_eq!(care.judge(&signs, None, last + wait), Remedy::Race, "{needless}");
        }
        let mut care = Care::default();
        care.share(72);
        care.needless(last);
        assert_eq!(care.needless_of_late(last), 1, "what is common is not our own");
    }

    #[test]
    fn one_peers_beats_missing_for_a_second_are_worth_a_race() {
        let (signs, last) = well();
        for (ms, remedy) in [(0, Remedy::Nothing), (999, Remedy::Nothing), (1_000, Remedy::Race), (9_000, Remedy::Race)]
        {
            assert_eq!(Care::default().judge(&signs, None, last + ms), remedy, "after {ms} ms");
        }
    }

    #[test]
    fn everybodys_beats_missing_are_ever_more_of_a_sign() {
        let (signs, last) = well();
        for (ms, silence) in [
            (149, Silence::None),
            (150, Silence::Odd),
            (249, Silence::Odd),
            (250, Silence::Brief),
            (349, Silence::Brief),
            (350, Silence::Long),
        ] {
            assert_eq!(Care::default().silence(&signs, last + ms), silence, "after {ms} ms");
            let remedy = if silence < Silence::Brief { Remedy::Nothing } else { Remedy::Race };
            assert_eq!(
                Care::default().judge(&signs, Some(Silence::Brief), last + ms),
                remedy,
                "our own network, after {ms} ms"
            );
        }
    }

    #[test]
    fn where_our_network_has_changed_an_odd_silence_is_enough() {
        let (signs, last) = well();
        for (ms, remedy) in [(149, Remedy::Nothing), (150, Remedy::Race)] {
            assert_eq!(Care::default().judge(&signs, Some(Silence::Odd), last + ms), remedy, "after {ms} ms");
        }
    }

    #[test]
    fn unsteady_beats_are_a_sign_sooner_if_nobody_else_is_heard_either() {
        let (mut signs, last) = well();
        signs.rhythm.beat(last + 300);
        let last = last + 300;
        for (ms, silence, remedy) in [
            (449, Silence::None, Remedy::Nothing),
            (450, Silence::WithOthers, Remedy::Race),
            (749, Silence::WithOthers, Remedy::Race),
            (750, Silence::Long, Remedy::Race),
        ] {
            assert_eq!(Care::default().silence(&signs, last + ms), silence, "after {ms} ms");
            assert_eq!(Care::default().judge(&signs, Some(Silence::Brief), last + ms), remedy, "after {ms} ms");
            assert_eq!(Care::default().judge(&signs, None, last + ms), Remedy::Nothing, "others are heard");
        }
    }

    #[test]
    fn an_unmuted_peer_without_sound_for_a_second_is_worth_a_race() {
        let (signs, last) = well();
        let signs = Signs { soundless: Some(last), ..signs };
        let mut beating = signs;
        beating.rhythm.beat(last + 950);
        for (ms, remedy) in [(999, Remedy::Nothing), (1_000, Remedy::Race)] {
            assert_eq!(Care::default().judge(&beating, None, last + ms), remedy, "after {ms} ms");
        }
    }

    #[test]
    fn disconnected_for_two_seconds_restarts_ice_once_and_races_go_on() {
        let (mut signs, last) = well();
        signs.state = (ConnectionState::Disconnected, last);
        let mut care = Care::default();
        assert_eq!(care.judge(&signs, None, last + 1_999), Remedy::Race);
        assert_eq!(care.judge(&signs, None, last + 2_000), Remedy::RestartIce);
        care.restarted(&signs);
        assert_eq!(care.judge(&signs, None, last + 2_000), Remedy::Race);
        care.hope();
        assert_ne!(care.judge(&signs, None, last + 9_000), Remedy::RestartIce, "it said so only once");
        signs.state.1 = last + 9_000;
        assert_eq!(care.judge(&signs, None, last + 11_000), Remedy::RestartIce, "it says so again");
    }

    #[test]
    fn races_run_at_once_after_3_and_after_8_seconds_and_then_no_more() {
        let (signs, last) = well();
        let mut care = Care::default();
        let mut now = last + 1_000;
        for wait in FRESH_MS {
            if wait > 0 {
                assert_eq!(care.judge(&signs, None, now + (wait - 1)), Remedy::Nothing);
            }
            now = now + wait;
            assert_eq!(care.judge(&signs, None, now), Remedy::Race);
            assert!(!care.exhausted());
            care.tries();
            now = now + 700;
            care.lost(now);
        }
        assert!(care.exhausted());
        assert_eq!(care.judge(&signs, Some(Silence::Brief), now + 60_000), Remedy::Nothing);
        care.hope();
        assert_eq!(care.judge(&signs, None, now), Remedy::Race);
    }

    #[test]
    fn a_late_turn_proves_nothing() {
        let (mut signs, last) = well();
        signs.state = (ConnectionState::Disconnected, last);
        signs.soundless = Some(last);
        signs.awake = last + 60_000;
        assert_eq!(Care::default().judge(&signs, Some(Silence::Brief), last + 60_000), Remedy::Nothing);
        assert_eq!(Care::default().judge(&signs, Some(Silence::Brief), last + 60_250), Remedy::Race);
    }

    #[test]
    fn the_deadline_is_when_the_judgement_changes() {
        let (signs, last) = well();
        let care = Care::default();
        let mut now = last;
        for next in [150, 250, 350, 1_000] {
            assert_eq!(care.deadline(&signs, now), Some(last + next));
            now = last + next;
        }
        assert_eq!(care.deadline(&signs, last + 1_000), None);
    }
}
