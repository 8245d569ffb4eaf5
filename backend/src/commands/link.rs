//! A meeting's link, read into the server and what stays in the browser.

use crate::net::origin::Origin;
use url::Url;

/// The parts of a link.
#[derive(Clone, PartialEq, Eq)]
pub struct Link {
    /// Which server it leads to.
    pub origin: Origin,
    /// What is behind `#`, as it was written. It is a key: nothing of it is sent to anybody.
    pub fragment: String,
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Link(…)")
    }
}

/// Reads a link, or the address of a server alone; `https://` may be left out.
///
/// # Errors
/// What to change. It does not repeat the link.
pub fn read(text: &str) -> Result<Link, String> {
    let text = text.trim();
    let whole = match text.contains("://") {
        true => text.to_owned(),
        false => format!("https://{text}"),
    };
    // Some programs write the # as %23.
    let (place, fragment) = whole.split_once('#').or_else(|| whole.split_once("/%23")).unwrap_or((&whole, ""));
    let url = Url::parse(place).map_err(|_| "this is no link: https://meet.example/#… is expected".to_owned())?;
    if !matches!(url.path(), "" | "/") || url.query().is_some() {
        return Err(
            "Plenum's links have nothing between the server's name and the #: https://meet.example/#…".to_owned()
        );
    }
    let written = place.trim_end_matches('/');
    let origin = written.parse::<Origin>().map_err(|why| why.to_string())?;
    match fragment.bytes().all(|byte| byte.is_ascii_graphic()) {
        true => Ok(Link { origin, fragment: fragment.to_owned() }),
        false => Err("there is something behind the # that belongs to no link".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_come_apart_and_what_is_none_is_refused() {
        let parts = |text: &str| read(text).map(|link| (link.origin.url(), link.fragment));
        let meet = "https://meet.example".to_owned();
        for (text, fragment) in [
            ("https://meet.example/#abc-def", "abc-def"),
            (" https://meet.example#abc-def\n", "abc-def"),
            ("meet.example/#abc", "abc"),
            ("https://meet.example/%23abc", "abc"),
            ("https://meet.example", ""),
            ("https://meet.example/", ""),
            ("https://meet.example/#a#b", "a#b"),
        ] {
            assert_eq!(parts(text), Ok((meet.clone(), fragment.to_owned())), "{text}");
        }
        assert_eq!(parts("http://localhost:8080/#a").map(|parts| parts.0), Ok("http://localhost:8080".to_owned()));
        for wrong in [
            "",
            "ftp://meet.example/#a",
            "https://meet.example/room#a",
            "https://meet.example/?x#a",
            "https://u:p@meet.example/#a",
            "https://meet.example/#a b",
            "https://meet.example/#a\u{7}",
        ] {
            let why = read(wrong).map(|_| ()).unwrap_err();
            assert!(!why.contains("#a b"), "{why}");
        }
    }
}
