//! The letter of an invitation, for mail programs (RFC 6068) and for the clipboard: short, and the link on a line of its own.
//!
//! It stands here in every language, and not in the catalogues of the page, of which only the one in use is there: the letter may be in
//! two.

use super::read;

/// What a letter says in one language.
struct Wording {
    subject: &'static str,
    /// Before the link.
    before: &'static str,
    /// After it.
    after: &'static str,
    /// And where a passphrase is asked for, which has to come in another way.
    protected: &'static str,
}

static ENGLISH: Wording = Wording {
    subject: "Invitation to a video meeting",
    before: "Hello,\nplease join our meeting. Just open this link in your browser:",
    after: "You need no account and nothing to install. Please give the link only to people who are meant to be there.",
    protected: "You will be asked for a passphrase. You get it from me in another way.",
};

static GERMAN: Wording = Wording {
    subject: "Einladung zum Videotreffen",
    before: "Hallo,\nkomm bitte zu unserem Treffen. Öffne dazu einfach diesen Link im Browser:",
    after: "Du brauchst kein Konto und musst nichts installieren. Gib den Link bitte nur an Leute weiter, die dabei sein sollen.",
    protected: "Du wirst nach einer Passphrase gefragt. Die bekommst du von mir auf einem anderen Weg.",
};

static SPANISH: Wording = Wording {
    subject: "Invitación a una reunión por vídeo",
    before: "Hola:\nven a nuestra reunión, por favor. Solo tienes que abrir este enlace en tu navegador:",
    after: "No necesitas cuenta ni instalar nada. Por favor, da el enlace solo a quienes deban estar allí.",
    protected: "Se te pedirá una contraseña. Te la daré por otra vía.",
};

static FRENCH: Wording = Wording {
    subject: "Invitation à une réunion vidéo",
    before: "Bonjour,\nrejoignez-nous pour notre réunion. Il suffit d’ouvrir ce lien dans votre navigateur\u{a0}:",
    after: "Pas besoin de compte, rien à installer. Ne donnez le lien qu’aux personnes qui doivent être là, s’il vous plaît.",
    protected: "Une phrase secrète vous sera demandée. Je vous la donnerai par un autre moyen.",
};

static TURKISH: Wording = Wording {
    subject: "Görüntülü toplantıya davet",
    before: "Merhaba,\ntoplantımıza katılır mısın? Bu bağlantıyı tarayıcında açman yeter:",
    after: "Hesap da kurulum da gerekmez. Lütfen bağlantıyı yalnızca orada olması gerekenlere ver.",
    protected: "Bir parola sorulacak. Onu sana başka bir yoldan vereceğim.",
};

static UKRAINIAN: Wording = Wording {
    subject: "Запрошення на відеозустріч",
    before: "Вітаю!\nПриєднуйтеся до нашої зустрічі. Просто відкрийте це посилання у своєму браузері:",
    after: "Не треба ні облікового запису, ні встановлення. Будь ласка, давайте посилання лише тим, хто має там бути.",
    protected: "Парольну фразу я передам окремо.",
};

static ARABIC: Wording = Wording {
    subject: "دعوة إلى اجتماع فيديو",
    before: "مرحبًا،\nندعوك إلى اجتماعنا. يكفي أن تفتح هذا الرابط في متصفحك:",
    after: "لا حاجة إلى حساب ولا إلى تثبيت شيء. يُرجى ألا تعطي الرابط إلا لمن يُفترض أن يكون هناك.",
    protected: "سأعطيك عبارة السر بطريقة أخرى.",
};

/// A letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// One line.
    pub subject: String,
    /// Paragraphs with an empty line between them; lines end with `\n`.
    pub body: String,
}

/// What it says in the language with this tag, other than English.
fn wording(language: &str) -> Option<&'static Wording> {
    match language {
        "de" => Some(&GERMAN),
        "es" => Some(&SPANISH),
        "fr" => Some(&FRENCH),
        "tr" => Some(&TURKISH),
        "uk" => Some(&UKRAINIAN),
        "ar" => Some(&ARABIC),
        _ => None,
    }
}

/// The tag of the language (BCP 47) that a letter in this one is in too, if it is in two: English, and German where English is the first.
pub fn second(language: &str) -> &'static str {
    if wording(language).is_some() { "en" } else { "de" }
}

/// Writes the invitation to this link in the language with this tag (BCP 47), English where there is no other; with `both` in the
/// [`second`] one too.
///
/// The link stands there once, alone on its line: mail programs take for a link what they find up to the next space, and
/// break lines that are long.
pub fn write(language: &str, both: bool, link: &str) -> Letter {
    let [first, second] = [language, second(language)].map(|language| wording(language).unwrap_or(&ENGLISH));
    let said = |part: fn(&Wording) -> &'static str, between: &str| match both {
        true => [part(first), between, part(second)].concat(),
        false => part(first).to_owned(),
    };
    let before = said(|wording| wording.before, "\n\n");
    let is_protected = read(link).is_ok_and(|visit| visit.link.passphrase());
    let after = match is_protected {
        true => said(|wording| wording.protected, "\n\n") + "\n\n" + &said(|wording| wording.after, "\n\n"),
        false => said(|wording| wording.after, "\n\n"),
    };
    Letter {
        subject: said(|wording| wording.subject, " / "),
        body: [&*before, "\n\n", link, "\n\n", &*after, "\n"].concat(),
    }
}

