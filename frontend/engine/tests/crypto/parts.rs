//! Pieces: cut and gathered again, in any order, and under every lie about their sizes.

use plenum_engine::parts::{CutError, Gathering, HEADER, MAX_BYTES, MAX_STREAMS, PartError, cut};
use proptest::prelude::*;

/// A piece as it travels.
fn piece(stream: u32, index: u16, total: u16, share: &[u8]) -> Vec<u8> {
    [stream.to_le_bytes().as_slice(), &index.to_le_bytes(), &total.to_le_bytes(), share].concat()
}

#[test]
fn pieces_are_written_as_documented() {
    let pieces = cut(0x0102_0304, b"abcde", HEADER + 2).unwrap();
    let head = [4, 3, 2, 1];
    assert_eq!(
        pieces,
        [
            [head.as_slice(), &[0, 0, 3, 0], b"ab"].concat(),
            [head.as_slice(), &[1, 0, 3, 0], b"cd"].concat(),
            [head.as_slice(), &[2, 0, 3, 0], b"e"].concat(),
        ]
    );
    assert_eq!(pieces[1], piece(0x0102_0304, 1, 3, b"cd"));
}

#[test]
fn the_largest_body_comes_through_and_one_byte_more_does_not() {
    let body = vec![7; MAX_BYTES];
    let mut gathering = Gathering::new();
    let pieces = cut(1, &body, 32_000).unwrap();
    let (last, first) = pieces.split_last().unwrap();
    for piece in first {
        assert!(piece.len() <= 32_000);
        assert_eq!(gathering.add(piece), Ok(None));
    }
    assert_eq!(gathering.add(last), Ok(Some(body)));
    assert_eq!((gathering.bytes(), gathering.given_up()), (0, 0));
    assert_eq!(cut(1, &vec![7; MAX_BYTES + 1], 32_000), Err(CutError::TooBig));
}

#[test]
fn an_empty_body_is_one_piece() {
    let pieces = cut(1, b"", 100).unwrap();
    assert_eq!(pieces, [piece(1, 0, 1, b"")]);
    assert_eq!(Gathering::new().add(&pieces[0]), Ok(Some(vec![])));
}

#[test]
fn pieces_without_room_are_refused() {
    for size in 0..=HEADER {
        assert_eq!(cut(1, b"x", size), Err(CutError::PieceTooSmall));
    }
    assert!(cut(1, &[0; 65_535], HEADER + 1).is_ok());
    assert_eq!(cut(1, &[0; 65_536], HEADER + 1), Err(CutError::PieceTooSmall));
}

#[test]
fn a_repeated_piece_changes_nothing() {
    let mut gathering = Gathering::new();
    let pieces = cut(1, b"abcde", HEADER + 2).unwrap();
    for _ in 0..3 {
        assert_eq!(gathering.add(&pieces[0]), Ok(None));
        assert_eq!(gathering.bytes(), 2);
    }
    assert_eq!(gathering.add(&pieces[2]), Ok(None));
    assert_eq!(gathering.add(&pieces[1]), Ok(Some(b"abcde".to_vec())));
    // After the end, too: a body is given once.
    for piece in &pieces {
        assert_eq!(gathering.add(piece), Ok(None));
    }
    assert_eq!(gathering.bytes(), 0);
}

#[test]
fn a_lie_ends_its_stream_and_no_other() {
    let lies: [(&[u8], PartError); 10] = [
        (&piece(1, 3, 3, b"ab"), PartError::Total),
        (&piece(1, 65_535, 3, b"ab"), PartError::Total),
        (&piece(1, 1, 0, b"ab"), PartError::Total),
        (&piece(1, 1, 4, b"ab"), PartError::Total),
        (&piece(1, 0, 3, b"ax"), PartError::Conflict),
        (&piece(1, 0, 3, b"a"), PartError::Conflict),
        (&piece(1, 1, 3, b"abc"), PartError::Uneven),
        (&piece(1, 1, 3, b"a"), PartError::Uneven),
        (&piece(1, 1, 3, b""), PartError::Uneven),
        (&piece(1, 2, 3, b"abc"), PartError::Uneven),
    ];
    for (lie, error) in lies {
        let mut gathering = Gathering::new();
        assert_eq!(gathering.add(&piece(1, 0, 3, b"ab")), Ok(None));
        assert_eq!(gathering.add(&piece(2, 0, 2, b"good")), Ok(None));
        assert_eq!(gathering.add(lie), Err(error), "{lie:?}");
        assert_eq!(gathering.bytes(), 4);
        // What still comes of it is not gathered any more.
        assert_eq!(gathering.add(&piece(1, 1, 3, b"ab")), Ok(None));
        assert_eq!(gathering.bytes(), 4);
        assert_eq!(gathering.add(&piece(2, 1, 2, b"bye")), Ok(Some(b"goodbye".to_vec())));
    }
}

#[test]
fn a_last_piece_that_came_first_may_not_be_the_largest() {
    let mut gathering = Gathering::new();
    assert_eq!(gathering.add(&piece(1, 2, 3, b"abc")), Ok(None));
    assert_eq!(gathering.add(&piece(1, 0, 3, b"ab")), Err(PartError::Uneven));
}

