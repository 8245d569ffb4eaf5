//! Admission, what is answered to a challenge: who we are, which door we want, and the proof of both.

use crate::crypto::identity::Identity;
use crate::crypto::key_schedule::KeySchedule;
use plenum_shared::admit::Admission;
use plenum_shared::message::{Challenge, Join, Refusal};
use plenum_shared::{OLDEST_VERSION, VERSION};

/// The message for it, or why there is none. `origin` is that of the WebSocket that was dialled.
pub fn join(
    origin: &str,
    hello: &[u8],
    challenge: &Challenge,
    keys: &KeySchedule,
    session: &Identity,
) -> Result<Join, Refusal> {
    let [oldest, newest] = challenge.versions;
    let version = VERSION.min(newest);
    if version < OLDEST_VERSION || version < oldest {
        return Err(Refusal::Version);
    }
    let (room, admission_key, session_key) = (keys.room(), keys.admission_key(), session.public_key());
    let admission = Admission {
        origin,
        nonce: &challenge.nonce,
        room: &room,
        admission_key: &admission_key,
        session_key: &session_key,
        hello,
        version,
    };
    let bytes = admission.bytes();
    Ok(Join {
        version,
        room,
        admission_key,
        session_key,
        admission_signature: keys.sign_admission(&bytes),
        session_signature: session.sign(&bytes),
        hello: hello.to_vec(),
    })
}
