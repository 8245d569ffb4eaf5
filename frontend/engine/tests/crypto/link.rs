//! Links: known codes, everything that is repaired, and everything that is not.

use crate::SECRET;
use plenum_engine::base::rng::Rng;
use plenum_engine::invite::{LANG_CHARS, LENGTH, Link, LinkError, NAME_CHARS, TEXT_BYTES, read, url};

/// The code of [`SECRET`] without passphrase.
const CODE: &str = "000g40r40m30e209185gr38e1w9jfn";

fn link() -> Link {
    Link::from_parts(SECRET, false)
}

#[test]
fn codes_are_the_known_ones() {
    for (secret, passphrase, code) in [
        (SECRET, false, CODE),
        (SECRET, true, "000g40r40m30e209185gr38e1ya5pf"),
        ([0; 16], false, "00000000000000000000000000qcgp"),
        ([255; 16], true, "zzzzzzzzzzzzzzzzzzzzzzzzzysrgr"),
    ] {
        let link = Link::from_parts(secret, passphrase);
        assert_eq!(link.code(), code);
        let read = read(code).unwrap();
        assert_eq!(read.link, link);
        assert_eq!(read.link.passphrase(), passphrase);
        assert_eq!((read.name, read.lang, read.theme), (None, None, None));
    }
}

#[test]
fn a_new_secret_is_that_of_an_owner() {
    let link = Link::of_owner(&[0x77; 32], false);
    let secret = [0x0f, 0x39, 0xb0, 0x80, 0xf6, 0x7a, 0x02, 0x7e, 0xee, 0x3a, 0x83, 0x82, 0x32, 0x7a, 0x9c, 0xb9];
    assert_eq!(link, Link::from_parts(secret, false));
    // A new link is made of the next 32 bytes thrown and of nothing else.
    let seed = Rng::new([1; 32]).bytes();
    assert_eq!(Link::make(&mut Rng::new([1; 32]), true), Link::of_owner(&seed, true));
}

#[test]
fn the_reserved_bit_asks_for_a_newer_version() {
    for code in ["000g40r40m30e209185gr38e1x1p7q", "000g40r40m30e209185gr38e1zqt5b"] {
        assert_eq!(read(code), Err(LinkError::NewerVersion));
    }
    // But only where the check holds: else it is a mistake like any other.
    assert_eq!(read("000g40r40m30e209185gr38e1x1p7r"), Err(LinkError::Mistyped));
}

#[test]
fn nobody_takes_the_flag_of_a_passphrase_out_of_a_code() {
    let mut rng = Rng::new([2; 32]);
    for _ in 0..1_000 {
        let code = Link::make(&mut rng, true).code();
        // The 26th character holds the last three bits of the secret and both flags.
        let (before, after) = (&code[..25], &code[26..]);
        for flags in "0123456789abcdefghjkmnpqrstvwxyz".chars() {
            let other = format!("{before}{flags}{after}");
            assert!(other == code || read(&other) == Err(LinkError::Mistyped), "{code} reads as {other}");
        }
    }
}

#[test]
fn every_link_ends_in_a_letter_and_reads_back() {
    let mut rng = Rng::new([1; 32]);
    for round in 0..10_000 {
        let link = Link::make(&mut rng, round % 2 == 0);
        let url = url("https://meet.example", &link);
        assert!(url.ends_with(|last: char| "abcdefghjkmnpqrs".contains(last)), "{url}");
        assert_eq!(link.code().len(), LENGTH);
        assert_eq!(read(&url).unwrap().link, link);
    }
}

#[test]
fn urls_have_the_root_path() {
    assert_eq!(url("https://meet.example", &link()), format!("https://meet.example/#{CODE}"));
    assert_eq!(url("http://localhost:8080/", &link()), format!("http://localhost:8080/#{CODE}"));
}

