//! Binary frames: a seat in four bytes, then a sealed message the server forwards without reading.

use crate::ids::Seat;

/// Bytes before the message.
pub const HEADER: usize = 4;

/// Splits a frame into its seat (receiver on the way in, sender on the way out) and the message; `None` if it is too short to hold a seat.
pub fn split(frame: &[u8]) -> Option<(Seat, &[u8])> {
    let (head, message) = frame.split_first_chunk::<HEADER>()?;
    let [s0, s1, g0, g1] = *head;
    Some((Seat { slot: u16::from_le_bytes([s0, s1]), generation: u16::from_le_bytes([g0, g1]) }, message))
}

/// The four bytes that name a seat, little-endian.
pub fn header(seat: Seat) -> [u8; HEADER] {
    let [s0, s1] = seat.slot.to_le_bytes();
    let [g0, g1] = seat.generation.to_le_bytes();
    [s0, s1, g0, g1]
}

/// A whole frame.
pub fn join(seat: Seat, message: &[u8]) -> Vec<u8> {
    let mut frame = Vec::with_capacity(HEADER + message.len());
    frame.extend_from_slice(&header(seat));
    frame.extend_from_slice(message);
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_is_two_little_endian_numbers() {
        let seat = Seat { slot: 0x0102, generation: 0x0304 };
        assert_eq!(join(seat, b"x"), [0x02, 0x01, 0x04, 0x03, b'x']);
        assert_eq!(split(&[0x02, 0x01, 0x04, 0x03, b'x']), Some((seat, &b"x"[..])));
        assert_eq!(split(&[0, 0, 0]), None);
    }
}
