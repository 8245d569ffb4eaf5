//! A meeting as a calendar file (iCalendar, RFC 5545): written here and saved by the person, never uploaded.

use sha2::{Digest, Sha256};

/// Under it link and beginning are hashed to what tells this event from others.
const UID_LABEL: &[u8] = b"plenum calendar v1";
/// Octets of a line before it is folded (RFC 5545 §3.1), the end of the line not among them.
const LINE: usize = 75;
/// What there is room for in a title, characters: more is nobody's title.
pub const TITLE_CHARS: usize = 120;
/// The last moment that has a date with a year of four digits, seconds since 1970.
const LAST_SECOND: u64 = 253_402_300_799;

/// What goes into the calendar.
#[derive(Clone, Copy, Debug)]
pub struct Appointment<'a> {
    /// When it begins, milliseconds since 1970 (UTC).
    pub begins: u64,
    /// How long it takes, minutes.
    pub minutes: u32,
    /// What it is called.
    pub title: &'a str,
    /// What there is to say of it; the link follows.
    pub text: &'a str,
    /// The whole link.
    pub link: &'a str,
}

/// Writes the file; `now`: when it is written, milliseconds since 1970.
///
/// Times are in UTC: every calendar shows them where its owner is, and no table of time zones has to come along.
pub fn write(appointment: &Appointment<'_>, now: u64) -> String {
    let Appointment { begins, minutes, title, text, link } = *appointment;
    let ends = begins.saturating_add(u64::from(minutes) * 60_000);
    let title: String = title.trim().chars().take(TITLE_CHARS).collect();
    let mut file = String::new();
    for (name, value) in [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//Plenum//Invitation//EN"),
        ("BEGIN", "VEVENT"),
        ("UID", &uid(begins, link)),
        ("DTSTAMP", &moment(now)),
        ("DTSTART", &moment(begins)),
        ("DTEND", &moment(ends)),
        ("SUMMARY", &escaped(&title)),
        ("DESCRIPTION", &escaped(&[text, "\n\n", link].concat())),
        // A URI, and no text: nothing in it is escaped (RFC 5545 §3.3.13). A link has no line break.
        ("URL", link),
        ("END", "VEVENT"),
        ("END", "VCALENDAR"),
    ] {
        fold(&[name, ":", value].concat(), &mut file);
    }
    file
}

/// The same for the same meeting at the same time: saved twice it stays one entry. It says nothing of the link.
fn uid(begins: u64, link: &str) -> String {
    let hash = Sha256::new().chain_update(UID_LABEL).chain_update(begins.to_be_bytes()).chain_update(link).finalize();
    let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value & 15)]);
    let mut uid: String = hash[..16].iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect();
    uid.push_str("@plenum");
    uid
}

/// A moment in UTC (RFC 5545 §3.3.5, form 2): `20260504T173000Z`.
fn moment(ms: u64) -> String {
    let seconds = (ms / 1_000).min(LAST_SECOND);
    let [year, month, day] = date(seconds / 86_400);
    let second = seconds % 86_400;
    let mut written = String::with_capacity(16);
    let mut put = |number: u64, digits: u32| {
        written.extend((0..digits).rev().map(|place| char::from(b'0' + (number / 10_u64.pow(place) % 10) as u8)));
    };
    put(year, 4);
    put(month, 2);
    put(day, 2);
    written.push('T');
    let mut put = |number: u64| written.extend([number / 10, number % 10].map(|digit| char::from(b'0' + digit as u8)));
    put(second / 3_600);
    put(second / 60 % 60);
    put(second % 60);
    written.push('Z');
    written
}

/// Year, month and day so many days after 1 January 1970, in the Gregorian calendar. Counted in eras of 400 years that begin on
/// 1 March, so that the day that comes and goes is the last of its year.
fn date(days: u64) -> [u64; 3] {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    [era * 400 + year + u64::from(month <= 2), month, day]
}

/// Text as a value (RFC 5545 §3.3.11). Other control characters may not stand in it and are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => out.extend(['\\', character]),
            '\n' => out.push_str("\\n"),
            control if control.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

