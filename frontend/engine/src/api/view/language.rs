//! The languages of the page: their tags, and how their lines run.

/// The languages Plenum speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English
    #[default]
    En,
    /// German
    De,
    /// Spanish
    Es,
    /// French
    Fr,
    /// Turkish
    Tr,
    /// Ukrainian
    Uk,
    /// Arabic
    Ar,
}

impl Language {
    /// All of them, in the order of their numbers.
    pub const ALL: [Language; 7] =
        [Language::En, Language::De, Language::Es, Language::Fr, Language::Tr, Language::Uk, Language::Ar];

    /// Its tag (RFC 5646).
    pub fn tag(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::De => "de",
            Language::Es => "es",
            Language::Fr => "fr",
            Language::Tr => "tr",
            Language::Uk => "uk",
            Language::Ar => "ar",
        }
    }

    /// The one that a tag such as `de-AT` (BCP 47) asks for, if Plenum speaks it.
    pub fn asked(tag: &str) -> Option<Language> {
        let primary = tag.split(['-', '_']).next()?;
        Language::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// How its lines run: a value of `dir` (HTML).
    pub fn direction(self) -> &'static str {
        if self == Language::Ar { "rtl" } else { "ltr" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_known_by_its_first_subtag() {
        for (tag, language) in [
            ("de-AT", Some(Language::De)),
            ("es_MX", Some(Language::Es)),
            ("UK", Some(Language::Uk)),
            ("ar-EG", Some(Language::Ar)),
            ("ukr", None),
            ("nl", None),
            ("", None),
        ] {
            assert_eq!(Language::asked(tag), language, "{tag}");
        }
        for (number, language) in Language::ALL.into_iter().enumerate() {
            assert_eq!((language as usize, Language::asked(language.tag())), (number, Some(language)));
        }
    }
}