impl Letter {
    /// As the address that opens a mail program with it, to nobody yet.
    pub fn mailto(&self) -> String {
        ["mailto:?subject=", &encoded(&self.subject), "&body=", &encoded(&self.body)].concat()
    }

    /// As it is pasted somewhere.
    pub fn text(&self) -> &str {
        &self.body
    }
}

/// Percent-encoding of all but unreserved characters (RFC 3986 §2); lines end with CR and LF (RFC 6068 §5).
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            b'\n' => out.push_str("%0D%0A"),
            other => {
                let digit = |value: u8| char::from(b"0123456789ABCDEF"[usize::from(value & 15)]);
                out.extend(['%', digit(other >> 4), digit(other)]);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invite::repair::percent_decode;
    use crate::invite::{Link, url};

    /// What Windows hands on to a mail program (`INTERNET_MAX_URL_LENGTH`), bytes: the shortest limit of all.
    const SHORT_ENOUGH: usize = 2_083;

    fn link() -> Link {
        Link::from_parts([7; 16], false)
    }

    fn with_passphrase() -> Link {
        Link::from_parts([7; 16], true)
    }

    fn letters(link: &str) -> Vec<Letter> {
        ["en", "de", "es", "fr", "tr", "uk", "ar"]
            .into_iter()
            .flat_map(|language| [true, false].map(|both| write(language, both, link)))
            .collect()
    }

    #[test]
    fn it_is_in_the_second_language_that_is_told() {
        for language in ["en", "de", "es", "fr", "tr", "uk", "ar", "xx"] {
            let subject = |language, both| write(language, both, "").subject;
            let (one, other) = (subject(language, false), subject(second(language), false));
            assert_ne!(one, other, "{language}");
            assert_eq!(subject(language, true), [&*one, " / ", &*other].concat(), "{language}");
        }
    }

    #[test]
    fn the_link_is_alone_on_its_line_and_there_once() {
        let link = url("https://meet.example", &link());
        for Letter { body, .. } in letters(&link) {
            let lines: Vec<&str> = body.lines().collect();
            let at = lines.iter().position(|line| *line == link).expect("the link has a line of its own");
            assert_eq!((lines[at - 1], lines[at + 1]), ("", ""), "with an empty one before and after it");
            assert_eq!(body.matches('#').count(), 1);
        }
    }

    #[test]
    fn both_languages_are_there_and_the_persons_own_comes_first() {
        let link = url("https://meet.example", &link());
        let german = write("de", true, &link);
        assert_eq!(german.subject, "Einladung zum Videotreffen / Invitation to a video meeting");
        assert!(german.body.find("Hallo,") < german.body.find("Hello,"));
        let english = write("en", true, &link);
        assert_eq!(english.subject, "Invitation to a video meeting / Einladung zum Videotreffen");
        assert!(english.body.find("Hello,") < english.body.find("Hallo,"));
        assert_eq!(write("nl", true, &link), english, "where there are no words of a language yet");
        let arabic = write("ar", true, &link);
        assert_eq!(arabic.subject, "دعوة إلى اجتماع فيديو / Invitation to a video meeting");
        assert!(arabic.body.starts_with("مرحبًا،\n") && arabic.body.contains("\n\nHello,\n"));
        let alone = write("de", false, &link);
        assert!(alone.body.contains("Hallo,") && !alone.body.contains("Hello,"));
        assert_eq!(alone.subject, "Einladung zum Videotreffen");
    }

    #[test]
    fn a_mail_program_gets_exactly_the_letter() {
        let link = url("https://meet.example", &link());
        for letter in letters(&link) {
            let address = letter.mailto();
            let (subject, body) = address
                .strip_prefix("mailto:?subject=")
                .and_then(|rest| rest.split_once("&body="))
                .expect("a subject and a body");
            assert_eq!(percent_decode(subject), letter.subject);
            assert_eq!(percent_decode(body), letter.body.replace('\n', "\r\n"));
            let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte);
            assert!(
                subject.bytes().chain(body.bytes()).all(allowed),
                "nothing in it ends the address early: {address}"
            );
        }
    }

    #[test]
    fn it_is_short_enough_for_every_mail_program() {
        let host = ["https://", &"meet.".repeat(20), "example:65535"].concat();
        for letter in [link(), with_passphrase()].iter().flat_map(|link| letters(&url(&host, link))) {
            assert!(letter.mailto().len() <= SHORT_ENOUGH, "{} bytes", letter.mailto().len());
        }
    }

    #[test]
    fn it_says_that_a_passphrase_is_asked_for_and_where_that_comes_from() {
        let [open, locked] = [link(), with_passphrase()].map(|link| letters(&url("https://meet.example", &link)));
        for (open, locked) in open.iter().zip(&locked) {
            let more: Vec<&str> = locked.body.split("\n\n").filter(|part| !open.body.contains(part)).collect();
            // The link itself is another one.
            assert!((2..=3).contains(&more.len()), "{more:?}");
        }
        assert!(locked[0].body.contains("asked for a passphrase") && locked[0].body.contains("nach einer Passphrase"));
    }

    #[test]
    fn whoever_pastes_the_whole_letter_opens_the_meeting() {
        for letter in letters(&url("https://meet.example", &link())) {
            assert!(read(letter.text()).is_ok_and(|visit| visit.link == link()));
        }
    }
}
