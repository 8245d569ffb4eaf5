//! The host's `security.txt` (RFC 9116): whom to tell of a hole, read at start and checked for what others rely on.

use super::refused::Refused;
use super::settings::Settings;
use std::fs;
use std::time::{Duration, SystemTime};
use toml::value::{Datetime, Offset};

/// The whole file, bytes: RFC 9116 §5.4 wants readers to bound it at 32 KiB.
const FILE_BYTES: usize = 32 * 1024;
/// How a contact is written (RFC 9116 §2.5.3).
const CONTACTS: [&str; 3] = ["mailto:", "https://", "tel:"];

/// A file that says what it has to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityTxt {
    /// As it is answered.
    pub text: String,
    /// After it nobody relies on it.
    pub expires: SystemTime,
}

impl SecurityTxt {
    /// Whether its day has passed.
    pub fn is_over(&self) -> bool {
        self.expires <= SystemTime::now()
    }
}

/// The file, if one is named.
///
/// # Errors
/// Key, place, and what is missing.
pub fn security_txt(settings: &Settings) -> Result<Option<SecurityTxt>, Refused> {
    settings.read("security-txt", |path| {
        let text = fs::read_to_string(path).map_err(|why| format!("cannot be read: {why}"))?;
        read(&text)
    })
}

fn read(text: &str) -> Result<SecurityTxt, String> {
    if text.len() > FILE_BYTES {
        return Err(format!("it is larger than {FILE_BYTES} bytes, which nobody reads"));
    }
    // What signs it (RFC 9116 §2.3) has no such lines.
    let fields = |wanted: &'static str| {
        text.lines().filter_map(move |line| {
            let (name, value) = line.split_once(':')?;
            name.trim().eq_ignore_ascii_case(wanted).then_some(value.trim())
        })
    };
    let is_contact = |value: &str| CONTACTS.iter().any(|scheme| value.to_ascii_lowercase().starts_with(scheme));
    match fields("Contact").find(|value| !is_contact(value)) {
        Some(odd) => return Err(format!("Contact: {odd} is no address to write to; write it like mailto:{odd}")),
        None if fields("Contact").next().is_none() => {
            return Err("it names nobody to write to: a line like Contact: mailto:security@example.org".to_owned());
        }
        None => {}
    }
    let mut days = fields("Expires");
    match (days.next(), days.next()) {
        (Some(day), None) => Ok(SecurityTxt { text: text.to_owned(), expires: moment(day)? }),
        (None, _) => Err("it does not say until when it holds: a line like Expires: 2027-11-30T00:00:00Z".to_owned()),
        (Some(_), Some(_)) => Err("it says Expires twice".to_owned()),
    }
}

/// A moment as RFC 3339 writes it.
fn moment(day: &str) -> Result<SystemTime, String> {
    let why = || format!("Expires: {day} is no moment; write it like 2027-11-30T00:00:00Z");
    let Ok(Datetime { date: Some(date), time: Some(time), offset: Some(offset) }) = day.parse() else {
        return Err(why());
    };
    let east_minutes = match offset {
        Offset::Z => 0,
        Offset::Custom { minutes } => i64::from(minutes),
    };
    // Days of the civil calendar: years begin in March, so that a leap day is their last.
    let (year, month) = (i64::from(date.year), i64::from(date.month));
    let (year, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + i64::from(date.day) - 719_469;
    let minutes = (days * 24 + i64::from(time.hour)) * 60 + i64::from(time.minute) - east_minutes;
    let seconds = u64::try_from(minutes * 60 + i64::from(time.second.unwrap_or(0))).map_err(|_| why())?;
    Ok(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "# ours\nContact: mailto:security@example.org\nExpires: 2027-11-30T00:00:00Z\n";

    #[test]
    fn a_moment_is_the_same_however_its_zone_is_written() {
        let seconds = |day: &str| moment(day).unwrap().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
        for (day, then) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2000-02-29T12:00:00Z", 951_825_600),
            ("2000-03-01T00:00:00Z", 951_868_800),
            ("2027-11-30T00:00:00Z", 1_827_532_800),
            ("2027-11-30T02:00:00+02:00", 1_827_532_800),
            ("2027-11-29T19:30:00-04:30", 1_827_532_800),
        ] {
            assert_eq!(seconds(day), then, "{day}");
        }
        for odd in
            ["", "2027-11-30", "30.11.2027", "2027-11-30T00:00:00", "2027-13-30T00:00:00Z", "1969-01-01T00:00:00Z"]
        {
            assert!(moment(odd).unwrap_err().contains("2027-11-30T00:00:00Z"), "{odd}");
        }
    }

    #[test]
    fn a_file_others_can_rely_on_is_answered_as_it_is() {
        let signed = format!(
            "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n{GOOD}-----BEGIN PGP SIGNATURE-----\n\nabc=\n"
        );
        let example = include_str!("../../../deploy/security.txt");
        for text in [GOOD, example, &signed, &GOOD.to_lowercase().replace("t00:00:00z", "T00:00:00Z")] {
            assert_eq!(read(text).unwrap().text, text);
        }
        assert!(read(&GOOD.replace("2027", "2020")).unwrap().is_over());
        assert!(!read(&GOOD.replace("2027", "2999")).unwrap().is_over());
    }

    #[test]
    fn a_file_nobody_can_rely_on_is_refused() {
        for (text, hint) in [
            (String::new(), "names nobody"),
            (GOOD.replace("mailto:", ""), "mailto:security@example.org"),
            (GOOD.replace("mailto:security@example.org", "http://example.org"), "no address to write to"),
            (GOOD.replace("Expires", "Until"), "until when"),
            (format!("{GOOD}expires: 2028-11-30T00:00:00Z"), "twice"),
            (GOOD.replace("2027-11-30T00:00:00Z", "next year"), "no moment"),
            (format!("{GOOD}#{}", "x".repeat(FILE_BYTES)), "larger"),
        ] {
            let why = read(&text).unwrap_err();
            assert!(why.contains(hint), "{why}");
        }
    }
}
