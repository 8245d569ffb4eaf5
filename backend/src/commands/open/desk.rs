//! The server of `plenum open`: our page, which is told whose signaling it uses, and a relay to that.

use crate::client::dial::Target;
use crate::client::http::Connection;
use crate::client::socket::{self, NotOpened};
use crate::http::asset::Asset;
use crate::http::headers::Headers;
use crate::http::host;
use crate::http::static_files::StaticFiles;
use crate::http::upgrade::{no_handshake, switching};
use crate::http::{plain_text, shard};
use crate::net::origin::Origin;
use crate::ws::handshake::accept;
use axum::body::Body;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};

/// Pause after a failed accept, which is mostly a lack of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// A page of our own asks at once.
const REQUEST_HEAD: Duration = Duration::from_secs(5);
/// Larger than the name of any instance.
const INSTANCE_BYTES: usize = 1024;

/// What is served here, and where signaling goes.
#[derive(Debug)]
pub struct Desk {
    /// The `Host` that our own page asks for.
    host: String,
    server: Target,
    files: StaticFiles,
    page: Asset,
    headers: Headers,
}

impl Desk {
    /// For the link of a server, at our own address.
    ///
    /// # Errors
    /// The page has no head to write into.
    pub fn new(here: SocketAddr, server: &Origin, target: Target, files: StaticFiles) -> Result<Desk, String> {
        let page = told(&files.page(), server)?;
        let host = here.to_string();
        let ours = format!("http://{host}").parse::<Origin>().map_err(|why| why.to_string())?;
        Ok(Desk {
            headers: Headers::new(&[ours], &[], &page),
            page: Asset::new("/", Bytes::from(page), None),
            host,
            server: target,
            files,
        })
    }

    /// Serves for ever.
    pub async fn serve(self: Arc<Self>, listener: TcpListener) {
        loop {
            match listener.accept().await {
                Ok((stream, _)) => drop(tokio::spawn(Arc::clone(&self).connection(stream))),
                Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
            }
        }
    }

    async fn connection(self: Arc<Self>, stream: TcpStream) {
        let _ = stream.set_nodelay(true);
        let answer = service_fn(|request| async {
            let mut response = self.answer(request).await;
            self.headers.apply(response.headers_mut());
            Ok::<_, Infallible>(response)
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(REQUEST_HEAD)
            .serve_connection(TokioIo::new(stream), answer)
            .with_upgrades();
        // The browser hung up.
        let _ = connection.await;
    }

    async fn answer(&self, request: Request<Incoming>) -> Response {
        // Invariant: only our own page is served and relayed for. A page of the web that made its name lead here asks
        // under that name.
        if request.headers().get(header::HOST).is_none_or(|host| host.as_bytes() != self.host.as_bytes()) {
            return plain_text(
                StatusCode::FORBIDDEN,
                "This page is for this machine alone, at the address that was said.\n",
            );
        }
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return plain_text(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD are answered here.\n");
        }
        let path = request.uri().path();
        match path {
            "/" => self.page.response(request.headers()),
            // What the link's server would say is no business of this page.
            host::HOST => host::nothing(request.headers()),
            _ if path.starts_with("/%23") => self.page.response(request.headers()),
            _ if path.starts_with("/ws/") && shard(path).is_some() => self.relay(request).await,
            _ if path.starts_with("/instance/") && shard(path).is_some() => self.instance(path).await,
            _ => match self.files.find(path).await {
                Some(asset) => asset.response(request.headers()),
                None => plain_text(StatusCode::NOT_FOUND, "There is nothing here.\n"),
            },
        }
    }

    /// Opens a WebSocket to the server with the browser's key and joins both: their frames are not looked at.
    // Invariant: the server gets a path and a key, and no header of the browser's; a fragment is never in a request.
    async fn relay(&self, mut request: Request<Incoming>) -> Response {
        let ours = format!("http://{}", self.host);
        if request.headers().get(header::ORIGIN).is_none_or(|origin| origin.as_bytes() != ours.as_bytes()) {
            return plain_text(StatusCode::FORBIDDEN, "This is for the page of this machine alone.\n");
        }
        let accepted = match accept(request.method(), request.version(), request.headers()) {
            Ok(accepted) => accepted,
            Err(why) => return no_handshake(why),
        };
        let key =
            request.headers().get(header::SEC_WEBSOCKET_KEY).and_then(|key| key.to_str().ok()).unwrap_or_default();
        let mut theirs = match socket::open(&self.server, request.uri().path(), key, None).await {
            Ok(stream) => stream,
            Err(NotOpened::Answered(status)) if status.is_client_error() => {
                return (status, "The link's server refuses.\n").into_response();
            }
            Err(NotOpened::Answered(_) | NotOpened::Failed(_)) => return unreached(),
        };
        let upgrade = hyper::upgrade::on(&mut request);
        tokio::spawn(async move {
            let Ok(ours) = upgrade.await else { return };
            // Either end hung up.
            let _ = tokio::io::copy_bidirectional(&mut TokioIo::new(ours), &mut theirs).await;
        });
        switching(&accepted)
    }

    async fn instance(&self, path: &str) -> Response {
        match Connection::to(&self.server).get(path, "identity", INSTANCE_BYTES).await {
            Ok(answer) if answer.status == StatusCode::OK && answer.body.len() <= INSTANCE_BYTES => {
                let headers = [
                    (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
                    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
                ];
                (headers, Body::from(answer.body)).into_response()
            }
            Ok(_) | Err(_) => unreached(),
        }
    }
}

fn unreached() -> Response {
    plain_text(StatusCode::BAD_GATEWAY, "The link's server cannot be reached.\n")
}

/// The page with one line more: whose signaling it uses, which links and proofs name (`browser/page/document.rs`).
// Invariant: an origin holds no character that means anything in HTML.
fn told(page: &str, server: &Origin) -> Result<String, String> {
    const HEAD: &str = "<head>";
    match page.split_once(HEAD) {
        Some((before, after)) => {
            Ok(format!("{before}{HEAD}<meta name=\"plenum-server\" content=\"{}\">{after}", server.url()))
        }
        None => Err("the page has no <head> to be told in which server it is for".to_owned()),
    }
}
