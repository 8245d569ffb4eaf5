//! Tests of the preflight: tables of what is told for which facts, the probe, and how calm it is.

use super::*;
use crate::api::view::DeviceTrouble;
use crate::base::rng::Rng;

const BROKEN: DeviceState = DeviceState::Trouble(DeviceTrouble::Denied);
use DeviceState::{Off, On, Opening};

fn devices(microphone: DeviceState, moved: bool, camera: DeviceState) -> DeviceFacts {
    DeviceFacts { microphone, moved, camera, ..DeviceFacts::default() }
}

#[test]
fn how_one_is_heard_and_seen_is_told_from_what_the_devices_do() {
    let silent = DeviceFacts { silent: true, ..devices(On, true, On) };
    let mute = |facts| DeviceFacts { mute: true, ..facts };
    for (facts, told) in [
        (devices(Off, false, Off), Devices::Unknown),
        (devices(Off, false, On), Devices::Unknown),
        (devices(Opening, false, On), Devices::Unknown),
        (devices(On, false, On), Devices::Unknown),
        (devices(On, true, On), Devices::HeardAndSeen),
        (devices(On, true, Off), Devices::Heard),
        (devices(On, true, Opening), Devices::Heard),
        (devices(On, true, BROKEN), Devices::HeardNotSeen),
        (devices(BROKEN, false, On), Devices::SeenNotHeard),
        (devices(BROKEN, false, Off), Devices::NotHeard),
        (devices(BROKEN, false, BROKEN), Devices::NotHeard),
        (silent, Devices::Silent),
        (mute(silent), Devices::Silent),
        (mute(devices(On, true, On)), Devices::NoSound),
        (mute(devices(Off, false, Off)), Devices::NoSound),
        (mute(devices(BROKEN, false, Off)), Devices::NotHeard),
    ] {
        assert_eq!(judge(facts, LineFacts::default()).devices, told, "{facts:?}");
    }
}

#[test]
fn what_the_line_carries_is_told_from_round_trip_and_browser() {
    let facts = |round_trip, downlink, theirs| LineFacts {
        round_trip,
        network: NetworkInformation { downlink, round_trip: theirs },
        blocked: false,
    };
    for (facts, line) in [
        (facts(None, None, None), Line::Fine),
        (facts(Some(499), Some(1_000), None), Line::Fine),
        (facts(Some(500), None, None), Line::Small),
        (facts(Some(20), Some(999), None), Line::Small),
        (facts(Some(20), Some(300), None), Line::Small),
        (facts(Some(20), Some(299), None), Line::SoundOnly),
        (facts(Some(1_500), Some(9_000), None), Line::SoundOnly),
        (facts(None, None, Some(600)), Line::Small),
        (facts(Some(20), None, Some(3_000)), Line::Fine),
        (LineFacts { blocked: true, ..facts(Some(20), Some(9_000), None) }, Line::Blocked),
    ] {
        assert_eq!(judge(DeviceFacts::default(), facts).line, line, "{facts:?}");
    }
}

fn servers(url: &str) -> Arc<[IceServer]> {
    Arc::from([IceServer { urls: vec![url.to_owned()], username: None, credential: None }])
}

/// What is asked of the browser at a time: true for a probe that begins, false for one that ends.
fn at(ms: u64, act: impl FnOnce(&mut Context)) -> Vec<bool> {
    let (mut rng, mut ops) = (Rng::new([0; 32]), 0);
    let mut cx = Context::new(Time(ms), &mut rng, &mut ops);
    act(&mut cx);
    let asked = |effect| match effect {
        Effect::Probe { ice_servers, .. } => ice_servers.is_some(),
        other => panic!("{other:?}"),
    };
    cx.effects.into_iter().map(asked).collect()
}

/// A probe over this server that has begun at [`PROBE_AFTER_MS`].
fn running(servers: &Arc<[IceServer]>) -> Preflights {
    let mut preflights = Preflights::default();
    assert_eq!(at(0, |cx| _ = preflights.probe(Some(servers), cx)), [] as [bool; 0]);
    assert_eq!(preflights.deadline(), Some(Time(PROBE_AFTER_MS)));
    assert_eq!(at(PROBE_AFTER_MS - 1, |cx| _ = preflights.probe(Some(servers), cx)), [] as [bool; 0]);
    assert_eq!(at(PROBE_AFTER_MS, |cx| _ = preflights.probe(Some(servers), cx)), [true]);
    preflights
}

/// Whether a probe over this server that hears this, and then nothing more, finds no way through: before it has to be over, and
/// after.
fn blocked(url: &str, news: &[ProbeNews]) -> [bool; 2] {
    let servers = servers(url);
    let mut preflights = running(&servers);
    let mut ended = Vec::new();
    for news in news {
        ended.extend(at(2_000, |cx| preflights.probed(1, *news, cx)));
    }
    let until = PROBE_AFTER_MS + PROBE_MS;
    let blocked = [until - 1, until].map(|ms| {
        let mut blocked = false;
        ended.extend(at(ms, |cx| blocked = preflights.probe(Some(&servers), cx)));
        blocked
    });
    assert_eq!(ended, [false], "it ends, and once");
    assert_eq!(preflights.deadline(), None);
    blocked
}

