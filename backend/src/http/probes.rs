//! `/healthz` and `/readyz`: whether the program is well, and whether people should be sent to it.

use super::plain_text;
use axum::http::StatusCode;
use axum::response::Response;

/// Which of the two is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Probe {
    /// Whether it has to be started anew: not while it stops, which it does by itself.
    Health,
    /// Whether newcomers are let in.
    Ready,
}

/// The answer of a server that lets newcomers in, or does not any more.
pub fn answer(probe: Probe, is_ready: bool) -> Response {
    match (probe, is_ready) {
        (Probe::Health, true) => plain_text(StatusCode::OK, "ok\n"),
        (Probe::Health, false) => plain_text(StatusCode::OK, "stopping\n"),
        (Probe::Ready, true) => plain_text(StatusCode::OK, "ready\n"),
        (Probe::Ready, false) => plain_text(StatusCode::SERVICE_UNAVAILABLE, "stopping\n"),
    }
}