#[test]
fn what_mail_programs_and_people_do_is_repaired() {
    let upper = CODE.to_uppercase();
    let grouped: String =
        CODE.chars().enumerate().map(|(i, c)| if i % 5 == 4 { format!("{c} ") } else { c.into() }).collect();
    let hyphens = grouped.replace(' ', "-");
    let (head, tail) = CODE.split_at(17);
    let percent: String = CODE.bytes().map(|byte| format!("%{byte:02X}")).collect();
    for text in [
        format!("#{CODE}"),
        format!("  #{CODE}\r\n"),
        format!("<https://meet.example/#{CODE}>"),
        format!("(https://meet.example/#{CODE})."),
        format!("„https://meet.example/#{CODE}“, um 8"),
        format!("“{CODE}”!"),
        format!("**{CODE}**"),
        format!("_{CODE}_…"),
        format!("'{CODE}';"),
        format!("[{CODE}]({CODE})"),
        format!("[meet](https://meet.example/#{CODE}): see you"),
        format!("<a href=\"https://meet.example/#{CODE}\">https://meet.example/#{CODE}</a>"),
        format!("&lt;https://meet.example/#{CODE}&gt;"),
        format!("Tomorrow at 8: https://meet.example/#{CODE} see you there, R & D (room #4)"),
        format!("https://ghjk.example:8443/#{upper}"),
        format!("HTTPS://MEET.EXAMPLE/#{upper}"),
        grouped.clone(),
        format!("{grouped} see you"),
        hyphens.clone(),
        hyphens.replace('-', "\u{2013}"),
        hyphens.replace('-', " - "),
        format!("https://meet.example/#{head}\r\n{tail}"),
        format!("https://meet.example/#{head} {tail} and then some words"),
        format!("> https://meet.example/#{head}\n> {tail}"),
        format!("https://meet.example/#{head}\u{200b}{tail}\u{feff}"),
        format!("https://meet.example/#{head}\u{ad}{tail}"),
        CODE.replacen('0', "o", 1).replacen('0', "O", 1),
        CODE.replacen('1', "l", 1).replacen('1', "I", 1),
        CODE.replacen('1', "L", 1).replacen('1', "i", 1),
        percent.clone(),
        percent.replace('%', "%25"),
        format!("https://meet.example/%23{CODE}"),
        format!("https://meet.example/%2523{CODE}"),
        format!("https%3A%2F%2Fmeet.example%2F%23{CODE}"),
        format!("https://meet.example/#{head}%20{tail}%3E"),
        format!("https://meet.example/#{head}%E2%80%8B{tail}"),
        format!("https://links.example/?url=https%3A%2F%2Fmeet.example%2F%23{CODE}&data=05%7C02&sdata=x%3D&reserved=0"),
        format!("https://meet.example/#{CODE}?fbclid=abc"),
        format!("https://meet.example/#{CODE}#"),
        format!("https://meet.example/#{CODE}&"),
        format!("https://meet.example/#{CODE}="),
        format!("##{CODE}"),
        format!("https://meet.example/?x=y#{CODE}"),
    ] {
        assert_eq!(read(&text).map(|visit| visit.link), Ok(link()), "{text}");
    }
}

#[test]
fn parameters_stand_before_the_code() {
    let read = |text: &str| {
        let visit = read(text).unwrap();
        assert_eq!(visit.link, link(), "{text}");
        (visit.name.unwrap_or_default(), visit.lang.unwrap_or_default())
    };
    let said = |name: &str, lang: &str| (name.to_owned(), lang.to_owned());
    assert_eq!(read(&format!("#name=Ada&lang=de&{CODE}")), said("Ada", "de"));
    assert_eq!(read(&format!("name=Ada&{CODE}")), said("Ada", ""));
    assert_eq!(
        read(&format!("https://meet.example/#lang=pt-BR&name=Ada%20L%C3%B6we&{CODE}")),
        said("Ada Löwe", "pt-BR")
    );
    assert_eq!(read(&format!("#NAME=A+%2B+B&future=1&{CODE}.")), said("A + B", ""));
    assert_eq!(read(&format!("#name=A%26B%23C%3DD&{CODE}")), said("A&B#C=D", ""));
    assert_eq!(read(&format!("#name=Ada&amp;lang=de&amp;{CODE}")), said("Ada", "de"));
    assert_eq!(read(&format!("%23name%3DAda%26lang%3Dde%26{CODE}")), said("Ada", "de"));
    assert_eq!(read(&format!("#name=Ada&name=Ben&{CODE}")), said("Ben", ""));
    // What is not before the code, or cannot be a name or a language, is ignored.
    assert_eq!(read(&format!("#{CODE}&name=Ada&lang=de")), said("", ""));
    assert_eq!(read(&format!("#name=&lang=&{CODE}")), said("", ""));
    assert_eq!(read(&format!("#name=%20%0A&lang=d%65&{CODE}")), said("", ""));
    assert_eq!(read(&format!("#lang=../../x&{CODE}")), said("", ""));
    assert_eq!(read(&format!("#lang={}&{CODE}", "x".repeat(LANG_CHARS + 1))), said("", ""));
    assert_eq!(read(&format!("#lang={}&{CODE}", "x".repeat(LANG_CHARS))), said("", &"x".repeat(LANG_CHARS)));
}

#[test]
fn colours_and_devices_stand_before_the_code_too() {
    let read = |parameters: &str| {
        let visit = read(&format!("#{parameters}&{CODE}")).unwrap();
        assert_eq!(visit.link, link(), "{parameters}");
        (visit.theme.unwrap_or_default(), visit.audio, visit.video)
    };
    let said = |theme: &str, audio, video| (theme.to_owned(), audio, video);
    assert_eq!(read("theme=dark&audio=on&video=off"), said("dark", Some(true), Some(false)));
    assert_eq!(read("Audio=on&audio=off&THEME=light"), said("light", Some(false), None));
    for odd in ["audio=1", "audio=ON", "audio=on%00", "audio=", "audio=off,on", "video=true", "audio=open", "theme=<b>"]
    {
        assert_eq!(read(odd), said("", None, None), "{odd}");
    }
    assert_eq!(read(&format!("theme={}", "x".repeat(LANG_CHARS + 1))), said("", None, None));
    assert_eq!(read(&format!("audio={}", "n".repeat(60_000))), said("", None, None));
}

