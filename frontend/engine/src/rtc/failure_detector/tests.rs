//! How long heartbeats may be missing, and what is tried then.

use super::*;

/// A connection whose heartbeats came every 100 ms until now.
fn well() -> (Signs, Time) {
    let mut heartbeats = Heartbeats::new(Time(0));
    (1..=100).for_each(|heartbeat| heartbeats.heartbeat(Time(100 * heartbeat)));
    let state = (ConnectionState::Connected, Time(0));
    (Signs { state, heartbeats, awake: Time(0), soundless: None }, Time(10_000))
}

#[test]
fn needless_attempts_make_patient_and_are_forgotten() {
    let (signs, last) = well();
    let mut detector = FailureDetector::default();
    for wait in [1_000, 2_000, 4_000, 8_000, 8_000] {
        assert_eq!(detector.judge(&signs, None, last + (wait - 1)), Remedy::Nothing, "{wait}");
        assert_eq!(detector.judge(&signs, None, last + wait), Remedy::FailOver);
        detector.needless(last);
        detector.hope();
    }
    let later = last + FORGET_MS;
    let signs = Signs { heartbeats: Heartbeats::new(later), ..signs };
    assert!(detector.silent_at(&signs, later).one <= later + 1_250, "as easily alarmed as ever");
}

#[test]
fn many_needless_attempts_with_others_make_patient_too() {
    let (signs, last) = well();
    for (needless, wait) in [(2, 1_000), (3, 2_000), (5, 2_000), (6, 4_000), (12, 8_000), (72, 8_000), (0, 1_000)] {
        let mut detector = FailureDetector::default();
        detector.share(needless);
        detector.hope();
        assert_eq!(detector.judge(&signs, None, last + (wait - 1)), Remedy::Nothing, "{needless}");
        assert_eq!(detector.judge(&signs, None, last + wait), Remedy::FailOver, "{needless}");
    }
    let mut detector = FailureDetector::default();
    detector.share(72);
    detector.needless(last);
    assert_eq!(detector.needless_of_late(last), 1, "what is common is not our own");
}

#[test]
fn one_peers_heartbeats_missing_for_a_second_are_worth_a_fresh_connection() {
    let (signs, last) = well();
    for (ms, remedy) in
        [(0, Remedy::Nothing), (999, Remedy::Nothing), (1_000, Remedy::FailOver), (9_000, Remedy::FailOver)]
    {
        assert_eq!(FailureDetector::default().judge(&signs, None, last + ms), remedy, "after {ms} ms");
    }
}

#[test]
fn everybodys_heartbeats_missing_are_ever_more_of_a_sign() {
    let (signs, last) = well();
    for (ms, silence) in [
        (149, Silence::None),
        (150, Silence::Odd),
        (249, Silence::Odd),
        (250, Silence::Brief),
        (349, Silence::Brief),
        (350, Silence::Long),
    ] {
        assert_eq!(FailureDetector::default().silence(&signs, last + ms), silence, "after {ms} ms");
        let remedy = if silence < Silence::Brief { Remedy::Nothing } else { Remedy::FailOver };
        assert_eq!(
            FailureDetector::default().judge(&signs, Some(Silence::Brief), last + ms),
            remedy,
            "our own network, after {ms} ms"
        );
    }
}

#[test]
fn where_our_network_has_changed_an_odd_silence_is_enough() {
    let (signs, last) = well();
    for (ms, remedy) in [(149, Remedy::Nothing), (150, Remedy::FailOver)] {
        assert_eq!(FailureDetector::default().judge(&signs, Some(Silence::Odd), last + ms), remedy, "after {ms} ms");
    }
}

#[test]
fn unsteady_heartbeats_are_a_sign_sooner_if_nobody_else_is_heard_either() {
    let (mut signs, last) = well();
    signs.heartbeats.heartbeat(last + 300);
    let last = last + 300;
    for (ms, silence, remedy) in [
        (449, Silence::None, Remedy::Nothing),
        (450, Silence::WithOthers, Remedy::FailOver),
        (749, Silence::WithOthers, Remedy::FailOver),
        (750, Silence::Long, Remedy::FailOver),
    ] {
        assert_eq!(FailureDetector::default().silence(&signs, last + ms), silence, "after {ms} ms");
        assert_eq!(FailureDetector::default().judge(&signs, Some(Silence::Brief), last + ms), remedy, "after {ms} ms");
        assert_eq!(FailureDetector::default().judge(&signs, None, last + ms), Remedy::Nothing, "others are heard");
    }
}

#[test]
fn an_unmuted_peer_without_sound_for_a_second_is_worth_a_failover() {
    let (signs, last) = well();
    let signs = Signs { soundless: Some(last), ..signs };
    let mut beating = signs;
    beating.heartbeats.heartbeat(last + 950);
    for (ms, remedy) in [(999, Remedy::Nothing), (1_000, Remedy::FailOver)] {
        assert_eq!(FailureDetector::default().judge(&beating, None, last + ms), remedy, "after {ms} ms");
    }
}

#[test]
fn disconnected_for_two_seconds_restarts_ice_once_and_failovers_go_on() {
    let (mut signs, last) = well();
    signs.state = (ConnectionState::Disconnected, last);
    let mut detector = FailureDetector::default();
    assert_eq!(detector.judge(&signs, None, last + 1_999), Remedy::FailOver);
    assert_eq!(detector.judge(&signs, None, last + 2_000), Remedy::RestartIce);
    detector.restarted(&signs);
    assert_eq!(detector.judge(&signs, None, last + 2_000), Remedy::FailOver);
    detector.hope();
    assert_ne!(detector.judge(&signs, None, last + 9_000), Remedy::RestartIce, "it said so only once");
    signs.state.1 = last + 9_000;
    assert_eq!(detector.judge(&signs, None, last + 11_000), Remedy::RestartIce, "it says so again");
}

#[test]
fn failovers_run_at_once_after_3_and_after_8_seconds_and_then_no_more() {
    let (signs, last) = well();
    let mut detector = FailureDetector::default();
    let mut now = last + 1_000;
    for wait in FRESH_MS {
        if wait > 0 {
            assert_eq!(detector.judge(&signs, None, now + (wait - 1)), Remedy::Nothing);
        }
        now = now + wait;
        assert_eq!(detector.judge(&signs, None, now), Remedy::FailOver);
        assert!(!detector.exhausted());
        detector.tries();
        now = now + 700;
        detector.lost(now);
    }
    assert!(detector.exhausted());
    assert_eq!(detector.judge(&signs, Some(Silence::Brief), now + 60_000), Remedy::Nothing);
    detector.hope();
    assert_eq!(detector.judge(&signs, None, now), Remedy::FailOver);
}

#[test]
fn a_late_turn_proves_nothing() {
    let (mut signs, last) = well();
    signs.state = (ConnectionState::Disconnected, last);
    signs.soundless = Some(last);
    signs.awake = last + 60_000;
    assert_eq!(FailureDetector::default().judge(&signs, Some(Silence::Brief), last + 60_000), Remedy::Nothing);
    assert_eq!(FailureDetector::default().judge(&signs, Some(Silence::Brief), last + 60_250), Remedy::FailOver);
}

#[test]
fn the_deadline_is_when_the_judgement_changes() {
    let (signs, last) = well();
    let detector = FailureDetector::default();
    let mut now = last;
    for next in [150, 250, 350, 1_000] {
        assert_eq!(detector.deadline(&signs, now), Some(last + next));
        now = last + next;
    }
    assert_eq!(detector.deadline(&signs, last + 1_000), None);
}
