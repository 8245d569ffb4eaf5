//! `plenum verify URL`: does that server serve the page that this program holds?

mod policy;

use super::report::{Report, say};
use crate::client::Failure;
use crate::client::dial::{Target, Trust};
use crate::client::http::{Answer, Connection};
use crate::http::asset::Asset;
use crate::http::headers::Headers;
use crate::http::static_files::StaticFiles;
use crate::net::origin::Origin;
use axum::http::{HeaderName, StatusCode, header};
use brotli_decompressor::Decompressor;
use bytes::Bytes;
use clap::ArgMatches;
use policy::Policy;
use sha2::{Digest, Sha256};
use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;

/// It could not be compared.
const TROUBLE: u8 = 2;
/// The decompressor's buffer, bytes.
const BUFFER: usize = 4096;

/// Headers that a page of ours never has, and what somebody could do with them.
const FOREIGN: [(HeaderName, &str); 10] = [
    (header::LINK, "loads what the page does not name"),
    (header::REFRESH, "leads people elsewhere"),
    (header::CONTENT_SECURITY_POLICY_REPORT_ONLY, "reports to others what people do"),
    (header::SET_COOKIE, "marks people, to know them again"),
    (HeaderName::from_static("clear-site-data"), "deletes what people keep"),
    (HeaderName::from_static("service-worker-allowed"), "lets a script stand between people and the page"),
    (HeaderName::from_static("speculation-rules"), "loads pages beside this one"),
    (HeaderName::from_static("reporting-endpoints"), "reports to others what people do"),
    (HeaderName::from_static("report-to"), "reports to others what people do"),
    (HeaderName::from_static("nel"), "reports to others that people came"),
];

/// Compares all files and headers, and says what differs.
pub async fn verify(matches: &ArgMatches) -> ExitCode {
    match compare(matches).await {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("plenum: {why}");
            ExitCode::from(TROUBLE)
        }
    }
}

async fn compare(matches: &ArgMatches) -> Result<usize, String> {
    let url = matches.get_one::<String>("url").map_or("", String::as_str);
    let origin = server(url)?;
    let root = matches.get_one::<PathBuf>("web_root").map(PathBuf::as_path);
    let files = StaticFiles::page_of(root)?.all().map_err(|why| why.to_string())?;
    let trust = Trust::new(matches.get_one::<PathBuf>("ca").map(PathBuf::as_path))?;
    let target = Target::of(&origin, &trust);
    let mut connection = Connection::to(&target);
    let page = files.iter().find(|(path, _)| path == "/").map(|(_, bytes)| String::from_utf8_lossy(bytes));
    let policy = Policy::read(&Headers::new(&[], &[], &page.unwrap_or_default()));
    let mut report = Report::default();
    let mut all = Sha256::new();
    for (path, bytes) in &files {
        let digest = Sha256::digest(bytes);
        all.update(path);
        all.update([0]);
        all.update(digest);
        let failed = |why: Failure| format!("{}{path}: {why}", origin.url());
        let plain = connection.get(path, "identity", bytes.len()).await.map_err(failed)?;
        // Browsers ask for this one. It may be larger than the file by a little.
        let small = connection.get(path, "br", bytes.len() + BUFFER).await.map_err(failed)?;
        let asset = Asset::new(path, bytes.clone(), None);
        match difference(&plain, &asset).or_else(|| difference(&small, &asset)) {
            None => report.ok(path, format!("sha256 {}", hex(&digest))),
            Some(why) => report.differs(path, why),
        }
        headers(path, &[&plain, &small], &policy, &mut report);
    }
    if let Some((_, page)) = files.iter().find(|(path, _)| path == "/") {
        let answer = connection.get("/", "identity", page.len()).await.map_err(|why| why.to_string())?;
        allowed(&answer, &policy, &origin, &mut report);
    }
    let (server, count, all) = (origin.url(), files.len(), hex(&all.finalize()));
    match report.wrongs() {
        0 => say(format_args!(
            "\n{server} serves the page that this program holds: {count} files, sha256 {all} over all of them."
        )),
        some => say(format_args!(
            "\n{server} does not serve the page that this program holds ({count} files, sha256 {all} over all of them): {some} differences. It may be another version; whoever runs it can tell you which."
        )),
    }
    Ok(report.wrongs())
}