#[test]
fn a_name_out_of_a_link_is_bounded_and_shows_what_it_is() {
    let name = |name: &str| read(&format!("#name={name}&{CODE}")).unwrap().name.unwrap_or_default();
    assert_eq!(name(&"ä".repeat(NAME_CHARS)), "ä".repeat(NAME_CHARS));
    assert_eq!(name(&"ä".repeat(NAME_CHARS + 1)), "ä".repeat(NAME_CHARS));
    assert_eq!(name(&"a\u{301}".repeat(10_000)).chars().count(), NAME_CHARS);
    assert_eq!(name("A%00d%1Ba%7F"), "Ada");
    assert_eq!(name("%E2%80%AEadA%E2%80%AC%E2%80%8B"), "adA");
    assert_eq!(name("👩\u{200d}🚀"), "👩\u{200d}🚀");
    assert_eq!(name("%FF%zz%"), "\u{fffd}%zz%");
    assert_eq!(name("<b>Ada</b>"), "<b>Ada</b>");
}

#[test]
fn what_is_missing_is_counted() {
    for kept in 1..LENGTH {
        let missing = Err(LinkError::Missing { characters: LENGTH - kept });
        assert_eq!(read(&CODE[..kept]), missing, "{kept}");
        assert_eq!(read(&format!("https://meet.example/#{}", &CODE[..kept])), missing, "{kept}");
        assert_eq!(read(&format!("#name=Ada&{}", &CODE[..kept])), missing, "{kept}");
    }
    let cut = format!("https://meet.example/#{} see you all there tomorrow", &CODE[..28]);
    assert_eq!(read(&cut), Err(LinkError::Missing { characters: 2 }));
}

#[test]
fn what_is_too_much_is_counted() {
    assert_eq!(read(&format!("#{CODE}a")), Err(LinkError::TooMany { characters: 1 }));
    assert_eq!(read(&format!("#{CODE}{CODE}")), Err(LinkError::TooMany { characters: 30 }));
    assert_eq!(read(&format!("#{}", "a".repeat(1000))), Err(LinkError::TooMany { characters: 970 }));
}

#[test]
fn a_text_without_code_is_empty() {
    for text in [
        "",
        " ",
        "#",
        "##",
        "#&",
        "%23",
        "https://meet.example",
        "https://meet.example/",
        "https://meet.example/#",
        "#name=Ada",
        "-\u{200b}-",
        "…",
    ] {
        assert_eq!(read(text), Err(LinkError::Empty), "{text}");
    }
    // Thirty messages of a path are no code.
    assert_eq!(read(&format!("https://meet.example/{CODE}")), Err(LinkError::Empty));
}

#[test]
fn nothing_is_guessed() {
    for (from, to) in
        [("g", "u"), ("g", "ä"), ("g", "*"), ("g", "q"), ("g", "Ġ"), ("n", "5"), ("n", "t"), ("n", "p"), ("g4", "4g")]
    {
        let text = CODE.replacen(from, to, 1);
        assert_ne!(text, CODE);
        assert_eq!(read(&text), Err(LinkError::Mistyped), "{text}");
    }
    // Full-width digits, Cyrillic messages and the dotless i are other characters.
    for (from, to) in [("0", "０"), ("e", "е"), ("1", "ı")] {
        assert_eq!(read(&CODE.replacen(from, to, 1)), Err(LinkError::Mistyped));
    }
}

#[test]
fn every_single_substitution_and_swap_of_neighbours_is_noticed() {
    let characters: Vec<char> = CODE.chars().collect();
    for place in 0..LENGTH {
        for other in "0123456789abcdefghjkmnpqrstvwxyz".chars().filter(|other| *other != characters[place]) {
            let mut changed = characters.clone();
            changed[place] = other;
            let wrong = read(&changed.iter().collect::<String>()).unwrap_err();
            assert!(matches!(wrong, LinkError::Mistyped), "{changed:?}");
        }
        let mut swapped = characters.clone();
        swapped.swap(place, (place + 1) % LENGTH);
        if swapped != characters {
            assert_eq!(read(&swapped.iter().collect::<String>()), Err(LinkError::Mistyped));
        }
    }
}

#[test]
fn a_book_is_read_no_further_than_its_first_pages() {
    assert_eq!(read(&"ä".repeat(TEXT_BYTES)), Err(LinkError::TooMany { characters: TEXT_BYTES / 2 - LENGTH }));
    assert!(read(&format!("#{CODE}{}", " word".repeat(1_000_000))).is_ok());
    for hostile in ["#", "&", "%23", "%26", "%25", "%2523", "#name=&", "a ", "%", "="] {
        let _ = read(&hostile.repeat(100_000));
    }
}

#[test]
fn links_and_visits_show_nothing_in_debug() {
    let visit = read(&format!("#name=Ada&{CODE}")).unwrap();
    assert_eq!(format!("{visit:?} {:?}", visit.link), "Visit(…) Link(…)");
}

#[test]
fn errors_say_what_to_do() {
    assert!(LinkError::Missing { characters: 3 }.to_string().contains("3 characters are missing"));
    assert!(LinkError::NewerVersion.to_string().contains("reload"));
}
