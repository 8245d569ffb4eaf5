//! A certificate in two files, and the watch that reads them anew when they change or somebody says so (SIGHUP).

use super::certificate::Certificate;
use super::current::Current;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::sync::Notify;
use tokio::time::sleep;
use tracing::{info, warn};

/// How often the files are looked at. A renewal has weeks, and looking costs two calls of the system.
pub const LOOK: Duration = Duration::from_secs(10);

/// The files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// The whole chain.
    pub certificate: PathBuf,
    /// Its key.
    pub key: PathBuf,
}

/// When a file was written, and how long it is; nothing while it is not there.
type Stamp = [Option<(SystemTime, u64)>; 2];

impl Files {
    /// Reads them.
    ///
    /// # Errors
    /// What is wrong, and what to do.
    pub fn read(&self) -> Result<Certificate, String> {
        Certificate::read(&self.certificate, &self.key)
    }

    fn stamp(&self) -> Stamp {
        let stamp = |file: &Path| {
            let about = std::fs::metadata(file).ok()?;
            Some((about.modified().ok()?, about.len()))
        };
        [stamp(&self.certificate), stamp(&self.key)]
    }

    /// Puts what is in the files to use whenever they changed and stand still, and whenever `told`. Never ends.
    // Invariant: what is broken, or is over, never takes the place of what works.
    pub async fn follow(self, current: Arc<Current>, told: Arc<Notify>) {
        let mut used = self.stamp();
        let mut seen = used;
        loop {
            let is_told = tokio::select! {
                () = sleep(LOOK) => false,
                () = told.notified() => true,
            };
            let now = self.stamp();
            // One file is written after the other: both have to stay as they are for a moment.
            if is_told || now != used && now == seen {
                used = now;
                self.reload(&current);
            }
            seen = now;
        }
    }

    fn reload(&self, current: &Current) {
        let read = self.read().and_then(|certificate| match certificate.facts.is_outside_its_time(SystemTime::now()) {
            Some(why) => Err(format!("{}: {why}", self.certificate.display())),
            None => Ok(certificate),
        });
        match read {
            Ok(certificate) => {
                current.set(&certificate);
                info!("the certificate was read anew, and is good until {}", certificate.facts.last_day());
            }
            Err(why) => warn!("the new certificate is not used, and the one before stays: {why}"),
        }
    }
}

/// What tells [`Files::follow`] of every SIGHUP; told of none where there are no such signals.
pub fn hangups() -> Arc<Notify> {
    let told = Arc::new(Notify::new());
    #[cfg(unix)]
    if let Ok(mut hangups) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()) {
        let teller = Arc::downgrade(&told);
        tokio::spawn(async move {
            while hangups.recv().await.is_some() {
                let Some(told) = teller.upgrade() else { return };
                told.notify_one();
            }
        });
    }
    told
}