#[test]
fn what_is_no_piece_is_dropped() {
    let mut gathering = Gathering::new();
    for length in 0..HEADER {
        assert_eq!(gathering.add(&vec![0; length]), Err(PartError::TooShort));
    }
    assert_eq!(gathering.add(&[0; HEADER]), Err(PartError::Total));
}

#[test]
fn an_announced_size_past_the_limit_ends_at_the_first_piece() {
    let mut gathering = Gathering::new();
    assert_eq!(gathering.add(&piece(1, 0, 65_535, &[0; 32_000])), Err(PartError::TooBig));
    // 256 whole shares of 32 KiB are 8 MiB; one more byte is too much.
    assert_eq!(gathering.add(&piece(2, 0, 256, &[0; 32_768])), Ok(None));
    assert_eq!(gathering.add(&piece(3, 256, 257, b"x")), Ok(None));
    assert_eq!(gathering.add(&piece(3, 0, 257, &[0; 32_768])), Err(PartError::TooBig));
    assert_eq!(gathering.bytes(), 32_768);
}

#[test]
fn a_single_piece_past_the_limit_is_dropped() {
    let mut gathering = Gathering::new();
    assert_eq!(gathering.add(&piece(1, 0, 1, &vec![0; MAX_BYTES + 1])), Err(PartError::TooBig));
    assert_eq!(gathering.add(&piece(2, 1, 2, &vec![0; MAX_BYTES + 1])), Err(PartError::TooBig));
    assert_eq!(gathering.bytes(), 0);
}

#[test]
fn announcing_much_holds_nothing() {
    let mut gathering = Gathering::new();
    for stream in 0..10_000 {
        assert_eq!(gathering.add(&piece(stream, 0, 65_535, b"x")), Ok(None));
        assert!(gathering.bytes() <= MAX_STREAMS);
    }
    assert_eq!(gathering.given_up(), 10_000 - MAX_STREAMS as u64);
}

#[test]
fn the_stream_begun_first_is_given_up_for_a_fifth() {
    let mut gathering = Gathering::new();
    for stream in 0..4 {
        assert_eq!(gathering.add(&piece(stream, 0, 3, b"ab")), Ok(None));
    }
    // That the first one was the last to grow does not save it.
    assert_eq!(gathering.add(&piece(0, 1, 3, b"cd")), Ok(None));
    assert_eq!(gathering.given_up(), 0);
    assert_eq!(gathering.add(&piece(4, 0, 3, b"ab")), Ok(None));
    assert_eq!(gathering.given_up(), 1);
    // Its last piece neither completes it nor pushes out another.
    assert_eq!(gathering.add(&piece(0, 2, 3, b"e")), Ok(None));
    for stream in 1..=4 {
        assert_eq!(gathering.add(&piece(stream, 1, 3, b"cd")), Ok(None));
        assert_eq!(gathering.add(&piece(stream, 2, 3, b"e")), Ok(Some(b"abcde".to_vec())));
    }
    assert_eq!(gathering.given_up(), 1);
}

#[test]
fn all_streams_together_stay_below_the_limit() {
    let mut gathering = Gathering::new();
    let mebibyte = vec![0; 1024 * 1024];
    for index in 0..5 {
        assert_eq!(gathering.add(&piece(1, index, 6, &mebibyte)), Ok(None));
    }
    for index in 0..5 {
        assert_eq!(gathering.add(&piece(2, index, 6, &mebibyte)), Ok(None));
        assert!(gathering.bytes() <= MAX_BYTES);
    }
    // The older one went, the one that grew comes through.
    assert_eq!(gathering.given_up(), 1);
    assert_eq!(gathering.add(&piece(2, 5, 6, b"end")).unwrap().unwrap().len(), 5 * mebibyte.len() + 3);
    assert_eq!(gathering.bytes(), 0);
}

proptest! {
    #[test]
    fn what_is_cut_is_gathered_in_any_order(
        body in proptest::collection::vec(any::<u8>(), 0..2000),
        share in 1..300_usize,
        shuffle in any::<u64>(),
    ) {
        let mut pieces = cut(9, &body, HEADER + share).unwrap();
        let mut dice = plenum_engine::random::Dice::new([shuffle as u8; 32]);
        for place in (1..pieces.len()).rev() {
            pieces.swap(place, dice.below(place as u64 + 1) as usize);
        }
        let mut gathering = Gathering::new();
        let (last, others) = pieces.split_last().unwrap();
        for piece in others {
            prop_assert_eq!(gathering.add(piece), Ok(None));
        }
        prop_assert_eq!(gathering.add(last), Ok(Some(body)));
    }

    #[test]
    fn arbitrary_pieces_stay_within_bounds(
        pieces in proptest::collection::vec((0..8_u32, 0..6_u16, 0..6_u16, proptest::collection::vec(0..2_u8, 0..4)), 0..200),
    ) {
        let mut gathering = Gathering::new();
        for (stream, index, total, share) in pieces {
            let before = gathering.bytes();
            if let Ok(Some(body)) = gathering.add(&piece(stream, index, total, &share)) {
                prop_assert!(body.len() <= 6 * 4);
            }
            prop_assert!(gathering.bytes() <= before + share.len());
            prop_assert!(gathering.bytes() <= MAX_STREAMS * 6 * 4);
        }
    }
}
