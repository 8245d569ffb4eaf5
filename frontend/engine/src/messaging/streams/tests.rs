//! Two ends of streams that face each other over a path that can be cut, and one that faces somebody who sends what they like.

use super::*;
use crate::base::ids::Epoch;
use crate::base::rng::Rng;
use crate::messaging::fragment::Outcome;
use plenum_shared::ids::PeerId;

const NOW: Time = Time(0);

fn connection(epoch: u32) -> ConnectionId {
    ConnectionId { peer: PeerId([7; 32]), epoch: Epoch(epoch) }
}

fn body(length: usize, seed: u8) -> Arc<[u8]> {
    (0..length).map(|at| (at as u8).wrapping_mul(31).wrapping_add(seed)).collect()
}

/// Carries everything there and back until nothing is said any more; the receiver's owner takes what is whole if `takes`.
fn exchange(ada: &mut BulkStreams, ben: &mut BulkStreams, takes: bool, now: Time) -> Vec<Received> {
    let mut whole = Vec::new();
    loop {
        let there = ada.flush(Some(connection(1)), now);
        for body in &there {
            for received in ben.read(fragment::read(body).unwrap(), now) {
                if takes {
                    ben.taken(received.stream);
                }
                whole.push(received);
            }
        }
        let back = ben.flush(Some(connection(1)), now);
        for body in &back {
            assert!(ada.read(fragment::read(body).unwrap(), now).is_empty());
        }
        if there.is_empty() && back.is_empty() {
            return whole;
        }
    }
}

fn data(stream: u32, offset: u32, total: u32, length: usize) -> Fragment {
    let bytes = vec![7; length];
    Fragment::Data { stream: StreamId(stream), offset, total, topic: Topic::DOCUMENT, bytes }
}

#[test]
fn the_largest_and_the_smallest_arrive_whole_and_one_byte_more_is_refused_aloud() {
    let (mut ada, mut ben) = (BulkStreams::default(), BulkStreams::default());
    for length in [1, fragment::MAX_DATA, fragment::MAX_DATA + 1, MAX_BYTES] {
        ada.send(Topic::DOCUMENT, body(length, 1), NOW).unwrap();
        let whole = exchange(&mut ada, &mut ben, true, NOW);
        assert!(whole.len() == 1 && *whole[0].body == *body(length, 1), "{length} bytes");
        assert!(!ada.ended().is_empty() && ada.ended().is_empty() && ada.deadline().is_none());
    }
    assert_eq!(ada.send(Topic::DOCUMENT, body(MAX_BYTES + 1, 1), NOW), Err(Refused::Size));
    assert_eq!(ada.send(Topic::DOCUMENT, body(0, 1), NOW), Err(Refused::Size));
}

#[test]
fn whoever_does_not_take_holds_up_the_writer_and_nothing_is_lost() {
    let (mut ada, mut ben) = (BulkStreams::default(), BulkStreams::default());
    for n in 0..4 {
        ada.send(Topic::DOCUMENT, body(40_000, n), NOW).unwrap();
    }
    assert_eq!(ada.send(Topic::DOCUMENT, body(1, 9), NOW), Err(Refused::Full));
    let whole = exchange(&mut ada, &mut ben, false, NOW);
    assert_eq!(whole.len(), 4, "small ones do not wait for each other");
    assert!(!ada.ready() && ada.ended().is_empty(), "none was taken");
    ben.taken(whole[2].stream);
    exchange(&mut ada, &mut ben, false, NOW);
    assert!(ada.ready() && !ada.ended().is_empty());
    assert_eq!(ada.send(Topic::DOCUMENT, body(1, 9), NOW), Ok(()));
}

