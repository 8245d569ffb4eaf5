//! Fragment: a piece of a stream on the bulk channel, or the answer to one; how they are written and read.
//!
//! ```text
//! body   = 1 u8 ‖ fragment ‖ fragment …                    (a bundle begins with `{`)
//! data   = 1 u8 ‖ stream u32 ‖ offset u32 ‖ total u32 ‖ topic u8 ‖ length u16 ‖ bytes
//! credit = 2 u8 ‖ stream u32 ‖ received u32 ‖ limit u32
//! end    = 3 u8 ‖ stream u32 ‖ outcome u8                  (0 taken, 1 refused)
//! cancel = 4 u8 ‖ stream u32
//! ```
//!
//! Numbers are little-endian. Data and cancel are said by who sends the stream, credit and end by who receives it.

/// First byte of a binary body.
const BINARY: u8 = 1;
const DATA: u8 = 1;
const CREDIT: u8 = 2;
const END: u8 = 3;
const CANCEL: u8 = 4;

/// Bytes of a data fragment besides what it carries.
const DATA_HEADER: usize = 16;
/// What one data fragment carries at most, bytes: sealed it is one message of 16 KiB, so that 16 of them are a window and
/// none holds up the messages of the same connection for longer than a tenth of a second on an uplink of 1.5 Mbit/s.
pub const MAX_DATA: usize = 16 * 1024 - 128;
/// Fragments in one body: four answers for each of the streams there can be, and some data.
pub const MAX_FRAGMENTS: usize = 64;

/// Which stream of its sender; counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StreamId(pub u32);

/// Whose stream it is: which feature hands it out and takes it in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Topic(pub u8);

impl Topic {
    /// The room document.
    pub const DOCUMENT: Topic = Topic(1);
    /// Pieces of files.
    pub const FILES: Topic = Topic(2);

    /// Whether this build has somebody who takes it.
    pub fn known(self) -> bool {
        self == Topic::DOCUMENT || self == Topic::FILES
    }
}

/// What became of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Its receiver has it, whole.
    Taken,
    /// Its receiver does not want it: nobody there knows its topic, or it is too large.
    Refused,
}

/// One fragment.
#[derive(Clone, PartialEq, Eq)]
pub enum Fragment {
    /// A piece of a stream.
    Data {
        /// Of this one.
        stream: StreamId,
        /// Where it belongs, bytes from the start.
        offset: u32,
        /// Bytes of the whole stream, the same in each of its fragments.
        total: u32,
        /// Whose it is, the same in each of its fragments.
        topic: Topic,
        /// At most [`MAX_DATA`].
        bytes: Vec<u8>,
    },
    /// So far a stream has arrived, and so far it may be sent.
    Credit {
        /// This one.
        stream: StreamId,
        /// Bytes that are there without a gap.
        received: u32,
        /// Bytes from the start that there is room for.
        limit: u32,
    },
    /// A stream is done with.
    End {
        /// This one.
        stream: StreamId,
        /// How.
        outcome: Outcome,
    },
    /// The rest of a stream will not come.
    Cancel {
        /// Of this one.
        stream: StreamId,
    },
}

impl std::fmt::Debug for Fragment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Fragment::Data { stream, offset, total, topic, bytes } => {
                write!(f, "Data({}, {} bytes at {offset} of {total}, {topic:?})", stream.0, bytes.len())
            }
            Fragment::Credit { stream, received, limit } => write!(f, "Credit({}, {received}, {limit})", stream.0),
            Fragment::End { stream, outcome } => write!(f, "End({}, {outcome:?})", stream.0),
            Fragment::Cancel { stream } => write!(f, "Cancel({})", stream.0),
        }
    }
}

/// Writes a body. What it holds is for its writer to bound: see [`MAX_DATA`] and [`MAX_FRAGMENTS`].
pub fn write(fragments: &[Fragment]) -> Vec<u8> {
    let mut body = vec![BINARY];
    for fragment in fragments {
        match fragment {
            Fragment::Data { stream, offset, total, topic, bytes } => {
                let length = u16::try_from(bytes.len()).unwrap_or_default();
                body.push(DATA);
                body.extend_from_slice(&stream.0.to_le_bytes());
                body.extend_from_slice(&offset.to_le_bytes());
                body.extend_from_slice(&total.to_le_bytes());
                body.push(topic.0);
                body.extend_from_slice(&length.to_le_bytes());
                body.extend_from_slice(&bytes[..usize::from(length)]);
            }
            Fragment::Credit { stream, received, limit } => {
                body.push(CREDIT);
                body.extend_from_slice(&stream.0.to_le_bytes());
                body.extend_from_slice(&received.to_le_bytes());
                body.extend_from_slice(&limit.to_le_bytes());
            }
            Fragment::End { stream, outcome } => {
                body.push(END);
                body.extend_from_slice(&stream.0.to_le_bytes());
                body.push(match outcome {
                    Outcome::Taken => 0,
                    Outcome::Refused => 1,
                });
            }
            Fragment::Cancel { stream } => {
                body.push(CANCEL);
                body.extend_from_slice(&stream.0.to_le_bytes());
            }
        }
    }
    body
}

