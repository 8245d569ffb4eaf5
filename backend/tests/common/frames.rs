//! WebSocket frames of a client for property tests, most of them right.

use proptest::prelude::*;

/// A frame that is nearly always right, so that some come through.
pub fn frame() -> impl Strategy<Value = Vec<u8>> {
    let opcode = prop_oneof![8 => prop::sample::select(vec![0_u8, 1, 2, 8, 9, 10]), 1 => 0_u8..16];
    let body =
        prop_oneof![4 => prop::collection::vec(32_u8..127, 0..130), 1 => prop::collection::vec(any::<u8>(), 0..400)];
    (any::<bool>(), opcode, body, any::<[u8; 4]>()).prop_map(|(last, opcode, body, mask)| {
        let mut wire = vec![opcode | if last { 0x80 } else { 0 }];
        match u8::try_from(body.len()) {
            Ok(short @ 0..=125) => wire.push(0x80 | short),
            _ => {
                wire.push(0x80 | 126);
                wire.extend((body.len() as u16).to_be_bytes());
            }
        }
        wire.extend(mask);
        wire.extend(body.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
        wire
    })
}
