//! Plain HTTP where TLS is ours: every request is sent on to the address people are to open (RFC 9110 §15.4.9), and nothing else.

use super::app_state::AppState;
use super::headers::Headers;
use super::{not_found, refused};
use crate::net::origin::Origin;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// The one answer there is.
pub fn router(state: Arc<AppState>, headers: Headers) -> Router {
    Router::new().fallback(redirect).with_state((state, Arc::new(headers)))
}

async fn redirect(State((state, headers)): State<(Arc<AppState>, Arc<Headers>)>, request: Request) -> Response {
    let mut response =
        refused(&state, &request).unwrap_or_else(|| to(&state.signaling.origins, &request).unwrap_or_else(not_found));
    headers.apply(response.headers_mut());
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// The same path at our own address: of several the one with the name that was asked for.
// Invariant: the host is a configured one, whatever the request says.
fn to(origins: &[Origin], request: &Request) -> Option<Response> {
    let asked = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).and_then(Origin::host_of);
    let same_name = origins.iter().find(|origin| asked.as_ref().is_some_and(|asked| origin.place().0 == *asked));
    let origin = same_name.or(origins.first())?;
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let location = HeaderValue::try_from(format!("{}{path}", origin.url())).ok()?;
    let headers = [(header::LOCATION, location), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Some((StatusCode::PERMANENT_REDIRECT, headers).into_response())
}