/// Reads a body; `None` if it is not whole, holds too much or what this build does not know. All of it or nothing.
pub fn read(body: &[u8]) -> Option<Vec<Fragment>> {
    let (&BINARY, rest) = body.split_first()? else { return None };
    let mut reader = Reader(rest);
    let mut fragments = Vec::new();
    while !reader.0.is_empty() {
        if fragments.len() == MAX_FRAGMENTS {
            return None;
        }
        fragments.push(reader.fragment()?);
    }
    Some(fragments)
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn bytes(&mut self, length: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }

    fn byte(&mut self) -> Option<u8> {
        self.bytes(1).map(|bytes| bytes[0])
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.bytes(4)?.try_into().ok()?))
    }

    fn fragment(&mut self) -> Option<Fragment> {
        let (kind, stream) = (self.byte()?, StreamId(self.number()?));
        Some(match kind {
            DATA => {
                let (offset, total, topic) = (self.number()?, self.number()?, Topic(self.byte()?));
                let length = u16::from_le_bytes(self.bytes(2)?.try_into().ok()?).into();
                if length > MAX_DATA {
                    return None;
                }
                Fragment::Data { stream, offset, total, topic, bytes: self.bytes(length)?.to_vec() }
            }
            CREDIT => Fragment::Credit { stream, received: self.number()?, limit: self.number()? },
            END => {
                let outcome = match self.byte()? {
                    0 => Outcome::Taken,
                    1 => Outcome::Refused,
                    2.. => return None,
                };
                Fragment::End { stream, outcome }
            }
            CANCEL => Fragment::Cancel { stream },
            _ => return None,
        })
    }
}

const _: () = assert!(1 + DATA_HEADER + MAX_DATA <= 16_384 - 64, "sealed alone it is one message of 16 KiB");
const _: () = assert!(MAX_DATA <= u16::MAX as usize, "its length has two bytes");

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn examples() -> Vec<Fragment> {
        let stream = StreamId(7);
        vec![
            Fragment::Data { stream, offset: 3, total: 9, topic: Topic::DOCUMENT, bytes: vec![1, 2, 3] },
            Fragment::Credit { stream, received: 6, limit: 262_144 },
            Fragment::End { stream, outcome: Outcome::Refused },
            Fragment::Cancel { stream },
        ]
    }

    #[test]
    fn what_is_written_is_read() {
        let body = write(&examples());
        assert_eq!(read(&body).unwrap(), examples());
    }

    #[test]
    fn what_is_cut_off_too_much_or_unknown_is_no_body() {
        let body = write(&examples());
        let whole: Vec<usize> = (0..=examples().len()).map(|n| write(&examples()[..n]).len()).collect();
        for length in 0..body.len() {
            assert_eq!(read(&body[..length]).is_some(), whole.contains(&length), "{length} bytes");
        }
        let crowd = vec![Fragment::Cancel { stream: StreamId(1) }; MAX_FRAGMENTS + 1];
        assert!(read(&write(&crowd)).is_none() && read(&write(&crowd[1..])).is_some());
        for unknown in [&b"{\"messages\":[]}"[..], &[1, 9, 0, 0, 0, 0], &[1, 3, 1, 0, 0, 0, 2], &[2]] {
            assert!(read(unknown).is_none(), "{unknown:?}");
        }
        let large = Fragment::Data {
            stream: StreamId(1),
            offset: 0,
            total: 1 << 20,
            topic: Topic::DOCUMENT,
            bytes: vec![0; MAX_DATA + 1],
        };
        assert!(read(&write(&[large])).is_none());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Some(fragments) = read(&bytes) {
                prop_assert_eq!(write(&fragments), bytes);
            }
        }
    }
}
