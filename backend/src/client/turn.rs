//! A relay at a TURN server (RFC 8656), to see whether it takes a credential and where others would reach it.

use super::Failure;
use super::dial::Trust;
use super::line::{Line, lines, transaction};
use crate::ice::url::Place;
use plenum_shared::message::IceServer;
use std::net::SocketAddr;
use turn_types::attribute::{Lifetime, RequestedTransport, XorRelayedAddress};
use turn_types::message::{ALLOCATE, REFRESH};
use turn_types::stun::attribute::{ErrorCode, Nonce, Realm, Username};
use turn_types::stun::message::{
    IntegrityAlgorithm, IntegrityKey, LongTermKeyCredentials, Message, MessageClass, MessageType, MessageWriteVec,
    Method, TransactionId,
};
use turn_types::stun::prelude::{AttributeWrite, MessageWrite, MessageWriteExt};

/// Why there is no relay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoRelay {
    /// No answer.
    Failed(Failure),
    /// An error (RFC 8656 §19).
    Refused(u16),
}

impl From<Failure> for NoRelay {
    fn from(why: Failure) -> NoRelay {
        NoRelay::Failed(why)
    }
}

/// Makes a relay and lets go of it; the address at which others would have reached it.
///
/// # Errors
/// There is none, and why.
pub async fn relay(place: &Place, told: &IceServer, trust: &Trust) -> Result<SocketAddr, NoRelay> {
    let mut last = Failure::TimedOut;
    for mut line in lines(place, trust).await? {
        match relay_over(&mut line, told).await {
            Err(NoRelay::Failed(why)) => last = why,
            // Whoever refuses does so at each of its addresses.
            said => return said,
        }
    }
    Err(NoRelay::Failed(last))
}

async fn relay_over(line: &mut Line, told: &IceServer) -> Result<SocketAddr, NoRelay> {
    let transport = RequestedTransport::new(RequestedTransport::UDP);
    let first = Asker::default().ask(line, ALLOCATE, &[&transport]).await?;
    let asker = Asker::challenged(&first, told).ok_or_else(|| error(&first))?;
    let answer = asker.ask(line, ALLOCATE, &[&transport]).await?;
    let relayed = relayed(&answer).ok_or_else(|| error(&answer))?;
    // Given back at once; without it, it would last for ten minutes.
    let _ = asker.ask(line, REFRESH, &[&Lifetime::new(0)]).await;
    Ok(relayed)
}

/// Who asks: nobody yet, or somebody with a name and a key.
#[derive(Default)]
struct Asker(Option<(String, String, String, IntegrityKey)>);

impl Asker {
    /// With what the server wants to see, and the credential.
    fn challenged(answer: &[u8], told: &IceServer) -> Option<Asker> {
        let message = Message::from_bytes(answer).ok()?;
        let realm = message.attribute::<Realm>().ok()?.realm().to_owned();
        let nonce = message.attribute::<Nonce>().ok()?.nonce().to_owned();
        let (name, password) = told.username.clone().zip(told.credential.clone())?;
        let credentials = LongTermKeyCredentials::new(name.clone(), password, realm.clone());
        Some(Asker(Some((name, realm, nonce, credentials.make_key(IntegrityAlgorithm::Sha1)))))
    }

    async fn ask(
        &self,
        line: &mut Line,
        method: Method,
        attributes: &[&dyn AttributeWrite],
    ) -> Result<Vec<u8>, NoRelay> {
        let transaction = transaction()?;
        let request = self.request(method, transaction, attributes).ok_or(NoRelay::Refused(ErrorCode::BAD_REQUEST))?;
        Ok(line.ask(&request, transaction).await?)
    }

    fn request(
        &self,
        method: Method,
        transaction: TransactionId,
        attributes: &[&dyn AttributeWrite],
    ) -> Option<Vec<u8>> {
        let kind = MessageType::from_class_method(MessageClass::Request, method);
        let mut message = Message::builder(kind, transaction, MessageWriteVec::new());
        attributes.iter().try_for_each(|attribute| message.add_attribute(*attribute)).ok()?;
        if let Some((name, realm, nonce, key)) = &self.0 {
            message.add_attribute(&Username::new(name).ok()?).ok()?;
            message.add_attribute(&Realm::new(realm).ok()?).ok()?;
            message.add_attribute(&Nonce::new(nonce).ok()?).ok()?;
            message.add_message_integrity_with_key(key, IntegrityAlgorithm::Sha1).ok()?;
        }
        Some(message.finish())
    }
}

fn relayed(answer: &[u8]) -> Option<SocketAddr> {
    let message = Message::from_bytes(answer).ok().filter(|message| message.class() == MessageClass::Success)?;
    Some(message.attribute::<XorRelayedAddress>().ok()?.addr(message.transaction_id()))
}

fn error(answer: &[u8]) -> NoRelay {
    let code = Message::from_bytes(answer).ok().and_then(|message| message.attribute::<ErrorCode>().ok());
    match code {
        Some(code) => NoRelay::Refused(code.code()),
        None => NoRelay::Failed(Failure::Broken("this is no answer of TURN".to_owned())),
    }
}
