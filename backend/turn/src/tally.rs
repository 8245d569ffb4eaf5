//! What happened, as numbers for whoever runs the machine.

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// A binding request was answered.
    Bound,
    /// Something was no message, or none for us.
    Malformed,
    /// An answer to a stranger, or to a holder beyond their pace, was left out.
    Limited,
    /// Somebody was told what to prove, or that what they said proves nothing.
    Challenged,
    /// Somebody proved what is over: a credential, or a seat.
    Outdated,
    /// A relay was made.
    Allocated,
    /// A relay was not made, or not given a peer, since there are too many.
    Refused,
    /// A relay without a permission made room for another.
    Evicted,
    /// A relay ended by itself.
    Expired,
    /// A peer was refused for its address or port.
    Forbidden,
    /// A packet was relayed.
    Relayed,
    /// So many bytes were.
    RelayedBytes,
    /// A packet had no permission, no channel or no relay.
    Unpermitted,
    /// A packet was more than there is bandwidth for.
    BeyondBandwidth,
}

const KINDS: [Happened; 14] = [
    Happened::Bound,
    Happened::Malformed,
    Happened::Limited,
    Happened::Challenged,
    Happened::Outdated,
    Happened::Allocated,
    Happened::Refused,
    Happened::Evicted,
    Happened::Expired,
    Happened::Forbidden,
    Happened::Relayed,
    Happened::RelayedBytes,
    Happened::Unpermitted,
    Happened::BeyondBandwidth,
];

/// What happened since it was last asked.
#[derive(Debug, Default)]
pub struct Tally([u64; KINDS.len()]);

impl Tally {
    /// One more.
    pub fn add(&mut self, what: Happened) {
        self.add_many(what, 1);
    }

    /// Some more.
    pub fn add_many(&mut self, what: Happened, n: u64) {
        self.0[what as usize] += n;
    }

    /// Everything, and begins anew.
    pub fn take(&mut self) -> impl Iterator<Item = (Happened, u64)> {
        let counted = core::mem::take(&mut self.0);
        KINDS.into_iter().zip(counted).filter(|(_, n)| *n > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_counted_under_its_name() {
        let mut tally = Tally::default();
        for (n, kind) in KINDS.into_iter().enumerate() {
            tally.add_many(kind, n as u64 + 1);
        }
        assert!(tally.take().eq(KINDS.into_iter().zip(1..)));
        assert_eq!(tally.take().count(), 0);
    }
}