/// Puts a line into the file, folded after at most [`LINE`] octets and never inside a character (RFC 5545 §3.1).
fn fold(line: &str, file: &mut String) {
    let mut rest = line;
    // The space at the beginning of what goes on counts too.
    let mut room = LINE;
    while rest.len() > room {
        let (head, tail) = rest.split_at(rest.floor_char_boundary(room));
        file.push_str(head);
        file.push_str("\r\n ");
        (rest, room) = (tail, LINE - 1);
    }
    file.push_str(rest);
    file.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LINK: &str = "https://meet.example/#0a1b2c3d4e5f6g7h8j9k0m1n2p3q4r";
    /// 4 May 2026, 17:30 UTC.
    const BEGINS: u64 = 1_777_915_800_000;
    /// 30 November 2026, 12:02:08 UTC.
    const NOW: u64 = 1_796_040_128_123;

    fn file(title: &str, text: &str) -> String {
        write(&Appointment { begins: BEGINS, minutes: 90, title, text, link: LINK }, NOW)
    }

    /// As a calendar reads it (RFC 5545 §3.1): lines unfolded, each split into name and value.
    fn read(file: &str) -> Vec<(String, String)> {
        assert!(file.ends_with("\r\n") && !file.replace("\r\n", "").contains(['\r', '\n']), "lines end with CRLF");
        let unfolded = file.replace("\r\n ", "");
        let line = |line: &str| {
            let (name, value) = line.split_once(':').expect("a line has a name and a value");
            (name.to_owned(), value.to_owned())
        };
        unfolded.lines().map(line).collect()
    }

    fn value(file: &str, name: &str) -> String {
        let all: Vec<_> = read(file).into_iter().filter(|(found, _)| found == name).collect();
        assert_eq!(all.len(), 1, "{name} is there once");
        all[0].1.clone()
    }

    /// Undoes [`escaped`] as a calendar does.
    fn plain(value: &str) -> String {
        let mut out = String::new();
        let mut characters = value.chars();
        while let Some(character) = characters.next() {
            match character {
                '\\' => out.push(match characters.next().expect("something is escaped") {
                    'n' | 'N' => '\n',
                    other => other,
                }),
                ';' | ',' => panic!("not escaped: {value}"),
                other => out.push(other),
            }
        }
        out
    }

    #[test]
    fn a_meeting_is_written_as_the_standard_says() {
        let uid = value(&file("Plenum", "Come in, all"), "UID");
        assert_eq!(
            file("Plenum", "Come in, all"),
            [
                "BEGIN:VCALENDAR",
                "VERSION:2.0",
                "PRODID:-//Plenum//Invitation//EN",
                "BEGIN:VEVENT",
                &["UID:", &uid].concat(),
                "DTSTAMP:20261130T120208Z",
                "DTSTART:20260504T173000Z",
                "DTEND:20260504T190000Z",
                "SUMMARY:Plenum",
                "DESCRIPTION:Come in\\, all\\n\\nhttps://meet.example/#0a1b2c3d4e5f6g7h8j9k0m1n",
                " 2p3q4r",
                "URL:https://meet.example/#0a1b2c3d4e5f6g7h8j9k0m1n2p3q4r",
                "END:VEVENT",
                "END:VCALENDAR",
                "",
            ]
            .join("\r\n")
        );
    }

    #[test]
    fn the_link_is_whole_in_url_and_description() {
        let file = file("Plenum; Garten, Haus", "Erst ankommen,\ndann reden; \\o/");
        assert_eq!(value(&file, "URL"), LINK);
        assert_eq!(value(&file, "SUMMARY"), "Plenum\\; Garten\\, Haus");
        let description = value(&file, "DESCRIPTION");
        assert_eq!(description, ["Erst ankommen\\,\\ndann reden\\; \\\\o/\\n\\n", LINK].concat());
        assert!(plain(&description).lines().any(|line| line == LINK), "on a line of its own");
    }

    #[test]
    fn a_title_cannot_write_lines_of_its_own() {
        let file = file("x\r\nATTACH:https://evil.example\u{0}\r\n", "");
        assert_eq!(value(&file, "SUMMARY"), "x\\nATTACH:https://evil.example");
        assert!(read(&file).iter().all(|(name, _)| name != "ATTACH"));
    }

    #[test]
    fn an_entry_saved_twice_stays_one_and_another_day_is_another_one() {
        let at =
            |begins, link| value(&write(&Appointment { begins, minutes: 60, title: "", text: "", link }, NOW), "UID");
        assert_eq!(at(BEGINS, LINK), at(BEGINS, LINK));
        assert_ne!(at(BEGINS, LINK), at(BEGINS + 86_400_000, LINK));
        assert_ne!(at(BEGINS, LINK), at(BEGINS, "https://meet.example/#other"));
        assert!(!LINK.contains(at(BEGINS, LINK).trim_end_matches("@plenum")));
    }

    #[test]
    fn days_that_come_and_go_are_counted() {
        let day = |ms: u64| moment(ms)[..8].to_owned();
        for (days, date) in [
            (0, "19700101"),
            (59, "19700301"),
            (789, "19720229"),
            (11_016, "20000229"),
            (11_017, "20000301"),
            (20_512, "20260228"),
            (20_513, "20260301"),
            (21_243, "20280229"),
            (47_540, "21000228"),
            (47_541, "21000301"),
        ] {
            assert_eq!(day(days * 86_400_000), date);
        }
        assert_eq!(moment(86_399_999), "19700101T235959Z");
        assert_eq!(moment(u64::MAX), "99991231T235959Z", "and no year of five digits");
    }

    proptest! {
        #[test]
        fn whatever_a_title_is_lines_are_short_and_read_back(title in "\\PC{0,200}", text in "(\\PC|\n){0,200}") {
            let file = file(&title, &text);
            for line in file.split("\r\n") {
                prop_assert!(line.len() <= LINE, "{} octets", line.len());
            }
            let kept: String = title.trim().chars().take(TITLE_CHARS).collect();
            prop_assert_eq!(plain(&value(&file, "SUMMARY")), kept);
            prop_assert_eq!(plain(&value(&file, "DESCRIPTION")), [&text, "\n\n", LINK].concat());
        }
    }
}
