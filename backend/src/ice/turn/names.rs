//! The addresses that the names of origins lead to (DNS), asked for until there is one.

use crate::base::limits::{LONGEST_LOOKUP_PAUSE, LOOKUP, LOOKUP_PAUSE};
use crate::net::origin::Origin;
use std::fmt;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use tokio::time::{sleep, timeout};

/// What a name leads to, some time.
pub type Lookup = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// What resolves names: the system, or a test.
#[derive(Clone)]
pub struct Names(Arc<dyn Fn(String, u16) -> Lookup + Send + Sync>);

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Names(…)")
    }
}

impl Default for Names {
    fn default() -> Names {
        Names::new(|host, port| {
            Box::pin(async move {
                let found = tokio::net::lookup_host((host, port)).await?;
                Ok(found.map(|address| address.ip()).collect())
            })
        })
    }
}

impl Names {
    /// Resolved by this, which is given host and port.
    pub fn new(lookup: impl Fn(String, u16) -> Lookup + Send + Sync + 'static) -> Names {
        Names(Arc::new(lookup))
    }

    /// All addresses of these origins that are known within [`LOOKUP`] each.
    async fn addresses(&self, origins: &[Origin]) -> Vec<IpAddr> {
        let mut found = Vec::new();
        for origin in origins {
            let (host, port, _) = origin.place();
            if let Ok(Ok(addresses)) = timeout(LOOKUP, (self.0)(host, port)).await {
                found.extend(addresses.iter().map(IpAddr::to_canonical));
            }
        }
        found
    }

    /// Asks, with growing pauses, until what it leads to is enough: a server may start before the network is there.
    pub async fn look(&self, origins: &[Origin], mut is_enough: impl FnMut(Vec<IpAddr>) -> bool) {
        let mut pause = LOOKUP_PAUSE;
        while !is_enough(self.addresses(origins).await) {
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_LOOKUP_PAUSE);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::pending;
    use std::sync::Mutex;
    use std::time::Duration;
    use tokio::time::Instant;

    // The clock of these tests stands still but for what is waited for.
    #[tokio::test(start_paused = true)]
    async fn a_name_is_asked_for_with_growing_pauses_until_it_leads_somewhere() {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (log, begun) = (Arc::clone(&asked), Instant::now());
        let names = Names::new(move |host, port| {
            assert_eq!((host.as_str(), port), ("meet.example", 443));
            let mut log = log.lock().unwrap();
            log.push(begun.elapsed());
            let tries = log.len();
            Box::pin(async move {
                match tries {
                    1 => pending().await,
                    ..=12 => Err(io::Error::other("no network yet")),
                    13 => Ok(Vec::new()),
                    _ => Ok(vec!["::ffff:9.9.9.9".parse().unwrap()]),
                }
            })
        });
        let mut found = Vec::new();
        let is_enough = |named: Vec<IpAddr>| {
            found.push(named);
            !found.last().unwrap().is_empty()
        };
        names.look(&["https://meet.example".parse().unwrap()], is_enough).await;
        assert_eq!(found.pop().unwrap(), [IpAddr::from([9, 9, 9, 9])]);
        assert_eq!(found, vec![Vec::<IpAddr>::new(); 13]);
        let asked = asked.lock().unwrap();
        let pauses: Vec<Duration> = asked.windows(2).map(|two| two[1] - two[0]).collect();
        assert_eq!(pauses[..3], [LOOKUP + LOOKUP_PAUSE, 2 * LOOKUP_PAUSE, 4 * LOOKUP_PAUSE]);
        assert_eq!((pauses.len(), pauses[12]), (13, LONGEST_LOOKUP_PAUSE));
    }
}
