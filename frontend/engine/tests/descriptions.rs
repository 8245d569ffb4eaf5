//! Descriptions as real browsers write them, and as strangers would like us to take them.

use plenum_engine::sdp::{MAX_BYTES, Unfit, check, fit_candidate, with_frugal_sound};

/// Written by Chromium 156 and Firefox ESR for four transceivers and a data channel.
const REAL: [(&str, &str); 4] = [
    ("chromium-offer", include_str!("descriptions/chromium-offer.sdp")),
    ("chromium-answer", include_str!("descriptions/chromium-answer.sdp")),
    ("firefox-offer", include_str!("descriptions/firefox-offer.sdp")),
    ("firefox-answer", include_str!("descriptions/firefox-answer.sdp")),
];

fn lines(sdp: &str) -> Vec<&str> {
    sdp.lines().filter(|line| !line.is_empty()).collect()
}

#[test]
fn every_browsers_description_is_fit_and_has_one_fingerprint() {
    for (name, sdp) in REAL {
        let fingerprint = check(sdp).unwrap_or_else(|unfit| panic!("{name}: {unfit:?}"));
        assert_eq!(fingerprint.len(), 95, "{name}");
        assert!(sdp.to_uppercase().contains(&fingerprint), "{name}");
    }
}

#[test]
fn the_only_edit_is_about_opus() {
    for (name, sdp) in REAL {
        let edited = with_frugal_sound(sdp, 2);
        let (before, after) = (lines(sdp), lines(&edited));
        let changed: Vec<&&str> = after.iter().filter(|line| !before.contains(line)).collect();
        assert_eq!(changed.len(), 2, "{name}: microphone and screen sound");
        for line in changed {
            assert!(line.starts_with("a=fmtp:1"), "{name}: {line}");
            for parameter in ["usedtx=1", "useinbandfec=1", "maxaveragebitrate=32000"] {
                assert_eq!(line.matches(parameter).count(), 1, "{name}: {line}");
            }
        }
        assert_eq!(check(&edited), check(sdp), "{name}");
        assert_eq!(with_frugal_sound(&edited, 2), edited, "{name}: said twice is said once");
    }
}

#[test]
fn from_nine_people_on_packets_are_longer() {
    for (name, sdp) in REAL {
        let few = with_frugal_sound(sdp, 8);
        let many = with_frugal_sound(sdp, 9);
        assert!(!few.contains("ptime:40"), "{name}");
        assert_eq!(many.matches("a=ptime:40").count(), 2, "{name}");
    }
}

#[test]
fn unfit_descriptions_are_told_apart() {
    let (_, sdp) = REAL[0];
    let fingerprint = lines(sdp).into_iter().find(|line| line.starts_with("a=fingerprint")).unwrap();
    let other = format!("a=fingerprint:sha-256 {}", ["00"; 32].join(":"));
    let weak = format!("a=fingerprint:sha-1 {}", ["00"; 20].join(":"));
    let cases = [
        (sdp.replace(fingerprint, ""), Unfit::Fingerprint),
        (sdp.replacen(fingerprint, &format!("{fingerprint}\r\n{other}"), 1), Unfit::Fingerprint),
        (sdp.replace(fingerprint, &weak), Unfit::Fingerprint),
        (sdp.replace(fingerprint, &format!("{fingerprint}:00")), Unfit::Fingerprint),
        (sdp.replace(fingerprint, "a=fingerprint:sha-256"), Unfit::Fingerprint),
        (format!("{sdp}{}", "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n".repeat(300)), Unfit::Sections),
        (sdp.replacen("m=video", "x=video", 1), Unfit::Sections),
        (format!("{sdp}{}", "a=x\r\n".repeat(MAX_BYTES / 4)), Unfit::TooBig),
        (sdp.replacen("a=mid", "\u{0}a=mid", 1), Unfit::Garbled),
        (String::new(), Unfit::Sections),
    ];
    for (sdp, unfit) in cases {
        assert_eq!(check(&sdp), Err(unfit));
    }
}

#[test]
fn a_description_at_the_limit_is_taken_and_one_byte_more_is_not() {
    let (_, sdp) = REAL[2];
    let filled = format!("{sdp}a={}\r\n", "x".repeat(MAX_BYTES - sdp.len() - 4));
    assert_eq!(filled.len(), MAX_BYTES);
    assert!(check(&filled).is_ok());
    assert_eq!(check(&format!("{filled}\n")), Err(Unfit::TooBig));
}

#[test]
fn candidates_of_browsers_are_fit() {
    for candidate in [
        "",
        "candidate:1 1 udp 2122260223 192.0.2.7 54321 typ host generation 0 ufrag abcd network-id 1",
        "candidate:1 1 udp 2122260223 fd00::7 54321 typ host",
        "candidate:1 1 UDP 2122260223 5f1b0a2c-8a3d-4c55-9d0e-0123456789ab.local 54321 typ host",
        "candidate:2 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active",
        "candidate:3 1 udp 41885439 198.51.100.9 50000 typ relay raddr 0.0.0.0 rport 0",
    ] {
        assert!(fit_candidate(candidate), "{candidate}");
    }
}

#[test]
fn candidates_that_knock_elsewhere_are_not() {
    for candidate in [
        "candidate:1 1 udp 1 intranet.example 54321 typ host",
        "candidate:1 1 udp 1 printer.local 54321 typ host",
        "candidate:1 1 udp 1 192.0.2.7 53 typ host",
        "candidate:1 1 tcp 1 192.0.2.7 22 typ host tcptype passive",
        "candidate:1 1 sctp 1 192.0.2.7 54321 typ host",
        "candidate:1 1 udp 1 192.0.2.7 99999 typ host",
        "candidate:1 1 udp",
        "http://192.0.2.7/",
        "candidate:1 1 udp 1 192.0.2.7 54321 typ host\r\na=setup:active",
    ] {
        assert!(!fit_candidate(candidate), "{candidate}");
    }
    assert!(!fit_candidate(&format!("candidate:1 1 udp 1 192.0.2.7 54321 typ host {}", "x".repeat(512))));
}
