//! What a service manager has for us and wants to know: sockets it holds (sd_listen_fds), and notifications (sd_notify).

use listenfd::ListenFd;
use sd_notify::NotifyState;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;
use tracing::warn;

/// The sockets that were passed to this process.
pub struct Inherited(ListenFd);

impl std::fmt::Debug for Inherited {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Inherited({})", self.0.len())
    }
}

impl Inherited {
    /// None.
    pub fn none() -> Inherited {
        Inherited(ListenFd::empty())
    }

    /// Those that the environment names. Nothing but sockets is ever taken.
    // Invariant: called before there is a second thread and before anything is opened: it takes variables out of the
    // environment, and what it is told of are numbers of open files.
    pub fn take() -> Inherited {
        Inherited(ListenFd::from_env())
    }

    /// The listener of the page, if there is one. It is the service manager's: it goes on to listen when we are gone, and
    /// whoever dials meanwhile waits for the next of us.
    ///
    /// # Errors
    /// What the host has to change.
    pub fn listener(mut self, said: Option<SocketAddr>) -> Result<Option<TcpListener>, String> {
        if self.0.len() > 1 {
            return Err(format!("{} sockets were passed, and one is expected: see deploy/plenum.socket", self.0.len()));
        }
        let passed = |why| format!("the socket that was passed cannot be used: {why}; see deploy/plenum.socket");
        let Some(listener) = self.0.take_tcp_listener(0).map_err(passed)? else { return Ok(None) };
        let address = listener.local_addr().map_err(passed)?;
        if let Some(said) = said.filter(|said| *said != address) {
            return Err(format!(
                "the socket that was passed listens on {address}, but listen says {said}. Say the same in both, or leave listen out"
            ));
        }
        listener.set_nonblocking(true).map_err(passed)?;
        Ok(Some(listener))
    }
}

/// Tells the service manager, if there is one that wants to know.
pub fn notify(state: NotifyState<'_>) {
    if let Err(why) = sd_notify::notify(&[state]) {
        warn!("the service manager cannot be told how it goes: {why}");
    }
}

/// Tells it again and again that we are alive, for as long as `look` returns; for ever.
pub async fn keep_alive(look: impl Fn()) {
    let Some(every) = sd_notify::watchdog_enabled().map(|patience| patience / 2).filter(|every| !every.is_zero())
    else {
        return std::future::pending().await;
    };
    loop {
        tokio::time::sleep(every.max(SHORTEST)).await;
        look();
        notify(NotifyState::Watchdog);
    }
}

/// A watchdog below this would cost more than it finds.
const SHORTEST: Duration = Duration::from_millis(10);