#[test]
fn nothing_goes_beyond_window_and_credit() {
    let mut ada = BulkStreams::default();
    for n in 0..4 {
        ada.send(Topic::DOCUMENT, body(1 << 20, n), NOW).unwrap();
    }
    let bodies = ada.flush(Some(connection(1)), NOW);
    assert_eq!(bodies.len(), 4, "each may begin, and no more");
    let grant = |stream| Fragment::Credit { stream: StreamId(stream), received: u32::MAX, limit: u32::MAX };
    ada.read((1..=4).map(grant).collect(), NOW);
    let bytes: usize = ada.flush(Some(connection(1)), NOW).iter().map(Vec::len).sum();
    assert!(bytes <= CREDIT as usize, "{bytes} bytes on their way, whatever is granted");
    ada.read((1..=4).map(grant).collect(), Time(10_000));
    let bytes: usize = ada.flush(Some(connection(1)), Time(10_000)).iter().map(Vec::len).sum();
    assert!(bytes <= CREDIT as usize, "{bytes} bytes on their way after credits for what was never sent");
}

#[test]
fn two_large_ones_come_one_after_the_other_and_both_come() {
    let (mut ada, mut ben) = (BulkStreams::default(), BulkStreams::default());
    ada.send(Topic::DOCUMENT, body(MAX_BYTES, 1), NOW).unwrap();
    ada.send(Topic::DOCUMENT, body(MAX_BYTES, 2), NOW).unwrap();
    let whole = exchange(&mut ada, &mut ben, true, NOW);
    assert_eq!(whole.iter().map(|received| received.stream.0).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn a_path_that_is_cut_anywhere_loses_nothing_and_doubles_nothing() {
    for seed in 0..200_u64 {
        let mut rng = Rng::new([seed as u8; 32]);
        let mut below = |n: u64| u64::from_le_bytes(rng.bytes()) % n;
        let (mut ada, mut ben) = (BulkStreams::default(), BulkStreams::default());
        let lengths: Vec<usize> = (0..4).map(|_| below(400_000) as usize + 1).collect();
        for (n, length) in lengths.iter().enumerate() {
            ada.send(Topic::DOCUMENT, body(*length, n as u8), NOW).unwrap();
        }
        let (mut whole, mut waiting): (Vec<Received>, Vec<StreamId>) = (Vec::new(), Vec::new());
        let mut epoch = 1;
        for round in 0..2_000 {
            let now = Time(round * 20);
            // Now and then both sides lose what is on its way, in one direction or both.
            let cut = below(12) == 0;
            let (lost_there, lost_back) = (cut && below(2) == 0, cut && below(2) == 0);
            let there = ada.flush(Some(connection(epoch)), now);
            for body in there.iter().filter(|_| !lost_there) {
                let received = ben.read(fragment::read(body).unwrap(), now);
                waiting.extend(received.iter().map(|received| received.stream));
                whole.extend(received);
            }
            if below(3) == 0 {
                waiting.drain(..).for_each(|stream| ben.taken(stream));
            }
            let back = ben.flush(Some(connection(epoch)), now);
            for body in back.iter().filter(|_| !lost_back) {
                ada.read(fragment::read(body).unwrap(), now);
            }
            epoch += u32::from(cut);
        }
        whole.sort_by_key(|received| received.stream);
        let lengths_came: Vec<usize> = whole.iter().map(|received| received.body.len()).collect();
        assert_eq!(lengths_came, lengths, "seed {seed}");
        assert!(whole.iter().enumerate().all(|(n, one)| *one.body == *body(lengths[n], n as u8)), "seed {seed}");
        assert_eq!(ada.deadline(), None, "seed {seed}: all are over");
    }
}

#[test]
fn over_another_connection_it_goes_on_at_once_from_where_it_stood() {
    let (mut ada, mut ben) = (BulkStreams::default(), BulkStreams::default());
    ada.send(Topic::DOCUMENT, body(100_000, 1), NOW).unwrap();
    for body in ada.flush(Some(connection(1)), NOW) {
        ben.read(fragment::read(&body).unwrap(), NOW);
    }
    for body in ben.flush(Some(connection(1)), NOW) {
        ada.read(fragment::read(&body).unwrap(), NOW);
    }
    let lost = ada.flush(Some(connection(1)), NOW);
    assert!(!lost.is_empty() && ada.flush(Some(connection(1)), NOW).is_empty());
    let again = ada.flush(Some(connection(2)), NOW);
    assert_eq!(fragment::read(&again[0]), fragment::read(&lost[0]), "what was lost, and nothing before it");
}

#[test]
fn what_is_abandoned_leaves_nothing_here_and_is_said_to_whoever_comes_back() {
    let (mut ada, mut ben) = (BulkStreams::default(), BulkStreams::default());
    ada.send(Topic::DOCUMENT, body(MAX_BYTES, 1), NOW).unwrap();
    for body in ada.flush(Some(connection(1)), NOW) {
        ben.read(fragment::read(&body).unwrap(), NOW);
    }
    ada.send(Topic::DOCUMENT, body(1, 2), NOW).unwrap();
    // Ada has lost Ben, who knows nothing of that: her streams are called off, also the one that never began.
    ada.abandon();
    assert_eq!(exchange(&mut ada, &mut ben, true, NOW), []);
    assert!(ada.deadline().is_none() && ben.receiver_is_empty() && ada.refused().is_empty());
    ada.send(Topic::DOCUMENT, body(5, 3), NOW).unwrap();
    assert_eq!(exchange(&mut ada, &mut ben, true, NOW).len(), 1);
    // Ben has lost Ada, who goes on: she is told that it was for nothing.
    ada.send(Topic::DOCUMENT, body(100_000, 4), NOW).unwrap();
    for body in ada.flush(Some(connection(1)), NOW) {
        ben.read(fragment::read(&body).unwrap(), NOW);
    }
    ben.abandon();
    assert_eq!(exchange(&mut ada, &mut ben, true, NOW), []);
    assert_eq!((ada.refused(), ada.ready(), ben.held()), (vec![Topic::DOCUMENT], true, 0));
}

/// Carries fragments there and credits back over a path of so many bytes a millisecond each way; gives how long it took.
fn carried(streams: &[usize], bytes_per_ms: u64) -> u64 {
    let (mut ada, mut ben) = (BulkStreams::default(), BulkStreams::default());
    for (n, length) in streams.iter().enumerate() {
        ada.send(Topic::DOCUMENT, body(*length, n as u8), NOW).unwrap();
    }
    let mut way: [std::collections::VecDeque<(u64, Vec<u8>)>; 2] = Default::default();
    let (mut free, mut came) = ([0_u64; 2], 0);
    for now in 0..120_000 {
        for (to, from) in [(1, 0), (0, 1)] {
            while way[to].front().is_some_and(|(at, _)| *at <= now) {
                let (_, body) = way[to].pop_front().unwrap();
                let end = if to == 1 { &mut ben } else { &mut ada };
                for received in end.read(fragment::read(&body).unwrap(), Time(now)) {
                    end.taken(received.stream);
                    came += 1;
                }
            }
            let end = if from == 0 { &mut ada } else { &mut ben };
            for body in end.flush(Some(connection(1)), Time(now)) {
                free[to] = free[to].max(now) + body.len() as u64 / bytes_per_ms;
                way[to].push_back((free[to] + 20, body));
            }
        }
        if came == streams.len() {
            return now;
        }
    }
    panic!("they do not arrive");
}

#[test]
fn a_narrow_path_is_filled_and_never_left_waiting_for_a_credit() {
    for (streams, bytes_per_ms) in [(&[2 << 20][..], 190), (&[2 << 20][..], 375), (&[1 << 20; 4][..], 1_250)] {
        let ideal = streams.iter().sum::<usize>() as u64 / bytes_per_ms;
        let took = carried(streams, bytes_per_ms);
        assert!(took < ideal * 13 / 10 + 500, "{took} ms instead of {ideal}");
    }
}

#[test]
fn what_nobody_honest_sends_is_counted_and_costs_no_memory() {
    let mut ben = BulkStreams::default();
    let huge = (MAX_BYTES + 1) as u32;
    let senseless = [
        data(0, 0, 9, 9),
        data(2, 0, 9, 9),
        data(u32::MAX, 0, 9, 9),
        Fragment::Cancel { stream: StreamId(9) },
        data(1, 0, huge, 9),
        data(1, FREE, 1 << 20, 10),
    ];
    assert!(ben.read(senseless.to_vec(), NOW).is_empty());
    assert!(ben.senseless() >= 4, "{}", ben.senseless());
    let mut ben = BulkStreams::default();
    for stream in 1..=100 {
        ben.read(vec![data(stream, 0, MAX_BYTES as u32, fragment::MAX_DATA)], NOW);
    }
    assert_eq!((ben.held(), ben.senseless()), (4 * fragment::MAX_DATA, 96), "four begin, and no more");
    ben.read(vec![data(1, FREE, MAX_BYTES as u32, 100), data(2, FREE, MAX_BYTES as u32, 100)], NOW);
    assert_eq!(ben.held(), 4 * fragment::MAX_DATA, "nothing goes beyond what was granted");
    assert_eq!(ben.flush(Some(connection(1)), NOW).len(), 1, "one answer to all of that");
}

#[test]
fn a_topic_that_nobody_knows_is_refused_and_holds_up_nobody() {
    let (mut ada, mut ben) = (BulkStreams::default(), BulkStreams::default());
    for _ in 0..4 {
        ada.send(Topic(77), body(100_000, 1), NOW).unwrap();
    }
    assert_eq!(exchange(&mut ada, &mut ben, true, NOW), []);
    assert!(ada.ready() && ben.receiver_is_empty());
}

#[test]
fn an_end_for_a_stream_that_is_not_there_changes_nothing() {
    let mut ada = BulkStreams::default();
    let answers = [1, 0, 9].map(|id| Fragment::End { stream: StreamId(id), outcome: Outcome::Taken });
    assert!(ada.read(answers.to_vec(), NOW).is_empty());
    assert!(ada.ended().is_empty() && ada.flush(Some(connection(1)), NOW).is_empty());
}

impl BulkStreams {
    fn receiver_is_empty(&self) -> bool {
        self.receiver.is_empty()
    }

    fn held(&self) -> usize {
        self.receiver.held()
    }
}

#[test]
fn the_document_goes_before_files_and_files_go_on_after_it() {
    let (mut ada, mut ben) = (BulkStreams::default(), BulkStreams::default());
    ada.send(Topic::FILES, body(MAX_FILE_BYTES, 1), NOW).unwrap();
    ada.send(Topic::FILES, body(MAX_FILE_BYTES, 2), NOW).unwrap();
    let mut bodies = ada.flush(Some(connection(1)), NOW);
    ada.send(Topic::DOCUMENT, body(200_000, 3), NOW).unwrap();
    let mut order = Vec::new();
    while !bodies.is_empty() {
        for sent in bodies {
            for whole in ben.read(fragment::read(&sent).unwrap(), NOW) {
                order.push(whole.topic);
                ben.taken(whole.stream);
            }
        }
        for answer in ben.flush(Some(connection(1)), NOW) {
            ada.read(fragment::read(&answer).unwrap(), NOW);
        }
        bodies = ada.flush(Some(connection(1)), NOW);
    }
    assert_eq!(order, [Topic::DOCUMENT, Topic::FILES, Topic::FILES]);
    assert_eq!(ada.ended().len(), 3);
}

#[test]
fn a_piece_of_a_file_that_is_too_large_is_refused() {
    let (mut ada, mut ben) = (BulkStreams::default(), BulkStreams::default());
    ada.send(Topic::FILES, body(MAX_FILE_BYTES + 1, 1), NOW).unwrap();
    for sent in ada.flush(Some(connection(1)), NOW) {
        assert_eq!(ben.read(fragment::read(&sent).unwrap(), NOW), []);
    }
    for answer in ben.flush(Some(connection(1)), NOW) {
        ada.read(fragment::read(&answer).unwrap(), NOW);
    }
    assert_eq!(ada.refused(), [Topic::FILES]);
}
