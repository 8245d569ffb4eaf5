//! Certificates by themselves (ACME, RFC 8555): when one is asked for, where it is kept, and what happens if none comes.

mod order;

use super::certificate::Certificate;
use super::current::Current;
use super::folder::Folder;
pub use order::order;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::time::sleep;
use tracing::{info, warn};

/// Who is asked unless something else is said.
pub const LETS_ENCRYPT: &str = rustls_acme::acme::LETS_ENCRYPT_PRODUCTION_DIRECTORY;
/// The clock may jump, and a machine may sleep: so the time is looked at this often.
pub const LOOK: Duration = Duration::from_secs(3600);
/// Pause after a first failure; doubled with each that follows. Five in the first hour, which is what Let's Encrypt
/// allows for one name before it answers nothing but refusals.
const FIRST_PAUSE: Duration = Duration::from_secs(2 * 60);
/// The longest pause. A certificate is renewed weeks before it ends.
const LONGEST_PAUSE: Duration = Duration::from_secs(6 * 3600);

/// What is asked for, and of whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acme {
    /// The names of this server.
    pub names: Vec<String>,
    /// Where the authority writes to, as `mailto:`.
    pub contact: Option<String>,
    /// The address of its directory.
    pub directory: String,
    /// Its own authority, where browsers' ones do not know it (PEM).
    pub authority: Option<PathBuf>,
    /// Where account and certificate are kept.
    pub folder: Folder,
}

impl Acme {
    /// The certificate that is kept, if it can still be shown.
    pub fn kept(&self) -> Option<Certificate> {
        let bytes = match self.folder.read(&self.file("pem")) {
            Ok(bytes) => bytes?,
            Err(why) => {
                warn!("the certificate in {} cannot be read: {why}", self.folder.path().display());
                return None;
            }
        };
        let certificate = Certificate::from_pem(&bytes).ok()?;
        let is_ours = self.names.iter().all(|name| certificate.facts.is_for(name));
        (is_ours && certificate.facts.is_outside_its_time(SystemTime::now()).is_none()).then_some(certificate)
    }

    /// The name of a file, of which there is one for each authority: what one gave is nothing to the other.
    fn file(&self, ending: &str) -> String {
        let host = url::Url::parse(&self.directory).ok().and_then(|url| url.host_str().map(str::to_owned));
        format!("{}.{ending}", host.unwrap_or_default().replace(|c: char| !c.is_ascii_alphanumeric(), "-"))
    }

    /// Gets certificates and puts them to use. Never ends.
    // Invariant: what is in use stays until something better is here.
    pub async fn follow(self, current: Arc<Current>) {
        let (mut kept, mut failures) = (self.kept(), 0);
        loop {
            let due = kept.as_ref().map_or(Duration::ZERO, |kept| kept.facts.renewal_in(SystemTime::now()));
            if due > Duration::ZERO {
                sleep(due.min(LOOK)).await;
                continue;
            }
            let got = order(&self, &current).await.and_then(|pem| Ok((Certificate::from_pem(&pem)?, pem)));
            match got {
                Ok((certificate, pem)) => {
                    current.set(&certificate);
                    info!("a new certificate is in use, good until {}", certificate.facts.last_day());
                    if let Err(why) = self.folder.write(&self.file("pem"), &pem) {
                        warn!(
                            "it cannot be kept in {}, and is gone with a restart: {why}",
                            self.folder.path().display()
                        );
                    }
                    (kept, failures) = (Some(certificate), 0);
                }
                Err(why) => {
                    let pause = pause(failures);
                    failures += 1;
                    let mend = match failures {
                        1 => ". TCP port 443 of every name has to lead here; `plenum check` looks from where you are",
                        _ => "",
                    };
                    warn!(
                        "no certificate, {failures} times now: {why}{mend}. Trying again in {} min",
                        pause.as_secs() / 60
                    );
                    sleep(pause).await;
                }
            }
        }
    }
}

fn pause(failures: u32) -> Duration {
    FIRST_PAUSE.saturating_mul(1 << failures.min(16)).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_orders_in_the_first_hour_and_then_four_a_day() {
        let within = |time: Duration| {
            let starts = (0..100).scan(Duration::ZERO, |at, failures| {
                let now = *at;
                *at += pause(failures);
                Some(now)
            });
            starts.take_while(|at| *at < time).count()
        };
        assert_eq!(within(Duration::from_secs(3600)), 5);
        let day = Duration::from_secs(24 * 3600);
        assert_eq!(within(day * 11) - within(day * 10), 4);
    }

    #[test]
    fn every_authority_has_its_own_files() {
        let folder = tempfile::tempdir().unwrap();
        let of = |directory: &str| Acme {
            names: vec!["meet.example".into()],
            contact: None,
            directory: directory.into(),
            authority: None,
            folder: Folder::open(folder.path()).unwrap(),
        };
        assert_eq!(of(LETS_ENCRYPT).file("pem"), "acme-v02-api-letsencrypt-org.pem");
        assert_eq!(of("https://../x").file("key"), "--.key", "nothing leads out of the folder");
        assert!(of(LETS_ENCRYPT).kept().is_none());
        of(LETS_ENCRYPT).folder.write(&of(LETS_ENCRYPT).file("pem"), b"nonsense").unwrap();
        assert!(of(LETS_ENCRYPT).kept().is_none());
    }
}
