//! Content security policies (CSP Level 3 §2.2), compared directive by directive with the one we would send.

use crate::http::headers::Headers;
use crate::net::origin::Origin;
use axum::http::{HeaderMap, header};
use std::collections::{BTreeMap, BTreeSet};

/// Directives that make browsers report to somebody (CSP Level 3 §6.5).
const REPORTING: [&str; 2] = ["report-uri", "report-to"];

type Directives = BTreeMap<String, BTreeSet<String>>;

/// The policy that we would send, without origins and embedders.
#[derive(Clone, Debug)]
pub struct Policy(Directives);

impl Policy {
    /// As these headers have it.
    pub fn read(headers: &Headers) -> Policy {
        let mut map = HeaderMap::new();
        headers.apply(&mut map);
        let text = map.get(header::CONTENT_SECURITY_POLICY).and_then(|value| value.to_str().ok());
        Policy(directives(text.unwrap_or_default()))
    }

    /// What differs. Of several policies all hold, so that it is enough if one is ours; more of them only forbid more,
    /// but each can report what it forbids.
    pub fn differences<'a>(&self, told: impl Iterator<Item = &'a str>) -> Vec<String> {
        // A comma separates policies within one field.
        let told: Vec<Directives> = told.flat_map(|field| field.split(',')).map(directives).collect();
        let nearest = told.iter().map(|one| self.against(one)).min_by_key(Vec::len);
        let mut differences = nearest.unwrap_or_else(|| vec!["there is none".to_owned()]);
        let reports = told.iter().any(|one| REPORTING.iter().any(|name| one.contains_key(*name)));
        if reports && differences.is_empty() {
            differences.push("one of several reports to others what people do".to_owned());
        }
        differences
    }

    fn against(&self, theirs: &Directives) -> Vec<String> {
        let none = BTreeSet::new();
        let names: BTreeSet<&String> = self.0.keys().chain(theirs.keys()).collect();
        let differs = |name: &&String| {
            let (ours, told) = (self.0.get(*name), theirs.get(*name));
            match name.as_str() {
                // Only the host's own choice, which is noted.
                "frame-ancestors" => told.is_none(),
                // Other names of the same server.
                "connect-src" => {
                    let more = told.unwrap_or(&none).difference(ours.unwrap_or(&none));
                    told.is_none() || more.into_iter().any(|source| !is_socket(source))
                }
                "upgrade-insecure-requests" => false,
                _ => ours != told,
            }
        };
        let say = |name: &String| match theirs.get(name) {
            None => format!("{name} is missing"),
            Some(told) => {
                let told: Vec<&str> = told.iter().map(String::as_str).collect();
                format!("{name} is {}", told.join(" "))
            }
        };
        names.into_iter().filter(differs).map(say).collect()
    }

    /// Where the page may connect to besides its own origin.
    pub fn other_servers(&self, told: &[&str]) -> Vec<String> {
        self.more(told, "connect-src")
    }

    /// Who may show the page inside theirs.
    pub fn embedders(&self, told: &[&str]) -> Vec<String> {
        self.more(told, "frame-ancestors")
    }

    fn more(&self, told: &[&str], name: &str) -> Vec<String> {
        let ours = self.0.get(name).cloned().unwrap_or_default();
        let theirs = told.iter().filter_map(|text| directives(text).remove(name)).flatten();
        theirs.filter(|source| !ours.contains(source)).collect()
    }
}

/// A directive that is named twice counts as it was named first.
fn directives(policy: &str) -> Directives {
    let mut read = Directives::new();
    for directive in policy.split(';') {
        let mut words = directive.split_ascii_whitespace();
        if let Some(name) = words.next() {
            read.entry(name.to_ascii_lowercase()).or_insert_with(|| words.map(str::to_owned).collect());
        }
    }
    read
}

/// `wss://meet.example:8443`, with nothing that stands for more than one place.
fn is_socket(source: &str) -> bool {
    source.strip_prefix("ws").is_some_and(|rest| format!("http{rest}").parse::<Origin>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<script>alert('Hello, world.');</script>";

    /// What differs of a policy that was changed so.
    fn changed(change: impl Fn(String) -> String) -> Vec<String> {
        let headers = Headers::new(&[], &[], PAGE);
        let text = headers.policy_for(PAGE).to_str().unwrap().to_owned();
        Policy::read(&headers).differences([change(text).as_str()].into_iter())
    }

    #[test]
    fn our_own_policy_is_the_same() {
        assert_eq!(changed(|policy| policy), Vec::<String>::new());
        for (from, to) in [
            ("connect-src 'self'", "connect-src 'self' wss://meet.example wss://b.example:8443"),
            ("frame-ancestors 'none'", "frame-ancestors https://intranet.example"),
            ("style-src 'self'", "STYLE-SRC   'self'"),
            ("default-src 'none'", "default-src 'none'; default-src *; upgrade-insecure-requests"),
        ] {
            assert_eq!(changed(|policy| policy.replace(from, to)), Vec::<String>::new(), "{to}");
        }
        assert_eq!(changed(|policy| format!("{policy}, default-src 'none'")), Vec::<String>::new(), "stricter");
    }

    #[test]
    fn whatever_lets_the_page_do_more_is_found() {
        for (from, to) in [
            ("script-src 'self'", "script-src 'self' 'unsafe-inline'"),
            ("script-src 'self'", "script-src 'self' https://evil.example"),
            ("script-src 'self'", "script-src-elem *; script-src 'self'"),
            ("'sha256-", "'sha256-A"),
            ("connect-src 'self'", "connect-src 'self' https://evil.example"),
            ("connect-src 'self'", "connect-src 'self' wss://*.evil.example"),
            ("connect-src 'self'", "connect-src 'self' wss:"),
            ("connect-src 'self'", "connect-src *"),
            ("worker-src 'self'; ", ""),
            ("default-src 'none'; ", ""),
            ("frame-ancestors 'none'", ""),
            ("base-uri 'none'", "base-uri *"),
            ("default-src 'none'", "report-uri https://evil.example; default-src 'none'"),
            ("default-src 'none'", "default-src *; default-src 'none'"),
        ] {
            assert_eq!(changed(|policy| policy.replace(from, to)).len(), 1, "{from} becomes {to}");
        }
        for more in
            ["connect-src 'none'; report-uri https://evil.example", "report-to evil", "default-src *; Report-URI /"]
        {
            let differences = changed(|policy| format!("{policy}, {more}"));
            assert_eq!(differences, ["one of several reports to others what people do"], "{more}");
        }
        assert!(!changed(|_| String::new()).is_empty());
        let policy = Policy::read(&Headers::new(&[], &[], PAGE));
        assert_eq!(policy.differences(std::iter::empty()), ["there is none"]);
    }
}