#[test]
fn a_probe_says_that_nothing_gets_through_only_where_it_can_know() {
    use ProbeNews::{Complete, Reflexive, Relayed, Unanswered};
    let (stun, turn) = ("stun:meet.example:3478", "turn:meet.example:3478");
    for (url, news, told) in [
        (stun, &[][..], false),
        (stun, &[Complete], false),
        (stun, &[Reflexive], false),
        (stun, &[Unanswered], true),
        (stun, &[Unanswered, Complete], true),
        (stun, &[Unanswered, Reflexive], false),
        (turn, &[], true),
        (turn, &[Complete], true),
        (turn, &[Relayed], false),
        (turn, &[Unanswered, Relayed], false),
        (turn, &[Reflexive], false),
    ] {
        // What is complete need not be waited for.
        let early = told && news.contains(&Complete);
        assert_eq!(blocked(url, news), [early, told], "{url} {news:?}");
    }
}

#[test]
fn another_network_is_probed_anew_and_hears_nothing_of_the_one_before() {
    use ProbeNews::{Complete, Reflexive};
    let servers = servers("turn:meet.example");
    let mut preflights = running(&servers);
    at(2_000, |cx| preflights.probed(1, Complete, cx));
    at(2_000, |cx| assert!(preflights.probe(Some(&servers), cx), "the first network lets nothing through"));
    assert_eq!(at(10_000, |cx| preflights.network_changed(cx)), [] as [bool; 0]);
    at(10_000, |cx| assert!(!preflights.probe(Some(&servers), cx), "of the second one nothing is known"));
    assert_eq!(at(10_000 + PROBE_AFTER_MS, |cx| _ = preflights.probe(Some(&servers), cx)), [true]);
    // Late news of the first run neither ends the second one nor counts in it.
    assert_eq!(
        at(12_000, |cx| [Reflexive, Complete].into_iter().for_each(|news| preflights.probed(1, news, cx))),
        [] as [bool; 0]
    );
    assert_eq!(at(12_000, |cx| preflights.network_changed(cx)), [false], "one that runs is ended");
    at(12_000, |cx| _ = preflights.probe(Some(&servers), cx));
    assert_eq!(at(12_000 + PROBE_AFTER_MS, |cx| _ = preflights.probe(Some(&servers), cx)), [true]);
    assert_eq!(at(14_000, |cx| preflights.probed(2, Reflexive, cx)), [] as [bool; 0]);
    assert_eq!(at(14_000, |cx| preflights.probed(3, Complete, cx)), [false]);
    at(14_000, |cx| assert!(preflights.probe(Some(&servers), cx)));
}

#[test]
fn what_one_run_found_does_not_count_in_the_next() {
    let servers = servers("turn:meet.example");
    let mut preflights = running(&servers);
    at(2_000, |cx| preflights.probed(1, ProbeNews::Relayed, cx));
    at(2_000, |cx| assert!(!preflights.probe(Some(&servers), cx)));
    at(3_000, |cx| preflights.network_changed(cx));
    for ms in [3_000, 4_000] {
        at(ms, |cx| _ = preflights.probe(Some(&servers), cx));
    }
    at(5_000, |cx| preflights.probed(2, ProbeNews::Complete, cx));
    at(5_000, |cx| assert!(preflights.probe(Some(&servers), cx)));
}

#[test]
fn whoever_joins_ends_the_probe_and_without_servers_there_is_none() {
    let servers = servers("turn:meet.example");
    let mut preflights = running(&servers);
    let mut blocked = true;
    assert_eq!(at(2_000, |cx| blocked = preflights.probe(None, cx)), [false]);
    assert!(!blocked, "nothing is known");
    assert_eq!(at(2_001, |cx| preflights.probed(1, ProbeNews::Complete, cx)), [] as [bool; 0]);
    assert_eq!((at(9_000, |cx| _ = preflights.probe(None, cx)), preflights.deadline()), (Vec::<bool>::new(), None));
    let none = Arc::from([]);
    assert_eq!(at(9_000, |cx| _ = preflights.probe(Some(&none), cx)), [] as [bool; 0]);
    assert_eq!(preflights.deadline(), None);
}

#[test]
fn what_is_told_changes_only_for_what_lasts() {
    let heard = Preflight { devices: Devices::Heard, ..Preflight::default() };
    let seen = Preflight { devices: Devices::HeardAndSeen, ..Preflight::default() };
    let mut preflights = Preflights::default();
    let mut told = |at, found| {
        preflights.follow(Some(found), Time(at));
        preflights.view()
    };
    assert_eq!(told(0, heard), Preflight::default());
    assert_eq!(told(HOLDS_MS - 1, heard), Preflight::default());
    assert_eq!(told(HOLDS_MS, heard), heard);
    // It flickers: each change begins anew.
    for round in 0..20 {
        assert_eq!(told(10_000 + round * 2_000, seen), heard);
        assert_eq!(told(10_000 + round * 2_000 + HOLDS_MS - 1, seen), heard);
        assert_eq!(told(10_000 + round * 2_000 + HOLDS_MS, heard), heard);
    }
    assert_eq!(told(60_000, seen), heard);
    assert_eq!(told(60_000 + HOLDS_MS, seen), seen);
    preflights.follow(None, Time(70_000));
    assert_eq!((preflights.view(), preflights.deadline()), (Preflight::default(), None), "and nothing outside a lobby");
}

#[test]
fn a_microphone_that_goes_off_has_to_move_anew() {
    let mut preflights = Preflights::default();
    preflights.moves();
    assert!(preflights.moved(On));
    assert!(!preflights.moved(Off) && !preflights.moved(On));
}