/// The origin of a URL or a link. What is behind `#` goes nowhere.
fn server(url: &str) -> Result<Origin, String> {
    super::link::read(url).map(|link| link.origin)
}

/// What is different about a file.
fn difference(answer: &Answer, asset: &Asset) -> Option<String> {
    if answer.status != StatusCode::OK {
        return Some(format!("it answers {}", answer.status));
    }
    let expected = asset.bytes();
    let bytes = match answer.header(&header::CONTENT_ENCODING) {
        None | Some("identity") => answer.body.clone(),
        Some("br") => match decompressed(&answer.body, expected.len()) {
            Some(bytes) => bytes,
            None => return Some("what is sent compressed is no brotli".to_owned()),
        },
        Some(other) => {
            return Some(format!("it is sent as {other}, which was not asked for: a proxy on the way changes it"));
        }
    };
    if bytes != *expected {
        let first = bytes
            .iter()
            .zip(expected)
            .position(|(theirs, ours)| theirs != ours)
            .unwrap_or(bytes.len().min(expected.len()));
        let encoding = answer.header(&header::CONTENT_ENCODING).map_or("", |_| " when it is sent compressed");
        return Some(format!(
            "its bytes differ{encoding}, from byte {first} on: sha256 {} is expected",
            hex(&Sha256::digest(expected))
        ));
    }
    let mime = answer.only(&header::CONTENT_TYPE).unwrap_or("nothing, or two things");
    (mime != asset.mime()).then(|| format!("it is sent as {mime}, not as {}", asset.mime()))
}

/// At most one byte more than is expected, however small it was.
fn decompressed(bytes: &[u8], expected: usize) -> Option<Bytes> {
    let mut plain = Vec::new();
    let most = u64::try_from(expected).ok()?.saturating_add(1);
    Decompressor::new(bytes, BUFFER).take(most).read_to_end(&mut plain).ok()?;
    Some(plain.into())
}

/// What keeps the page to itself, on both forms of a file.
fn headers(path: &str, answers: &[&Answer], policy: &Policy, report: &mut Report) {
    for answer in answers {
        let before = report.wrongs();
        for (name, expected) in Headers::fixed().filter(|(name, _)| *name != "x-robots-tag") {
            if answer.only(&name) != Some(expected) {
                report.differs(path, format!("the header {name} is not {expected}"));
            }
        }
        let told = answer.headers.get_all(header::CONTENT_SECURITY_POLICY).iter();
        for difference in policy.differences(told.map(|value| value.to_str().unwrap_or_default())) {
            report.differs(path, format!("the Content-Security-Policy differs: {difference}"));
        }
        for (name, harm) in FOREIGN.iter().filter(|(name, _)| answer.headers.contains_key(name)) {
            report.differs(path, format!("the header {name} is not ours: it {harm}"));
        }
        if report.wrongs() > before {
            // The other form would say the same.
            return;
        }
    }
}

/// What the host of that server may choose, for people to know.
fn allowed(answer: &Answer, policy: &Policy, origin: &Origin, report: &mut Report) {
    let told: Vec<&str> = answer
        .headers
        .get_all(header::CONTENT_SECURITY_POLICY)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .collect();
    for other in policy.other_servers(&told).into_iter().filter(|other| *other != origin.socket()) {
        report.note(
            "policy",
            format!("the page may also connect to {other}, as if that were another name of this server"),
        );
    }
    for embedder in policy.embedders(&told) {
        report.note("policy", format!("{embedder} may show the page inside its own"));
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
