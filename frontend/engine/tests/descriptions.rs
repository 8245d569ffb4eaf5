//! Descriptions as real browsers write them, and as strangers would like us to take them.

use plenum_engine::sdp::{MAX_BYTES, Reach, Unfit, check, fit_candidate, fitted, screened, with_own_sound};

mod corpus;

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
        let edited = with_own_sound(sdp, 2);
        let (before, after) = (lines(sdp), lines(&edited));
        let changed: Vec<&&str> = after.iter().filter(|line| !before.contains(line)).collect();
        assert_eq!(changed.len(), 2, "{name}: microphone and screen sound");
        for line in changed {
            assert!(line.starts_with("a=fmtp:1"), "{name}: {line}");
            for parameter in ["usedtx=1", "useinbandfec=1", "maxaveragebitrate=32000", "stereo=0"] {
                assert_eq!(line.matches(parameter).count(), 1, "{name}: {line}");
            }
        }
        assert_eq!(check(&edited), check(sdp), "{name}");
        assert_eq!(with_own_sound(&edited, 2), edited, "{name}: said twice is said once");
    }
}

#[test]
fn from_nine_people_on_packets_are_longer() {
    for (name, sdp) in REAL {
        let few = with_own_sound(sdp, 8);
        let many = with_own_sound(sdp, 9);
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
fn what_browsers_write_passes_the_screen_untouched() {
    for (name, sdp) in REAL {
        assert_eq!(lines(&screened(sdp, Reach::Network).expect(name)), lines(sdp), "{name}");
        assert_eq!(fitted(sdp).as_deref(), Some(sdp), "{name}: and fits a bundle as it is");
    }
}

#[test]
fn an_honest_description_fits_however_many_codecs_and_candidates_a_browser_has() {
    let (_, sdp) = REAL[0];
    let codecs: String = (0..100).map(|n| format!("a=rtpmap:{n} H265/90000\r\na=rtcp-fb:{n} nack pli\r\n")).collect();
    let large = format!("{sdp}{codecs}");
    assert!(large.len() > 15_000);
    assert_eq!(fitted(&large), Some(large.clone()));
    let candidates =
        |count| "a=candidate:1 1 udp 1 192.0.2.7 54321 typ host generation 0 network-id 1\r\n".repeat(count);
    let shortened = fitted(&format!("{large}{}", candidates(300)));
    assert_eq!(shortened, Some(large), "candidates travel on their own where there is no room for them");
    assert_eq!(fitted(&format!("{sdp}{}", "a=x\r\n".repeat(5_000))), None);
}

#[test]
fn whatever_a_peer_asks_of_our_opus_our_figures_are_what_is_set() {
    let (_, sdp) = REAL[0];
    let ours = with_own_sound(sdp, 2);
    let line = "a=fmtp:111 minptime=10;useinbandfec=1";
    assert!(sdp.contains(line));
    for asked in [
        "a=fmtp:111 minptime=10;useinbandfec=0;maxaveragebitrate=510000;stereo=1;cbr=1;usedtx=0",
        "a=FMTP:111 MaxAverageBitrate=510000",
        "a=fmtp:0111 maxaveragebitrate=510000",
        "a=fmtp: 111  maxaveragebitrate=6000",
        "a=fmtp:111 maxaveragebitrate=6000\r\na=fmtp:111 maxaveragebitrate=510000",
        "a=fmtp:111 x=1\r\na=ptime:120\r\na=Ptime:3\r\na=maxptime:120",
        "a=fmtp:111 x=1\na=PTIME:120",
        "a=fmtp:111 ptime=120;maxptime=120;maxplaybackrate=8000;sprop-stereo=1;x-google-min-bitrate=9000",
    ] {
        assert_eq!(with_own_sound(&sdp.replace(line, asked), 2), ours, "{asked}");
    }
    assert_eq!(
        with_own_sound(&sdp.replace(&format!("{line}\r\n"), ""), 2).matches("maxaveragebitrate=32000").count(),
        2
    );
    let first = sdp.replace("SAVPF 111 63 9", "SAVPF 63 9 111");
    assert_ne!(first, sdp);
    assert!(with_own_sound(&first, 2).contains("SAVPF 111 63 9"), "nor is another codec preferred");
}

#[test]
fn a_peer_chooses_no_bitrate_of_our_pictures() {
    let (_, sdp) = REAL[0];
    let line = "a=fmtp:97 apt=96";
    assert!(sdp.contains(line));
    for asked in ["apt=96;x-google-min-bitrate=50000", "X-Google-Start-Bitrate=9000;apt=96"] {
        let edited = with_own_sound(&sdp.replace(line, &format!("a=fmtp:97 {asked}")), 2);
        assert_eq!(edited, with_own_sound(sdp, 2), "{asked}");
    }
}

#[test]
fn candidates_inside_a_description_pass_the_same_filter() {
    let (_, sdp) = REAL[0];
    let with = |line: &str| screened(&sdp.replacen("a=mid:0", &format!("a=mid:0\r\n{line}"), 1), Reach::Network);
    let plain = screened(sdp, Reach::Network).expect("it is fit");
    for value in corpus::UNFIT_CANDIDATES {
        // One with a line end in it is two lines here, of which the first may be fit.
        let Some(value) = value.strip_prefix("candidate:").filter(|value| !value.contains('\n')) else { continue };
        for name in ["candidate", "Candidate", "CANDIDATE"] {
            let screened = with(&format!("a={name}:{value}"));
            assert!(screened == Ok(plain.clone()) || screened == Err(Unfit::Garbled), "{value}");
        }
    }
    for value in corpus::FIT_CANDIDATES {
        let line = format!("a={value}");
        assert!(with(&line).is_ok_and(|sdp| sdp.contains(&line)), "{value}");
    }
    let many = vec![format!("a={}", corpus::FIT_CANDIDATES[0]); 100].join("\r\n");
    assert_eq!(with(&many).map(|sdp| sdp.matches("a=candidate").count()), Ok(64));
}

#[test]
fn no_line_of_a_description_names_a_place() {
    let (_, sdp) = REAL[0];
    for (was, becomes) in [
        ("c=IN IP4 0.0.0.0", "c=IN IP4 printer.example"),
        ("c=IN IP4 0.0.0.0", "c=IN IP6 fe80::1"),
        ("a=rtcp:9 IN IP4 0.0.0.0", "a=rtcp:22 IN IP4 127.0.0.1"),
        ("a=rtcp:9 IN IP4 0.0.0.0", "a=RTCP:22 IN IP4 intranet.example"),
        ("a=mid:0\r\n", "a=mid:0\r\na=identity:eyJpZHAiOnsiZG9tYWluIjoiZXZpbC5leGFtcGxlIn19\r\n"),
        ("a=mid:0\r\n", "a=mid:0\r\na=Identity:x\r\n"),
        ("a=mid:0\r\n", "a=mid:0\r\na=remote-candidates:1 127.0.0.1 9\r\n"),
    ] {
        assert!(sdp.contains(was));
        assert_eq!(screened(&sdp.replace(was, becomes), Reach::Network), screened(sdp, Reach::Network), "{becomes}");
    }
}

#[test]
fn lines_that_two_parsers_read_in_two_ways_are_none() {
    let (_, sdp) = REAL[0];
    for line in [
        " a=candidate:1 1 udp 1 evil.example 54321 typ host",
        "a= candidate:1 1 udp 1 evil.example 54321 typ host",
        "a=:candidate:1 1 udp 1 evil.example 54321 typ host",
        "a=candidate 1 1 udp 1 evil.example 54321 typ host",
        "A=candidate:1 1 udp 1 evil.example 54321 typ host",
        "a =candidate:1 1 udp 1 evil.example 54321 typ host",
        "candidate:1 1 udp 1 evil.example 54321 typ host",
        "a=x\u{b}a=candidate:1",
        "a=x\u{2028}a=candidate:1",
        "a=x\u{85}a=candidate:1",
        "a=x\tb",
        "\u{feff}a=x",
    ] {
        let folded = sdp.replacen("a=mid:0", &format!("a=mid:0\r\n{line}"), 1);
        assert_eq!(
            (check(&folded), screened(&folded, Reach::Network)),
            (Err(Unfit::Garbled), Err(Unfit::Garbled)),
            "{line}"
        );
    }
    for end in ["\n", "\r", "\n\r", "\r\r\n"] {
        let odd = sdp.replace("\r\n", end);
        assert_eq!(
            (check(&odd), screened(&odd, Reach::Network)),
            (check(sdp), screened(sdp, Reach::Network)),
            "{end:?}"
        );
    }
}

#[test]
fn fingerprints_are_found_under_every_spelling_of_their_name() {
    let (_, sdp) = REAL[0];
    let other = ["00"; 32].join(":");
    for name in ["FINGERPRINT", "Fingerprint", "fingerPrint"] {
        for value in [format!("sha-256 {other}"), format!("SHA-256  {other}"), format!("sha-1 {other}")] {
            let two = sdp.replacen("a=mid:0", &format!("a={name}:{value}\r\na=mid:0"), 1);
            assert_eq!(check(&two), Err(Unfit::Fingerprint), "{name}:{value}");
        }
        assert_eq!(check(&sdp.replace("a=fingerprint", &format!("a={name}"))), check(sdp));
    }
}

#[test]
fn candidates_of_people_are_fit() {
    for candidate in corpus::FIT_CANDIDATES.iter().chain(&[""]) {
        assert!(fit_candidate(candidate, Reach::Network), "{candidate}");
    }
}

#[test]
fn candidates_that_knock_elsewhere_are_not() {
    for candidate in corpus::UNFIT_CANDIDATES {
        assert!(!fit_candidate(candidate, Reach::Network), "{candidate}");
    }
    assert!(!fit_candidate(
        &format!("candidate:1 1 udp 1 192.0.2.7 54321 typ host {}", "x".repeat(512)),
        Reach::Network
    ));
    for address in corpus::SPECIAL_ADDRESSES {
        let candidate = format!("candidate:1 1 udp 1 {address} 54321 typ host");
        assert!(!fit_candidate(&candidate, Reach::Network), "{address}");
    }
    for address in corpus::ORDINARY_ADDRESSES {
        let candidate = format!("candidate:1 1 udp 1 {address} 54321 typ host");
        assert!(fit_candidate(&candidate, Reach::Network), "{address}");
    }
}

#[test]
fn this_machine_is_reached_only_from_a_page_it_served_itself() {
    let local = |address: &str| format!("candidate:1 1 udp 1 {address} 54321 typ host");
    for origin in [
        "http://localhost:8080",
        "http://127.0.0.1:80",
        "https://[::1]:8443",
        "http://meet.localhost",
        "http://LOCALHOST",
    ] {
        assert_eq!(Reach::of(origin), Reach::Machine, "{origin}");
    }
    for origin in [
        "https://meet.example",
        "https://localhost.example",
        "http://192.168.1.7:8080",
        "https://[fd00::1]",
        "null",
        "",
    ] {
        assert_eq!(Reach::of(origin), Reach::Network, "{origin}");
    }
    for address in ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"] {
        assert!(fit_candidate(&local(address), Reach::Machine) && !fit_candidate(&local(address), Reach::Network));
    }
    for address in ["0.0.0.0", "169.254.1.1", "fe80::1", "224.0.0.251", "intranet.example"] {
        assert!(!fit_candidate(&local(address), Reach::Machine), "{address}");
    }
}
