//! HTTP/1.1 requests (RFC 9112): one connection, asked again and again, each answer bounded in bytes and time.

use super::Failure;
use super::dial::{Dialled, Target, dial};
use axum::http::{HeaderMap, HeaderName, Request, StatusCode, header};
use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt, Empty};
use hyper::Response;
use hyper::body::Incoming;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use std::net::IpAddr;
use std::time::Duration;
use tokio::time::timeout;

/// The head of an answer; a proxy may dial first.
const HEAD: Duration = Duration::from_secs(10);
/// The rest of it: the largest file of the page over a slow line.
const BODY: Duration = Duration::from_secs(60);

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The header fields.
    pub headers: HeaderMap,
    /// The bytes, of which there may be more than were asked for: then one more than that.
    pub body: Bytes,
}

impl Answer {
    /// A header field, if it is text.
    pub fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The same, if it is there once: of several some browsers take the first, and others the last.
    pub fn only(&self, name: &HeaderName) -> Option<&str> {
        let mut all = self.headers.get_all(name).iter();
        all.next().filter(|_| all.next().is_none()).and_then(|value| value.to_str().ok())
    }
}

/// A connection to one server, dialled when it is needed.
#[derive(Debug)]
pub struct Connection<'a> {
    target: &'a Target,
    sender: Option<SendRequest<Empty<Bytes>>>,
    /// By which of our addresses the last request went out.
    pub from: Option<IpAddr>,
}

impl Connection<'_> {
    /// Nothing is dialled yet.
    pub fn to(target: &Target) -> Connection<'_> {
        Connection { target, sender: None, from: None }
    }

    /// Gets the file at a path, at most so many bytes and one of it.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn get(&mut self, path: &str, accepts: &str, at_most: usize) -> Result<Answer, Failure> {
        let request = request(self.target, path)
            .header(header::ACCEPT_ENCODING, accepts)
            .body(Empty::new())
            .map_err(|why| Failure::Broken(why.to_string()))?;
        let mut sender = match self.sender.take() {
            Some(sender) => sender,
            None => self.dial().await?,
        };
        // The server may have hung up meanwhile.
        if sender.ready().await.is_err() {
            sender = self.dial().await?;
        }
        let (head, mut body) = answered(sender.send_request(request)).await?.into_parts();
        let mut bytes = BytesMut::new();
        let read = async {
            while bytes.len() <= at_most {
                let Some(frame) = body.frame().await else { return Ok(()) };
                let frame = frame.map_err(|why| Failure::Broken(why.to_string()))?;
                if let Ok(data) = frame.into_data() {
                    bytes.extend_from_slice(&data);
                }
            }
            bytes.truncate(at_most + 1);
            Ok(())
        };
        timeout(BODY, read).await.map_err(|_| Failure::TimedOut)??;
        // What is left of a longer one is not waited for: the connection ends with it.
        self.sender = (bytes.len() <= at_most).then_some(sender);
        Ok(Answer { status: head.status, headers: head.headers, body: bytes.freeze() })
    }

    async fn dial(&mut self) -> Result<SendRequest<Empty<Bytes>>, Failure> {
        let (sender, from) = sender(self.target).await?;
        self.from = Some(from);
        Ok(sender)
    }
}

/// The beginning of every request: nothing in it tells who asks, or with what.
pub fn request(target: &Target, path: &str) -> axum::http::request::Builder {
    Request::get(path).header(header::HOST, &target.authority)
}

/// Waits for the head of an answer.
///
/// # Errors
/// There is none, or none in time.
pub async fn answered(
    response: impl Future<Output = hyper::Result<Response<Incoming>>>,
) -> Result<Response<Incoming>, Failure> {
    let response = timeout(HEAD, response).await.map_err(|_| Failure::TimedOut)?;
    response.map_err(|why| Failure::Broken(why.to_string()))
}

/// Dials, and gives what requests are sent with; the connection runs until that is dropped.
///
/// # Errors
/// Why it is not reached.
pub async fn sender(target: &Target) -> Result<(SendRequest<Empty<Bytes>>, IpAddr), Failure> {
    let Dialled { stream, from } = dial(target).await?;
    let (sender, connection) =
        http1::handshake(TokioIo::new(stream)).await.map_err(|why| Failure::Broken(why.to_string()))?;
    tokio::spawn(connection.with_upgrades());
    Ok((sender, from))
}
